"""All writes of the catalogue, one file per noun."""

from __future__ import annotations

from vezne.catalog.services.coupons import (
    coupon_add,
    coupon_change,
    coupon_redeem,
    coupon_release,
)
from vezne.catalog.services.packs import pack_add, pack_change, pack_price_set
from vezne.catalog.services.plans import plan_add, plan_change, plan_price_set
from vezne.catalog.services.platforms import platform_add, platform_change
from vezne.catalog.services.products import product_add, product_change

__all__ = [
    "coupon_add",
    "coupon_change",
    "coupon_redeem",
    "coupon_release",
    "pack_add",
    "pack_change",
    "pack_price_set",
    "plan_add",
    "plan_change",
    "plan_price_set",
    "platform_add",
    "platform_change",
    "product_add",
    "product_change",
]
