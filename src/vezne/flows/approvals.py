"""A paid pack that needs the seller's approval: granted, or given back to the buyer's balance."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core.audit import Actor
from vezne.core.money import Money
from vezne.core.wording import money_words
from vezne.flows.guides import guide_line
from vezne.flows.notices import invoice_words, tell
from vezne.flows.settlement import pack_grant
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import get_invoice_by_id
from vezne.invoicing.services import invoice_void_to_wallet
from vezne.orders.models import Order
from vezne.orders.services import order_approve, order_reject


@transaction.atomic
def approve(*, order_id: int, now: datetime, actor: Actor) -> Order:
    """Approve a paid order and grant what it holds. Raises: NotFound, OrderStateConflict."""
    order = order_approve(order_id=order_id, now=now, actor=actor)
    assert order.invoice_id is not None
    invoice = get_invoice_by_id(order.invoice_id)
    pack_grant(order=order, invoice=invoice, now=now)
    _tell(invoice, "order.approved", now, guide=guide_line(order))
    return order


@transaction.atomic
def reject(*, order_id: int, reason: str, now: datetime, actor: Actor) -> Order:
    """Reject a paid order; what was paid goes to the buyer's balance with its invoice voided."""
    order = order_reject(order_id=order_id, reason=reason, now=now, actor=actor)
    assert order.invoice_id is not None
    invoice = invoice_void_to_wallet(
        invoice_id=order.invoice_id, reason=reason, actor=actor, now=now
    )
    paid = money_words(Money(invoice.paid_minor, invoice.currency))
    _tell(invoice, "order.rejected", now, amount=paid, reason=reason)
    return order


def _tell(invoice: Invoice, kind_key: str, now: datetime, **more: str) -> None:
    tell(
        kind_key=kind_key,
        seller_id=invoice.seller_id,
        buyer_id=invoice.buyer_id,
        words={**invoice_words(invoice), **more},
        path="/odemeler/",
        subject=invoice.public_id,
        now=now,
    )
