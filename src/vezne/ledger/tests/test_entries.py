from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from vezne.ledger.errors import (
    AlreadyReversed,
    CreditLimitExceeded,
    CurrentAccountNotFound,
    EntryNotFound,
    InsufficientFunds,
    KeyConflict,
)
from vezne.ledger.models import CurrentAccount, LedgerAccount, Transfer
from vezne.ledger.services import (
    bank_take_back,
    credit_limit_set,
    journal_open,
    post,
    post_many,
    reverse,
)
from vezne.ledger.tests.conftest import DENIZ
from vezne.ledger.types import Entry, LedgerKind, Posting, Reason

TOP_UP = Posting("bank", "wallet", 5000, "TRY", Reason.TOP_UP, "pay_1", "Havale")
INVOICE = (
    Posting("receivable", "revenue", 10000, "TRY", Reason.INVOICE, "inv_1", "Profesyonel Aylık"),
    Posting("receivable", "tax", 2000, "TRY", Reason.INVOICE, "inv_1", "KDV %20"),
)


def balances(cari: CurrentAccount) -> dict[str, int]:
    rows = LedgerAccount.objects.filter(current_account=cari)
    return {row.kind: row.balance for row in rows if row.balance}


def test_a_posting_moves_value_and_keeps_sequence_and_balances(
    cari: CurrentAccount, now: datetime
) -> None:
    first = post(current_account_id=cari.pk, postings=[TOP_UP], key="a", now=now)
    second = post(current_account_id=cari.pk, postings=[TOP_UP], key="b", now=now)

    assert (first.first_sequence, first.last_sequence, first.is_replay) == (1, 1, False)
    assert second.first_sequence == 2
    assert balances(cari) == {"bank": 10000, "wallet": -10000}
    last = Transfer.objects.get(current_account=cari, sequence=2)
    assert (last.debit_balance_after, last.credit_balance_after) == (10000, -10000)
    assert (last.booked_at, last.value_on) == (now, date(2026, 3, 10))
    assert (last.subject, last.description, last.reason) == ("pay_1", "Havale", "top_up")
    assert (last.seller_id, last.buyer_id) == (cari.seller_id, cari.buyer_id)


def test_the_business_date_is_istanbuls(cari: CurrentAccount, now: datetime) -> None:
    late = now.replace(hour=22)

    post(current_account_id=cari.pk, postings=[TOP_UP], key="a", now=late)

    assert Transfer.objects.get(current_account=cari).value_on == date(2026, 3, 11)


def test_an_invoice_is_one_entry_of_two_lines(cari: CurrentAccount, now: datetime) -> None:
    receipt = post(current_account_id=cari.pk, postings=INVOICE, key="inv", now=now)

    assert (receipt.first_sequence, receipt.last_sequence) == (1, 2)
    assert balances(cari) == {"receivable": 12000, "revenue": -10000, "tax": -2000}
    lines = Transfer.objects.filter(current_account=cari).order_by("sequence")
    assert [(row.line, row.debit_balance_after) for row in lines] == [(0, 10000), (1, 12000)]


@pytest.mark.parametrize("postings", [(TOP_UP,), INVOICE])
def test_the_same_key_gives_the_first_answer_again(
    cari: CurrentAccount, now: datetime, postings: tuple[Posting, ...]
) -> None:
    first = post(current_account_id=cari.pk, postings=postings, key="k", now=now)

    again = post(
        current_account_id=cari.pk, postings=postings, key="k", now=now + timedelta(days=3)
    )

    assert again.is_replay
    assert (again.first_sequence, again.last_sequence) == (1, first.last_sequence)
    assert Transfer.objects.count() == len(postings)


@pytest.mark.parametrize("postings", [(TOP_UP,), INVOICE])
def test_the_same_key_with_another_body_is_an_error(
    cari: CurrentAccount, now: datetime, postings: tuple[Posting, ...]
) -> None:
    post(current_account_id=cari.pk, postings=postings, key="k", now=now)
    other = [Posting("bank", "wallet", 1, "TRY", Reason.TOP_UP)]

    with pytest.raises(KeyConflict):
        post(current_account_id=cari.pk, postings=other, key="k", now=now)
    with pytest.raises(KeyConflict):
        post(current_account_id=cari.pk, postings=[*other, *other], key="k", now=now)

    assert Transfer.objects.count() == len(postings)


def test_a_wallet_never_goes_below_zero(cari: CurrentAccount, now: datetime) -> None:
    post(current_account_id=cari.pk, postings=[TOP_UP], key="a", now=now)
    spend = Posting("wallet", "receivable", 5001, "TRY", Reason.WALLET_PAYMENT)

    with pytest.raises(InsufficientFunds):
        post(current_account_id=cari.pk, postings=[spend], key="b", now=now)

    assert balances(cari) == {"bank": 5000, "wallet": -5000}
    post(
        current_account_id=cari.pk,
        postings=[Posting("wallet", "receivable", 5000, "TRY", Reason.WALLET_PAYMENT)],
        key="b",
        now=now,
    )
    assert balances(cari) == {"bank": 5000, "receivable": -5000}


def test_a_wallet_that_never_was_holds_nothing(cari: CurrentAccount, now: datetime) -> None:
    spend = Posting("wallet", "receivable", 1, "TRY", Reason.WALLET_PAYMENT)

    with pytest.raises(InsufficientFunds):
        post(current_account_id=cari.pk, postings=[spend], key="b", now=now)

    assert Transfer.objects.count() == 0


def test_a_refused_line_takes_the_whole_entry_back(cari: CurrentAccount, now: datetime) -> None:
    spend = Posting("wallet", "receivable", 9000, "TRY", Reason.WALLET_PAYMENT)

    with pytest.raises(InsufficientFunds):
        post(current_account_id=cari.pk, postings=[TOP_UP, spend], key="a", now=now)

    assert Transfer.objects.count() == 0
    assert balances(cari) == {}
    cari.refresh_from_db()
    assert cari.last_sequence == 0


def test_the_credit_limit_binds_the_receivable_in_lira_only(
    cari: CurrentAccount, now: datetime
) -> None:
    credit_limit_set(current_account_id=cari.pk, limit_minor=12000, actor=DENIZ, now=now)
    post(current_account_id=cari.pk, postings=INVOICE, key="a", now=now)
    one_more = Posting("receivable", "revenue", 1, "TRY", Reason.INVOICE)

    with pytest.raises(CreditLimitExceeded):
        post(current_account_id=cari.pk, postings=[one_more], key="b", now=now)

    dollars = Posting("receivable", "revenue", 99900, "USD", Reason.INVOICE)
    post(current_account_id=cari.pk, postings=[dollars], key="c", now=now)
    credit_limit_set(current_account_id=cari.pk, limit_minor=None, actor=DENIZ, now=now)
    post(current_account_id=cari.pk, postings=[one_more], key="b", now=now)
    assert LedgerAccount.objects.get(kind="receivable", unit="TRY").balance == 12001


def test_only_the_bank_pushes_a_receivable_past_its_limit(
    cari: CurrentAccount, now: datetime
) -> None:
    credit_limit_set(current_account_id=cari.pk, limit_minor=0, actor=DENIZ, now=now)
    post(current_account_id=cari.pk, postings=[TOP_UP], key="a", now=now)

    receipt = bank_take_back(
        current_account_id=cari.pk,
        amount=7000,
        unit="TRY",
        to_kind=LedgerKind.BANK,
        key="back",
        now=now,
        subject="pay_1",
    )

    assert balances(cari) == {"bank": -2000, "receivable": 2000}
    again = bank_take_back(
        current_account_id=cari.pk,
        amount=7000,
        unit="TRY",
        to_kind=LedgerKind.BANK,
        key="back",
        now=now,
        subject="pay_1",
    )
    assert again.is_replay
    assert again.last_sequence == receipt.last_sequence == 3


def test_what_a_bank_takes_back_without_a_wallet_is_owed(
    cari: CurrentAccount, now: datetime
) -> None:
    bank_take_back(
        current_account_id=cari.pk,
        amount=300,
        unit="TRY",
        to_kind=LedgerKind.CASH,
        key="back",
        now=now,
    )

    assert balances(cari) == {"cash": -300, "receivable": 300}


def test_a_reversal_exchanges_the_sides_once(cari: CurrentAccount, now: datetime) -> None:
    post(current_account_id=cari.pk, postings=INVOICE, key="inv", now=now)

    receipt = reverse(current_account_id=cari.pk, of_key="inv", key="void", now=now)

    assert balances(cari) == {}
    assert (receipt.first_sequence, receipt.last_sequence) == (3, 4)
    lines = Transfer.objects.filter(idempotency_key="void").order_by("line")
    assert [(row.reverses.line, row.amount) for row in lines] == [(1, 2000), (0, 10000)]
    again = reverse(current_account_id=cari.pk, of_key="inv", key="void", now=now)
    assert again.is_replay
    with pytest.raises(AlreadyReversed):
        reverse(current_account_id=cari.pk, of_key="inv", key="void-2", now=now)
    with pytest.raises(EntryNotFound):
        reverse(current_account_id=cari.pk, of_key="nothing", key="void-3", now=now)


def test_a_top_up_that_was_spent_cannot_be_reversed(cari: CurrentAccount, now: datetime) -> None:
    post(current_account_id=cari.pk, postings=[TOP_UP], key="a", now=now)
    spend = Posting("wallet", "receivable", 1, "TRY", Reason.WALLET_PAYMENT)
    post(current_account_id=cari.pk, postings=[spend], key="b", now=now)

    with pytest.raises(InsufficientFunds):
        reverse(current_account_id=cari.pk, of_key="a", key="void", now=now)

    assert Transfer.objects.count() == 2


def test_a_missing_current_account_is_not_found(system: None, now: datetime) -> None:
    with pytest.raises(CurrentAccountNotFound):
        post(current_account_id=999, postings=[TOP_UP], key="a", now=now)
    with pytest.raises(CurrentAccountNotFound):
        post(current_account_id=999, postings=INVOICE, key="a", now=now)
    with pytest.raises(CurrentAccountNotFound):
        reverse(current_account_id=999, of_key="a", key="b", now=now)


@pytest.mark.parametrize(
    "wrong",
    [
        Posting("bank", "wallet", 0, "TRY", "x"),
        Posting("bank", "wallet", -5, "TRY", "x"),
        Posting("bank", "bank", 5, "TRY", "x"),
        Posting("bank", "purse", 5, "TRY", "x"),
        Posting("credit", "credit_used", 5, "SMS", "x"),
        Posting("bank", "wallet", True, "TRY", "x"),
    ],
)
def test_a_posting_that_makes_no_sense_is_our_mistake(
    cari: CurrentAccount, now: datetime, wrong: Posting
) -> None:
    with pytest.raises((ValueError, TypeError)):
        post(current_account_id=cari.pk, postings=[wrong], key="a", now=now)


def test_an_entry_has_a_key_and_a_line(cari: CurrentAccount, now: datetime) -> None:
    with pytest.raises(ValueError):
        post(current_account_id=cari.pk, postings=[TOP_UP], key="", now=now)
    with pytest.raises(ValueError):
        post(current_account_id=cari.pk, postings=[], key="a", now=now)
    with pytest.raises(ValueError):
        post_many(entries=[Entry(cari.pk, "a", ())], now=now)


def test_entries_of_one_operation_share_a_journal(cari: CurrentAccount, now: datetime) -> None:
    journal = journal_open()

    post(current_account_id=cari.pk, postings=[TOP_UP], key="a", now=now, journal_id=journal)
    post(current_account_id=cari.pk, postings=INVOICE, key="b", now=now, journal_id=journal)

    assert journal_open() == journal + 1
    assert set(Transfer.objects.values_list("journal_id", flat=True)) == {journal}
