"""Opening invoices: booked, idempotent, in bulk, within the scope."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from vezne.catalog.tests.shop import NOW
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing import queries
from vezne.invoicing.errors import NothingToOpen, OpeningKeyConflict
from vezne.invoicing.models import Invoice, InvoiceLine
from vezne.invoicing.references import new_reference
from vezne.invoicing.services import invoice_open, invoices_open_many
from vezne.invoicing.tests.books import LINE, Books, open_books
from vezne.ledger.errors import CreditLimitExceeded
from vezne.ledger.services import current_account_open


def test_an_invoice_is_booked_as_it_is_opened(books: Books) -> None:
    draft = books.draft()
    with acting_as(books.shop.ayse.pk, "panel"):
        invoice = invoice_open(
            **{name: getattr(draft, name) for name in draft.__slots__ if name != "order_id"}
        )
        stored = queries.get_invoice(invoice.public_id)
        [line] = queries.lines_of(stored.pk)

    assert stored == invoice
    assert (stored.net_minor, stored.kdv_minor, stored.total_minor) == (100_00, 20_00, 120_00)
    assert (stored.status, stored.paid_at, stored.open_minor) == ("open", None, 120_00)
    assert stored.reference.startswith("ÖT-")
    assert len(stored.reference) == 11
    assert (line.position, line.net_minor, line.kdv_minor) == (1, 100_00, 20_00)
    assert (line.product_id, line.plan_name) == (books.shop.product.pk, "Profesyonel Aylık")
    assert books.balances() == {"receivable": 120_00, "revenue": -100_00, "tax": -20_00}


def test_the_same_key_gives_the_same_invoice_and_books_once(books: Books) -> None:
    first, second = books.open("k1"), books.open("k1")

    assert first == second
    assert books.balances()["receivable"] == 120_00
    with acting_as_system("test"):
        assert InvoiceLine.objects.count() == 1


def test_the_same_key_twice_in_one_batch_is_one_invoice(books: Books) -> None:
    with acting_as_system("test"):
        drafts = [books.draft("k1"), books.draft("k2"), books.draft("k1")]
        first, second, third = invoices_open_many(drafts, now=NOW)

    assert (first == third, first == second) == (True, False)
    assert books.balances()["receivable"] == 240_00


def test_the_same_key_for_something_else_is_a_conflict(books: Books) -> None:
    books.open("k1")

    with pytest.raises(OpeningKeyConflict):
        books.open("k1", replace(LINE, unit_price_minor=1))
    assert books.balances()["receivable"] == 120_00


def test_an_invoice_over_nothing_is_paid_at_once_and_books_nothing(books: Books) -> None:
    invoice = books.open("k1", replace(LINE, discount_minor=100_00))

    assert (invoice.status, invoice.paid_at, invoice.open_minor) == ("paid", NOW, 0)
    assert books.balances() == {}


def test_an_invoice_without_lines_is_refused(books: Books) -> None:
    with pytest.raises(NothingToOpen):
        books.open("k1", lines=())


def test_no_drafts_are_no_invoices(books: Books) -> None:
    with acting_as_system("test"):
        assert invoices_open_many([], now=NOW) == []


def test_a_taken_reference_is_drawn_again(books: Books) -> None:
    taken = books.open("k1").reference
    draws: Iterator[str] = iter([taken, "ÖT-22222222"])

    with acting_as_system("test"):
        [invoice] = invoices_open_many(
            [books.draft("k2")], now=NOW, draw_reference=lambda: next(draws)
        )

    assert invoice.reference == "ÖT-22222222"
    assert books.balances()["receivable"] == 240_00


def test_references_that_are_always_taken_end_in_an_error(books: Books) -> None:
    taken = books.open("k1").reference

    with acting_as_system("test"), pytest.raises(RuntimeError), transaction.atomic():
        invoices_open_many([books.draft("k2")], now=NOW, draw_reference=lambda: taken)
    assert books.balances()["receivable"] == 120_00


def test_references_have_no_letter_that_is_misread() -> None:
    drawn = "".join(new_reference()[3:] for _ in range(300))

    assert not set(drawn) & set("01OIL")


def test_a_batch_takes_a_handful_of_statements(books: Books) -> None:
    drafts = [books.draft(f"k{number}") for number in range(50)]
    with acting_as_system("test"), CaptureQueriesContext(connection) as captured:
        invoices = invoices_open_many(drafts, now=NOW)

    assert [invoice.opening_key for invoice in invoices] == [draft.key for draft in drafts]
    assert len(captured) <= 6
    assert books.balances()["receivable"] == 50 * 120_00


def test_one_refusal_of_the_ledger_refuses_the_batch(books: Books) -> None:
    shop = books.shop
    with acting_as_system("test"):
        limited = current_account_open(
            seller_id=shop.seller.pk, buyer_id=shop.ceren.pk, now=NOW, credit_limit_minor=100_00
        )
        foreign = replace(books.draft("k2"), buyer_id=shop.ceren.pk, current_account_id=limited.pk)
        with pytest.raises(CreditLimitExceeded), transaction.atomic():
            invoices_open_many([books.draft("k1"), foreign], now=NOW)
        assert Invoice.objects.count() == 0
    assert books.balances() == {}


def test_more_than_a_thousand_entries_are_booked_in_parts(books: Books) -> None:
    drafts = [books.draft(f"k{number}") for number in range(1_001)]
    with acting_as_system("test"):
        invoices_open_many(drafts, now=NOW)

    assert books.balances()["receivable"] == 1_001 * 120_00


def test_a_panel_opens_nothing_in_another_buyers_name(books: Books) -> None:
    with (
        acting_as(books.shop.ceren.pk, "panel"),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        invoices_open_many([books.draft()], now=NOW)


def test_ceren_sees_nothing_of_it(books: Books) -> None:
    invoice = books.open()

    with acting_as(books.shop.ceren.pk, "panel"):
        assert list(queries.invoices_for(books.shop.ayse.pk)) == []
        assert queries.lines_of(invoice.pk) == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM invoicing_invoice")
            assert cursor.fetchone() == (0,)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_who_open_the_same_key_at_once_get_one_invoice() -> None:
    books = open_books()
    opened: list[int] = []
    gate = threading.Barrier(4)

    def go() -> None:
        gate.wait()
        opened.append(books.open("renewal:1").pk)
        connection.close()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(opened) == 4
    assert len(set(opened)) == 1
    assert books.balances()["receivable"] == 120_00


def test_what_is_due_is_summed_by_currency(books: Books) -> None:
    later = NOW + timedelta(days=60)
    books.open("k1")
    books.open("k2", due_at=later, shuts_off_at=None)
    books.open("k3", currency="USD", due_at=later, shuts_off_at=None)
    ayse, seller = books.shop.ayse.pk, books.shop.seller.pk

    with acting_as(ayse, "panel"):
        lira, dollar = queries.due_summary_for(ayse)
        dues = [row.due_at for row in queries.open_invoices_for(ayse, seller)]
        assert queries.due_summary_for(ayse, seller_id=ayse) == []
        assert queries.invoices_for(ayse).count() == 3
    with acting_as(seller, "desk"):
        assert queries.invoices_of_seller(seller).count() == 3

    assert (lira.currency, lira.count, lira.open_minor) == ("TRY", 2, 240_00)
    assert (lira.first_due_at, lira.first_shut_off_at) == (dues[0], NOW + timedelta(days=37))
    assert (dollar.open_minor, dollar.first_shut_off_at) == (120_00, None)
    assert dues == [NOW + timedelta(days=30), later, later]
