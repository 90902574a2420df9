"""A buyer's payments and open requests as its list shows them, with what they were for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, Field, IntegerField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from vezne.banking.queries.lists import promised_invoices_of
from vezne.core.compiled import compiled
from vezne.core.money import Money
from vezne.invoicing.models import Invoice, InvoiceLine
from vezne.invoicing.queries import first_lines_of, open_invoices_for
from vezne.payments.models import AttemptMethod, AttemptState, Payment


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A line of "Ödemeler"."""

    at: datetime
    seller: str
    service: str
    plan: str
    amount: Money  # of the invoice
    charged: Money | None  # what the provider took, where it is another amount
    method: str  # in words
    card_brand: str
    card_last_four: str  # empty: no card
    state: str
    state_label: str
    reference: str  # of the invoice; its legal document comes later; empty: a load of the wallet
    invoice_id: str  # public; empty: a load of the wallet
    is_payable: bool  # still owed: Öde again


def payments_shown_for(buyer_id: int) -> QuerySet[Payment]:
    """The buyer's payments that were ever tried, newest first, for `payment_line`; one query.

    Adds what lists filter by: `service`, `plan`, `shown_state`, `shown_method`. The telling try is
    the captured one, else the newest.
    """
    return _with_telling_try(
        Payment.objects.filter(buyer_id=buyer_id).select_related("invoice", "seller")
    )


def payments_shown_of(seller_id: int) -> QuerySet[Payment]:
    """The same for the seller's desk, with buyers at hand."""
    return _with_telling_try(
        Payment.objects.filter(seller_id=seller_id).select_related("invoice", "buyer", "seller")
    )


@compiled
def newest_payments_for(buyer_id: int, *, limit: int) -> QuerySet[Payment]:
    """The beginning of `payments_shown_for`."""
    return payments_shown_for(buyer_id)[:limit]


@compiled
def newest_payments_of(seller_id: int, *, limit: int) -> QuerySet[Payment]:
    """The beginning of `payments_shown_of`."""
    return payments_shown_of(seller_id)[:limit]


def payments_count_for(buyer_id: int) -> int:
    """How many rows `payments_shown_for` has."""
    return next((int(row["count"]) for row in _counted_for(buyer_id)), 0)


def payments_count_of(seller_id: int) -> int:
    """How many rows `payments_shown_of` has."""
    return next((int(row["count"]) for row in _counted_of(seller_id)), 0)


@compiled
def _counted_for(buyer_id: int) -> QuerySet[Payment, Any]:
    rows = payments_shown_for(buyer_id).order_by().values("buyer_id")
    return rows.annotate(count=Count("pk"))


@compiled
def _counted_of(seller_id: int) -> QuerySet[Payment, Any]:
    rows = payments_shown_of(seller_id).order_by().values("seller_id")
    return rows.annotate(count=Count("pk"))


_TELLING_TRY = """
(SELECT a.{} FROM payments_attempt a WHERE a.payment_id = payments_payment.id
 ORDER BY a.state NOT IN ('captured', 'refunded'), a.id DESC LIMIT 1)
"""
_FIRST_LINE = """
(SELECT l.{} FROM invoicing_invoiceline l WHERE l.invoice_id = payments_payment.invoice_id
 ORDER BY l.position LIMIT 1)
"""
_SHOWN: dict[str, tuple[str, str, Field[Any, Any]]] = {
    "service": (_FIRST_LINE, "product_name", CharField()),
    "plan": (_FIRST_LINE, "plan_name", CharField()),
    "shown_state": (_TELLING_TRY, "state", CharField()),
    "shown_method": (_TELLING_TRY, "method", CharField()),
    "shown_card_brand": (_TELLING_TRY, "card_brand", CharField()),
    "shown_card_last_four": (_TELLING_TRY, "card_last_four", CharField()),
    "shown_charged_minor": (_TELLING_TRY, "charged_minor", BigIntegerField()),
    "shown_amount_minor": (_TELLING_TRY, "amount_minor", BigIntegerField()),
    "shown_currency": (_TELLING_TRY, "currency", CharField()),
    "shown_instalments": (_TELLING_TRY, "instalments", IntegerField()),
}
"""Plain SQL: ten subqueries of the ORM took longer to build than the statement to run."""


def _with_telling_try(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    columns: dict[str, Any] = {
        name: RawSQL(text.format(column), [], output_field=kind)  # noqa: S611 - our own constants
        for name, (text, column, kind) in _SHOWN.items()
    }
    shown: Any = payments.annotate(**columns)
    rows: QuerySet[Payment] = shown.filter(shown_state__isnull=False)
    return rows.order_by("-created_at", "-pk")


def payment_line(payment: Payment) -> PaymentLine:
    """A row of `payments_shown_for` in words."""
    row: Any = payment
    amount, invoice = Money(payment.amount_minor, payment.currency), payment.invoice
    charged = Money(row.shown_charged_minor or row.shown_amount_minor, row.shown_currency)
    state = AttemptState(row.shown_state)
    return PaymentLine(
        at=payment.paid_at or payment.created_at,
        seller=payment.seller.name,
        service=row.service or ("" if invoice else str(_("Bakiye yükleme"))),
        plan=row.plan or "",
        amount=amount,
        charged=None if charged == amount else charged,
        method=str(AttemptMethod(row.shown_method).label),
        card_brand=row.shown_card_brand,
        card_last_four=row.shown_card_last_four,
        state=state.value,
        state_label=str(state.label),
        reference=invoice.reference if invoice else "",
        invoice_id=str(invoice.public_id) if invoice else "",
        is_payable=invoice is not None
        and invoice.open_minor > 0
        and state in (AttemptState.FAILED, AttemptState.CANCELLED, AttemptState.REQUIRES_ACTION),
    )


@dataclass(frozen=True, slots=True)
class RequestLine:
    """An open payment request."""

    invoice: Invoice
    seller: str
    service: str
    plan: str
    period_starts_at: datetime | None
    period_ends_at: datetime | None
    owed: Money
    deadline: datetime  # payment days included
    awaits_transfer: bool  # the payer chose transfer, and it has not come yet


def requests_for(buyer_id: int) -> list[RequestLine]:
    """What waits to be paid, the earliest due first; three queries."""
    invoices = open_invoices_for(buyer_id)
    if not invoices:
        return []
    promised = promised_invoices_of(buyer_id)
    lines = {line.invoice_id: line for line in first_lines_of([row.pk for row in invoices])}
    return [_request_line(row, lines.get(row.pk), row.pk in promised) for row in invoices]


def _request_line(
    invoice: Invoice, first: InvoiceLine | None, awaits_transfer: bool
) -> RequestLine:
    return RequestLine(
        invoice=invoice,
        seller=invoice.seller.name,
        service=first.product_name if first else "",
        plan=first.plan_name if first else "",
        period_starts_at=first.period_starts_at if first else None,
        period_ends_at=first.period_ends_at if first else None,
        owed=Money(invoice.open_minor, invoice.currency),
        deadline=invoice.shuts_off_at or invoice.due_at,
        awaits_transfer=awaits_transfer,
    )
