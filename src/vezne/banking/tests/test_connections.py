"""What a buyer reads of a seller's bank account in the database itself, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tests import factories
from tests.factories import DENIZ, NOW
from vezne.accounts.models import Account
from vezne.banking.models import BankAccount, BankConnection
from vezne.banking.services.bank_account import feed_keys, feed_pull_set, feed_push_set, feed_remove
from vezne.banking.tests import bank
from vezne.core.scope import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
READ_BY_BUYERS = {
    "id", "public_id", "seller_id", "bank_name", "branch", "iban", "currency", "holder",
    "position", "is_shown", "is_active", "csv_profile", "created_at",
}  # fmt: skip


@pytest.fixture
def till(seller: Account) -> BankAccount:
    till = bank.open_bank(seller)
    with acting_as(seller.pk, "desk"):
        feed_pull_set(
            public_id=till.public_id,
            url="https://bank.example/",
            token="gizli",
            account_reference="H1",
            actor=DENIZ,
            now=NOW,
        )
    bank.arrive(till, 10_00, "x", balance_minor=77_00)
    return till


def rows(query: str) -> list[Any]:
    """What the database answers to the role and the settings of this scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("vezne_app",)
        cursor.execute(query)
        return list(cursor.fetchall())


def test_a_buyer_reads_where_to_pay_and_nothing_of_the_connection(
    seller: Account, till: BankAccount
) -> None:
    papatya = bank.buyer_named("Papatya")
    bank.trade(seller, papatya)

    with acting_as(papatya.pk, "panel"):
        assert rows("SELECT iban FROM banking_bankaccount") == [(bank.IBAN,)]
        assert rows("SELECT * FROM banking_bankconnection") == []
    with acting_as(seller.pk, "desk"):
        told = rows("SELECT url, balance_minor FROM banking_bankconnection")
    assert told == [("https://bank.example", 77_00)]


def test_a_new_column_of_a_bank_account_is_thought_about_before_buyers_read_it() -> None:
    columns = {field.column for field in BankAccount._meta.concrete_fields}

    assert columns == READ_BY_BUYERS, "a secret of the seller belongs to BankConnection"


def test_another_seller_reads_neither(till: BankAccount) -> None:
    mavi = factories.make_seller("Mavi")

    with acting_as(mavi.pk, "desk"):
        assert rows("SELECT * FROM banking_bankaccount") == []
        assert rows("SELECT * FROM banking_bankconnection") == []


def test_a_connection_is_changed_and_removed_and_the_balance_stays(
    seller: Account, till: BankAccount
) -> None:
    with acting_as(seller.pk, "desk"):
        secret = feed_push_set(public_id=till.public_id, actor=DENIZ, now=NOW)
        pushed = BankAccount.objects.get()
        assert feed_keys(pushed) == {"secret": secret}
        assert (pushed.connection.kind, pushed.connection.url) == ("push", "")
        feed_remove(public_id=till.public_id, actor=DENIZ, now=NOW)

    with acting_as_system("test"):
        row = BankConnection.objects.get()
        assert feed_keys(BankAccount.objects.get()) == {}
    assert (row.kind, row.keys_sealed, row.balance_minor) == ("none", "", 77_00)
