"""The desk's view of the catalogue: everything, active or not, with its history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from vezne.catalog.models import CreditPack, PackVersion, Plan, PlanVersion, Platform, Product
from vezne.catalog.queries.offers import current_pack_versions, current_plan_versions
from vezne.core.compiled import compiled


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


@compiled
def platforms_for(seller_id: int) -> QuerySet[Platform]:
    """All platforms of a seller, active or not, in their order."""
    return Platform.objects.filter(seller_id=seller_id).order_by("position", "pk")


def catalogue_tree(seller_id: int) -> list[TreePlatform]:
    """Everything of a seller's catalogue, active or not, for the desk; six queries."""
    plan_versions = {v.plan_id: v for v in current_plan_versions(seller_id)}
    pack_versions = {v.pack_id: v for v in current_pack_versions(seller_id)}
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
