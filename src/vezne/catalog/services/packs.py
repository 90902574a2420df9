"""Credit packs (kontör paketi), and their prices as numbered versions."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vezne.catalog.models import CreditPack, PackVersion, Product
from vezne.catalog.services.terms import (
    TAX_FIELDS,
    check_name,
    check_price,
    copy_taxes,
    copy_terms,
    locked,
    log,
    refuse_unless,
)
from vezne.catalog.types import PackPrice, PackTerms
from vezne.core.audit import Actor

PRICE_FIELDS = ("quantity", "price_minor", "currency", *TAX_FIELDS, "validity_days")


@transaction.atomic
def pack_add(*, product_id: int, terms: PackTerms, actor: Actor, now: datetime) -> CreditPack:
    """Make a pack of a product that counts a credit unit. Raises: NotFound, TermsNotAllowed."""
    check_name(terms.name)
    product = locked(Product.objects.all(), product_id)
    refuse_unless(bool(product.credit_unit), _("hizmetin kontör birimi yok"))
    row = CreditPack(seller_id=product.seller_id, product=product)
    copy_terms(row, terms)
    row.save(force_insert=True)
    log(row, "pack.added", actor, now, {"name": row.name})
    return row


@transaction.atomic
def pack_change(*, pack_id: int, terms: PackTerms, actor: Actor, now: datetime) -> CreditPack:
    """Change a pack; what was sold lives on. Raises: NotFound, TermsNotAllowed."""
    check_name(terms.name)
    row = locked(CreditPack.objects.all(), pack_id)
    changed = copy_terms(row, terms)
    if changed:
        row.save(update_fields=list(changed))
        log(row, "pack.changed", actor, now, changed)
    return row


@transaction.atomic
def pack_price_set(*, pack_id: int, price: PackPrice, actor: Actor, now: datetime) -> PackVersion:
    """Sell the pack on these terms from now on, as a new version; the same terms change nothing.

    Raises: NotFound, TermsNotAllowed.
    """
    check_price(price.price_minor, price.currency, price.kdv_rate_bp)
    refuse_unless(price.quantity > 0, _("kontör adedi sıfırdan büyük olmalı"))
    refuse_unless(price.validity_days is None or price.validity_days > 0, _("süre geçersiz"))
    pack = locked(CreditPack.objects.select_related("product"), pack_id)
    current = PackVersion.objects.filter(pack=pack).order_by("-number").first()
    row = PackVersion(seller_id=pack.seller_id, pack=pack, created_at=now)
    copy_terms(row, price)
    if price.kdv_rate_bp is None:
        row.kdv_rate_bp = pack.product.kdv_rate_bp
    copy_taxes(row, pack.product)
    if current and all(getattr(current, name) == getattr(row, name) for name in PRICE_FIELDS):
        return current
    row.number = current.number + 1 if current else 1
    row.save(force_insert=True)
    terms = {name: getattr(row, name) for name in PRICE_FIELDS}
    log(pack, "pack.price_set", actor, now, {"number": row.number, **terms})
    return row
