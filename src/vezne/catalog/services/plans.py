"""Plans: subscription offers, and their prices as numbered versions."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vezne.catalog.models import PERIOD_UNITS, Opening, Plan, PlanVersion, Product
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
from vezne.catalog.types import PlanPrice, PlanTerms
from vezne.core.audit import Actor

PRICE_FIELDS = (
    "price_minor",
    "currency",
    *TAX_FIELDS,
    "period_unit",
    "period_count",
    "trial_days",
    "grace_days",
    "included_credits",
)


@transaction.atomic
def plan_add(*, product_id: int, terms: PlanTerms, actor: Actor, now: datetime) -> Plan:
    """Make a plan of a product; it is on offer from its first price on.

    Raises: NotFound, TermsNotAllowed.
    """
    _check_terms(terms)
    product = locked(Product.objects.all(), product_id)
    row = Plan(seller_id=product.seller_id, product=product)
    copy_terms(row, terms)
    row.save(force_insert=True)
    log(row, "plan.added", actor, now, {"name": row.name})
    return row


@transaction.atomic
def plan_change(*, plan_id: int, terms: PlanTerms, actor: Actor, now: datetime) -> Plan:
    """Change a plan; running subscriptions keep their terms. Raises: NotFound, TermsNotAllowed.

    A plan with a price does not become a trial or stop being one: those who have it would get
    something else.
    """
    _check_terms(terms)
    row = locked(Plan.objects.all(), plan_id)
    if terms.is_trial != row.is_trial:
        has_price = PlanVersion.objects.filter(plan=row).exists()
        refuse_unless(not has_price, _("fiyatı olan paketin deneme özelliği değişmez"))
    changed = copy_terms(row, terms)
    if changed:
        row.save(update_fields=list(changed))
        log(row, "plan.changed", actor, now, changed)
    return row


@transaction.atomic
def plan_price_set(*, plan_id: int, price: PlanPrice, actor: Actor, now: datetime) -> PlanVersion:
    """Sell the plan on these terms from now on, as a new version; the same terms change nothing.

    Raises: NotFound, TermsNotAllowed.
    """
    plan = locked(Plan.objects.select_related("product"), plan_id)
    _check_price(price, is_trial=plan.is_trial)
    current = PlanVersion.objects.filter(plan=plan).order_by("-number").first()
    row = PlanVersion(seller_id=plan.seller_id, plan=plan, created_at=now)
    copy_terms(row, price)
    if price.kdv_rate_bp is None:
        row.kdv_rate_bp = plan.product.kdv_rate_bp
    copy_taxes(row, plan.product)
    if current and all(getattr(current, name) == getattr(row, name) for name in PRICE_FIELDS):
        return current
    row.number = current.number + 1 if current else 1
    row.save(force_insert=True)
    terms = {name: getattr(row, name) for name in PRICE_FIELDS}
    log(plan, "plan.price_set", actor, now, {"number": row.number, **terms})
    return row


def _check_terms(terms: PlanTerms) -> None:
    check_name(terms.name)
    refuse_unless(terms.opening in Opening.values, _("açılış biçimi geçersiz"))


def _check_price(price: PlanPrice, *, is_trial: bool) -> None:
    check_price(price.price_minor, price.currency, price.kdv_rate_bp)
    units = {unit for unit, _label in PERIOD_UNITS}
    refuse_unless(price.period_unit in units and price.period_count >= 1, _("dönem geçersiz"))
    refuse_unless(price.trial_days >= 0 and price.grace_days >= 0, _("gün sayısı eksi olamaz"))
    refuse_unless(price.included_credits >= 0, _("kontör eksi olamaz"))
    refuse_unless(not is_trial or price.price_minor == 0, _("deneme paketi ücretsizdir"))
