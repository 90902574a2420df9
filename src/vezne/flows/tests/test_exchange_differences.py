"""Kur farkı: what a payment at another rate than the document's asks for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import factories
from vezne.core.calendar import istanbul_date
from vezne.core.scope import acting_as, acting_as_system
from vezne.edocuments.exchange import parts_of
from vezne.edocuments.models import Document, DocumentState, ExchangeDifference, Issuer
from vezne.edocuments.queries import document_detail, draft_of
from vezne.edocuments.services import issuer_set
from vezne.edocuments.tests.conftest import House, house, sandbox, sandbox_program
from vezne.edocuments.tests.world import NOW, issuer_terms, open_invoice
from vezne.flows.exchange_differences import differences_find
from vezne.flows.tests.test_documents import address, settled
from vezne.invoicing.errors import InvoiceNotOpen
from vezne.invoicing.models import Invoice, InvoiceKind, InvoiceStatus
from vezne.invoicing.services import invoice_settle_received, rate_record
from vezne.ledger.check import ledger_check
from vezne.ledger.models import LedgerAccount
from vezne.notify.models import Delivery
from vezne.payments.models import ProviderAccount

__all__ = ["house", "sandbox", "sandbox_program"]
AT_DOCUMENT, HIGHER, LOWER = 40_000_000, 41_500_000, 39_000_000
LATER = NOW + timedelta(days=3)
DAY = timedelta(days=1)
TOTAL_USD = 12_000  # 100 USD and 20 % KDV


@pytest.fixture
def billed(house: House) -> Document:
    """An accepted document over 120 USD at 40 TRY, from the start of its period; not paid."""
    with acting_as(house.seller.pk, "desk"):
        issuer_set(
            seller_id=house.seller.pk,
            terms=issuer_terms(issues_at="period_start"),
            actor=factories.DENIZ,
            now=NOW,
        )
    quote(istanbul_date(NOW) - DAY, AT_DOCUMENT)
    invoice = open_invoice(house.seller, house.buyer, currency="USD", price_minor=10_000)
    address(house.buyer, invoice)
    with acting_as_system("test"):  # so that the card is charged in TRY, at the day's rate
        ProviderAccount.objects.update(currencies=["TRY"])
    document = settled(house)
    with acting_as_system("test"):
        document = Document.objects.select_related("invoice").get(pk=document.pk)
    assert (document.state, document.currency) == (DocumentState.ACCEPTED, "USD")
    return document


def quote(day: date, rate_micro: int) -> None:
    with acting_as_system("test"):
        rate_record(currency="USD", bulletin_on=day, rate_micro=rate_micro)


def pay(document: Document, rate_micro: int, *, at: datetime = LATER) -> None:
    """The buyer pays all of it on a day with another rate."""
    quote(istanbul_date(at) - DAY, rate_micro)
    with acting_as_system("test"):
        invoice = Invoice.objects.get(pk=document.invoice_id)
    factories.pay(invoice, now=at)


def find(at: datetime = LATER) -> ExchangeDifference:
    """The one comparison, made once however often it is looked for."""
    with acting_as_system("test"):
        differences_find(now=at)
        assert differences_find(now=at) == 0
        return ExchangeDifference.objects.select_related("invoice").get()


def fx_minor(document: Document, unit: str) -> int:
    with acting_as_system("test"):
        account = document.invoice.current_account_id
        rows = LedgerAccount.objects.filter(current_account_id=account, kind="fx", unit=unit)
        return rows.get().balance


def test_a_payment_at_a_higher_rate_is_billed_with_the_tax_inside(billed: Document) -> None:
    pay(billed, HIGHER)

    row = find()

    assert row.difference_minor == 120 * 150  # 120 USD × 1,50 TRY
    assert row.state == "billed"
    invoice = row.invoice
    assert invoice is not None
    assert (invoice.kind, invoice.currency, invoice.status) == ("exchange", "TRY", "paid")
    assert (invoice.net_minor, invoice.kdv_minor, invoice.total_minor) == (15_000, 3_000, 18_000)
    with acting_as_system("test"):
        billed.invoice.refresh_from_db()
        (line,) = invoice.lines.all()
    assert invoice.billing_address == billed.invoice.billing_address
    day = f"{billed.issued_on:%d.%m.%Y}"
    assert line.description == (
        f"Kur farkı: {billed.number}, {day} · 120,00\u00a0$ × (41,5000 − 40,0000)"
    )


def test_the_difference_comes_out_of_the_exchange_and_nobody_owes_it(billed: Document) -> None:
    pay(billed, HIGHER)
    assert fx_minor(billed, "TRY") == -120 * 4150

    find()

    assert fx_minor(billed, "TRY") == -120 * 4000, "what is left is the document's worth in TRY"
    assert fx_minor(billed, "USD") == TOTAL_USD
    with acting_as_system("test"):
        owed = LedgerAccount.objects.filter(
            current_account_id=billed.invoice.current_account_id, kind="receivable"
        )
        assert {(row.unit, row.balance) for row in owed} == {("USD", 0)}
        assert ledger_check() == []


def test_the_difference_gets_its_own_legal_document(house: House, billed: Document) -> None:
    pay(billed, HIGHER)
    row = find()

    document = settled(house, LATER)

    assert document.invoice_id == row.invoice_id
    assert (document.state, document.currency) == (DocumentState.ACCEPTED, "TRY")
    assert (document.total_minor, document.event_on) == (18_000, istanbul_date(LATER))
    with acting_as_system("test"):
        assert document_detail(billed.public_id).differences == [row]
        assert document_detail(document.public_id).differences == []


def test_a_payment_at_a_lower_rate_is_for_the_buyer_to_bill(house: House, billed: Document) -> None:
    factories.make_member(house.buyer)
    pay(billed, LOWER)

    row = find()

    assert (row.state, row.difference_minor, row.invoice) == ("buyers", -120 * 100, None)
    with acting_as_system("test"):
        mail = Delivery.objects.get(kind="exchange.buyers")
        assert billed.number in mail.title
        assert "120,00\u00a0₺" in mail.title
        assert not Invoice.objects.filter(kind=InvoiceKind.EXCHANGE).exists()


def test_the_same_rate_leaves_nothing_to_bill(billed: Document) -> None:
    pay(billed, AT_DOCUMENT)

    assert (find().state, find().difference_minor) == ("none", 0)


def test_a_payment_on_the_documents_own_day_is_not_compared(billed: Document) -> None:
    pay(billed, HIGHER, at=NOW + timedelta(hours=1))

    with acting_as_system("test"):
        assert differences_find(now=LATER) == 0


def test_a_seller_may_leave_differences_to_its_accountant(billed: Document) -> None:
    with acting_as_system("test"):
        Issuer.objects.update(bills_exchange=False)
    pay(billed, HIGHER)

    with acting_as_system("test"):
        assert differences_find(now=LATER) == 0
        assert not ExchangeDifference.objects.exists()


def test_only_an_exchange_difference_may_be_marked_as_received(house: House) -> None:
    invoice = open_invoice(house.seller, house.buyer)

    with acting_as_system("test"), pytest.raises(InvoiceNotOpen):
        invoice_settle_received(invoice_id=invoice.pk, paid_at=NOW)

    with acting_as_system("test"):
        invoice.refresh_from_db()
    assert invoice.status == InvoiceStatus.OPEN


def test_a_difference_is_split_over_the_taxes_of_its_document(billed: Document) -> None:
    (line,) = draft_of(billed).lines
    fields: dict[str, Any] = {name: getattr(line, name) for name in line.__slots__}
    exempt = type(line)(**{**fields, "kdv_rate_bp": 0, "kdv_minor": 0, "exemption_code": "351"})

    parts = parts_of([line, exempt, line], 34_000)  # 120 + 100 + 120

    assert [(one.net_minor, one.kdv_rate_bp, one.exemption_code) for one in parts] == [
        (20_000, 2000, ""),
        (10_000, 0, "351"),
    ]
