from __future__ import annotations

from datetime import date, datetime

from vezne.accounts.models import Account
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import (
    balances_for,
    balances_of,
    entry_transfers,
    list_entries,
    receivable_balance,
    statement,
    totals_for_seller,
    wallet_available,
)
from vezne.ledger.services import current_account_open, post
from vezne.ledger.types import AccountBalance, Posting, Reason


def book(cari: CurrentAccount, now: datetime, key: str, day: date, *postings: Posting) -> None:
    post(current_account_id=cari.pk, postings=postings, key=key, now=now, value_on=day)


def trade(cari: CurrentAccount, now: datetime) -> None:
    book(
        cari,
        now,
        "invoice",
        date(2026, 2, 1),
        Posting("receivable", "revenue", 1000, "TRY", Reason.INVOICE, "inv_1"),
        Posting("receivable", "tax", 200, "TRY", Reason.INVOICE, "inv_1"),
    )
    book(
        cari,
        now,
        "top-up",
        date(2026, 2, 20),
        Posting("bank", "wallet", 1500, "TRY", Reason.TOP_UP, "pay_1"),
    )
    book(
        cari,
        now,
        "pay",
        date(2026, 2, 21),
        Posting("wallet", "receivable", 1200, "TRY", Reason.WALLET_PAYMENT, "inv_1"),
    )
    book(
        cari,
        now,
        "late",
        date(2026, 2, 10),
        Posting("discount", "receivable", 100, "TRY", Reason.DISCOUNT, "inv_1"),
    )
    book(
        cari,
        now,
        "dollar",
        date(2026, 2, 10),
        Posting("receivable", "revenue", 7, "USD", Reason.INVOICE),
    )


def test_a_statement_opens_runs_and_closes(cari: CurrentAccount, now: datetime) -> None:
    trade(cari, now)

    whole = statement(
        current_account_id=cari.pk, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 1)
    )
    part = statement(
        current_account_id=cari.pk, starts_on=date(2026, 2, 10), ends_on=date(2026, 2, 20)
    )

    assert (whole.opening, whole.closing) == (0, -400)
    assert [(line.sequence, line.debit, line.credit, line.running) for line in whole.lines] == [
        (1, 1000, 0, 1000),
        (2, 200, 0, 1200),
        (5, 0, 100, 1100),
        (3, 0, 1500, -400),
    ]
    assert (part.opening, part.closing, len(part.lines)) == (1200, 1100, 1)
    assert part.lines[0].value_on == date(2026, 2, 10)


def test_a_statement_of_nothing_is_empty(cari: CurrentAccount) -> None:
    empty = statement(
        current_account_id=cari.pk, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 1)
    )

    assert (empty.opening, empty.closing, empty.lines) == (0, 0, ())


def test_balances_are_read_by_kind_and_unit(cari: CurrentAccount, now: datetime) -> None:
    trade(cari, now)

    found = {(b.kind, b.unit): b.balance for b in balances_for(current_account_id=cari.pk, now=now)}

    assert found[("wallet", "TRY")] == -300
    assert found[("receivable", "TRY")] == -100
    assert found[("receivable", "USD")] == 7
    assert receivable_balance(current_account_id=cari.pk, unit="USD") == 7
    assert receivable_balance(current_account_id=cari.pk, unit="EUR") == 0
    assert wallet_available(current_account_id=cari.pk, unit="TRY", now=now) == 300
    assert wallet_available(current_account_id=cari.pk, unit="EUR", now=now) == 0


def test_lists_of_current_accounts_read_their_balances_at_once(
    cari: CurrentAccount, now: datetime
) -> None:
    trade(cari, now)

    found = balances_of(
        current_account_ids=[cari.pk, 999], kinds=["wallet", "receivable"], unit="TRY", now=now
    )

    assert found == {
        cari.pk: {
            "wallet": AccountBalance("wallet", "TRY", -300, 0),
            "receivable": AccountBalance("receivable", "TRY", -100, 0),
        }
    }


def test_entries_of_one_account_come_newest_first(cari: CurrentAccount, now: datetime) -> None:
    trade(cari, now)

    wallet = list_entries(current_account_id=cari.pk, kind="wallet", unit="TRY")

    assert [row.idempotency_key for row in wallet] == ["pay", "top-up"]
    lines = entry_transfers(current_account_id=cari.pk, key="invoice")
    assert [row.credit.kind for row in lines] == ["revenue", "tax"]


def test_a_sellers_books_sum_over_its_current_accounts(
    cari: CurrentAccount, seller: Account, stranger: Account, now: datetime
) -> None:
    other = current_account_open(seller_id=seller.pk, buyer_id=stranger.pk, now=now)
    trade(cari, now)
    trade(other, now)

    totals = {(b.kind, b.unit): b.balance for b in totals_for_seller(seller_id=seller.pk)}

    assert totals[("revenue", "TRY")] == -2000
    assert totals[("bank", "TRY")] == 3000
    assert sum(totals.values()) == 0
