"""An order that nobody pays in time expires: its invoice is withdrawn and the buyer is told.

Only what waits for its money (`orders.list_expirable`); what opened with the order goes up the
ladder of `dunning` instead. Never while a try may still bring money.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from vezne.core.audit import SYSTEM
from vezne.core.batches import run_batches
from vezne.core.errors import DomainError
from vezne.flows.notices import invoice_words, tell
from vezne.flows.voiding import invoice_withdraw
from vezne.orders.models import Order
from vezne.orders.queries import get_order_by_id, list_expirable
from vezne.orders.states import WAITING
from vezne.payments.queries import may_still_be_paid
from vezne.payments.services import payments_lock
from vezne.subscriptions.services import first_payment_missed, subscription_lock_of_invoice

PAGE = 200
REASON = "Süresinde ödenmedi"


def expire_due(*, now: datetime) -> int:
    """Let every order expire whose time is over; returns how many did. Each for itself."""
    expired: list[int] = []
    after_id = 0
    while rows := list_expirable(now=now, limit=PAGE, after_id=after_id):
        run_batches(
            rows,
            work=lambda batch: expired.extend(row.pk for row in batch if _expire(row, now)),
            park=lambda _row, _failure: None,  # logged; the next tick comes back to it
            size=1,
        )
        after_id = rows[-1].pk
    return len(expired)


def _expire(order: Order, now: datetime) -> bool:
    """False: it was paid meanwhile, or somebody is paying it."""
    with suppress(DomainError), transaction.atomic():
        return _expire_locked(order, now)
    return False


def _expire_locked(order: Order, now: datetime) -> bool:
    """Locks in the house's order: subscription, payment, attempt, invoice, current account."""
    invoice_id = order.invoice_id
    assert invoice_id is not None  # it is found by its invoice
    subscription_lock_of_invoice(invoice_id)
    payments_lock(invoice_id=invoice_id)
    if may_still_be_paid(invoice_id) or get_order_by_id(order.pk).state not in WAITING:
        return False
    first_payment_missed(invoice_id=invoice_id, now=now, actor=SYSTEM, reason=REASON)
    invoice = invoice_withdraw(invoice_id=invoice_id, reason=REASON, now=now, actor=SYSTEM)
    tell(
        kind_key="order.expired",
        seller_id=order.seller_id,
        buyer_id=order.buyer_id,
        words=invoice_words(invoice),
        path="/paketler/",
        subject=order.public_id,
        now=now,
    )
    return True
