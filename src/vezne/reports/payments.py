"""A buyer's payments and open requests as its list shows them, with what they were for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from vezne.core.money import Money
from vezne.invoicing.models import Invoice, InvoiceLine
from vezne.invoicing.queries import open_invoices_for
from vezne.payments.models import Attempt, AttemptMethod, AttemptState, Payment


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
    reference: str  # of the invoice; its legal document comes later
    invoice_id: str  # public
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


def _with_telling_try(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    taken = Q(state__in=[AttemptState.CAPTURED, AttemptState.REFUNDED])
    tries = (
        Attempt.objects.filter(payment_id=OuterRef("pk"))
        .annotate(
            rank=Case(When(taken, then=Value(0)), default=Value(1), output_field=IntegerField())
        )
        .order_by("rank", "-pk")
    )
    lines = InvoiceLine.objects.filter(invoice_id=OuterRef("invoice_id")).order_by("position")
    columns: dict[str, Any] = {
        f"shown_{name}": Subquery(tries.values(name)[:1])
        for name in (
            "state", "method", "card_brand", "card_last_four", "charged_minor", "amount_minor",
            "currency", "instalments",
        )
    }  # fmt: skip
    return (
        payments.annotate(
            service=Subquery(lines.values("product_name")[:1]),
            plan=Subquery(lines.values("plan_name")[:1]),
            **columns,
        )
        .filter(shown_state__isnull=False)
        .order_by("-created_at", "-pk")
    )


def payment_line(payment: Payment) -> PaymentLine:
    """A row of `payments_shown_for` in words."""
    row: Any = payment
    amount = Money(payment.amount_minor, payment.currency)
    charged = Money(row.shown_charged_minor or row.shown_amount_minor, row.shown_currency)
    state = AttemptState(row.shown_state)
    return PaymentLine(
        at=payment.paid_at or payment.created_at,
        seller=payment.seller.name,
        service=row.service or "",
        plan=row.plan or "",
        amount=amount,
        charged=None if charged == amount else charged,
        method=str(AttemptMethod(row.shown_method).label),
        card_brand=row.shown_card_brand,
        card_last_four=row.shown_card_last_four,
        state=state.value,
        state_label=str(state.label),
        reference=payment.invoice.reference,
        invoice_id=str(payment.invoice.public_id),
        is_payable=payment.invoice.open_minor > 0
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


def requests_for(buyer_id: int) -> list[RequestLine]:
    """What waits to be paid, the earliest due first; two queries."""
    return [_request_line(row) for row in open_invoices_for(buyer_id)]


def _request_line(invoice: Invoice) -> RequestLine:
    first = min(invoice.lines.all(), key=lambda line: line.position, default=None)
    return RequestLine(
        invoice=invoice,
        seller=invoice.seller.name,
        service=first.product_name if first else "",
        plan=first.plan_name if first else "",
        period_starts_at=first.period_starts_at if first else None,
        period_ends_at=first.period_ends_at if first else None,
        owed=Money(invoice.open_minor, invoice.currency),
        deadline=invoice.shuts_off_at or invoice.due_at,
    )
