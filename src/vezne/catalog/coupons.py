"""What a coupon gives to a purchase, and why it does not; pure, no tables, no clock."""

from __future__ import annotations

from datetime import datetime

from vezne.catalog.errors import (
    CouponAlreadyUsed,
    CouponExpired,
    CouponNotStarted,
    CouponUnknown,
    CouponUsedUp,
    CouponWithoutEffect,
    CouponWrongCurrency,
    CouponWrongProduct,
)
from vezne.catalog.types import CouponRule, Purchase
from vezne.core.money import share
from vezne.core.turkish import fold

WHOLE_BP = 10_000
"""100 % in basis points."""


def normal_code(typed: str) -> str:
    """A code as it is kept: ASCII capitals without blanks, so that `hoş geldin` finds HOSGELDIN."""
    return fold(typed).replace(" ", "").upper()


def discount_for(
    rule: CouponRule, purchase: Purchase, *, has_used_before: bool, now: datetime
) -> int:
    """Minor units off the net of the lines in scope, at least 1 and never more than their net.

    Raises: the CouponRefused whose reason comes first: switched off, not started, expired, used
    up, used before, wrong product, wrong currency, nothing to lower.
    """
    _refuse_by_time(rule, now)
    if rule.max_uses is not None and rule.used_count >= rule.max_uses:
        raise CouponUsedUp
    if rule.once_per_account and has_used_before:
        raise CouponAlreadyUsed
    nets = [
        item.net_minor
        for item in purchase.items
        if rule.product_id is None or item.product_id == rule.product_id
    ]
    if not nets:
        raise CouponWrongProduct
    if rule.kind == "fixed" and rule.currency != purchase.currency:
        raise CouponWrongCurrency(currency=rule.currency)
    discount = _amount(rule, sum(nets))
    if discount <= 0:
        raise CouponWithoutEffect
    return discount


def _refuse_by_time(rule: CouponRule, now: datetime) -> None:
    if not rule.is_active:
        raise CouponUnknown
    if now < rule.starts_at:
        raise CouponNotStarted
    if rule.ends_at is not None and now >= rule.ends_at:
        raise CouponExpired


def _amount(rule: CouponRule, net_minor: int) -> int:
    if rule.kind == "fixed":
        return min(rule.value, net_minor)
    return share(net_minor, rule.value, WHOLE_BP)
