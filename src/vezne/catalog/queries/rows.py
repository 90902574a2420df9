"""Single rows: by public id within their seller, versions also by inner id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db import models

from vezne.catalog.models import (
    CreditPack,
    PackVersion,
    Plan,
    PlanVersion,
    Platform,
    Product,
)
from vezne.core.compiled import compiled
from vezne.core.errors import NotFound

Row = TypeVar("Row", bound=models.Model)


def get_within(rows: models.QuerySet[Row], seller_id: int, public_id: str) -> Row:
    """One row of a seller by its public id. Raises: NotFound."""
    row = rows.filter(seller_id=seller_id, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def get_platform(seller_id: int, public_id: str) -> Platform:
    """One platform of a seller. Raises: NotFound."""
    return get_within(Platform.objects.all(), seller_id, public_id)


def get_product(seller_id: int, public_id: str) -> Product:
    """One product of a seller, with its platform. Raises: NotFound."""
    return get_within(Product.objects.select_related("platform"), seller_id, public_id)


def find_product(public_id: str) -> Product | None:
    """A product of any seller by its public id, with its platform; None: no such product."""
    return Product.objects.select_related("platform").filter(public_id=public_id).first()


def get_plan(seller_id: int, public_id: str) -> Plan:
    """One plan of a seller, with product and platform. Raises: NotFound."""
    return get_within(Plan.objects.select_related("product__platform"), seller_id, public_id)


def get_pack(seller_id: int, public_id: str) -> CreditPack:
    """One credit pack of a seller, with product and platform. Raises: NotFound."""
    return get_within(CreditPack.objects.select_related("product__platform"), seller_id, public_id)


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


def products_in(ids: Iterable[int]) -> list[Product]:
    """Products by their inner ids, in any order."""
    return _products(list(ids))


@compiled
def _products(ids: list[int]) -> models.QuerySet[Product]:
    return Product.objects.filter(pk__one_of=ids)


def find_product_counting(seller_id: int, unit: str) -> Product | None:
    """The seller's product whose credits are counted in `unit`, the one on sale first."""
    rows = Product.objects.filter(platform__seller_id=seller_id, credit_unit=unit)
    return rows.order_by("-is_active", "position", "pk").first()
