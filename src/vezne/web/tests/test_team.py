from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client

from vezne.accounts.models import Account, Invitation, Membership, Role, SellerProfile, User
from vezne.accounts.people import team_of
from vezne.accounts.queries import api_key_find
from vezne.accounts.services import api_key_create
from vezne.accounts.tests.people import (
    NOW,
    PASSWORD,
    make_account,
    make_seller,
    make_user,
    seat_user,
)
from vezne.core.audit import Actor
from vezne.core.clock import real_now
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.people_mail import invitation_mail_send
from vezne.ledger.services import current_account_open

pytestmark = pytest.mark.django_db

FIRST = "mor-salkim-ve-serce-7"
OWN = "yagmurda-uc-kirmizi-semsiye"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


def papatya() -> tuple[Account, User, Client]:
    """A firm, its Admin Ayşe, and her browser."""
    firm = make_account()
    ayse = make_user(username="ayse", email="ayse@papatya.example")
    seat_user(ayse, firm)
    return firm, ayse, signed_in("ayse")


def signed_in(name: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/giris/", {"login": name, "password": password})
    return client


def new_member(**changes: str) -> dict[str, str]:
    return {
        "first_name": "Bora",
        "last_name": "Demir",
        "username": "bora",
        "role": "staff",
        "password": FIRST,
        "again": FIRST,
        **changes,
    }


def roles(firm: Account) -> list[tuple[str, str]]:
    with acting_as(firm.pk, "panel"):
        return [(row.username, row.role) for row in team_of(firm.pk)]


def test_an_admin_makes_a_user_who_chooses_an_own_password_first() -> None:
    firm, _, ayse = papatya()

    made = ayse.post("/kullanicilar/ekle/", new_member())

    assert made["Location"] == "/kullanicilar/"
    assert roles(firm) == [("ayse", "admin"), ("bora", "staff")]
    bora = signed_in("bora", FIRST)
    assert bora.get("/hizmetlerim/")["Location"] == "/hesabim/ilk-sifre/"
    assert bora.get("/hesabim/oturumlar/")["Location"] == "/hesabim/ilk-sifre/"
    same = bora.post("/hesabim/ilk-sifre/", {"password": FIRST, "again": FIRST})
    assert same.status_code == 422
    chosen = bora.post("/hesabim/ilk-sifre/", {"password": OWN, "again": OWN})
    assert chosen["Location"] == "/"
    assert bora.get("/").status_code == 200
    assert signed_in("bora", OWN).get("/").status_code == 200
    assert signed_in("bora", FIRST).get("/").status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"again": "baska-bir-sey-9"}, "İki parola aynı değil."),
        ({"password": "galatasaray1905", "again": "galatasaray1905"}, "ilk denenenlerden"),
        ({"password": "kisa", "again": "kisa"}, "Çok kısa"),
        ({"username": ""}, "birini yazın"),
        ({"username": "ayse"}, "Kişiyi e-postasıyla davet edin."),
        ({"phone": "12"}, "Telefon numarası geçersiz"),
    ],
)
def test_what_is_wrong_with_a_new_user_is_said_and_nobody_is_made(
    changes: dict[str, str], words: str
) -> None:
    firm, _, ayse = papatya()

    answer = ayse.post("/kullanicilar/ekle/", new_member(**changes))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert roles(firm) == [("ayse", "admin")]


def invite(ayse: Client, email: str = "bora@papatya.example") -> str:
    """The link in the mail of an invitation."""
    ayse.post("/kullanicilar/davet/", {"email": email, "role": "manager"})
    with acting_as_system("test"):
        row = Invitation.objects.latest("pk")
    assert invitation_mail_send(invitation_id=row.pk)
    link = re.search(r"(/davet/\S+/)", str(mail.outbox[-1].body))
    assert link is not None
    return link[1]


def test_an_invited_person_joins_once_and_a_look_consumes_nothing() -> None:
    firm, _, ayse = papatya()
    link = invite(ayse)
    reader = Client()

    for _look in range(3):
        assert "Papatya sizi davet ediyor" in reader.get(link).content.decode()
    joined = reader.post(
        link, {"first_name": "Bora", "last_name": "Ak", "password": OWN, "again": OWN}
    )

    assert joined["Location"] == "/"
    assert reader.get("/").status_code == 200
    assert [role for _, role in roles(firm)] == ["admin", "manager"]
    assert mail.outbox[-1].to == ["bora@papatya.example"]
    with acting_as_system("test"):
        assert Invitation.objects.get().token_sealed == ""
    again = Client().post(
        link, {"first_name": "Ceren", "last_name": "X", "password": OWN, "again": OWN}
    )
    assert again.status_code == 403


def test_a_late_or_taken_back_invitation_opens_nothing() -> None:
    firm, _, ayse = papatya()
    late = invite(ayse, "geç@papatya.example".replace("ç", "c"))
    with acting_as_system("test"):
        Invitation.objects.update(expires_at=real_now() - timedelta(seconds=1))
    back = invite(ayse, "geri@papatya.example")
    with acting_as_system("test"):
        row = Invitation.objects.latest("pk")
    ayse.post(f"/kullanicilar/davet/{row.public_id}/geri-al/")

    form = {"first_name": "B", "last_name": "C", "password": OWN, "again": OWN}
    assert Client().post(late, form).status_code == 403
    assert Client().post(back, form).status_code == 403
    assert Client().get("/davet/yok/").status_code == 403
    assert len(roles(firm)) == 1


def test_somebody_with_a_user_joins_as_who_they_are_and_nobody_else_may() -> None:
    firm, _, ayse = papatya()
    bora = make_user("Bora", username="bora", email="bora@papatya.example")
    make_user("Ceren", username="ceren")
    link = invite(ayse)

    assert "oturum açıp daveti kabul edin" in Client().get(link).content.decode()
    ceren = signed_in("ceren")
    assert "başka bir kullanıcıyla" in ceren.get(link).content.decode()
    ceren.post(link)
    assert len(roles(firm)) == 1
    signed_in("bora").post(link)

    with acting_as(firm.pk, "panel"):
        assert Membership.objects.get(role=Role.MANAGER).user_id == bora.pk


def test_who_is_removed_is_out_at_the_next_click_with_sessions_and_keys() -> None:
    firm, _, ayse = papatya()
    bora = make_user("Bora", username="bora")
    seat_user(bora, firm, Role.MANAGER)
    there = signed_in("bora")
    assert there.get("/").status_code == 200
    with acting_as(firm.pk, "panel"):
        _, secret = api_key_create(
            account_id=firm.pk,
            name="Muhasebe",
            scopes=["usage:write"],
            now=NOW,
            actor=Actor(kind="user", id=bora.pk, label="Bora"),
        )

    asked = ayse.get(f"/kullanicilar/{bora.public_id}/cikar/").content.decode()
    assert "Muhasebe" in asked
    ayse.post(f"/kullanicilar/{bora.public_id}/cikar/")

    assert there.get("/")["Location"].startswith("/giris/")
    assert not UserSession.objects.filter(user=bora).exists()
    assert api_key_find(secret) is None
    assert roles(firm) == [("ayse", "admin")]


def test_who_belongs_elsewhere_stays_signed_in_there() -> None:
    firm, _, ayse = papatya()
    other = make_account("Menekşe")
    bora = make_user("Bora", username="bora")
    seat_user(bora, firm, Role.STAFF)
    seat_user(bora, other, Role.STAFF)
    there = signed_in("bora")
    there.get("/")

    ayse.post(f"/kullanicilar/{bora.public_id}/cikar/")

    page = there.get("/", follow=True)
    assert page.status_code == 200
    assert "Menekşe" in page.content.decode()


def test_the_last_admin_can_neither_go_nor_step_down() -> None:
    firm, me, ayse = papatya()

    gone = ayse.post(f"/kullanicilar/{me.public_id}/cikar/", follow=True)
    down = ayse.post(f"/kullanicilar/{me.public_id}/", {"role": "viewer"})

    assert "en az bir Admin kalmalıdır" in gone.content.decode()
    assert down.status_code == 422
    assert roles(firm) == [("ayse", "admin")]


def test_a_role_is_changed() -> None:
    firm, _, ayse = papatya()
    bora = make_user("Bora", username="bora")
    seat_user(bora, firm, Role.VIEWER)

    ayse.post(f"/kullanicilar/{bora.public_id}/", {"role": "manager"})

    assert roles(firm) == [("ayse", "admin"), ("bora", "manager")]


def test_a_seller_may_keep_its_buyers_users_to_itself() -> None:
    firm, me, ayse = papatya()
    seller = make_seller("Fatura Ağı")
    with acting_as_system("test"):
        current_account_open(seller_id=seller.pk, buyer_id=firm.pk, now=NOW)
        SellerProfile.objects.update(users_by_request=True)

    page = ayse.get("/kullanicilar/").content.decode()
    assert "Kullanıcıları Fatura Ağı, başvurunuz üzerine ekler ve çıkarır." in page
    assert "/basvurular/yeni/?tur=user_add" in page
    assert ayse.post("/kullanicilar/ekle/", new_member()).status_code == 422
    asked = ayse.post("/kullanicilar/davet/", {"email": "b@c.example", "role": "staff"})
    assert asked.status_code == 422
    ayse.post(f"/kullanicilar/{me.public_id}/cikar/")
    assert roles(firm) == [("ayse", "admin")]
    with acting_as_system("test"):
        assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.STAFF, Role.VIEWER])
def test_only_an_admin_sees_users_and_log(role: str) -> None:
    firm, _, _ = papatya()
    seat_user(make_user("Bora", username="bora"), firm, role)
    bora = signed_in("bora")

    for path in ("/kullanicilar/", "/kullanicilar/ekle/", "/kullanicilar/roller/", "/kayitlar/"):
        assert bora.get(path).status_code == 403


def test_the_matrix_says_what_the_pages_declare() -> None:
    _, _, ayse = papatya()

    page = ayse.get("/kullanicilar/roller/").content.decode()
    lines = {
        re.sub("<[^>]+>", "", words): re.findall("Evet|Hayır", marks)
        for words, marks in re.findall(
            r'<th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', page, re.DOTALL
        )
    }

    assert lines["Bakiyeden para çekmek"] == ["Evet", "Evet", "Hayır", "Hayır"]
    assert lines["Belgeleri indirmek"] == ["Evet"] * 4
    own = lines["Kullanıcıları ve rollerini yönetmek, kayıtları görmek"]
    assert own == ["Evet", "Hayır", "Hayır", "Hayır"]


def test_the_log_says_who_did_what_from_where() -> None:
    _, _, ayse = papatya()
    ayse.post("/kullanicilar/ekle/", new_member())

    page = ayse.get("/kayitlar/?ara=eklendi").content.decode()

    assert "Kullanıcı eklendi" in page
    assert "Ayşe Demir" in page
    assert "127.0.0.1" in page
    assert "Henüz" not in page
    assert ayse.get("/kayitlar/?kim=api_key&bas=01.01.2020&bit=02.01.2020").status_code == 200


def test_the_desk_has_its_users_too() -> None:
    robo = make_seller()
    seat_user(make_user("Deniz", username="deniz"), robo)
    deniz = signed_in("deniz")

    made = deniz.post("/yonetim/kullanicilar/ekle/", new_member())

    assert made["Location"] == "/yonetim/kullanicilar/"
    assert "Bora Demir" in deniz.get("/yonetim/kullanicilar/").content.decode()
    assert "İade etmek" in deniz.get("/yonetim/kullanicilar/roller/").content.decode()
    assert deniz.get("/yonetim/kayitlar/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("12345678901", "Çok zayıf"),
        ("fenerbahce1907", "Çok zayıf"),
        ("p@r0lam123", "Çok zayıf"),
        ("ayse.demir1985", "Zayıf"),
        ("yagmurda-uc-kirmizi-semsiye", "Çok güçlü"),
    ],
)
def test_the_meter_knows_what_people_choose(typed: str, label: str) -> None:
    form = {"password": typed, "first_name": "Ayşe", "last_name": "Demir"}

    assert f": {label}<" in Client().post("/sifre-gucu/", form).content.decode()
