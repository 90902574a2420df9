"""All writes of the catalogue, one file per noun."""

from __future__ import annotations

from vezne.catalog.services.coupons import (
    coupon_add,
    coupon_change,
    coupon_move,
    coupon_redeem,
    coupon_release,
)
from vezne.catalog.services.options import (
    choice_add,
    choice_change,
    choice_price_set,
    option_add,
    option_change,
)
from vezne.catalog.services.packs import pack_add, pack_change, pack_price_set
from vezne.catalog.services.plans import plan_add, plan_change, plan_price_set
from vezne.catalog.services.platforms import platform_add, platform_change
from vezne.catalog.services.products import product_add, product_change

__all__ = [
    "choice_add",
    "choice_change",
    "choice_price_set",
    "coupon_add",
    "coupon_change",
    "coupon_move",
    "coupon_redeem",
    "coupon_release",
    "option_add",
    "option_change",
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
