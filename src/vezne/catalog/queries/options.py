"""Options of a product: as they are on offer with a plan, and as the desk sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from vezne.catalog.configuring import (
    OfferedChoice,
    OfferedOption,
    OptionKind,
    SoldOption,
    repriced,
)
from vezne.catalog.models import ChoicePrice, OptionChoice, PlanVersion, ProductOption
from vezne.catalog.queries.rows import get_within

PERIOD = ("currency", "period_unit", "period_count")


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A choice on the desk with its present prices, one a period and currency."""

    choice: OptionChoice
    prices: tuple[ChoicePrice, ...]


@dataclass(frozen=True, slots=True)
class ShownOption:
    """An option on the desk with all its choices."""

    option: ProductOption
    choices: tuple[ShownChoice, ...]


def _current_prices() -> QuerySet[ChoicePrice]:
    rows = ChoicePrice.objects.order_by("choice_id", *PERIOD, "-number")
    return rows.distinct("choice_id", *PERIOD)


def _prices_with(version: PlanVersion) -> QuerySet[ChoicePrice]:
    """The present prices of the product's choices for the period and currency of a version."""
    return _current_prices().filter(
        choice__option__product_id=version.plan.product_id,
        currency=version.currency,
        period_unit=version.period_unit,
        period_count=version.period_count,
    )


def offered_options(version: PlanVersion) -> list[OfferedOption]:
    """What a buyer configures of a plan version (plan at hand), in its order; two queries.

    A choice without a price for the plan's period and currency is not offered with it; an option
    that is left without any is not asked.
    """
    return offered_with(version.plan.product_id, [version])[version.pk]


def offered_with(
    product_id: int, versions: Sequence[PlanVersion]
) -> dict[int, list[OfferedOption]]:
    """As `offered_options`, of several versions of a product, by the version's id; two queries."""
    options = ProductOption.objects.filter(product_id=product_id, is_active=True)
    shown = list(options.order_by("position", "pk"))
    prices = _current_prices().filter(choice__option__product_id=product_id)
    rows = sorted(
        prices.filter(choice__is_active=True).select_related("choice"),
        key=lambda price: (price.choice.position, price.choice_id),
    )
    return {version.pk: _offered_of(version, shown, rows) for version in versions}


def _offered_of(
    version: PlanVersion, options: list[ProductOption], prices: list[ChoicePrice]
) -> list[OfferedOption]:
    choices = defaultdict(list)
    for price in prices:
        if all(getattr(price, name) == getattr(version, name) for name in PERIOD):
            choices[price.choice.option_id].append(_offered(price))
    return [
        _option(option, tuple(choices[option.pk]))
        for option in options
        if option.kind == OptionKind.TEXT or choices[option.pk]
    ]


def _offered(price: ChoicePrice) -> OfferedChoice:
    choice = price.choice
    return OfferedChoice(
        choice.pk, str(choice.public_id), choice.name, price.price_minor, price.setup_minor
    )


def _option(row: ProductOption, choices: tuple[OfferedChoice, ...]) -> OfferedOption:
    return OfferedOption(
        id=row.pk,
        public_id=str(row.public_id),
        name=row.name,
        kind=row.kind,
        choices=choices,
        help_text=row.help_text,
        is_required=row.is_required,
        least=row.least,
        most=row.most,
        step=row.step,
        shape=row.shape,
        max_length=row.max_length,
    )


def options_on(
    sold: Sequence[SoldOption], *, before: PlanVersion, after: PlanVersion
) -> tuple[SoldOption, ...] | None:
    """What was sold with one version as it costs with another; None: it is not to be had with it.

    With the same period and currency a sold price stays as it is; else today's price counts.
    """
    if all(getattr(before, name) == getattr(after, name) for name in PERIOD) or not sold:
        return tuple(sold)
    prices = _prices_with(after).select_related("choice")
    return repriced(sold, {price.choice_id: _offered(price) for price in prices})


def configured_products(seller_id: int) -> set[int]:
    """The products of a seller that ask for something."""
    rows = ProductOption.objects.filter(seller_id=seller_id, is_active=True)
    return set(rows.values_list("product_id", flat=True))


def options_of(product_id: int) -> list[ShownOption]:
    """All options of a product, on offer or not, with their present prices; three queries."""
    choices = defaultdict(list)
    prices = defaultdict(list)
    for price in _current_prices().filter(choice__option__product_id=product_id):
        prices[price.choice_id].append(price)
    for choice in OptionChoice.objects.filter(option__product_id=product_id).order_by(
        "position", "pk"
    ):
        choices[choice.option_id].append(ShownChoice(choice, tuple(prices[choice.pk])))
    rows = ProductOption.objects.filter(product_id=product_id).order_by("position", "pk")
    return [ShownOption(row, tuple(choices[row.pk])) for row in rows]


def get_option(seller_id: int, public_id: str) -> ProductOption:
    """One option of a seller, with its product. Raises: NotFound."""
    return get_within(ProductOption.objects.select_related("product"), seller_id, public_id)


def get_choice(seller_id: int, public_id: str) -> OptionChoice:
    """One choice of a seller, with its option and product. Raises: NotFound."""
    return get_within(OptionChoice.objects.select_related("option__product"), seller_id, public_id)
