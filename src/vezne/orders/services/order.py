"""Writes of orders: placed once, then moved along the table of `states`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vezne.catalog.configuring import SoldOption, stored_options
from vezne.catalog.errors import NotForSale
from vezne.catalog.models import Coupon, PackVersion, PlanVersion
from vezne.catalog.queries import get_pack_version, get_plan_version, is_offered
from vezne.core import audit, outbox
from vezne.core.audit import Actor
from vezne.orders.errors import (
    NotTheSellersOffer,
    OrderNotFound,
    OrderStateConflict,
    SiteMissing,
)
from vezne.orders.models import Order, OrderState
from vezne.orders.queries import find_waiting_order
from vezne.orders.states import after_payment, is_closed, leads


@transaction.atomic
def order_place(
    *,
    seller_id: int,
    buyer_id: int,
    current_account_id: int,
    now: datetime,
    actor: Actor,
    plan_version_id: int | None = None,
    pack_version_id: int | None = None,
    site: str = "",
    coupon_id: int | None = None,
    options: Sequence[SoldOption] = (),
    cart_item: str = "",
) -> Order:
    """Place an order for a plan or a pack at its version; exactly one of the two ids is given.

    While an order for the same thing still waits for its payment, that one is given again: who
    asks at the same moment waits here for the other's commit, and finds its invoice attached.
    `options` are what was configured, kept as it is; `cart_item` is the public id of the item of
    a cart that becomes this order, so that each item becomes one.
    Raises: NotForSale, NotTheSellersOffer, SiteMissing, NotFound, ValueError.
    """
    _offered(seller_id, plan_version_id, pack_version_id, site)
    if coupon_id and not Coupon.objects.filter(pk=coupon_id, seller_id=seller_id).exists():
        raise NotTheSellersOffer
    order = Order(
        seller_id=seller_id,
        buyer_id=buyer_id,
        current_account_id=current_account_id,
        state=OrderState.PLACED,
        plan_version_id=plan_version_id,
        pack_version_id=pack_version_id,
        site=site.strip(),
        coupon_id=coupon_id,
        options=stored_options(options),
        cart_item=cart_item,
        placed_at=now,
        placed_by=actor.label[:200],
    )
    Order.objects.bulk_create([order], ignore_conflicts=True)
    placed = find_waiting_order(
        buyer_id=buyer_id,
        plan_version_id=plan_version_id,
        pack_version_id=pack_version_id,
        site=order.site,
        cart_item=cart_item,
    )
    assert placed is not None
    if placed.public_id == order.public_id:
        _tell(placed, "", actor, now)
    return placed


def _offered(
    seller_id: int, plan_version_id: int | None, pack_version_id: int | None, site: str
) -> None:
    """The version is the seller's and on offer, and a site is named where one is asked for."""
    if (plan_version_id is None) == (pack_version_id is None):
        raise ValueError("an order is for a plan or for a pack")
    version: PlanVersion | PackVersion
    if plan_version_id is not None:
        version = get_plan_version(plan_version_id)
        if version.plan.product.asks_site and not site.strip():
            raise SiteMissing
    else:
        assert pack_version_id is not None
        version = get_pack_version(pack_version_id)
    if version.seller_id != seller_id:
        raise NotTheSellersOffer
    if not is_offered(version):
        raise NotForSale


@transaction.atomic
def order_attach(
    *, order_id: int, invoice_id: int | None = None, subscription_id: int | None = None
) -> Order:
    """Tie the invoice that pays for the order and the subscription that it made; each once.

    Raises: OrderNotFound, OrderStateConflict when another one is tied already.
    """
    order = order_lock(order_id)
    for name, value in (("invoice_id", invoice_id), ("subscription_id", subscription_id)):
        if value is None:
            continue
        if getattr(order, name) not in {None, value}:
            raise OrderStateConflict
        setattr(order, name, value)
    order.save(update_fields=["invoice_id", "subscription_id"])
    return order


@transaction.atomic
def order_awaiting_payment(*, order_id: int, now: datetime, actor: Actor) -> Order:
    """Its invoice is open. Raises: OrderNotFound, OrderStateConflict."""
    return _move(order_lock(order_id), OrderState.AWAITING_PAYMENT, actor, now)


@transaction.atomic
def order_paid(*, order_id: int, way: str, now: datetime, actor: Actor) -> Order:
    """Its invoice is paid: it waits for approval where its pack asks for one, or its product for
    what is paid this way (catalog.models.PayWay; empty: nothing was to be paid), else it is active.

    An order that has gone on from there stays where it is.
    Raises: OrderNotFound, OrderStateConflict for a rejected or expired one.
    """
    order = order_lock(order_id)
    if order.state in {
        OrderState.AWAITING_APPROVAL,
        OrderState.PROVISIONING,
        OrderState.FAILED_SETUP,
        OrderState.ACTIVE,
    }:
        return order
    return _move(order, after_payment(needs_approval=needs_approval(order, way)), actor, now)


def needs_approval(order: Order, way: str) -> bool:
    """Whether staff must look at it once it is paid this way (what was ordered is at hand).

    What a coupon took to nothing is looked at as soon as any way is.
    """
    if order.pack_version is not None:
        return order.pack_version.pack.needs_approval
    assert order.plan_version is not None
    ways = order.plan_version.plan.product.approval_ways
    return way in ways if way else bool(ways)


@transaction.atomic
def order_active(*, order_id: int, now: datetime, actor: Actor) -> Order:
    """All of it is done. Raises: OrderNotFound, OrderStateConflict."""
    return _move(order_lock(order_id), OrderState.ACTIVE, actor, now)


@transaction.atomic
def order_provisioning(*, order_id: int, now: datetime, actor: Actor) -> Order:
    """Something is being set up outside, for the first time or again.

    Raises: OrderNotFound, OrderStateConflict.
    """
    return _move(order_lock(order_id), OrderState.PROVISIONING, actor, now)


@transaction.atomic
def order_setup_failed(*, order_id: int, reason: str, now: datetime, actor: Actor) -> Order:
    """Setting up failed for certain; `order_provisioning` tries again.

    Raises: OrderNotFound, OrderStateConflict.
    """
    return _move(order_lock(order_id), OrderState.FAILED_SETUP, actor, now, reason)


@transaction.atomic
def order_approve(*, order_id: int, now: datetime, actor: Actor) -> Order:
    """The seller approves a paid order; it is active. Raises: OrderNotFound, OrderStateConflict."""
    order = order_lock(order_id)
    if order.state not in {OrderState.AWAITING_APPROVAL, OrderState.ACTIVE}:
        raise OrderStateConflict
    return _move(order, OrderState.ACTIVE, actor, now)


@transaction.atomic
def order_reject(*, order_id: int, reason: str, now: datetime, actor: Actor) -> Order:
    """The seller rejects a paid order; the flow gives the money back to the buyer's balance.

    Raises: OrderNotFound, OrderStateConflict.
    """
    return _move(order_lock(order_id), OrderState.REJECTED, actor, now, reason)


@transaction.atomic
def order_cancel(*, order_id: int, now: datetime, actor: Actor) -> Order:
    """The buyer does not want it after all, before it is paid; the flow voids its invoice.

    Raises: OrderNotFound, OrderStateConflict.
    """
    return _move(order_lock(order_id), OrderState.CANCELLED, actor, now)


@transaction.atomic
def orders_rebilled(*, order_ids: Sequence[int], invoice_id: int) -> None:
    """What is left of an invoice for several goes on under a new one, in the caller's locks."""
    Order.objects.filter(pk__in=order_ids).update(invoice_id=invoice_id)


@transaction.atomic
def order_expire(*, order_id: int, now: datetime, actor: Actor) -> Order:
    """Nobody paid it in time; the flow voids its invoice. Raises: OrderNotFound,
    OrderStateConflict for one that is paid.
    """
    return _move(order_lock(order_id), OrderState.EXPIRED, actor, now)


def order_lock(order_id: int) -> Order:
    """One order, locked until commit, with what was ordered. Raises: OrderNotFound."""
    rows = Order.objects.select_for_update(of=("self",))
    rows = rows.select_related("pack_version__pack", "plan_version__plan__product")
    order = rows.filter(pk=order_id).first()
    if order is None:
        raise OrderNotFound
    return order


def _move(order: Order, target: str, actor: Actor, now: datetime, reason: str = "") -> Order:
    left = order.state
    if left == target:
        return order
    if not leads(left, target):
        raise OrderStateConflict
    order.state, order.close_reason = target, reason[:200]
    order.closed_at = now if is_closed(target) else None
    order.save(update_fields=["state", "close_reason", "closed_at"])
    _tell(order, left, actor, now)
    return order


def _tell(order: Order, left: str, actor: Actor, now: datetime) -> None:
    """One line in the seller's log and one event, in the same transaction."""
    kind = f"order.{order.state}"
    audit.record(
        actor=actor,
        action=kind,
        subject=order.public_id,
        now=now,
        account_id=order.seller_id,
        reason=order.close_reason,
    )
    outbox.emit(
        kind=kind,
        account_id=order.seller_id,
        subject=order.public_id,
        now=now,
        buyer_id=order.buyer_id,
        **{"from": left},
    )
