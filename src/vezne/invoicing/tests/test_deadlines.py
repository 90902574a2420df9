from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from vezne.catalog.tests.shop import DENIZ, NOW
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.errors import DeadlineNotAllowed, InvoiceNotFound, InvoiceNotOpen
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import invoice_deadline_set, invoice_void
from vezne.invoicing.tests.books import Books

LATER = NOW + timedelta(days=50)


def set_deadline(books: Books, invoice: Invoice, at: datetime, *, now: datetime = NOW) -> Invoice:
    with acting_as(books.shop.seller.pk, "desk"):
        return invoice_deadline_set(
            invoice_id=invoice.pk, shuts_off_at=at, reason="Söz verdi", actor=DENIZ, now=now
        )


def test_more_time_moves_the_shut_off_and_nothing_else(books: Books) -> None:
    invoice = books.open()

    changed = set_deadline(books, invoice, LATER)

    assert (changed.shuts_off_at, changed.due_at) == (LATER, invoice.due_at)
    with acting_as_system("test"):
        assert Invoice.objects.get().shuts_off_at == LATER


@pytest.mark.parametrize("days", [-1, 0, 29])
def test_a_deadline_in_the_past_or_before_the_due_day_is_refused(books: Books, days: int) -> None:
    invoice = books.open()

    with pytest.raises(DeadlineNotAllowed):
        set_deadline(books, invoice, NOW + timedelta(days=days))

    with acting_as_system("test"):
        assert Invoice.objects.get().shuts_off_at == NOW + timedelta(days=37)


def test_an_invoice_that_shuts_nothing_gets_no_deadline(books: Books) -> None:
    invoice = books.open(shuts_off_at=None)

    with pytest.raises(DeadlineNotAllowed):
        set_deadline(books, invoice, LATER)


def test_only_an_open_invoice_of_ones_own_gets_more_time(books: Books) -> None:
    invoice = books.open()
    with acting_as(books.shop.ceren.pk, "desk"), pytest.raises(InvoiceNotFound):
        invoice_deadline_set(
            invoice_id=invoice.pk, shuts_off_at=LATER, reason="x", actor=DENIZ, now=NOW
        )
    with acting_as_system("test"):
        invoice_void(invoice_id=invoice.pk, reason="x", actor=DENIZ, now=NOW)

    with pytest.raises(InvoiceNotOpen):
        set_deadline(books, invoice, LATER)
