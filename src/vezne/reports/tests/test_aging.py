"""Ageing: every open kuruş lies in exactly one column."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vezne.core.calendar import istanbul_date, start_of_day
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.ledger.services import current_account_open
from vezne.receivables.tests.office import NOW, Office
from vezne.reports.aging import AgingRow, aging_of_account, aging_of_seller, matches, totals_of

MIDNIGHT = start_of_day(istanbul_date(NOW))
DAY = timedelta(days=1)


def one(office: Office) -> AgingRow:
    with office.desk():
        [row] = aging_of_account(
            seller_id=office.books.shop.seller.pk, current_account_id=office.account.pk, now=NOW
        )
    return row


def columns(row: AgingRow) -> tuple[int, ...]:
    return (
        row.ahead_minor,
        row.days_30_minor,
        row.days_60_minor,
        row.days_90_minor,
        row.older_minor,
    )


@pytest.mark.parametrize(
    ("due_at", "column"),
    [
        (NOW + DAY, 0),
        (MIDNIGHT, 0),  # today
        (MIDNIGHT - timedelta(seconds=1), 1),
        (MIDNIGHT - 30 * DAY, 1),
        (MIDNIGHT - 30 * DAY - timedelta(seconds=1), 2),
        (MIDNIGHT - 60 * DAY, 2),
        (MIDNIGHT - 61 * DAY, 3),
        (MIDNIGHT - 90 * DAY, 3),
        (MIDNIGHT - 91 * DAY, 4),
    ],
)
def test_an_invoice_lies_in_the_column_of_its_days(
    office: Office, due_at: datetime, column: int
) -> None:
    office.books.open(due_at=due_at)

    expected = [0, 0, 0, 0, 0]
    expected[column] = 120_00
    assert columns(one(office)) == tuple(expected)


def test_what_is_paid_of_an_invoice_is_not_aged(office: Office) -> None:
    invoice = office.books.open(due_at=NOW - 40 * DAY)
    office.fill(120_00)
    office.pay(invoice)

    row = one(office)
    assert columns(row) == (0, 0, 0, 0, 0)
    assert (row.balance_minor, row.oldest_due_at) == (0, None)


def test_prepaid_money_lowers_the_balance_and_no_column(office: Office) -> None:
    office.books.open(due_at=NOW - 5 * DAY)
    office.fill(50_00)

    row = one(office)
    assert (row.balance_minor, row.overdue_minor, row.wallet_minor) == (70_00, 120_00, 50_00)


@pytest.mark.parametrize("seed", range(5))
def test_the_columns_add_up_to_what_is_open(office: Office, seed: int) -> None:
    draw = random.Random(seed)
    for number in range(12):
        due_at = NOW + draw.randrange(-200, 60) * DAY
        office.books.open(f"k{number}", due_at=due_at, currency=draw.choice(["TRY", "USD"]))

    with office.desk():
        rows = aging_of_seller(office.books.shop.seller.pk, now=NOW)
        open_rows = Invoice.objects.filter(status="open")
        for row in rows:
            own = [one for one in open_rows if one.currency == row.currency]
            assert sum(columns(row)) == row.open_minor == sum(one.open_minor for one in own)
            assert row.receivable_minor == row.open_minor
    totals = {total.currency: total for total in totals_of(rows)}
    assert sum(total.balance_minor for total in totals.values()) == 12 * 120_00


def test_all_buyers_are_one_statement_and_the_house_is_none(office: Office) -> None:
    shop = office.books.shop
    with acting_as_system("test"):
        for buyer in (shop.ceren.pk, shop.seller.pk):
            current_account_open(seller_id=shop.seller.pk, buyer_id=buyer, now=NOW)

    with office.desk(), CaptureQueriesContext(connection) as queries:
        rows = aging_of_seller(shop.seller.pk, now=NOW)

    assert len(queries) == 1
    assert sorted(row.buyer_id for row in rows) == sorted([shop.ayse.pk, shop.ceren.pk])
    assert all(row.currency == "TRY" and row.balance_minor == 0 for row in rows)
    assert [matches(row, "ltd papatya") for row in rows] == [
        matches(row, "PAPATYA") for row in rows
    ]


def test_a_buyer_sees_its_own_and_ceren_nothing(office: Office) -> None:
    from vezne.core.scope import acting_as

    office.books.open()
    seller_id = office.books.shop.seller.pk
    with office.panel():
        assert len(aging_of_seller(seller_id, now=NOW)) == 1
    with acting_as(office.books.shop.ceren.pk, "panel"):
        assert aging_of_seller(seller_id, now=NOW) == []
