"""Payments as lists and pages show them; a buyer's only through `payments_for`."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet, Sum

from vezne.core.errors import NotFound
from vezne.payments.models import (
    Allocation,
    Attempt,
    AttemptEvent,
    AttemptState,
    Payment,
    PaymentStatus,
    Refund,
    RefundState,
)

REFUND_COUNTS = (RefundState.CREATED, RefundState.UNKNOWN, RefundState.DONE)
"""Refunds that take from what remains: done, and those that may still be."""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment with the try that shows its state: the captured one, else the newest."""

    payment: Payment
    attempt: Attempt | None


@dataclass(frozen=True, slots=True)
class PaymentDetail:
    """Everything that is known about a payment, for the desk."""

    payment: Payment
    attempts: list[Attempt]
    events: list[AttemptEvent]
    refunds: list[Refund]
    allocations: list[Allocation]


def payments_for(buyer_id: int) -> QuerySet[Payment]:
    """The buyer's payments over all sellers, newest first, with invoice and tries."""
    return (
        Payment.objects.filter(buyer_id=buyer_id)
        .select_related("invoice", "seller")
        .prefetch_related(_attempts())
        .order_by("-created_at", "-id")
    )


def payments_of_seller(seller_id: int) -> QuerySet[Payment]:
    """The seller's payments for its desk, newest first, with invoice, buyer and tries."""
    return (
        Payment.objects.filter(seller_id=seller_id)
        .select_related("invoice", "buyer")
        .prefetch_related(_attempts())
        .order_by("-created_at", "-id")
    )


def find_open_payment(invoice_id: int) -> Payment | None:
    """The intent to pay an invoice that is still open, or None."""
    return Payment.objects.filter(invoice_id=invoice_id, status=PaymentStatus.OPEN).first()


def payments_of_invoice(invoice_id: int) -> list[Payment]:
    """Every intent to pay an invoice, newest first, with its tries."""
    rows = Payment.objects.filter(invoice_id=invoice_id).prefetch_related(_attempts())
    return list(rows.order_by("-id"))


def payment_row(payment: Payment) -> PaymentRow:
    """The payment with its telling try; reads what `payments_for` has fetched."""
    attempts = sorted(payment.attempts.all(), key=lambda attempt: attempt.pk)
    taken = [one for one in attempts if one.state in (AttemptState.CAPTURED, AttemptState.REFUNDED)]
    shown = taken or attempts
    return PaymentRow(payment=payment, attempt=shown[-1] if shown else None)


def payment_detail(*, seller_id: int, public_id: str) -> PaymentDetail:
    """One payment of the seller with all that is known about it. Raises: NotFound."""
    payment = (
        Payment.objects.select_related("invoice", "buyer")
        .filter(seller_id=seller_id, public_id=public_id)
        .first()
    )
    if payment is None:
        raise NotFound
    return PaymentDetail(
        payment=payment,
        attempts=list(Attempt.objects.filter(payment=payment).order_by("id")),
        events=list(AttemptEvent.objects.filter(attempt__payment=payment).order_by("id")),
        refunds=list(Refund.objects.filter(attempt__payment=payment).order_by("id")),
        allocations=list(
            Allocation.objects.select_related("invoice").filter(payment=payment).order_by("id")
        ),
    )


def get_allocation(allocation_id: int) -> Allocation:
    """How much of a try pays an invoice, with the try. Raises: NotFound."""
    row = Allocation.objects.select_related("attempt").filter(pk=allocation_id).first()
    if row is None:
        raise NotFound
    return row


def refundable_minor(attempt: Attempt) -> int:
    """What of a captured try can still be given back, in the charge's currency.

    Captured − (done + created + unknown); the instalment cost is the provider's and stays out.
    """
    if attempt.state not in (AttemptState.CAPTURED, AttemptState.REFUNDED):
        return 0
    rows = Refund.objects.filter(attempt_id=attempt.pk, state__in=REFUND_COUNTS)
    back = rows.aggregate(total=Sum("amount_minor"))["total"] or 0
    return attempt.amount_minor - int(back)


def _attempts() -> Prefetch[str]:
    return Prefetch("attempts", queryset=Attempt.objects.order_by("id"))
