"""Products: the services of a platform, with the entitlement keys they give."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vezne.catalog.models import CreditPack, PayWay, Platform, Product
from vezne.catalog.services.terms import (
    WHOLE_BP,
    check_name,
    copy_terms,
    locked,
    log,
    refuse_unless,
)
from vezne.catalog.taxes import EXEMPTIONS, WITHHOLDINGS, oiv_rates_on
from vezne.catalog.types import ProductTerms
from vezne.core.audit import Actor
from vezne.core.calendar import istanbul_date

KEY = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*", re.ASCII)
UNIT = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
MOST_INSTALMENTS = 12


@transaction.atomic
def product_add(*, platform_id: int, terms: ProductTerms, actor: Actor, now: datetime) -> Product:
    """Make a product of a platform. Raises: NotFound, TermsNotAllowed."""
    _check(terms, now)
    platform = locked(Platform.objects.all(), platform_id)
    row = Product(seller_id=platform.seller_id, platform=platform)
    copy_terms(row, terms)
    row.save(force_insert=True)
    log(row, "product.added", actor, now, {"name": row.name})
    return row


@transaction.atomic
def product_change(*, product_id: int, terms: ProductTerms, actor: Actor, now: datetime) -> Product:
    """Change a product; sold versions keep the taxes they were sold with.

    The credit unit stays once packs count in it. Raises: NotFound, TermsNotAllowed.
    """
    _check(terms, now)
    row = locked(Product.objects.all(), product_id)
    if terms.credit_unit != row.credit_unit:
        has_packs = CreditPack.objects.filter(product=row).exists()
        refuse_unless(not has_packs, _("paketi olan hizmetin kontör birimi değişmez"))
    changed = copy_terms(row, terms)
    if changed:
        row.save(update_fields=list(changed))
        log(row, "product.changed", actor, now, changed)
    return row


def _check(terms: ProductTerms, now: datetime) -> None:
    check_name(terms.name)
    keys = terms.entitlement_keys
    refuse_unless(all(KEY.fullmatch(key) for key in keys), _("yetki anahtarı geçersiz"))
    refuse_unless(len(set(keys)) == len(keys), _("yetki anahtarı iki kez yazılmış"))
    refuse_unless(
        not terms.credit_unit or bool(UNIT.fullmatch(terms.credit_unit)),
        _("kontör birimi geçersiz"),
    )
    refuse_unless(0 <= terms.kdv_rate_bp <= WHOLE_BP, _("KDV oranı geçersiz"))
    refuse_unless(terms.oiv_rate_bp in oiv_rates_on(istanbul_date(now)), _("ÖİV oranı geçersiz"))
    code = terms.withholding_code
    refuse_unless(not code or code in WITHHOLDINGS, _("tevkifat kodu tanınmıyor"))
    refuse_unless(not code or terms.kdv_rate_bp > 0, _("KDV’siz hizmette tevkifat olmaz"))
    code = terms.exemption_code
    refuse_unless(not code or code in EXEMPTIONS, _("istisna kodu tanınmıyor"))
    refuse_unless(not code or terms.kdv_rate_bp == 0, _("istisna kodu KDV’siz hizmetlerdedir"))
    refuse_unless(set(terms.approval_ways) <= set(PayWay.values), _("ödeme yolu tanınmıyor"))
    refuse_unless(1 <= terms.max_instalments <= MOST_INSTALMENTS, _("taksit sayısı geçersiz"))
