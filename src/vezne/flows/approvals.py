"""An order that needs the seller's approval: it begins, or its money goes to the balance.

Approved: the service opens now and its period runs from now, or the credits of a pack are granted.
Rejected: what was paid for it goes to the buyer's balance. Of several things on one invoice the
others stay paid: the invoice is withdrawn, and what is left of it is a new one, paid at once from
the money that the old one gave back. What costs nothing begins or ends alike, without any money.
Whoever decides second changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vezne.catalog.services import coupon_move, coupon_release
from vezne.core import outbox
from vezne.core.audit import Actor
from vezne.core.money import Money
from vezne.core.wording import money_words
from vezne.flows.guides import guide_line
from vezne.flows.notices import invoice_words, order_words, tell
from vezne.flows.settlement import pack_grant, parts_told
from vezne.invoicing.models import Invoice, InvoiceLine
from vezne.invoicing.queries import get_invoice_by_id, lines_of
from vezne.invoicing.services import invoice_address_set, invoice_open, invoice_void_to_wallet
from vezne.invoicing.types import BillingAddress, LineDraft
from vezne.orders.models import Order, OrderState
from vezne.orders.queries import get_order_by_id, orders_of_invoice
from vezne.orders.services import order_approve, order_lock, order_reject, orders_rebilled
from vezne.payments.queries import paid_parts
from vezne.payments.services import wallet_pay
from vezne.subscriptions.services import (
    first_payment_missed,
    free_begin,
    free_refuse,
    period_paid,
    periods_rebilled,
    subscription_lock,
    subscription_lock_of_invoice,
)

GONE = (OrderState.REJECTED, OrderState.EXPIRED, OrderState.CANCELLED)
KEPT_OF_LINE = (
    "description",
    "unit_price_minor",
    "kdv_rate_bp",
    "product_name",
    "plan_name",
    "quantity",
    "discount_minor",
    "product_id",
    "version_id",
    "period_starts_at",
    "period_ends_at",
    "oiv_rate_bp",
    "exemption_code",
    "withheld_code",
    "subscription_id",
)


@transaction.atomic
def approve(*, order_id: int, now: datetime, actor: Actor) -> Order:
    """Approve a paid order and begin what it is for. Raises: NotFound, OrderStateConflict."""
    order = _locked(order_id)
    if order.state == OrderState.ACTIVE:
        return order
    order = order_approve(order_id=order_id, now=now, actor=actor)
    invoice = get_invoice_by_id(order.invoice_id) if order.invoice_id is not None else None
    _begin(order, invoice, now, actor)
    path = "/paketler/" if order.pack_version_id else "/hizmetlerim/"
    _tell(invoice, order, "order.approved", now, path, guide=guide_line(order))
    return order


def _begin(order: Order, invoice: Invoice | None, now: datetime, actor: Actor) -> None:
    subscription_id, version_id = order.subscription_id, order.plan_version_id
    if invoice is None:
        assert subscription_id is not None  # only a plan can cost nothing
        assert version_id is not None
        free_begin(
            subscription_id=subscription_id,
            version_id=version_id,
            options=order.configured,
            now=now,
            actor=actor,
        )
    elif order.pack_version_id is not None:
        pack_grant(order=order, invoice=invoice, now=now)
    elif subscription_id is not None:
        period_paid(invoice_id=invoice.pk, subscription_id=subscription_id, now=now, actor=actor)


@transaction.atomic
def reject(*, order_id: int, reason: str, now: datetime, actor: Actor) -> Order:
    """Reject a paid order; what was paid for it goes to the buyer's balance.

    Rejected already: nothing changes. Raises: NotFound, OrderStateConflict.
    """
    before = _locked(order_id)
    if before.state == OrderState.REJECTED:
        return before
    order = order_reject(order_id=order_id, reason=reason, now=now, actor=actor)
    if order.invoice_id is None:
        assert order.subscription_id is not None
        free_refuse(subscription_id=order.subscription_id, now=now, actor=actor, reason=reason)
        _tell(None, order, "order.free_rejected", now, "/siparislerim/", reason=reason)
        return order
    if order.subscription_id is not None:
        first_payment_missed(
            invoice_id=order.invoice_id,
            subscription_id=order.subscription_id,
            now=now,
            actor=actor,
            reason=reason,
        )
    others = [
        one
        for one in orders_of_invoice(order.invoice_id)
        if one.pk != order.pk and one.state not in GONE
    ]
    invoice = invoice_void_to_wallet(
        invoice_id=order.invoice_id, reason=reason, actor=actor, now=now
    )
    left = _rest(invoice, others, now=now, actor=actor) if others else 0
    if not others:
        coupon_release(subject=invoice.public_id, now=now)
    given_back = money_words(Money(invoice.paid_minor - left, invoice.currency))
    _tell(invoice, order, "order.rejected", now, "/odemeler/", amount=given_back, reason=reason)
    return order


def _locked(order_id: int) -> Order:
    """The order under its lock, after the subscriptions of its invoice: the house's lock order."""
    order = get_order_by_id(order_id)
    if order.invoice_id is not None:
        subscription_lock_of_invoice(order.invoice_id)
    elif order.subscription_id is not None:
        subscription_lock(order.subscription_id)
    return order_lock(order_id)


def _rest(invoice: Invoice, others: Sequence[Order], *, now: datetime, actor: Actor) -> int:
    """Bill the other orders of a withdrawn invoice anew and pay them from the balance; the total.

    Their lines stay as they were sold, with their share of a coupon and, where the buyer withheld
    KDV, withheld; KDV is computed for what is left. So it never comes to more than was given back.
    A line whose price a coupon took stays free.
    """
    kept = {one.subscription_id for one in others}
    lines = [line for line in lines_of(invoice.pk) if line.subscription_id in kept]
    rest = invoice_open(
        seller_id=invoice.seller_id,
        buyer_id=invoice.buyer_id,
        current_account_id=invoice.current_account_id,
        kind=invoice.kind,
        currency=invoice.currency,
        lines=[_as_sold(line) for line in lines],
        opened_at=now,
        due_at=invoice.due_at,
        shuts_off_at=None,
        key=f"rest:{invoice.public_id}",
        subscription_id=min(pk for pk in kept if pk is not None),
        withholds_as_sold=invoice.withheld_minor > 0,
    )
    coupon_move(subject=invoice.public_id, to_subject=rest.public_id)
    periods_rebilled(invoice_id=invoice.pk, new_invoice_id=rest.pk)
    orders_rebilled(order_ids=[one.pk for one in others], invoice_id=rest.pk)
    if rest.total_minor:
        if invoice.billing_address:
            address = BillingAddress(**invoice.billing_address)
            invoice_address_set(invoice_id=rest.pk, address=address)
        wallet_pay(invoice_id=rest.pk, actor=actor, now=now)
        outbox.emit(
            kind="invoice.paid",
            account_id=rest.seller_id,
            subject=rest.public_id,
            now=now,
            buyer_id=rest.buyer_id,
            total_minor=rest.total_minor,
            currency=rest.currency,
            parts=parts_told(paid_parts(rest.pk)),
        )
    return rest.total_minor


def _as_sold(line: InvoiceLine) -> LineDraft:
    return LineDraft(**{name: getattr(line, name) for name in KEPT_OF_LINE})


def _tell(
    invoice: Invoice | None, order: Order, kind_key: str, now: datetime, path: str, **more: str
) -> None:
    words = invoice_words(invoice) if invoice else {}
    tell(
        kind_key=kind_key,
        seller_id=order.seller_id,
        buyer_id=order.buyer_id,
        words={**words, **order_words(order), **more},
        path=path,
        subject=order.public_id,
        now=now,
    )
