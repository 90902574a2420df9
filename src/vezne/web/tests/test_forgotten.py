from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from vezne.accounts.models import Account, CodePurpose, OneTimeCode, Role, User
from vezne.accounts.services import code_claim, user_password_set
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
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as_system
from vezne.flows.people_mail import password_changed_send, password_mail_send
from vezne.ledger.services import current_account_open

pytestmark = pytest.mark.django_db

NEW = "kirmizi-balon-ve-77-ip"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
OVER = "Bu Bağlantının Süresi Doldu"
DONE = "Şifre Sıfırlama Başarılıyla Gerçekleştirildi"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def ayse() -> User:
    user = make_user(username="ayse.demir", email="ayse@papatya.example", phone="0541 123 45 67")
    seat_user(user, make_account())
    return user


def signed_in(password: str = PASSWORD, name: str = "ayse.demir") -> Client:
    client = Client()
    client.post("/giris/", {"login": name, "password": password})
    return client


def opens(client: Client) -> bool:
    return client.get("/hizmetlerim/").status_code == 200


def mailed_link(email: str = "ayse@papatya.example") -> str:
    Client().post("/sifremi-unuttum/", {"email": email})
    row = OneTimeCode.objects.filter(purpose=CodePurpose.PASSWORD_MAIL).latest("pk")
    assert password_mail_send(code_id=row.pk, real_now=real_now())
    link = re.search(r"(/sifremi-unuttum/\S+/)", str(mail.outbox[-1].body))
    assert link is not None
    return link[1]


def choose(client: Client, link: str, password: str = NEW) -> Any:
    """Open a link and set the password behind it."""
    page = client.get(link, follow=True)
    path = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(path, {"password1": password, "password2": password}, follow=True)


def sent_code(user: User | None) -> str:
    """What the newest SMS says, as the job that sends it reads it."""
    row = OneTimeCode.objects.filter(purpose=CodePurpose.PASSWORD_SMS).latest("pk")
    claimed = code_claim(code_id=row.pk, user_id=user.pk if user else None, real_now=real_now())
    assert claimed is not None
    return claimed.code_sealed


def test_the_dialog_asks_and_the_sign_in_page_says_that_it_was_sent(ayse: User) -> None:
    dialog = Client().get("/sifremi-unuttum/", headers={"HX-Request": "true"}).content.decode()
    assert "Şifre Sıfırlama Talebi" in dialog
    assert "<html" not in dialog

    asked = Client().post("/sifremi-unuttum/", {"email": "ayse@papatya.example"}, follow=True)

    assert asked.redirect_chain == [("/giris/?sifre=gonderildi", 302)]
    assert "şifre sıfırlama bağlantısını gönderdik" in asked.content.decode()
    assert mail.outbox == []  # the job sends


def test_a_link_sets_the_password_once_and_every_session_ends(ayse: User) -> None:
    elsewhere = signed_in()
    assert opens(elsewhere)
    link = mailed_link()
    for _scanner in range(3):
        Client().get(link, follow=True)

    answer = choose(Client(), link)

    assert DONE in answer.content.decode()
    assert not opens(elsewhere)
    assert not UserSession.objects.filter(user=ayse).exists()
    assert not opens(signed_in())
    assert opens(signed_in(NEW))
    assert OVER in Client().get(link, follow=True).content.decode()
    with acting_as_system("test"):
        assert AuditEntry.objects.filter(action="password.reset", subject=ayse.public_id).exists()
    assert password_changed_send(user_id=ayse.pk)
    assert mail.outbox[-1].subject == "Şifreniz değişti"


def test_who_changes_the_password_stays_in_the_others_do_not_and_the_person_is_told(
    ayse: User,
) -> None:
    here, elsewhere = signed_in(), signed_in()
    assert opens(elsewhere)
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}

    wrong = here.post("/hesabim/sifre/", {**typed, "oldpassword": "yanlis"})
    with acting_as_system("test"):
        assert not AuditEntry.objects.filter(action="password.changed").exists()
    here.post("/hesabim/sifre/", typed)

    assert wrong.status_code == 200
    assert opens(here)
    assert not opens(elsewhere)
    with acting_as_system("test"):
        assert AuditEntry.objects.filter(action="password.changed", subject=ayse.public_id).exists()
        assert ProcrastinateJob.objects.filter(
            task_name="people.password_changed", args={"user_id": ayse.pk}
        ).exists()


def test_a_link_dies_with_any_change_of_the_password(ayse: User) -> None:
    link = mailed_link()
    user_password_set(user_id=ayse.pk, password=NEW, now=NOW, actor=SYSTEM)

    assert OVER in Client().get(link, follow=True).content.decode()


def test_a_link_dies_after_its_time(ayse: User, settings: object) -> None:
    link = mailed_link()
    settings.PASSWORD_RESET_TIMEOUT = -1  # type: ignore[attr-defined]

    assert OVER in Client().get(link, follow=True).content.decode()
    assert opens(signed_in())


def test_a_common_password_is_refused_and_the_link_still_works(ayse: User) -> None:
    link, client = mailed_link(), Client()

    assert "ilk denenenlerden" in choose(client, link, "galatasaray1905").content.decode()
    assert DONE in choose(client, link).content.decode()


def test_an_sms_code_does_it_too(ayse: User) -> None:
    elsewhere, client = signed_in(), Client()

    asked = client.post("/sifremi-unuttum/sms/", {"phone": "0541 123 45 67"})
    assert asked["Location"] == "/sifremi-unuttum/kod/"
    assert 'value="+905411234567"' in client.get("/sifremi-unuttum/kod/").content.decode()
    code = sent_code(ayse)
    typed = client.post("/sifremi-unuttum/kod/", {"phone": "05411234567", "code": code})
    assert typed["Location"] == "/sifremi-unuttum/yeni/"
    done = client.post("/sifremi-unuttum/yeni/", {"password": NEW, "again": NEW}, follow=True)

    assert DONE in done.content.decode()
    assert not opens(elsewhere)
    assert opens(signed_in(NEW))
    assert client.get("/sifremi-unuttum/yeni/").status_code == 403
    again = client.post("/sifremi-unuttum/kod/", {"phone": "05411234567", "code": code})
    assert again.status_code == 422


def test_a_code_is_dead_after_five_wrong_ones_after_its_time_and_after_the_next(ayse: User) -> None:
    def asked() -> str:
        cache.clear()
        Client().post("/sifremi-unuttum/sms/", {"phone": "05411234567"})
        return sent_code(ayse)

    def typed(code: str) -> int:
        cache.clear()
        form = {"phone": "05411234567", "code": code}
        return Client().post("/sifremi-unuttum/kod/", form).status_code

    first = asked()
    wrong = f"{(int(first) + 1) % 10**6:06d}"
    assert [typed(wrong) for _try in range(5)] == [422] * 5
    assert typed(first) == 422
    late = asked()
    OneTimeCode.objects.update(expires_at=real_now() - timedelta(seconds=1))
    assert typed(late) == 422
    before, newest = asked(), asked()
    assert typed(before) == 422 or before == newest
    assert typed(newest) == 302


def test_choosing_ends_when_the_password_was_changed_meanwhile(ayse: User) -> None:
    client = Client()
    client.post("/sifremi-unuttum/sms/", {"phone": "05411234567"})
    client.post("/sifremi-unuttum/kod/", {"phone": "05411234567", "code": sent_code(ayse)})
    user_password_set(user_id=ayse.pk, password=NEW, now=NOW, actor=SYSTEM)

    again = {"password": PASSWORD + "x", "again": PASSWORD + "x"}
    assert client.post("/sifremi-unuttum/yeni/", again).status_code == 403
    assert opens(signed_in(NEW))


def test_a_planted_session_does_not_get_to_choose(ayse: User) -> None:
    client = Client()
    client.post("/sifremi-unuttum/sms/", {"phone": "05411234567"})
    planted = client.session.session_key
    client.post("/sifremi-unuttum/kod/", {"phone": "05411234567", "code": sent_code(ayse)})

    stranger = Client()
    stranger.cookies["vezne_session"] = str(planted)
    assert stranger.get("/sifremi-unuttum/yeni/").status_code == 403
    assert client.get("/sifremi-unuttum/yeni/").status_code == 200


def answers(act: Callable[[str], Any], known: str, unknown: str) -> list[tuple[str, int]]:
    """Body and number of queries for each."""
    found = []
    for typed in (known, unknown):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = act(typed)
        body = CSRF.sub("", answer.content.decode()).replace(typed, "?")
        found.append((f"{answer.status_code} {answer.get('Location')} {body}", len(queries)))
    return found


def test_known_and_unknown_get_the_same_answer_and_cost_the_same(ayse: User) -> None:
    mails = ("ayse@papatya.example", "kimse@papatya.example")
    phones = ("+905411234567", "+905411234568")

    def ask_mail(email: str) -> Any:
        return Client().post("/sifremi-unuttum/", {"email": email})

    def ask_sms(phone: str) -> Any:
        return Client().post("/sifremi-unuttum/sms/", {"phone": phone})

    def type_code(phone: str) -> Any:
        return Client().post("/sifremi-unuttum/kod/", {"phone": phone, "code": "000000"})

    for act, typed in ((ask_mail, mails), (ask_sms, phones), (type_code, phones)):
        known, unknown = answers(act, *typed)
        assert known == unknown


def test_an_unknown_address_is_told_by_mail_without_a_link() -> None:
    Client().post("/sifremi-unuttum/", {"email": "kimse@papatya.example"})
    row = OneTimeCode.objects.get()
    password_mail_send(code_id=row.pk, real_now=real_now())

    [message] = mail.outbox
    assert "kayıtlı kullanıcı yok" in str(message.body)
    assert "/sifremi-unuttum/" not in str(message.body)


def test_codes_for_one_phone_are_limited_whoever_asks(ayse: User) -> None:
    asked = [
        Client().post("/sifremi-unuttum/sms/", {"phone": typed}).status_code
        for typed in ("05411234567", "0541 123 45 67", "+905411234567", "5411234567")
    ]

    assert asked == [302, 302, 302, 429]


def test_tries_at_one_phone_are_limited(ayse: User) -> None:
    form = {"phone": "05411234567", "code": "123456"}
    tried = [Client().post("/sifremi-unuttum/kod/", form).status_code for _try in range(11)]

    assert tried == [422] * 10 + [429]


def test_forms_without_their_token_are_refused(ayse: User) -> None:
    strict = Client(enforce_csrf_checks=True)

    for path in ("", "sms/", "kod/", "yeni/"):
        assert strict.post(f"/sifremi-unuttum/{path}", {}).status_code == 403


# -- the call centre -------------------------------------------------------------------------


def desk(buyer: Account, role: str = Role.STAFF) -> Client:
    seller = make_seller()
    deniz = make_user("Deniz", username="deniz")
    seat_user(deniz, seller, role)
    with acting_as_system("test"):
        current_account_open(seller_id=seller.pk, buyer_id=buyer.pk, now=NOW)
    return signed_in(name="deniz")


def test_staff_verifies_a_caller_and_never_sees_the_code(ayse: User) -> None:
    buyer = _account()
    deniz = desk(buyer)
    path = f"/yonetim/hesaplar/{buyer.public_id}/kullanicilar/"
    assert "Şifresini unuttu" in deniz.get(path).content.decode()

    few = deniz.post(f"{path}{ayse.public_id}/sifre/", {"checks": ["name", "tax"]})
    assert few.status_code == 422
    assert not OneTimeCode.objects.exists()
    asked = deniz.post(
        f"{path}{ayse.public_id}/sifre/", {"checks": ["name", "tax", "mail"]}, follow=True
    )
    code = sent_code(ayse)

    assert "kayıtlı telefonuna gönderildi" in asked.content.decode()
    assert code not in asked.content.decode()
    caller = Client()
    typed = caller.post("/sifremi-unuttum/kod/", {"phone": "0541 123 45 67", "code": code})
    assert typed["Location"] == "/sifremi-unuttum/yeni/"
    with acting_as_system("test"):
        logged = AuditEntry.objects.filter(action="password.call_centre")
        assert logged.count() == 2
        assert logged[0].details["checks"] == ["name", "tax", "mail"]


def test_only_staff_of_the_accounts_own_seller_can_do_that(ayse: User) -> None:
    buyer = _account()
    path = f"/yonetim/hesaplar/{buyer.public_id}/kullanicilar/{ayse.public_id}/sifre/"
    viewer = desk(buyer, Role.VIEWER)
    other = make_seller("Başka")
    seat_user(make_user("Efe", username="efe"), other)

    assert viewer.get(path).status_code == 403
    assert signed_in(name="efe").get(path).status_code == 404
    assert signed_in().get(path).status_code == 403


def _account() -> Account:
    with acting_as_system("test"):
        return Account.objects.get(name="Papatya")
