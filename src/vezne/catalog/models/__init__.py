"""What a seller sells: platforms, products, plans and packs whose sold versions never change."""

from __future__ import annotations

from vezne.catalog.models.coupons import Coupon, CouponKind, CouponUse
from vezne.catalog.models.fields import PERIOD_UNITS
from vezne.catalog.models.options import (
    OPTION_KINDS,
    TEXT_SHAPES,
    ChoicePrice,
    OptionChoice,
    ProductOption,
)
from vezne.catalog.models.packs import CreditPack, PackVersion
from vezne.catalog.models.products import Opening, PayWay, Plan, PlanVersion, Platform, Product

__all__ = [
    "OPTION_KINDS",
    "PERIOD_UNITS",
    "TEXT_SHAPES",
    "ChoicePrice",
    "Coupon",
    "CouponKind",
    "CouponUse",
    "CreditPack",
    "Opening",
    "OptionChoice",
    "PackVersion",
    "PayWay",
    "Plan",
    "PlanVersion",
    "Platform",
    "Product",
    "ProductOption",
]
