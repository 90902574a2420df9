"""Options of a product: what is configured, its choices, and their prices as numbered versions."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vezne.catalog.configuring import MOST_MINOR, MOST_UNITS, OptionKind
from vezne.catalog.models import (
    OPTION_KINDS,
    PERIOD_UNITS,
    TEXT_SHAPES,
    ChoicePrice,
    OptionChoice,
    Product,
    ProductOption,
)
from vezne.catalog.services.terms import (
    check_name,
    check_price,
    copy_terms,
    locked,
    log,
    refuse_unless,
)
from vezne.catalog.types import ChoicePriceTerms, ChoiceTerms, OptionTerms
from vezne.core.audit import Actor

LONGEST_TEXT = 500
PLACE = ("currency", "period_unit", "period_count")
AMOUNTS = ("price_minor", "setup_minor")


@transaction.atomic
def option_add(
    *, product_id: int, terms: OptionTerms, actor: Actor, now: datetime
) -> ProductOption:
    """Let buyers configure something of a product. Raises: NotFound, TermsNotAllowed."""
    _check(terms)
    product = locked(Product.objects.all(), product_id)
    row = ProductOption(seller_id=product.seller_id, product=product)
    copy_terms(row, terms)
    row.save(force_insert=True)
    log(row, "option.added", actor, now, {"name": row.name})
    return row


@transaction.atomic
def option_change(
    *, option_id: int, terms: OptionTerms, actor: Actor, now: datetime
) -> ProductOption:
    """Change an option; what was sold keeps its words and prices. Its kind stays once it has
    choices. Raises: NotFound, TermsNotAllowed.
    """
    _check(terms)
    row = locked(ProductOption.objects.all(), option_id)
    if terms.kind != row.kind:
        has_choices = OptionChoice.objects.filter(option=row).exists()
        refuse_unless(not has_choices, _("seçimi olan seçeneğin türü değişmez"))
    changed = copy_terms(row, terms)
    if changed:
        row.save(update_fields=list(changed))
        log(row, "option.changed", actor, now, changed)
    return row


@transaction.atomic
def choice_add(*, option_id: int, terms: ChoiceTerms, actor: Actor, now: datetime) -> OptionChoice:
    """Add a choice; it is on offer with the plans of whose period it has a price.

    Only a list has several. Raises: NotFound, TermsNotAllowed.
    """
    check_name(terms.name)
    option = locked(ProductOption.objects.all(), option_id)
    refuse_unless(option.kind != OptionKind.TEXT, _("metin seçeneğinin seçimi olmaz"))
    if option.kind != OptionKind.SELECT:
        has_one = OptionChoice.objects.filter(option=option).exists()
        refuse_unless(not has_one, _("bu seçeneğin tek bir birimi vardır"))
    row = OptionChoice(seller_id=option.seller_id, option=option)
    copy_terms(row, terms)
    row.save(force_insert=True)
    log(row, "choice.added", actor, now, {"name": row.name, "option": str(option.public_id)})
    return row


@transaction.atomic
def choice_change(
    *, choice_id: int, terms: ChoiceTerms, actor: Actor, now: datetime
) -> OptionChoice:
    """Change a choice; what was sold lives on. Raises: NotFound, TermsNotAllowed."""
    check_name(terms.name)
    row = locked(OptionChoice.objects.all(), choice_id)
    changed = copy_terms(row, terms)
    if changed:
        row.save(update_fields=list(changed))
        log(row, "choice.changed", actor, now, changed)
    return row


@transaction.atomic
def choice_price_set(
    *, choice_id: int, price: ChoicePriceTerms, actor: Actor, now: datetime
) -> ChoicePrice:
    """Sell the choice at this price with plans of that period from now on; the same price again
    changes nothing. Raises: NotFound, TermsNotAllowed.
    """
    check_price(price.price_minor, price.currency, None)
    refuse_unless(0 <= price.setup_minor <= MOST_MINOR, _("kurulum bedeli geçersiz"))
    refuse_unless(price.price_minor <= MOST_MINOR, _("fiyat çok yüksek"))
    units = {unit for unit, _label in PERIOD_UNITS}
    refuse_unless(price.period_unit in units and price.period_count >= 1, _("dönem geçersiz"))
    choice = locked(OptionChoice.objects.all(), choice_id)
    row = ChoicePrice(seller_id=choice.seller_id, choice=choice, created_at=now)
    copy_terms(row, price)
    place = {name: getattr(row, name) for name in PLACE}
    earlier = ChoicePrice.objects.filter(choice=choice, **place).order_by("-number").first()
    if earlier and all(getattr(earlier, name) == getattr(row, name) for name in AMOUNTS):
        return earlier
    row.number = earlier.number + 1 if earlier else 1
    row.save(force_insert=True)
    amounts = {name: getattr(row, name) for name in AMOUNTS}
    log(choice, "choice.price_set", actor, now, {"number": row.number, **place, **amounts})
    return row


def _check(terms: OptionTerms) -> None:
    check_name(terms.name)
    refuse_unless(terms.kind in dict(OPTION_KINDS), _("seçenek türü geçersiz"))
    refuse_unless(terms.shape in dict(TEXT_SHAPES), _("metin biçimi geçersiz"))
    refuse_unless(0 <= terms.least <= terms.most <= MOST_UNITS, _("adet sınırları geçersiz"))
    refuse_unless(1 <= terms.step <= MOST_UNITS, _("adım geçersiz"))
    refuse_unless(1 <= terms.max_length <= LONGEST_TEXT, _("metin uzunluğu geçersiz"))
