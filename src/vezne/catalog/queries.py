"""Reads of the catalogue: what is on offer, the desk's tree, single rows, what a coupon would give.

The catalogue is public, so nothing here needs a buyer; `coupon_check` reads the buyer's own uses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import models

from vezne.catalog.coupons import discount_for, normal_code
from vezne.catalog.errors import CouponUnknown, NotForSale
from vezne.catalog.models import (
    Coupon,
    CouponUse,
    CreditPack,
    PackVersion,
    Plan,
    PlanVersion,
    Platform,
    Product,
)
from vezne.catalog.types import CouponQuote, CouponRule, Purchase
from vezne.core.errors import NotFound

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class ProductOffers:
    """A product with what can be bought of it now, cheapest position first."""

    product: Product
    plans: tuple[PlanVersion, ...]  # each with its plan
    packs: tuple[PackVersion, ...]  # each with its pack


@dataclass(frozen=True, slots=True)
class TreePlan:
    """A plan on the desk with its current version; None: it has no price yet."""

    plan: Plan
    version: PlanVersion | None


@dataclass(frozen=True, slots=True)
class TreePack:
    """A pack on the desk with its current version; None: it has no price yet."""

    pack: CreditPack
    version: PackVersion | None


@dataclass(frozen=True, slots=True)
class TreeProduct:
    """A product on the desk with all of its plans and packs."""

    product: Product
    plans: tuple[TreePlan, ...]
    packs: tuple[TreePack, ...]


@dataclass(frozen=True, slots=True)
class TreePlatform:
    """A platform on the desk with all of its products."""

    platform: Platform
    products: tuple[TreeProduct, ...]


# -- what is on offer ------------------------------------------------------------------------


def offers_for(seller_id: int) -> list[ProductOffers]:
    """What a seller sells now, by platform and product; two queries, nothing inactive."""
    plans = defaultdict(list)
    packs = defaultdict(list)
    products: dict[int, Product] = {}
    for version in _current_plan_versions(seller_id).filter(_offered("plan")):
        products[version.plan.product_id] = version.plan.product
        plans[version.plan.product_id].append(version)
    for pack_version in _current_pack_versions(seller_id).filter(_offered("pack")):
        products[pack_version.pack.product_id] = pack_version.pack.product
        packs[pack_version.pack.product_id].append(pack_version)
    ordered = sorted(products.values(), key=_product_place)
    return [
        ProductOffers(
            product=product,
            plans=tuple(sorted(plans[product.pk], key=lambda v: (v.plan.position, v.plan_id))),
            packs=tuple(sorted(packs[product.pk], key=lambda v: (v.pack.position, v.pack_id))),
        )
        for product in ordered
    ]


def _product_place(product: Product) -> tuple[int, int, int, int]:
    platform = product.platform
    return (platform.position, platform.pk, product.position, product.pk)


def _offered(path: str) -> models.Q:
    return models.Q(
        **{
            f"{path}__is_active": True,
            f"{path}__product__is_active": True,
            f"{path}__product__platform__is_active": True,
        }
    )


def _current_plan_versions(seller_id: int) -> models.QuerySet[PlanVersion]:
    newest = (
        PlanVersion.objects.filter(seller_id=seller_id)
        .order_by("plan_id", "-number")
        .distinct("plan_id")
        .values("pk")
    )
    return PlanVersion.objects.filter(pk__in=newest).select_related("plan__product__platform")


def _current_pack_versions(seller_id: int) -> models.QuerySet[PackVersion]:
    newest = (
        PackVersion.objects.filter(seller_id=seller_id)
        .order_by("pack_id", "-number")
        .distinct("pack_id")
        .values("pk")
    )
    return PackVersion.objects.filter(pk__in=newest).select_related("pack__product__platform")


def current_version(plan_id: int) -> PlanVersion:
    """The version of a plan that is sold now. Raises: NotForSale when it has no price."""
    version = (
        PlanVersion.objects.filter(plan_id=plan_id)
        .select_related("plan__product__platform")
        .order_by("-number")
        .first()
    )
    if version is None:
        raise NotForSale
    return version


def current_pack_version(pack_id: int) -> PackVersion:
    """The version of a pack that is sold now. Raises: NotForSale when it has no price."""
    version = (
        PackVersion.objects.filter(pack_id=pack_id)
        .select_related("pack__product__platform")
        .order_by("-number")
        .first()
    )
    if version is None:
        raise NotForSale
    return version


def is_offered(version: PlanVersion | PackVersion) -> bool:
    """Whether plan or pack, product and platform are all active (rows must be at hand)."""
    offer = version.plan if isinstance(version, PlanVersion) else version.pack
    return offer.is_active and offer.product.is_active and offer.product.platform.is_active


# -- the desk --------------------------------------------------------------------------------


def platforms_for(seller_id: int) -> list[Platform]:
    """All platforms of a seller, active or not, in their order."""
    return list(Platform.objects.filter(seller_id=seller_id).order_by("position", "pk"))


def catalogue_tree(seller_id: int) -> list[TreePlatform]:
    """Everything of a seller's catalogue, active or not, for the desk; six queries."""
    plan_versions = {v.plan_id: v for v in _current_plan_versions(seller_id)}
    pack_versions = {v.pack_id: v for v in _current_pack_versions(seller_id)}
    plans = _grouped(
        (plan.product_id, TreePlan(plan, plan_versions.get(plan.pk)))
        for plan in Plan.objects.filter(seller_id=seller_id).order_by("position", "pk")
    )
    packs = _grouped(
        (pack.product_id, TreePack(pack, pack_versions.get(pack.pk)))
        for pack in CreditPack.objects.filter(seller_id=seller_id).order_by("position", "pk")
    )
    products = _grouped(
        (product.platform_id, TreeProduct(product, plans[product.pk], packs[product.pk]))
        for product in Product.objects.filter(seller_id=seller_id).order_by("position", "pk")
    )
    return [TreePlatform(row, products[row.pk]) for row in platforms_for(seller_id)]


Item = TypeVar("Item")


def _grouped(pairs: Iterable[tuple[int, Item]]) -> defaultdict[int, tuple[Item, ...]]:
    groups: defaultdict[int, tuple[Item, ...]] = defaultdict(tuple)
    for key, item in pairs:
        groups[key] += (item,)
    return groups


def plan_versions_of(plan_id: int) -> list[PlanVersion]:
    """The price history of a plan, newest first."""
    return list(PlanVersion.objects.filter(plan_id=plan_id).order_by("-number"))


def pack_versions_of(pack_id: int) -> list[PackVersion]:
    """The price history of a pack, newest first."""
    return list(PackVersion.objects.filter(pack_id=pack_id).order_by("-number"))


def coupons_for(seller_id: int) -> models.QuerySet[Coupon]:
    """All coupons of a seller, the newest first; for the desk's table."""
    return Coupon.objects.filter(seller_id=seller_id).select_related("product").order_by("-pk")


# -- single rows -----------------------------------------------------------------------------


def _get(rows: models.QuerySet[Row], seller_id: int, public_id: str) -> Row:
    row = rows.filter(seller_id=seller_id, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def get_platform(seller_id: int, public_id: str) -> Platform:
    """One platform of a seller. Raises: NotFound."""
    return _get(Platform.objects.all(), seller_id, public_id)


def get_product(seller_id: int, public_id: str) -> Product:
    """One product of a seller, with its platform. Raises: NotFound."""
    return _get(Product.objects.select_related("platform"), seller_id, public_id)


def get_plan(seller_id: int, public_id: str) -> Plan:
    """One plan of a seller, with product and platform. Raises: NotFound."""
    return _get(Plan.objects.select_related("product__platform"), seller_id, public_id)


def get_pack(seller_id: int, public_id: str) -> CreditPack:
    """One credit pack of a seller, with product and platform. Raises: NotFound."""
    return _get(CreditPack.objects.select_related("product__platform"), seller_id, public_id)


def get_coupon(seller_id: int, public_id: str) -> Coupon:
    """One coupon of a seller. Raises: NotFound."""
    return _get(Coupon.objects.select_related("product"), seller_id, public_id)


def get_plan_version(version_id: int) -> PlanVersion:
    """A plan version by its inner id, sold or current, with plan, product, platform."""
    rows = PlanVersion.objects.select_related("plan__product__platform")
    version = rows.filter(pk=version_id).first()
    if version is None:
        raise NotFound
    return version


def get_pack_version(version_id: int) -> PackVersion:
    """A pack version by its inner id, sold or current, with pack, product, platform."""
    rows = PackVersion.objects.select_related("pack__product__platform")
    version = rows.filter(pk=version_id).first()
    if version is None:
        raise NotFound
    return version


def find_plan_version(public_id: str) -> PlanVersion | None:
    """A plan version by its public id, with plan, product, platform; None: no such version."""
    rows = PlanVersion.objects.select_related("plan__product__platform")
    return rows.filter(public_id=public_id).first()


def find_pack_version(public_id: str) -> PackVersion | None:
    """A pack version by its public id, with pack, product, platform; None: no such version."""
    rows = PackVersion.objects.select_related("pack__product__platform")
    return rows.filter(public_id=public_id).first()


# -- coupons ---------------------------------------------------------------------------------


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


def products_in(ids: Iterable[int]) -> list[Product]:
    """Products by their inner ids, in any order."""
    return list(Product.objects.filter(pk__in=list(ids)))
