"""Late charges from the month that is over to the invoice that asks for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from vezne.core.errors import NotFound
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.ledger.errors import CreditLimitExceeded
from vezne.ledger.services import credit_limit_set
from vezne.receivables.errors import LateChargeDecided
from vezne.receivables.models import LateCharge
from vezne.receivables.services import (
    buyer_terms_set,
    late_charge_waive,
    late_charges_book,
    late_charges_find,
    late_group_postpone,
    late_groups_due,
    late_months_due,
)
from vezne.receivables.tests.office import NOW, Office

APRIL = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
REVIEWED = APRIL + timedelta(days=3)


@pytest.fixture
def late(office: Office) -> Office:
    """A charge of 4.5 % a month since NOW (2 March), and 120.00 that was due on 2 March."""
    office.terms(late_rate_bp=450)
    office.books.open(due_at=NOW)
    return office


def find(office: Office, now: datetime = APRIL) -> list[LateCharge]:
    with acting_as_system("test"):
        late_charges_find(seller_id=office.books.shop.seller.pk, now=now)
    return office.all_of(LateCharge)


def book(now: datetime = REVIEWED) -> list[Invoice]:
    with acting_as_system("test"):
        made = [late_charges_book(group=group, now=now) for group in late_groups_due(now=now)]
    return [one for one in made if one is not None]


def test_a_month_is_computed_when_it_is_over(late: Office) -> None:
    with acting_as_system("test"):
        assert late_months_due(now=APRIL - timedelta(days=2)) == []
        assert late_months_due(now=APRIL) == [late.books.shop.seller.pk]
    assert find(late, APRIL - timedelta(days=2)) == []

    [charge] = find(late)

    assert (charge.days, charge.owed_days_minor) == (29, 29 * 120_00)
    assert charge.amount_minor == 5_22  # 120.00 × 4.5 % × 29 / 30
    assert charge.charge_at == REVIEWED


def test_a_month_is_computed_once(late: Office) -> None:
    find(late)
    again = find(late)

    assert len(again) == 1
    with acting_as_system("test"):
        assert late_months_due(now=APRIL) == []


def test_months_that_were_missed_are_caught_up_one_by_one(late: Office) -> None:
    june = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    for _month in range(4):
        find(late, june)

    charges = late.all_of(LateCharge)
    assert [row.month for row in charges] == [date(2026, month, 1) for month in (3, 4, 5)]
    assert [row.days for row in charges] == [29, 30, 31]


def test_the_charge_is_an_open_invoice_with_kdv_and_a_line_for_each(late: Office) -> None:
    late.books.open("k2", due_at=NOW)
    find(late)
    assert book(APRIL) == []

    [invoice] = book()

    assert (invoice.kind, invoice.net_minor, invoice.kdv_minor) == ("late", 10_44, 2_09)
    assert invoice.due_at == REVIEWED + timedelta(days=15)
    with acting_as_system("test"):
        assert invoice.lines.count() == 2
    assert {row.state for row in late.all_of(LateCharge)} == {"charged"}
    assert book() == []


def test_a_waived_charge_is_never_asked_for(late: Office) -> None:
    [charge] = find(late)
    with late.desk():
        late_charge_waive(charge_id=charge.pk, reason="İyi müşteri", actor=late.deniz, now=APRIL)

    assert book() == []
    assert late.read(charge).waive_reason == "İyi müşteri"
    with late.desk(), pytest.raises(LateChargeDecided):
        late_charge_waive(charge_id=charge.pk, reason="yine", actor=late.deniz, now=APRIL)


def test_a_charge_that_was_asked_for_cannot_be_waived(late: Office) -> None:
    [charge] = find(late)
    book()

    with late.desk(), pytest.raises(LateChargeDecided):
        late_charge_waive(charge_id=charge.pk, reason="geç", actor=late.deniz, now=REVIEWED)
    with late.desk(), pytest.raises(NotFound):
        late_charge_waive(charge_id=0, reason="yok", actor=late.deniz, now=REVIEWED)


def test_no_charge_is_charged_on_a_charge(late: Office) -> None:
    find(late)
    [invoice] = book()
    late.terms(late_rate_bp=450, payment_days=0)
    for month in (5, 6, 7):
        find(late, datetime(2026, month, 1, 9, 0, tzinfo=UTC))

    assert invoice.pk not in {row.invoice_id for row in late.all_of(LateCharge)}


def test_what_was_paid_late_in_the_month_counts_until_then(late: Office) -> None:
    late.fill(120_00)
    with acting_as_system("test"):
        invoice = Invoice.objects.get()
    late.pay(invoice, now=NOW + timedelta(days=10))

    [charge] = find(late)

    assert charge.days == 9


def test_an_exempt_buyer_is_not_charged(late: Office) -> None:
    with late.desk():
        buyer_terms_set(
            current_account=late.account,
            payment_days=None,
            is_late_exempt=True,
            actor=late.deniz,
            now=NOW,
        )

    assert find(late) == []


def test_without_a_rate_nothing_is_found(office: Office) -> None:
    office.books.open(due_at=NOW)

    with acting_as_system("test"):
        assert late_months_due(now=APRIL) == []
    assert find(office) == []


def test_days_before_the_rule_was_switched_on_are_free(office: Office) -> None:
    office.books.open(due_at=NOW - timedelta(days=100))
    office.terms(late_rate_bp=450)

    [charge] = find(office)

    assert charge.days == 30


def test_a_charge_beyond_the_credit_limit_waits_a_day(late: Office) -> None:
    find(late)
    with late.desk():
        credit_limit_set(
            current_account_id=late.account.pk, limit_minor=0, actor=late.deniz, now=APRIL
        )
    with acting_as_system("test"):
        [group] = late_groups_due(now=REVIEWED)
    with pytest.raises(CreditLimitExceeded):
        book()
    with acting_as_system("test"):
        late_group_postpone(group=group, now=REVIEWED)
        assert late_groups_due(now=REVIEWED) == []
        assert late_groups_due(now=REVIEWED + timedelta(days=1)) == [group]
