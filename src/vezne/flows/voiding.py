"""An unpaid request is taken back: its period, its coupon and the order that waited for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.banking.services.promise import promise_end
from vezne.catalog.services import coupon_release
from vezne.core.audit import Actor
from vezne.invoicing.errors import PaymentUnderWay
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import get_invoice_by_id
from vezne.invoicing.services import invoice_void
from vezne.orders.errors import OrderStateConflict
from vezne.orders.models import OrderState
from vezne.orders.queries import orders_of_invoice
from vezne.orders.services import order_cancel, order_expire
from vezne.orders.states import WAITING
from vezne.payments.queries import find_open_payment, has_attempt_under_way, may_still_be_paid
from vezne.payments.services import payment_cancel, payments_lock
from vezne.subscriptions.services import (
    first_payment_missed,
    period_voided,
    subscription_lock_of_invoice,
)

BUYERS_REASON = "Alıcı vazgeçti"


@transaction.atomic
def unpaid_order_cancel(*, invoice: Invoice, now: datetime, actor: Actor) -> Invoice:
    """The buyer gives up an order before it is paid, all that is on its invoice.

    Only what waits for its money: what opened with the order is cancelled as a service. Money
    that comes later all the same goes to the balance. Cancelled already: nothing changes.
    Raises: OrderStateConflict, PaymentUnderWay, InvoiceHasPayments.
    """
    subscription_lock_of_invoice(invoice.pk)
    payments_lock(invoice_id=invoice.pk)
    orders = orders_of_invoice(invoice.pk)
    if orders and all(one.state == OrderState.CANCELLED for one in orders):
        return get_invoice_by_id(invoice.pk)
    if invoice.shuts_off_at is not None or not any(one.state in WAITING for one in orders):
        raise OrderStateConflict
    if may_still_be_paid(invoice.pk):
        raise PaymentUnderWay
    for order in orders:
        order_cancel(order_id=order.pk, now=now, actor=actor)
    return invoice_withdraw(invoice_id=invoice.pk, reason=BUYERS_REASON, now=now, actor=actor)


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
    # What was ordered with it and waits for the same payment is not opened by it any more.
    first_payment_missed(invoice_id=invoice_id, now=now, actor=actor, reason=reason)
    payment = find_open_payment(invoice_id)
    if payment is not None:  # payment before invoice: the lock order of the settlement
        payment_cancel(payment_id=payment.pk)
    invoice = invoice_void(invoice_id=invoice_id, reason=reason, actor=actor, now=now)
    # An attempt begins under the invoice's lock; one that was quicker than ours is seen here.
    if has_attempt_under_way(invoice_id):
        raise PaymentUnderWay
    coupon_release(subject=invoice.public_id, now=now)
    promise_end(invoice_id=invoice.pk, now=now)
    for order in orders_of_invoice(invoice_id):
        if order.state in WAITING:
            order_expire(order_id=order.pk, now=now, actor=actor)
    return invoice
