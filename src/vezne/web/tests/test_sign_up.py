from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vezne.accounts.models import (
    Account,
    CodePurpose,
    Membership,
    OneTimeCode,
    SellerProfile,
    SignUp,
    User,
)
from vezne.accounts.services import code_claim
from vezne.accounts.tests.people import NOW, make_seller, make_user
from vezne.content.models import Acceptance
from vezne.content.services import texts_start
from vezne.core.audit import SYSTEM
from vezne.core.clock import real_now
from vezne.core.scope import acting_as_system
from vezne.flows.people_mail import sign_up_mail_send
from vezne.ledger.models import CurrentAccount
from vezne.web.access import SEAT_KEY

pytestmark = pytest.mark.django_db

PASSWORD = "yagmurda-uc-kirmizi-semsiye"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def nar() -> Account:
    """A seller whose buyer anybody may become."""
    seller = make_seller("Nar")
    with acting_as_system("test"):
        texts_start(seller_id=seller.pk, actor=SYSTEM, now=NOW)
        SellerProfile.objects.update(slug="nar", sign_up_open=True)
    return seller


def filled(**changes: str) -> dict[str, str]:
    return {
        "kind": "company",
        "company": "Çınar Mobilya",
        "tax_id": "454 053 6920",
        "tax_office": "Şişli",
        "first_name": "Ayşe",
        "last_name": "Çınar",
        "email": "Bilgi@cinar.example",
        "phone": "0541 123 45 67",
        "password": PASSWORD,
        "again": PASSWORD,
        "text_membership": "on",
        "text_privacy": "on",
        **changes,
    }


def mailed() -> tuple[str, str]:
    """Link and code of the newest sign-up's mail."""
    with acting_as_system("test"):
        row = SignUp.objects.latest("pk")
    sign_up_mail_send(sign_up_id=row.pk)
    text = str(mail.outbox[-1].body)
    link = re.search(r"(/kayit/e-posta/\S+/)", text)
    code = re.search(r"(\d{3} \d{3})", text)
    assert link is not None
    assert code is not None
    return link[1], code[1]


def sms_code() -> str:
    """What the newest SMS would say."""
    row = OneTimeCode.objects.filter(purpose=CodePurpose.SIGN_UP_PHONE).latest("pk")
    claimed = code_claim(code_id=row.pk, user_id=None, real_now=real_now())
    assert claimed is not None
    return claimed.code_sealed


def confirmed(client: Client) -> None:
    """Mail and phone are confirmed."""
    client.post("/nar/kayit/", filled())
    client.post("/kayit/onay/", {"code": mailed()[1]})
    client.post("/kayit/telefon/", {"code": sms_code()})


def test_somebody_signs_up_with_link_and_sms(nar: Account) -> None:
    client, elsewhere = Client(), Client()
    assert client.get("/kayit/")["Location"] == "/nar/kayit/"

    begun = client.post("/nar/kayit/", filled())
    assert begun["Location"] == "/kayit/onay/"
    assert not User.objects.exists()
    link, _code = mailed()
    for _scanner in range(2):
        assert "E-postamı onayla" in elsewhere.get(link).content.decode()
    assert elsewhere.post(link)["Location"] == "/kayit/telefon/"
    assert "0541 123 45 67" in elsewhere.get("/kayit/telefon/").content.decode()
    assert elsewhere.post("/kayit/telefon/", {"code": sms_code()})["Location"] == (
        "/kayit/kullanici-adi/"
    )
    assert 'value="bilgi"' in elsewhere.get("/kayit/kullanici-adi/").content.decode()
    done = elsewhere.post("/kayit/kullanici-adi/", {"username": "ayse.cinar"})

    assert done["Location"] == "/"
    assert elsewhere.get("/").status_code == 200
    ayse = User.objects.get()
    assert (ayse.username, ayse.email, ayse.phone) == (
        "ayse.cinar",
        "bilgi@cinar.example",
        "+905411234567",
    )
    assert ayse.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=ayse).verified
    with acting_as_system("test"):
        seat = Membership.objects.get()
        assert (seat.role, seat.account.name) == ("admin", "Çınar Mobilya")
        assert CurrentAccount.objects.filter(seller=nar, buyer=seat.account).count() == 1
        kept = Acceptance.objects.order_by("text__kind")
        assert [(a.text.kind, a.ip, a.user_id) for a in kept] == [
            ("membership", "127.0.0.1", ayse.pk),
            ("privacy", "127.0.0.1", ayse.pk),
        ]
        row = SignUp.objects.get()
        assert (row.details_sealed, row.password, row.secret_sealed) == ("", "", "")
    assert elsewhere.get("/kayit/kullanici-adi/")["Location"] == "/kayit/"
    assert Client().post(link).status_code == 403


def test_the_code_of_the_mail_does_as_well(nar: Account) -> None:
    client = Client()
    client.post("/nar/kayit/", filled(text_marketing="on"))
    _link, code = mailed()

    assert client.post("/kayit/onay/", {"code": "000 000"}).status_code == 422
    assert client.post("/kayit/onay/", {"code": code})["Location"] == "/kayit/telefon/"


def test_five_wrong_codes_are_enough(nar: Account) -> None:
    client = Client()
    client.post("/nar/kayit/", filled())
    link, code = mailed()
    wrong = "111 111" if code != "111 111" else "222 222"
    for _try in range(5):
        client.post("/kayit/onay/", {"code": wrong})

    assert client.post("/kayit/onay/", {"code": code}).status_code in (422, 429)
    assert client.post(link)["Location"] == "/kayit/telefon/"
    right = sms_code()
    for _try in range(5):
        client.post("/kayit/telefon/", {"code": "111111" if right != "111111" else "222222"})
    assert client.post("/kayit/telefon/", {"code": right}).status_code in (422, 429)


def both(act: Callable[[str], Any]) -> tuple[tuple[str, int], tuple[str, int]]:
    """Body and number of queries of an act for a known and for an unknown address."""
    answers = []
    for email in ("bilgi@cinar.example", "kimse@cinar.example"):
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = act(email)
        body = CSRF.sub("", answer.content.decode()).replace(email, "?")
        answers.append((f"{answer.status_code} {answer.get('Location')} {body}", len(queries)))
    return answers[0], answers[1]


def test_a_known_address_gets_the_same_pages_and_another_mail(nar: Account) -> None:
    make_user("Bora", email="bilgi@cinar.example")
    clients: dict[str, Client] = {}

    def begin(email: str) -> Any:
        clients[email] = Client()
        return clients[email].post("/nar/kayit/", filled(email=email))

    known, unknown = both(begin)
    assert known == unknown
    known, unknown = both(lambda email: clients[email].get("/kayit/onay/"))
    assert known == unknown
    known, unknown = both(lambda email: clients[email].post("/kayit/onay/", {"code": "000000"}))
    assert known == unknown

    with acting_as_system("test"):
        for row in SignUp.objects.order_by("pk"):
            sign_up_mail_send(sign_up_id=row.pk)
    [told, linked] = mail.outbox
    assert "zaten kayıtlı" in str(told.body)
    assert "/kayit/e-posta/" not in str(told.body)
    assert "/kayit/e-posta/" in str(linked.body)
    assert User.objects.count() == 1


def test_a_phone_of_somebody_is_told_to_who_holds_it_only(nar: Account) -> None:
    make_user("Bora", phone="0541 123 45 67")
    client = Client()
    client.post("/nar/kayit/", filled())
    client.post("/kayit/onay/", {"code": mailed()[1]})
    code = sms_code()

    wrong = client.post("/kayit/telefon/", {"code": "111111" if code != "111111" else "222222"})
    assert "kayıtlı bir kullanıcı" not in wrong.content.decode()
    right = client.post("/kayit/telefon/", {"code": code}).content.decode()
    assert "Bu telefon numarasıyla kayıtlı bir kullanıcı var." in right
    client.post("/kayit/telefon/", {"what": "phone", "phone": "0532 111 22 33"})
    assert client.post("/kayit/telefon/", {"code": sms_code()}).status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tax_id": "4540536921"}, "Vergi kimlik numarası geçersiz"),
        ({"tax_id": ""}, "Firmanızın vergi numarasını yazın."),
        ({"kind": "person", "tax_id": "10000000147"}, "T.C. kimlik numarası geçersiz"),
        ({"company": ""}, "Firmanızın unvanını yazın."),
        ({"phone": "0212 612 44 55"}, "bir cep telefonu yazın"),
        ({"password": "galatasaray1905", "again": "galatasaray1905"}, "ilk denenenlerden"),
        ({"again": "x"}, "İki parola aynı değil."),
        ({"text_privacy": ""}, "bu kutuyu işaretleyin"),
        ({"email": "cinar@gmail.com"}, "herkese açık bir posta"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    nar: Account, changes: dict[str, str], words: str
) -> None:
    answer = Client().post("/nar/kayit/", filled(**changes))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    with acting_as_system("test"):
        assert not SignUp.objects.exists()


def test_a_weak_password_is_told_together_with_what_else_is_wrong(nar: Account) -> None:
    wrong = filled(first_name="", password="fenerbahce1907", again="fenerbahce1907")
    page = Client().post("/nar/kayit/", wrong).content.decode()

    for field in ("first_name", "password"):
        assert f'id="id_{field}_error"' in page, field


def test_a_firm_may_keep_its_free_mail_address(nar: Account) -> None:
    form = filled(email="cinar@gmail.com", keeps_free_mail="on")

    assert Client().post("/nar/kayit/", form).status_code == 302


def test_the_form_says_what_the_address_is_for_and_ticks_nothing(nar: Account) -> None:
    page = Client().get("/nar/kayit/").content.decode()

    assert "Bu adres sonradan değiştirilemez" in page
    assert "grup adresini" in page
    boxes = re.findall(r'<input type="checkbox"[^>]+>', page)
    assert len(boxes) == 3
    assert not any("checked" in box for box in boxes)


def test_a_closed_seller_has_no_form(nar: Account) -> None:
    with acting_as_system("test"):
        SellerProfile.objects.update(sign_up_open=False)

    assert Client().get("/nar/kayit/").status_code == 404
    assert "Kayıt şu anda kapalı" in Client().get("/kayit/").content.decode()


def test_a_session_from_before_does_not_become_the_persons(nar: Account) -> None:
    client = Client()
    confirmed(client)
    planted = client.session.session_key
    client.post("/kayit/kullanici-adi/", {"username": "ayse.cinar"})

    assert client.session.session_key != planted
    assert SEAT_KEY in client.session
    stranger = Client()
    stranger.cookies["vezne_session"] = str(planted)
    assert stranger.get("/")["Location"].startswith("/giris/")


def test_steps_cannot_be_skipped(nar: Account) -> None:
    client = Client()
    client.post("/nar/kayit/", filled())

    assert client.get("/kayit/telefon/")["Location"] == "/kayit/"
    assert client.post("/kayit/kullanici-adi/", {"username": "ayse"})["Location"] == "/kayit/"
    assert not User.objects.exists()


def test_a_form_without_its_token_is_refused(nar: Account) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/nar/kayit/", filled()).status_code == 403


def test_a_user_name_is_one_person_s(nar: Account) -> None:
    make_user("Bora", username="ayse.cinar")
    client = Client()
    confirmed(client)

    taken = client.post("/kayit/kullanici-adi/", {"username": "Ayse.Cinar"})

    assert taken.status_code == 422
    assert "Bu kullanıcı adı kullanılıyor." in taken.content.decode()
