from __future__ import annotations

from datetime import datetime

import pytest

from vezne.accounts.models import Account
from vezne.ledger.check import ledger_check
from vezne.ledger.models import CurrentAccount, LedgerAccount, Transfer
from vezne.ledger.services import credits_grant, current_account_open, post, post_many
from vezne.ledger.types import Entry, Posting, Reason

TOP_UP = Posting("bank", "wallet", 500, "TRY", Reason.TOP_UP)
SPEND = Posting("wallet", "receivable", 400, "TRY", Reason.WALLET_PAYMENT)
INVOICE = (
    Posting("receivable", "revenue", 1000, "TRY", Reason.INVOICE, 'inv_"1"', "Aylık\n1 \\ 2"),
    Posting("receivable", "tax", 200, "TRY", Reason.INVOICE, 'inv_"1"'),
)


@pytest.fixture
def other(seller: Account, stranger: Account, now: datetime) -> CurrentAccount:
    """The current account of Deniz and Ceren."""
    return current_account_open(seller_id=seller.pk, buyer_id=stranger.pk, now=now)


def test_a_batch_posts_over_many_current_accounts(
    cari: CurrentAccount, other: CurrentAccount, now: datetime
) -> None:
    results = post_many(
        entries=[
            Entry(other.pk, "a", (TOP_UP,)),
            Entry(cari.pk, "a", INVOICE, journal_id=7),
            Entry(cari.pk, "b", (TOP_UP,)),
        ],
        now=now,
    )

    assert [(r.code, r.first_sequence, r.last_sequence) for r in results] == [
        ("posted", 1, 1),
        ("posted", 1, 2),
        ("posted", 3, 3),
    ]
    assert all(result.is_booked for result in results)
    first = Transfer.objects.get(current_account=cari, sequence=1)
    assert (first.subject, first.description) == ('inv_"1"', "Aylık\n1 \\ 2")
    assert (first.journal_id, first.debit_balance_after) == (7, 1000)
    assert LedgerAccount.objects.get(current_account=cari, kind="receivable").balance == 1200
    assert ledger_check() == []


def test_a_batch_says_for_each_entry_what_became_of_it(
    cari: CurrentAccount, other: CurrentAccount, now: datetime
) -> None:
    post(current_account_id=cari.pk, postings=[TOP_UP], key="old", now=now)

    results = post_many(
        entries=[
            Entry(cari.pk, "old", (TOP_UP,)),
            Entry(cari.pk, "s1", (SPEND,)),
            Entry(cari.pk, "s2", (SPEND,)),
            Entry(cari.pk, "old", (SPEND,)),
            Entry(cari.pk, "s1", (SPEND,)),
            Entry(999, "x", (TOP_UP,)),
            Entry(other.pk, "fine", (TOP_UP,)),
        ],
        now=now,
    )

    assert [result.code for result in results] == [
        "duplicate",
        "posted",
        "insufficient_funds",
        "key_conflict",
        "duplicate",
        "current_account_not_found",
        "posted",
    ]
    assert not results[2].is_booked
    assert results[2].first_sequence is None
    assert Transfer.objects.count() == 3
    assert ledger_check() == []


def test_money_that_comes_in_the_batch_can_be_spent_in_it(
    cari: CurrentAccount, now: datetime
) -> None:
    results = post_many(
        entries=[Entry(cari.pk, "in", (TOP_UP,)), Entry(cari.pk, "out", (SPEND,))], now=now
    )

    assert [result.code for result in results] == ["posted", "posted"]
    assert ledger_check() == []


def test_a_batch_retires_what_has_expired(cari: CurrentAccount, now: datetime) -> None:
    credits_grant(
        current_account_id=cari.pk,
        unit="SMS",
        quantity=10,
        expires_at=now.replace(hour=10),
        key="g",
        now=now,
    )

    results = post_many(entries=[Entry(cari.pk, "a", (TOP_UP,))], now=now.replace(hour=11))

    assert (results[0].first_sequence, results[0].code) == (3, "posted")
    assert Transfer.objects.get(sequence=2).reason == Reason.CREDIT_EXPIRY
    assert ledger_check() == []


def test_a_repeated_batch_changes_nothing(cari: CurrentAccount, now: datetime) -> None:
    entries = [Entry(cari.pk, f"k{i}", INVOICE) for i in range(5)]
    post_many(entries=entries, now=now)

    results = post_many(entries=entries, now=now)

    assert [(r.code, r.first_sequence) for r in results] == [
        ("duplicate", 1 + 2 * i) for i in range(5)
    ]
    assert Transfer.objects.count() == 10


def test_a_batch_has_its_measure(cari: CurrentAccount, now: datetime) -> None:
    with pytest.raises(ValueError):
        post_many(entries=[Entry(cari.pk, "a", (TOP_UP,))] * 1001, now=now)
    assert post_many(entries=[], now=now) == []
