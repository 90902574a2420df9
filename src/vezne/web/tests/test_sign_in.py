from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client

from vezne.accounts.models import Account, Role, User
from vezne.accounts.queries import api_key_find
from vezne.accounts.services import PortalRequest, api_key_create, portal_session_create
from vezne.accounts.tests.people import (
    NOW,
    PASSWORD,
    make_account,
    make_seller,
    make_user,
    seat_user,
)
from vezne.core.audit import SYSTEM
from vezne.core.clock import real_now
from vezne.core.scope import acting_as
from vezne.web.access import PORTAL_KEY, SEAT_KEY
from vezne.web.auth.sessions import browser_words
from vezne.web.auth.views import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.urls("vezne.web.tests.pages")]


@pytest.fixture(autouse=True)
def _no_attempts_yet(settings: object) -> None:
    settings.LOGIN_REDIRECT_URL = "/"  # type: ignore[attr-defined]
    cache.clear()


def _ayse() -> User:
    ayse = make_user(username="ayse.demir", email="ayse@papatya.example", phone="0541 123 45 67")
    seat_user(ayse, make_account())
    return ayse


def _sign_in(client: Client, login: str, password: str = PASSWORD) -> int:
    return client.post("/giris/", {"login": login, "password": password}).status_code


@pytest.mark.parametrize(
    "typed",
    ["ayse.demir", "AYSE.DEMIR", "Ayse@papatya.example", "0541 123 45 67", "+905411234567"],
)
def test_a_person_signs_in_by_mail_name_or_phone(typed: str) -> None:
    ayse = _ayse()
    client = Client()

    answer = client.post("/giris/?next=/uyeler/", {"login": typed, "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/uyeler/")
    assert client.get("/").json()["actor"][1] == ayse.full_name


def test_the_sign_in_page_asks_for_one_name_and_speaks_turkish() -> None:
    page = Client().get("/giris/").content.decode()

    assert "E-posta, kullanıcı adı veya telefon" in page
    assert 'autocomplete="username webauthn"' in page
    assert 'autocomplete="current-password"' in page
    assert "Geçiş anahtarıyla gir" in page
    assert "placeholder" not in page


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer() -> None:
    _ayse()

    pages = []
    for typed in (
        "ayse.demir",
        "bora.demir",
        "ayse@papatya.example",
        "x@y.example",
        "0541 123 45 67",
    ):
        answer = Client().post("/giris/", {"login": typed, "password": "yanlis-sifre"})
        assert answer.status_code == 200
        page = re.sub(r"csrfmiddlewaretoken[^>]+>", "", answer.content.decode())
        pages.append(page.replace(typed, "?").replace("+905411234567", "?"))

    assert len(set(pages)) == 1
    assert "Bilgiler eşleşmedi" in pages[0]


def test_attempts_on_one_name_are_counted_however_it_is_written() -> None:
    _ayse()
    spellings = ["0541 123 45 67", "05411234567", "+90 541 123 45 67", "5411234567", "905411234567"]
    for typed in spellings:
        _sign_in(Client(), typed, "yanlis-sifre")

    refused = Client().post("/giris/", {"login": "0541-123-4567", "password": PASSWORD})

    assert refused.status_code == 200
    assert "Çok sayıda hatalı deneme" in refused.content.decode()


def test_a_closed_user_does_not_come_in() -> None:
    ayse = _ayse()
    User.objects.filter(pk=ayse.pk).update(is_active=False)
    client = Client()

    answer = client.post("/giris/", {"login": "ayse.demir", "password": PASSWORD})

    assert answer["Location"] == "/giris/kapali/"
    assert client.get("/")["Location"].startswith("/giris/")


def test_a_person_without_e_mail_signs_in() -> None:
    bora = make_user("Bora", username="bora")
    seat_user(bora, make_account(), Role.STAFF)

    assert Client().post("/giris/", {"login": "bora", "password": PASSWORD})["Location"] == "/"


def test_an_unconfirmed_e_mail_is_confirmed_first() -> None:
    ayse = _ayse()
    EmailAddress.objects.filter(user=ayse).update(verified=False)
    client = Client()

    answer = client.post("/giris/", {"login": "ayse.demir", "password": PASSWORD})

    assert answer["Location"] == "/e-posta-onay/"
    [message] = mail.outbox
    assert message.subject == "E-posta adresinizi onaylayın"
    link = re.search(r"http://testserver(/e-posta-onay/\S+)", message.body)
    assert link is not None
    assert "ayse@papatya.example" in client.get(link[1]).content.decode()
    client.post(link[1])
    assert EmailAddress.objects.get(user=ayse).verified
    assert _sign_in(Client(), "ayse.demir") == 302


def test_sign_up_is_closed() -> None:
    client = Client()

    assert "Kayıt şu anda kapalı" in client.get("/kayit/").content.decode()
    client.post("/kayit/", {"email": "x@y.example", "password1": PASSWORD})

    assert not User.objects.exists()


def test_a_new_password_ends_the_sessions_elsewhere() -> None:
    _ayse()
    here, elsewhere = Client(), Client()
    _sign_in(here, "ayse.demir")
    _sign_in(elsewhere, "ayse.demir")

    answer = here.post(
        "/hesabim/sifre/",
        {
            "oldpassword": PASSWORD,
            "password1": "kirmizi-balon-77",
            "password2": "kirmizi-balon-77",
        },
    )

    assert answer.status_code == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/")["Location"].startswith("/giris/")


def test_a_person_sees_and_ends_the_other_sessions() -> None:
    _ayse()
    here, elsewhere = Client(), Client()
    _sign_in(here, "ayse.demir")
    _sign_in(elsewhere, "ayse.demir")

    page = here.get("/hesabim/oturumlar/").content.decode()
    assert page.count("127.0.0.1") == 2
    assert "Bu oturum" in page
    here.post("/hesabim/oturumlar/")

    assert elsewhere.get("/")["Location"].startswith("/giris/")
    assert here.get("/").status_code == 200


def test_a_person_ends_one_session_of_their_own_and_none_of_others() -> None:
    _ayse()
    make_user("Bora", username="bora")
    here, elsewhere, of_bora = Client(), Client(), Client()
    for client, name in ((here, "ayse.demir"), (elsewhere, "ayse.demir"), (of_bora, "bora")):
        _sign_in(client, name)
    rows = {row.session_key: row.pk for row in UserSession.objects.all()}

    foreign = here.post(f"/hesabim/oturumlar/{rows[of_bora.session.session_key]}/kapat/")
    ended = here.post(f"/hesabim/oturumlar/{rows[elsewhere.session.session_key]}/kapat/")

    assert (foreign.status_code, ended.status_code) == (404, 302)
    assert elsewhere.get("/")["Location"].startswith("/giris/")
    assert here.get("/").status_code == 200
    assert of_bora.get("/hesabim/oturumlar/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) CriOS/140 Safari/604", "iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge · Windows"),
        ("curl/8", "curl/8"),
    ],
)
def test_a_session_is_named_as_people_know_it(agent: str, words: str) -> None:
    assert words in browser_words(agent)


def test_a_person_with_an_app_types_its_code_and_then_opens_the_desk(settings: object) -> None:
    settings.VEZNE_DESK_SECOND_FACTOR = True  # type: ignore[attr-defined]
    deniz = make_user("Deniz", username="deniz")
    seat_user(deniz, make_seller())
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(deniz, secret)
    client = Client()

    asked = client.post("/giris/", {"login": "deniz", "password": PASSWORD})
    assert asked["Location"] == "/giris/dogrulama/"
    assert client.get("/")["Location"].startswith("/giris/")
    assert "İki adımlı doğrulama" in client.get("/giris/dogrulama/").content.decode()
    code = totp.format_hotp_value(
        totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))
    )
    answer = client.post("/giris/dogrulama/", {"code": code})

    assert answer["Location"] == "/"
    assert client.get("/yonetim/").status_code == 200


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/hesabim/sifre/", "Şu anki şifre"),
        ("/hesabim/e-posta/", "ayse@papatya.example"),
        ("/hesabim/iki-adim/", "Doğrulama uygulaması kapalı."),
        ("/hesabim/iki-adim/uygulama/ac/", "Karekodu"),
        ("/hesabim/gecis-anahtarlari/", "Ekli geçiş anahtarı yok."),
        ("/hesabim/gecis-anahtarlari/ekle/", "Bu anahtarla şifre yazmadan gireyim"),
        ("/hesabim/oturumlar/", "Açık oturumlar"),
        ("/cikis/", "Oturum kapatılsın mı?"),
    ],
)
def test_the_person_s_pages_open_after_sign_in(path: str, words: str) -> None:
    _ayse()
    client = Client()
    assert path == "/cikis/" or client.get(path)["Location"].startswith("/giris/")
    _sign_in(client, "ayse.demir")

    page = client.get(path)
    if page.status_code == 302:  # a sensitive page asks for the password once more
        page = client.post(page["Location"], {"password": PASSWORD}, follow=True)

    assert words in page.content.decode()


def test_a_recovery_code_list_is_made_shown_and_downloaded() -> None:
    ayse = _ayse()
    client = Client()
    totp.TOTP.activate(ayse, totp.generate_totp_secret())
    client.force_login(ayse, backend=BACKEND)
    confirm = client.post("/hesabim/iki-adim/yedek-kodlar/yeni/")
    assert "Kimliğinizi doğrulayın" in client.get(confirm["Location"]).content.decode()
    made = client.post(confirm["Location"], {"password": PASSWORD})  # goes on with the form
    assert made["Location"] == "/hesabim/iki-adim/yedek-kodlar/"
    shown = client.get("/hesabim/iki-adim/yedek-kodlar/").content.decode()
    downloaded = client.get("/hesabim/iki-adim/yedek-kodlar/indir/").content.decode()

    codes = downloaded.split()
    assert len(codes) == 10
    assert all(code in shown for code in codes)
    assert Authenticator.objects.filter(user=ayse).count() == 2


def test_sign_out_ends_the_session() -> None:
    _ayse()
    client = Client()
    _sign_in(client, "ayse.demir")

    client.post("/cikis/")

    assert client.get("/")["Location"].startswith("/giris/")
    assert not Session.objects.filter(session_key=client.session.session_key).exists()


def test_somebody_without_an_account_reads_so() -> None:
    make_user("Ceren", username="ceren")
    client = Client()
    _sign_in(client, "ceren")

    page = client.get("/", follow=True)

    assert page.redirect_chain == [("/hesapsiz/", 302)]
    assert "Henüz bir hesaba bağlı değilsiniz" in page.content.decode()


def _link(robo: Account, papatya: Account, *, age_seconds: int = 0) -> str:
    with acting_as(robo.pk, "desk"):
        _, secret = api_key_create(
            account_id=robo.pk,
            name="HR",
            scopes=["portal_sessions:write"],
            return_origins=["https://hr.example"],
            now=NOW,
            actor=SYSTEM,
        )
    key = api_key_find(secret)
    assert key is not None
    wanted = PortalRequest(account_id=papatya.pk, return_url="https://hr.example/")
    made_at = real_now() - timedelta(seconds=age_seconds)
    _, token = portal_session_create(
        key=key, wanted=wanted, real_now=made_at, now=NOW, actor=SYSTEM
    )
    return f"/gecis/{token}/"


def test_a_link_from_outside_opens_the_panel_once() -> None:
    ayse, papatya, robo = make_user(), make_account(), make_seller()
    seat_user(ayse, papatya)
    link, client = _link(robo, papatya), Client()

    answer = client.get(link)

    assert (answer.status_code, answer["Location"]) == (302, "/hizmetlerim/")
    assert client.get("/").json()["portal"] == robo.pk
    assert client.session[PORTAL_KEY]["return_url"] == "https://hr.example/"
    assert client.session.get_expiry_age() <= 7200
    again = Client().get(link)
    assert again.status_code == 403
    assert "daha önce kullanıldı" in again.content.decode()


def test_a_late_link_opens_nothing() -> None:
    ayse, papatya, robo = make_user(), make_account(), make_seller()
    seat_user(ayse, papatya)
    client = Client()

    assert client.get(_link(robo, papatya, age_seconds=61)).status_code == 403
    assert client.head(_link(robo, papatya)).status_code == 405
    assert SEAT_KEY not in client.session


def test_a_link_replaces_another_person_and_leaves_a_full_session_full() -> None:
    ayse, deniz, papatya, gunes, robo = (
        make_user(),
        make_user("Deniz"),
        make_account(),
        make_account("Güneş"),
        make_seller(),
    )
    seat_user(ayse, gunes)
    seat_user(ayse, papatya)
    seat_user(deniz, robo)
    of_deniz, of_ayse = Client(), Client()
    of_deniz.force_login(deniz, backend=BACKEND)
    of_ayse.force_login(ayse, backend=BACKEND)

    of_deniz.get(_link(robo, papatya))
    of_ayse.get(_link(robo, papatya))

    visited, kept = of_deniz.get("/").json(), of_ayse.get("/").json()
    assert (visited["actor"][1], visited["portal"]) == ("Ayşe Demir", robo.pk)
    assert (kept["scope"], kept["portal"], kept["role"]) == (
        ["panel", papatya.pk],
        None,
        "admin",
    )


def test_a_changed_password_is_measured_while_it_is_typed() -> None:
    client = Client()
    _ayse()
    _sign_in(client, "ayse.demir")
    page = client.get("/hesabim/sifre/").content.decode()

    assert 'hx-post="/sifre-gucu/"' in page
    assert 'id="strength"' in page
    assert "Birkaç sözcükten kurulu" in page
    assert "tamamıyla sayısal" not in page  # Django's own words
