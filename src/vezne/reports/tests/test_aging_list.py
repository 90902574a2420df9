"""The list of all current accounts: what the database gives is what the rows one by one say."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.database import rows_for_a_while
from tests.factories import make_buyer
from vezne.core.scope import ScopeMissing, acting_as, acting_as_system
from vezne.invoicing.models import InvoiceKind
from vezne.invoicing.services import invoice_open
from vezne.invoicing.types import LineDraft
from vezne.ledger.services import current_account_open, post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.receivables.tests.office import NOW, Office, open_office
from vezne.reports.aging import AgingRow, aging_of_seller, matches, totals_of
from vezne.reports.aging_list import AgingList

DAY = timedelta(days=1)
NAMES = ["Çınar", "Işık", "İnci %50", "Şeker_Ltd", "Umut", "Zeytin", "Ağaç"]


@pytest.fixture(scope="module", params=[("TRY",), ("TRY", "USD")], ids=["one currency", "two"])
def kept_office(request: pytest.FixtureRequest, kept_rows: None) -> Iterator[Office]:
    """Buyers with debts of every age, with money here, and with nothing at all."""
    with rows_for_a_while():
        yield _office(random.Random(7), request.param)


def _office(draw: random.Random, currencies: tuple[str, ...]) -> Office:
    office = open_office()
    seller_id = office.books.shop.seller.pk
    with acting_as_system("test"):
        current_account_open(seller_id=seller_id, buyer_id=seller_id, now=NOW)
    for number, name in enumerate(NAMES):
        buyer = make_buyer(name)
        with acting_as_system("test"):
            account = current_account_open(seller_id=seller_id, buyer_id=buyer.pk, now=NOW)
            for k in range(number % 4):
                invoice_open(
                    seller_id=seller_id,
                    buyer_id=buyer.pk,
                    current_account_id=account.pk,
                    kind=InvoiceKind.DEBIT,
                    currency=draw.choice(currencies),
                    lines=[LineDraft("x", 100_00 + number, 2_000, "x", "")],
                    opened_at=NOW,
                    due_at=NOW + draw.randrange(-200, 60) * DAY,
                    shuts_off_at=None,
                    key=f"{number}:{k}",
                )
            if number % 3 == 0:
                into = Posting(LedgerKind.BANK, LedgerKind.WALLET, 50_00, "TRY", Reason.TOP_UP)
                post(current_account_id=account.pk, postings=(into,), key="fill", now=NOW)
    return office


@pytest.fixture
def office(kept_office: Office, db: None) -> Office:
    return deepcopy(kept_office)


def seen(office: Office) -> AgingList:
    return AgingList(office.books.shop.seller.pk, NOW)


KEYS: dict[str, Callable[[AgingRow], object]] = {
    "hesap": lambda row: row.search_key,
    "bakiye": lambda row: row.balance_minor,
    "gecikmis": lambda row: row.overdue_minor,
    "eski": lambda row: row.older_minor,
}
STANDING: dict[str, Callable[[AgingRow], bool]] = {
    "gecikmis": lambda row: row.overdue_minor > 0,
    "borclu": lambda row: row.balance_minor > 0,
    "alacakli": lambda row: row.wallet_minor > 0,
    "": lambda row: True,
}


@pytest.mark.parametrize("text", ["", "cinar", "ISIK", "%", "_", "şeker ltd", "yok"])
@pytest.mark.parametrize("standing", list(STANDING))
def test_what_is_narrowed_is_what_the_rows_one_by_one_say(
    office: Office, standing: str, text: str
) -> None:
    with office.desk():
        rows = aging_of_seller(office.books.shop.seller.pk, now=NOW)
        wanted = [row for row in rows if STANDING[standing](row) and matches(row, text)]
        found = seen(office).searched(text).standing_as(standing)

        assert sorted(found, key=repr) == sorted(wanted, key=repr)
        assert (found.count(), found.totals()) == (len(wanted), totals_of(wanted))
        for unit in found.currencies:
            only = found.in_currency(unit)
            assert sorted(only, key=repr) == sorted(
                (row for row in wanted if row.currency == unit), key=repr
            )


@pytest.mark.parametrize("order", list(KEYS))
@pytest.mark.parametrize("is_descending", [False, True])
def test_pages_are_ordered_and_leave_nothing_out(
    office: Office, order: str, is_descending: bool
) -> None:
    with office.desk():
        found = seen(office).ordered(order, is_descending)
        pages = [row for start in range(0, found.count(), 3) for row in found[start : start + 3]]
        rows = aging_of_seller(office.books.shop.seller.pk, now=NOW)

    keys = [KEYS[order](row) for row in pages]
    assert keys == sorted(keys, reverse=is_descending)  # type: ignore[type-var]
    assert sorted(pages, key=repr) == sorted(rows, key=repr)


def test_a_page_is_four_statements_however_many_buyers(office: Office) -> None:
    with office.desk(), CaptureQueriesContext(connection) as queries:
        found = seen(office)
        assert (found.count() > 0, bool(found[0:25]), bool(found.totals())) == (True, True, True)

    read = [one for one in queries.captured_queries if "set_config" not in one["sql"]]
    assert len(read) <= 4


def test_only_the_sellers_own_desk_reads_it(office: Office) -> None:
    seller_id = office.books.shop.seller.pk

    with acting_as(office.books.shop.ayse.pk, "panel"), pytest.raises(ScopeMissing):
        AgingList(seller_id, NOW).count()
    with acting_as(office.books.shop.ceren.pk, "desk"), pytest.raises(ScopeMissing):
        AgingList(seller_id, NOW).count()
    with pytest.raises(ScopeMissing):
        list(AgingList(seller_id, NOW))
