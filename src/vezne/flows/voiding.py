"""An unpaid request is taken back: its period, its coupon and the order that waited for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.banking.services.promise import promise_end
from vezne.catalog.services import coupon_release
from vezne.core.audit import Actor
from vezne.invoicing.errors import PaymentUnderWay
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import invoice_void
from vezne.orders.queries import find_order_of_invoice
from vezne.orders.services import order_expire
from vezne.orders.states import WAITING
from vezne.payments.queries import find_open_payment, has_attempt_under_way
from vezne.payments.services import payment_cancel
from vezne.subscriptions.services import period_voided


@transaction.atomic
def open_invoice_void(*, invoice_id: int, reason: str, now: datetime, actor: Actor) -> Invoice:
    """The seller withdraws an unpaid request; the renewal then waits for staff (`parked`).

    Raises: PaymentUnderWay, InvoiceHasPayments, InvoiceNotOpen.
    """
    period_voided(invoice_id=invoice_id, reason=reason, now=now, actor=actor)
    return invoice_withdraw(invoice_id=invoice_id, reason=reason, now=now, actor=actor)


def invoice_withdraw(*, invoice_id: int, reason: str, now: datetime, actor: Actor) -> Invoice:
    """Void an invoice whose period the caller has withdrawn, in the caller's transaction.

    The intent to pay it is closed, its coupon is free again, the order that waited for its payment
    expires. Raises: PaymentUnderWay while an attempt may still end with money.
    """
    if has_attempt_under_way(invoice_id):
        raise PaymentUnderWay
    payment = find_open_payment(invoice_id)
    if payment is not None:  # payment before invoice: the lock order of the settlement
        payment_cancel(payment_id=payment.pk)
    invoice = invoice_void(invoice_id=invoice_id, reason=reason, actor=actor, now=now)
    # An attempt begins under the invoice's lock; one that was quicker than ours is seen here.
    if has_attempt_under_way(invoice_id):
        raise PaymentUnderWay
    coupon_release(subject=invoice.public_id, now=now)
    promise_end(invoice_id=invoice.pk, now=now)
    order = find_order_of_invoice(invoice_id)
    if order is not None and order.state in WAITING:
        order_expire(order_id=order.pk, now=now, actor=actor)
    return invoice
