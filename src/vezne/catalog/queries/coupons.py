"""Coupons: the desk's list, and what a code would give to a buyer's purchase."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from vezne.catalog.coupons import discount_for, normal_code
from vezne.catalog.errors import CouponUnknown
from vezne.catalog.models import Coupon, CouponUse
from vezne.catalog.queries.rows import get_within
from vezne.catalog.types import CouponQuote, CouponRule, Purchase


def coupons_for(seller_id: int) -> QuerySet[Coupon]:
    """All coupons of a seller, the newest first; for the desk's table."""
    return Coupon.objects.filter(seller_id=seller_id).select_related("product").order_by("-pk")


def get_coupon(seller_id: int, public_id: str) -> Coupon:
    """One coupon of a seller. Raises: NotFound."""
    return get_within(Coupon.objects.select_related("product"), seller_id, public_id)


def rule_of(coupon: Coupon) -> CouponRule:
    """The coupon as its pure rules see it."""
    return CouponRule(
        kind=coupon.kind,
        value=coupon.value,
        currency=coupon.currency,
        product_id=coupon.product_id,
        max_uses=coupon.max_uses,
        used_count=coupon.used_count,
        once_per_account=coupon.once_per_account,
        starts_at=coupon.starts_at,
        ends_at=coupon.ends_at,
        is_active=coupon.is_active,
    )


def has_used(coupon_id: int, buyer_id: int, *, besides: str = "") -> bool:
    """Whether the buyer spent the coupon on an invoice other than `besides` (a public id)."""
    uses = CouponUse.objects.filter(coupon_id=coupon_id, buyer_id=buyer_id, released_at=None)
    return uses.exclude(subject=besides).exists()


def coupon_check(
    *,
    seller_id: int,
    buyer_id: int,
    code: str,
    purchase: Purchase,
    now: datetime,
    subject: str = "",
) -> CouponQuote:
    """What a code as typed would take off a purchase; spends nothing.

    `subject` is the invoice's public id once there is one: a use on it does not count as used.
    Raises: a CouponRefused that says why it gives nothing.
    """
    coupon = Coupon.objects.filter(seller_id=seller_id, code=normal_code(code)).first()
    if coupon is None:
        raise CouponUnknown
    used = has_used(coupon.pk, buyer_id, besides=subject)
    discount = discount_for(rule_of(coupon), purchase, has_used_before=used, now=now)
    return CouponQuote(coupon.pk, coupon.code, discount, coupon.product_id)


def find_coupon_use(subject: str) -> CouponUse | None:
    """The coupon that is spent on an invoice (its public id), if any."""
    uses = CouponUse.objects.filter(subject=subject, released_at=None)
    return uses.select_related("coupon").first()


def coupon_uses_of(coupon_id: int) -> QuerySet[CouponUse]:
    """Every use of a coupon, given back or not, with its buyer, the newest first."""
    rows = CouponUse.objects.filter(coupon_id=coupon_id).select_related("buyer")
    return rows.order_by("-used_at", "-pk")
