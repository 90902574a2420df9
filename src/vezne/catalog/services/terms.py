"""What the writes share: terms are checked, copied onto a row, and logged."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vezne.catalog.errors import TermsNotAllowed
from vezne.catalog.models import PackVersion, PlanVersion, Product
from vezne.core import audit
from vezne.core.audit import Actor
from vezne.core.errors import NotFound
from vezne.core.money import CURRENCIES

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound=models.Model)
WHOLE_BP = 10_000
TAX_FIELDS = ("kdv_rate_bp", "oiv_rate_bp", "withholding_code", "exemption_code")


class SellersRow(Protocol):
    """Any row of the catalogue."""

    public_id: Any
    seller_id: Any


def refuse_unless(condition: bool, reason: str | Promise) -> None:
    """Raises: TermsNotAllowed with the reason when the condition does not hold."""
    if not condition:
        raise TermsNotAllowed(reason=reason)


def check_name(name: str) -> None:
    """A row needs a name. Raises: TermsNotAllowed."""
    refuse_unless(bool(name.strip()), _("ad boş olamaz"))


def check_price(price_minor: int, currency: str, kdv_rate_bp: int | None) -> None:
    """Price, currency and rate can be sold. Raises: TermsNotAllowed."""
    refuse_unless(currency in CURRENCIES, _("para birimi tanınmıyor"))
    refuse_unless(price_minor >= 0, _("fiyat eksi olamaz"))
    refuse_unless(kdv_rate_bp is None or 0 <= kdv_rate_bp <= WHOLE_BP, _("KDV oranı geçersiz"))


def copy_terms(row: models.Model, terms: DataclassInstance) -> dict[str, list[Any]]:
    """Write the terms onto the row; returns what differs as `{field: [before, after]}`."""
    changed: dict[str, list[Any]] = {}
    for field in fields(terms):
        before, after = getattr(row, field.name), getattr(terms, field.name)
        after = list(after) if isinstance(after, tuple) else after
        if before != after:
            changed[field.name] = [before, after]
            setattr(row, field.name, after)
    return changed


def copy_taxes(version: PlanVersion | PackVersion, product: Product) -> None:
    """A version is sold with its product's taxes of this moment, and keeps them.

    A code fits only the KDV rate it stands beside: withholding with one, an exemption without.
    """
    version.oiv_rate_bp = product.oiv_rate_bp
    version.withholding_code = product.withholding_code if version.kdv_rate_bp else ""
    version.exemption_code = "" if version.kdv_rate_bp else product.exemption_code


def locked(rows: models.QuerySet[Row], pk: int) -> Row:
    """The row, locked until commit. Raises: NotFound."""
    row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def log(row: SellersRow, action: str, actor: Actor, now: datetime, details: dict[str, Any]) -> None:
    """One line of the seller's audit log; times are written as ISO text."""
    plain = {key: _plain(value) for key, value in details.items()}
    audit.record(
        actor=actor,
        action=action,
        subject=row.public_id,
        now=now,
        account_id=row.seller_id,
        **plain,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, datetime) else value
