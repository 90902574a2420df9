"""Reads of orders within the current scope."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from vezne.orders.errors import OrderNotFound
from vezne.orders.models import Order, OrderState
from vezne.orders.states import WAITING


def _with_offer() -> QuerySet[Order]:
    return Order.objects.select_related(
        "seller",
        "buyer",
        "coupon",
        "plan_version__plan__product__platform",
        "pack_version__pack__product__platform",
    )


def orders_for(buyer_id: int) -> QuerySet[Order]:
    """All orders of a buyer over its sellers, the newest first, with what was ordered."""
    return _with_offer().filter(buyer_id=buyer_id).order_by("-placed_at", "-pk")


def orders_of_seller(seller_id: int) -> QuerySet[Order]:
    """All orders of a seller over its buyers, the newest first, with what was ordered."""
    return _with_offer().filter(seller_id=seller_id).order_by("-placed_at", "-pk")


def approvals_for(seller_id: int) -> QuerySet[Order]:
    """The seller's approval queue: paid orders that wait for its word, the oldest first."""
    rows = orders_of_seller(seller_id).filter(state=OrderState.AWAITING_APPROVAL)
    return rows.order_by("placed_at", "pk")


def find_waiting_order(
    *,
    buyer_id: int,
    plan_version_id: int | None = None,
    pack_version_id: int | None = None,
    site: str = "",
) -> Order | None:
    """The order for the same thing that still waits for its payment, so that a second click finds
    it; the site counts for plans only.
    """
    rows = Order.objects.filter(
        buyer_id=buyer_id,
        plan_version_id=plan_version_id,
        pack_version_id=pack_version_id,
        state__in=WAITING,
    )
    return (rows if pack_version_id else rows.filter(site=site.strip())).first()


def find_order_of_invoice(invoice_id: int) -> Order | None:
    """The order that an invoice pays for, with what was ordered; None: it pays a renewal."""
    return _with_offer().filter(invoice_id=invoice_id).first()


def list_expirable(*, placed_before: datetime, limit: int) -> list[Order]:
    """Orders that still wait for their payment and were placed before an instant, oldest first."""
    rows = Order.objects.filter(state__in=WAITING, placed_at__lt=placed_before)
    return list(rows.order_by("placed_at", "pk")[:limit])


def get_order(public_id: str) -> Order:
    """One order of the current scope, with what was ordered. Raises: OrderNotFound."""
    return _one(_with_offer().filter(public_id=public_id))


def get_order_by_id(order_id: int) -> Order:
    """The same by its inner id. Raises: OrderNotFound."""
    return _one(_with_offer().filter(pk=order_id))


def _one(rows: QuerySet[Order]) -> Order:
    row = rows.first()
    if row is None:
        raise OrderNotFound
    return row
