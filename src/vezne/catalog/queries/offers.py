"""What is on offer now; public."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import models

from vezne.catalog.errors import NotForSale
from vezne.catalog.models import PackVersion, PlanVersion, Product
from vezne.core.compiled import compiled


@dataclass(frozen=True, slots=True)
class ProductOffers:
    """A product with what can be bought of it now, cheapest position first."""

    product: Product
    plans: tuple[PlanVersion, ...]  # each with its plan
    packs: tuple[PackVersion, ...]  # each with its pack


def offers_for(seller_id: int) -> list[ProductOffers]:
    """What a seller sells now, by platform and product; two queries, nothing inactive."""
    plans = defaultdict(list)
    packs = defaultdict(list)
    products: dict[int, Product] = {}
    for version in _plan_versions_offered(seller_id):
        products[version.plan.product_id] = version.plan.product
        plans[version.plan.product_id].append(version)
    for pack_version in _pack_versions_offered(seller_id):
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


@compiled
def _plan_versions_offered(seller_id: int) -> models.QuerySet[PlanVersion]:
    return current_plan_versions(seller_id).filter(_offered("plan"))


@compiled
def _pack_versions_offered(seller_id: int) -> models.QuerySet[PackVersion]:
    return current_pack_versions(seller_id).filter(_offered("pack"))


def plans_on_offer(product_id: int) -> list[PlanVersion]:
    """The plans of a product that can be bought now (no trial), in their order; one query."""
    newest = (
        PlanVersion.objects.filter(plan__product_id=product_id)
        .order_by("plan_id", "-number")
        .distinct("plan_id")
        .values("pk")
    )
    rows = PlanVersion.objects.filter(_offered("plan"), pk__in=newest, plan__is_trial=False)
    return list(
        rows.select_related("plan__product__platform").order_by("plan__position", "plan_id")
    )


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


def current_plan_versions(seller_id: int) -> models.QuerySet[PlanVersion]:
    """The newest version of each plan of a seller, with plan, product, platform."""
    newest = (
        PlanVersion.objects.filter(seller_id=seller_id)
        .order_by("plan_id", "-number")
        .distinct("plan_id")
        .values("pk")
    )
    return PlanVersion.objects.filter(pk__in=newest).select_related("plan__product__platform")


def current_pack_versions(seller_id: int) -> models.QuerySet[PackVersion]:
    """The newest version of each pack of a seller, with pack, product, platform."""
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
