"""The statement: one line an entry, running balances of the database, the ledger's own sums."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vezne.core.scope import acting_as_system
from vezne.ledger.queries import statement
from vezne.ledger.services import post, post_many
from vezne.ledger.types import Entry, LedgerKind, Posting, Reason
from vezne.receivables.services import payout_approve, payout_sent
from vezne.receivables.tests.office import NOW, Office
from vezne.reports.statement import (
    EntryLine,
    Span,
    StatementHead,
    currencies_of,
    statement_head,
    statement_lines,
    stream_lines,
)

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def read(
    office: Office, starts_on: date = MARCH, ends_on: date = APRIL
) -> tuple[StatementHead, list[EntryLine]]:
    with office.panel():
        head = statement_head(Span(office.account.pk, "TRY", starts_on, ends_on))
        return head, statement_lines(head)


def move(office: Office, minor: int, day: date, key: str) -> None:
    """What is owed goes up, or down where negative, on a day."""
    sides = (LedgerKind.RECEIVABLE, LedgerKind.REVENUE)
    debit, credit = sides if minor > 0 else sides[::-1]
    with acting_as_system("test"):
        post(
            current_account_id=office.account.pk,
            postings=(Posting(debit, credit, abs(minor), "TRY", Reason.INVOICE),),
            key=key,
            now=NOW,
            value_on=day,
        )


def test_an_account_without_entries_has_an_empty_statement(office: Office) -> None:
    head, lines = read(office)

    assert (head.opening_minor, head.closing_minor, head.count, lines) == (0, 0, 0, [])
    with office.panel():
        assert currencies_of(office.account.pk) == ["TRY"]


def test_an_invoice_is_one_line_with_its_reference(office: Office) -> None:
    invoice = office.books.open()

    head, [line] = read(office)

    assert (line.debit_minor, line.credit_minor, line.running_minor) == (120_00, 0, 120_00)
    assert (line.words, line.note, line.invoice_id) == (
        "Fatura",
        invoice.reference,
        invoice.public_id,
    )
    assert head.count == 1


def test_a_payment_from_the_wallet_does_not_show_and_a_load_does(office: Office) -> None:
    invoice = office.books.open()
    office.fill(200_00)
    office.pay(invoice)

    head, lines = read(office)

    assert [(line.debit_minor, line.credit_minor) for line in lines] == [(120_00, 0), (0, 200_00)]
    assert head.closing_minor == -80_00


def test_what_lies_before_is_brought_forward_and_what_lies_after_is_left_out(
    office: Office,
) -> None:
    for key, (minor, day) in enumerate(
        [(100, date(2026, 2, 28)), (50, MARCH), (-30, date(2026, 3, 31)), (7, APRIL)]
    ):
        move(office, minor, day, str(key))

    head, lines = read(office)

    assert (head.opening_minor, head.debit_minor, head.credit_minor) == (100, 50, 30)
    assert head.closing_minor == 120
    assert [line.running_minor for line in lines] == [150, 120]


def test_entries_by_hand_and_payouts_say_what_they_are(office: Office) -> None:
    office.ask("opening_debt", 500_00)
    office.ask("debit_note", 100_00)
    office.ask("credit_note", 300_00, description="Kampanya")
    payout = office.wants(50_00)
    with office.desk():
        payout_approve(payout_id=payout.pk, actor=office.deniz, now=NOW)
        payout_sent(payout_id=payout.pk, bank_reference="", actor=office.deniz, now=NOW)

    _head, lines = read(office)

    assert [line.words for line in lines] == [
        "Devir borcu",
        "Borç dekontu",
        "Alacak kaydı",
        "Banka hesabına ödeme",
    ]
    assert [line.note for line in lines][2:] == ["Kampanya", "IBAN …1326"]


@pytest.mark.parametrize("seed", range(6))
def test_any_period_agrees_with_the_ledgers_own_statement(office: Office, seed: int) -> None:
    draw = random.Random(seed)
    for number in range(30):
        day = date(2026, 2, 1) + timedelta(days=draw.randrange(90))
        move(office, draw.choice((-1, 1)) * draw.randrange(1, 10_000), day, f"m{number}")
    starts_on = date(2026, 2, 1) + timedelta(days=draw.randrange(60))
    ends_on = starts_on + timedelta(days=draw.randrange(1, 40))

    head, lines = read(office, starts_on, ends_on)

    with office.panel():
        books = statement(
            current_account_id=office.account.pk, starts_on=starts_on, ends_on=ends_on
        )
        assert list(stream_lines(head)) == lines
    assert (head.opening_minor, head.closing_minor) == (books.opening, books.closing)
    assert [line.running_minor for line in lines] == [line.running for line in books.lines]


def test_a_page_of_many_entries_is_two_statements_and_its_lines(office: Office) -> None:
    posting = Posting(LedgerKind.RECEIVABLE, LedgerKind.REVENUE, 100, "TRY", Reason.INVOICE)
    entries = [Entry(office.account.pk, f"e{n}", (posting,)) for n in range(1_000)]
    with acting_as_system("test"):
        post_many(entries=entries, now=NOW)
    with (
        office.panel(),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        head = statement_head(Span(office.account.pk, "TRY", MARCH, APRIL))
        page = statement_lines(head, offset=900, limit=50)

    assert (head.count, len(page), page[0].running_minor) == (1_000, 50, 901_00)
    assert len(queries) <= 7  # the accounts twice, opening, totals, the page, its documents
