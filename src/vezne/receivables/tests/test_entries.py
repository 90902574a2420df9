"""Entries by hand: below the limit at once, above it only with a second, other member."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from vezne.core.calendar import istanbul_date
from vezne.core.scope import acting_as_system
from vezne.ledger.check import ledger_check
from vezne.ledger.errors import CreditLimitExceeded, InsufficientFunds
from vezne.ledger.models import Transfer
from vezne.ledger.services import credit_limit_set
from vezne.payments.services import payment_begin
from vezne.receivables.errors import (
    AmountNotAllowed,
    EntryDecided,
    EntryNotFound,
    EntryNotReversible,
    SecondLookBySame,
)
from vezne.receivables.models import ManualEntry
from vezne.receivables.queries import entries_of_account, get_entry, waiting_counts
from vezne.receivables.services import (
    entry_approve,
    entry_decline,
    entry_reversal_ask,
)
from vezne.receivables.tests.office import NOW, Office


def approve(office: Office, entry: ManualEntry, actor=None) -> ManualEntry:
    with office.desk():
        return entry_approve(entry_id=entry.pk, actor=actor or office.efe, now=NOW)


def reverse(office: Office, entry: ManualEntry) -> ManualEntry:
    with office.desk():
        return entry_reversal_ask(
            entry_id=entry.pk, reason="Yanlış hesap", actor=office.deniz, now=NOW
        )


def transfers() -> int:
    with acting_as_system("test"):
        return Transfer.objects.count()


def test_a_debit_note_opens_an_invoice_with_kdv(office: Office) -> None:
    entry = office.ask(kdv_rate_bp=2000, description="Kurulum farkı")

    assert (entry.status, entry.total_minor) == ("booked", 120_00)
    invoice = entry.invoice
    assert invoice is not None
    assert (invoice.kind, invoice.total_minor) == ("debit", 120_00)
    assert invoice.due_at == NOW + timedelta(days=15)
    assert office.books.balances() == {"receivable": 120_00, "revenue": -100_00, "tax": -20_00}


def test_a_debit_note_may_name_its_due_day(office: Office) -> None:
    entry = office.ask(due_on=date(2026, 5, 4))

    assert entry.invoice is not None
    assert istanbul_date(entry.invoice.due_at) == date(2026, 5, 4)


def test_an_opening_debt_is_owed_without_revenue_and_without_kdv(office: Office) -> None:
    entry = office.ask("opening_debt", 700_00, kdv_rate_bp=2000, due_on=date(2025, 12, 31))

    assert (entry.kdv_minor, entry.total_minor) == (0, 700_00)
    assert office.books.balances() == {"receivable": 700_00, "clearing": -700_00}


def test_an_opening_credit_lies_in_the_wallet(office: Office) -> None:
    office.ask("opening_credit", 300_00)

    assert office.wallet() == 300_00
    assert office.books.balances() == {"wallet": -300_00, "clearing": 300_00}


def test_a_credit_note_takes_back_revenue_and_tax(office: Office) -> None:
    office.ask("credit_note", 100_00, kdv_rate_bp=1000)

    assert office.books.balances() == {"wallet": -110_00, "revenue": 100_00, "tax": 10_00}


@pytest.mark.parametrize(
    ("kind", "debt", "left"),
    [("credit_note", 30_00, (0, 70_00)), ("opening_credit", 150_00, (50_00, 0))],
)
def test_a_credit_pays_a_debt_of_no_invoice_first(
    office: Office, kind: str, debt: int, left: tuple[int, int]
) -> None:
    office.ask()  # an open invoice of 100.00 is no debt: it waits to be paid
    office.spoil(debt)

    office.ask(kind, 100_00)

    assert (office.owed() - 100_00, office.wallet()) == left


def test_a_credit_without_a_debt_stays_in_the_wallet(office: Office) -> None:
    office.ask()
    before = transfers()

    office.ask("credit_note", 100_00)

    assert (office.owed(), office.wallet(), transfers()) == (100_00, 100_00, before + 1)


def test_a_credit_taken_back_leaves_the_debt_as_it_was(office: Office) -> None:
    office.spoil(30_00)
    credit = office.ask("credit_note", 100_00)

    reverse(office, credit)

    assert (office.owed(), office.wallet()) == (30_00, 0)
    with acting_as_system("test"):
        assert list(ledger_check()) == []


def test_a_credit_whose_rest_is_spent_is_not_taken_back_at_all(office: Office) -> None:
    office.spoil(30_00)
    credit = office.ask("credit_note", 100_00)
    debt = office.ask(minor=70_00)
    assert debt.invoice is not None
    office.pay(debt.invoice)
    before = transfers()

    with pytest.raises(InsufficientFunds):
        reverse(office, credit)

    assert (office.owed(), office.wallet(), transfers()) == (0, 0, before)


@pytest.mark.parametrize("minor", [0, -1, 10**15])
def test_an_amount_that_is_none_is_refused(office: Office, minor: int) -> None:
    with pytest.raises(AmountNotAllowed):
        office.ask(minor=minor)

    assert office.all_of(ManualEntry) == []


def test_exactly_the_limit_needs_no_second_look(office: Office) -> None:
    assert office.ask(minor=1_000_00).status == "booked"


def test_above_the_limit_nothing_is_booked_before_the_second_look(office: Office) -> None:
    before = transfers()
    entry = office.ask(minor=1_000_01)

    assert (entry.status, entry.invoice) == ("waiting", None)
    assert transfers() == before
    with office.desk():
        assert waiting_counts(office.books.shop.seller.pk)["entries"] == 1


def test_the_limit_counts_with_kdv(office: Office) -> None:
    assert office.ask(minor=900_00, kdv_rate_bp=2000).status == "waiting"


def test_another_currency_waits_however_small_while_there_is_a_limit_in_lira(
    office: Office,
) -> None:
    assert office.ask(minor=1_00, currency="USD").status == "waiting"
    office.terms(entry_limit_minor=None)
    assert office.ask(minor=1_00, currency="USD").status == "booked"


def test_without_a_limit_one_member_is_enough(office: Office) -> None:
    office.terms(entry_limit_minor=None)

    assert office.ask(minor=5_000_000_00).status == "booked"


def test_a_second_member_books_it(office: Office) -> None:
    entry = approve(office, office.ask(minor=2_000_00))

    assert (entry.status, entry.decided_by_label) == ("booked", "Efe")
    assert office.books.balances()["receivable"] == 2_000_00


def test_who_asked_cannot_give_the_second_look(office: Office) -> None:
    entry = office.ask(minor=2_000_00)

    with pytest.raises(SecondLookBySame):
        approve(office, entry, office.deniz)

    assert office.read(entry).status == "waiting"
    assert office.books.balances() == {}


def test_the_table_itself_wants_two_people(office: Office) -> None:
    entry = office.ask(minor=2_000_00)

    with pytest.raises(IntegrityError), transaction.atomic(), acting_as_system("test"):
        ManualEntry.objects.filter(pk=entry.pk).update(
            status="booked", decided_by_id=office.deniz.id
        )


def test_a_second_approval_is_refused_and_books_nothing(office: Office) -> None:
    entry = approve(office, office.ask(minor=2_000_00))

    with pytest.raises(EntryDecided):
        approve(office, entry)

    assert office.books.balances()["receivable"] == 2_000_00


def test_a_declined_entry_books_nothing(office: Office) -> None:
    entry = office.ask(minor=2_000_00)

    with office.desk():
        declined = entry_decline(entry_id=entry.pk, note="Mükerrer", actor=office.efe, now=NOW)

    assert (declined.status, declined.decision_note) == ("declined", "Mükerrer")
    assert office.books.balances() == {}
    with pytest.raises(EntryDecided):
        approve(office, entry)


def test_an_approval_that_the_books_refuse_leaves_the_entry_waiting(office: Office) -> None:
    entry = office.ask(minor=2_000_00)
    with office.desk():
        credit_limit_set(
            current_account_id=office.account.pk, limit_minor=0, actor=office.deniz, now=NOW
        )

    with pytest.raises(CreditLimitExceeded):
        approve(office, entry)

    assert office.read(entry).status == "waiting"


def test_a_debt_is_taken_back_by_its_reversal(office: Office) -> None:
    entry = office.ask(kdv_rate_bp=2000)

    back = reverse(office, entry)

    assert back.status == "booked"
    assert office.books.balances() == {}
    assert office.read(entry.invoice).status == "void"


def test_what_was_paid_of_a_debt_goes_to_the_wallet(office: Office) -> None:
    entry = office.ask()
    office.fill(100_00)
    assert entry.invoice is not None
    office.pay(entry.invoice)

    reverse(office, entry)

    assert office.wallet() == 100_00


def test_a_credit_that_is_spent_cannot_be_taken_back(office: Office) -> None:
    credit = office.ask("credit_note", 100_00)
    debt = office.ask()
    assert debt.invoice is not None
    office.pay(debt.invoice)

    with pytest.raises(InsufficientFunds):
        reverse(office, credit)

    assert len(office.all_of(ManualEntry)) == 2


def test_a_large_reversal_needs_its_second_look_too(office: Office) -> None:
    entry = approve(office, office.ask("opening_credit", 3_000_00))

    back = reverse(office, entry)
    assert (back.status, office.wallet()) == ("waiting", 3_000_00)
    with pytest.raises(EntryNotReversible):
        reverse(office, entry)
    approve(office, back)

    assert office.wallet() == 0


def test_an_open_intent_to_pay_is_closed_by_the_reversal(office: Office) -> None:
    entry = office.ask()
    assert entry.invoice is not None
    with acting_as_system("test"):
        intent = payment_begin(invoice_id=entry.invoice.pk, now=NOW)

    reverse(office, entry)

    assert office.read(intent).status == "cancelled"


@pytest.mark.parametrize("state", ["waiting", "reversal", "twice"])
def test_only_a_booked_entry_is_taken_back_once(office: Office, state: str) -> None:
    entry = office.ask(minor=2_000_00 if state == "waiting" else 100_00)
    if state != "waiting":
        back = reverse(office, entry)
        entry = back if state == "reversal" else entry

    with pytest.raises(EntryNotReversible):
        reverse(office, entry)


def test_ceren_sees_none_of_it(office: Office) -> None:
    from vezne.core.scope import acting_as

    entry = office.ask()
    with acting_as(office.books.shop.ceren.pk, "panel"), pytest.raises(EntryNotFound):
        get_entry(seller_id=office.books.shop.seller.pk, public_id=entry.public_id)
    with office.panel():
        assert [row.pk for row in entries_of_account(office.account.pk)] == [entry.pk]
