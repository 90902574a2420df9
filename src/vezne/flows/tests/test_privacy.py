"""A person takes what is kept about them, asks to be erased, and is: once, or not at all."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test import Client

from tests import factories
from tests.factories import NOW, make_address, make_buyer, make_member, make_seller
from vezne.accounts.models import Account, AccountKind, Address, Membership, Role, User, UserPhone
from vezne.accounts.services import account_create, user_phone_change
from vezne.core.audit import Actor
from vezne.core.scope import acting_as_system
from vezne.flows.privacy import erasure_blocks, person_erase
from vezne.ledger.services import current_account_open, post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.notify.models import Notification
from vezne.privacy.errors import ErasureBlocked, ErasureOpen, ErasureOver
from vezne.privacy.models import Destruction, Erasure
from vezne.privacy.queries import BY_WISH, RULE_WORDS, WHAT_WORDS
from vezne.privacy.services import erasure_ask, erasure_decline, erasure_withdraw
from vezne.reports.person import person_data

pytestmark = pytest.mark.django_db
DENIZ = Actor(kind="user", id=1, label="Deniz Ak", ip="192.0.2.7")


def person_account(user: User) -> Account:
    """An account that is one person's own."""
    with acting_as_system("test"):
        account = account_create(
            kind=AccountKind.PERSON,
            name="Ayşe Demir",
            legal_name="Ayşe Demir",
            email="ayse@ornek.example",
            tax_id="10000000146",
            phone="0541 123 45 67",
            now=NOW,
            actor=DENIZ,
        )
        factories.seat_user(user, account)
    make_address(account)
    return account


def wish_of(user: User) -> Erasure:
    return erasure_ask(user_id=user.pk, words="Artık kullanmıyorum.", now=NOW, actor=DENIZ)


def test_what_is_kept_about_a_person_is_theirs_and_nobody_elses() -> None:
    papatya = make_buyer()
    ayse, bora = make_member(papatya), make_member(papatya, Role.STAFF)
    own = person_account(ayse)
    with acting_as_system("test"):
        for user, title in ((ayse, "Size"), (bora, "Bora'ya")):
            Notification.objects.create(
                account=papatya, user=user, kind="x", title=title, created_at=NOW
            )

    data = person_data(ayse.pk)

    text = json.dumps(data, ensure_ascii=False)
    assert data["kisi"][0]["username"] == ayse.username
    assert [row["title"] for row in data["bildirimler"]] == ["Size"]
    assert [row["number"] for row in data["kisi_hesaplari"]] == [own.number]
    assert data["kisi_hesaplari"][0]["tckn"] == "10000000146"
    assert len(data["adresler"]) == 1
    assert bora.username not in text
    assert "Bora'ya" not in text


def test_a_person_asks_once_and_may_think_better_of_it() -> None:
    ayse = make_member(make_buyer())
    row = wish_of(ayse)

    assert row.due_at == NOW + timedelta(days=30)
    with pytest.raises(ErasureOpen):
        wish_of(ayse)
    assert erasure_withdraw(user_id=ayse.pk, now=NOW, actor=DENIZ).state == "withdrawn"
    with pytest.raises(ErasureOver):
        person_erase(public_id=row.public_id, now=NOW, actor=DENIZ)
    assert User.objects.get(pk=ayse.pk).is_active
    assert wish_of(ayse).state == "open", "and ask again"


def test_a_refusal_says_why_and_ends_the_wish() -> None:
    ayse = make_member(make_buyer())
    row = wish_of(ayse)

    told = erasure_decline(public_id=row.public_id, reason="Dava sürüyor", now=NOW, actor=DENIZ)

    assert (told.state, told.reason, told.decided_by) == ("declined", "Dava sürüyor", "Deniz Ak")
    with pytest.raises(ErasureOver):
        person_erase(public_id=row.public_id, now=NOW, actor=DENIZ)


def test_an_erased_person_has_no_name_cannot_come_back_and_leaves_only_proof() -> None:
    papatya = make_buyer()
    make_member(papatya)  # another Admin
    ayse = make_member(papatya)
    own = person_account(ayse)
    with acting_as_system("test"):
        user_phone_change(user_id=ayse.pk, phone="0541 123 45 67", now=NOW, actor=DENIZ)
        Notification.objects.create(
            account=papatya, user=ayse, kind="x", title="Size", created_at=NOW
        )
    browser: Client = factories.sign_in(User.objects.get(pk=ayse.pk))
    row = wish_of(ayse)

    done = person_erase(public_id=row.public_id, now=NOW, actor=DENIZ)

    after = User.objects.get(pk=ayse.pk)
    with acting_as_system("test"):
        account = Account.objects.get(pk=own.pk)
    assert (done.state, done.words, done.ip) == ("done", "", None)
    assert (after.full_name, after.email, after.phone) == ("Silinmiş", "", "")
    assert (after.is_active, after.has_usable_password()) == (False, False)
    assert (account.name, account.email, account.phone) == (f"Silinmiş {own.number}", "", "")
    assert (account.tax_id_sealed, account.tax_id_index, account.tax_id_tail) == ("", "", "")
    assert browser.get("/").headers["Location"].startswith("/giris/")
    with acting_as_system("test"):
        assert not Membership.objects.filter(user_id=ayse.pk, ended_at=None).exists()
        assert not UserPhone.objects.filter(user_id=ayse.pk).exists()
        assert not Notification.objects.filter(user_id=ayse.pk).exists()
        assert not Address.objects.filter(account_id=own.pk).exists()
    log = {one.what: one for one in Destruction.objects.all()}
    assert {"person", "memberships", "notices", "account", "addresses", "phones"} <= set(log)
    assert {(one.rule, one.subject, one.by) for one in log.values()} == {
        (BY_WISH, row.public_id, "Deniz Ak")
    }
    assert set(log) <= set(WHAT_WORDS)
    assert BY_WISH in RULE_WORDS
    with pytest.raises(ErasureOver):
        person_erase(public_id=row.public_id, now=NOW, actor=DENIZ)


def test_the_only_admin_of_a_firm_is_not_erased_and_nothing_is_changed() -> None:
    ayse = make_member(make_buyer())
    row = wish_of(ayse)

    with pytest.raises(ErasureBlocked) as told:
        person_erase(public_id=row.public_id, now=NOW, actor=DENIZ)

    assert "Papatya Tekstil hesabının tek yöneticisi" in str(told.value)
    assert User.objects.get(pk=ayse.pk).is_active
    assert Destruction.objects.count() == 0


def test_money_and_debts_of_an_own_account_are_settled_first() -> None:
    papatya = make_buyer()
    ayse, _other = make_member(papatya), make_member(papatya)
    own, seller = person_account(ayse), make_seller()
    with acting_as_system("test"):
        account = current_account_open(seller_id=seller.pk, buyer_id=own.pk, now=NOW)
        posting = Posting(LedgerKind.BANK, LedgerKind.WALLET, 5_00, "TRY", Reason.TOP_UP)
        post(current_account_id=account.pk, postings=(posting,), key="in", now=NOW)

    assert [str(one) for one in erasure_blocks(ayse.pk, now=NOW)] == [
        "Bakiyesi var; önce iade edilmeli."
    ]


def test_the_log_of_what_was_destroyed_is_never_changed() -> None:
    papatya = make_buyer()
    ayse, _other = make_member(papatya), make_member(papatya)
    person_erase(public_id=wish_of(ayse).public_id, now=NOW, actor=DENIZ)

    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_destruction SET count = 0")


def test_a_wish_of_another_person_cannot_be_taken_back() -> None:
    papatya: Any = make_buyer()
    ayse, ceren = make_member(papatya), make_member(papatya)
    wish_of(ayse)

    with pytest.raises(ErasureOver):
        erasure_withdraw(user_id=ceren.pk, now=NOW, actor=DENIZ)

    assert Erasure.objects.get(user_id=ayse.pk).state == "open"
