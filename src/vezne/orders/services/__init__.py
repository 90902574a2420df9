"""Writes of orders (`order`) and of the carts that come before them (`cart`)."""

from __future__ import annotations

from vezne.orders.services.cart import (
    cart_coupon_set,
    cart_item_change,
    cart_item_put,
    cart_item_remove,
    cart_lock,
    cart_ordered,
    cart_seen,
)
from vezne.orders.services.order import (
    order_active,
    order_approve,
    order_attach,
    order_awaiting_payment,
    order_cancel,
    order_expire,
    order_lock,
    order_paid,
    order_place,
    order_provisioning,
    order_reject,
    order_setup_failed,
    orders_rebilled,
)

__all__ = [
    "cart_coupon_set",
    "cart_item_change",
    "cart_item_put",
    "cart_item_remove",
    "cart_lock",
    "cart_ordered",
    "cart_seen",
    "order_active",
    "order_approve",
    "order_attach",
    "order_awaiting_payment",
    "order_cancel",
    "order_expire",
    "order_lock",
    "order_paid",
    "order_place",
    "order_provisioning",
    "order_reject",
    "order_setup_failed",
    "orders_rebilled",
]
