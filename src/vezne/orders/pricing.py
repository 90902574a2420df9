"""What a cart comes to at this moment: every item at today's prices, with its coupon.

Nothing is kept of an earlier look but what the buyer saw, so that a change is told. The order is
placed at the prices of this very function.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from vezne.catalog.configuring import (
    Configured,
    OfferedOption,
    SoldOption,
    configure,
    parts_of,
    period_total,
    setup_total,
)
from vezne.catalog.errors import CouponRefused, NotConfigured, NotForSale
from vezne.catalog.models import Plan, PlanVersion
from vezne.catalog.queries import coupon_check, current_version, is_offered, offered_options
from vezne.catalog.types import Purchase, PurchaseItem
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.invoicing.amounts import Amounts, LineInput, compute
from vezne.orders.errors import CartOtherCurrency, SiteMissing
from vezne.orders.models import Cart, CartItem
from vezne.orders.queries import items_of


@dataclass(frozen=True, slots=True)
class Price:
    """What a plan with its options comes to, net in minor units."""

    version: PlanVersion
    options: tuple[SoldOption, ...]

    @property
    def period_minor(self) -> int:
        """Of each period."""
        return self.version.price_minor + period_total(self.options)

    @property
    def once_minor(self) -> int:
        """With the first payment only."""
        return setup_total(self.options)

    @property
    def first_minor(self) -> int:
        """Of the first payment."""
        return self.period_minor + self.once_minor

    def lines(self, *, with_setup: bool = True, is_discountable: bool = True) -> list[LineInput]:
        """The lines of its invoice with the version's taxes (a buyer's withholding apart)."""
        version = self.version
        return [
            LineInput(
                part.unit_price_minor,
                version.kdv_rate_bp,
                part.quantity,
                oiv_rate_bp=version.oiv_rate_bp,
                is_discountable=is_discountable,
            )
            for part in parts_of(version.price_minor, self.options, with_setup=with_setup)
        ]

    @property
    def first(self) -> Amounts:
        """The first payment with its taxes."""
        return compute(self.lines())

    @property
    def later(self) -> Amounts:
        """Each further payment with its taxes."""
        return compute(self.lines(with_setup=False))

    def money(self, minor: int) -> Money:
        """In the version's currency."""
        return Money(minor, self.version.currency)


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan's present version with what is configured of it, and what the answers come to."""

    version: PlanVersion
    offered: list[OfferedOption]
    configured: Configured

    @property
    def price(self) -> Price:
        """Of what is right among the answers."""
        return Price(self.version, self.configured.options)


def offer_of(plan: Plan, answers: Mapping[str, str]) -> Offer:
    """Check and price answers for a plan as it is sold now; three queries.

    Raises: NotForSale, OptionUnknown.
    """
    version = current_version(plan.pk)
    if not is_offered(version) or version.plan.is_trial:
        raise NotForSale
    offered = offered_options(version)
    return Offer(version, offered, configure(offered, answers))


@dataclass(frozen=True, slots=True)
class PricedItem:
    """An item at today's price; `problem` says why it cannot be ordered as it is."""

    item: CartItem
    price: Price | None  # None: the plan is not sold any more
    problem: DomainError | None

    @property
    def has_changed(self) -> bool:
        """Whether it costs something else than when the buyer saw it last."""
        return self.price is not None and self.price.first_minor != self.item.seen_minor


@dataclass(frozen=True, slots=True)
class PricedCart:
    """The whole cart; amounts only of what can be ordered."""

    cart: Cart
    items: tuple[PricedItem, ...]
    amounts: Amounts | None  # None: nothing in it can be ordered
    coupon_problem: CouponRefused | None

    @property
    def is_orderable(self) -> bool:
        """Whether all of it can be ordered as it stands."""
        has_problem = any(row.problem for row in self.items) or self.coupon_problem
        return bool(self.items) and not has_problem

    @property
    def has_changed(self) -> bool:
        """Whether anything costs something else than before."""
        return any(row.has_changed for row in self.items)

    @property
    def total(self) -> Money:
        """What is to be paid now, KDV included."""
        return Money(self.amounts.total_minor if self.amounts else 0, self.cart.currency)


def priced_cart(cart: Cart, *, now: datetime) -> PricedCart:
    """Every item of a cart at today's prices, and what its coupon gives; spends nothing."""
    items = tuple(_priced(cart, item) for item in items_of(cart.pk))
    prices = [row.price for row in items if row.price is not None]
    if not prices:
        return PricedCart(cart, items, None, None)
    discount, product_id, problem = _coupon(cart, prices, now)
    lines = [
        line
        for price in prices
        for line in price.lines(is_discountable=product_id in (None, price.version.plan.product_id))
    ]
    return PricedCart(cart, items, compute(lines, discount_minor=discount), problem)


def _priced(cart: Cart, item: CartItem) -> PricedItem:
    try:
        offer = offer_of(item.plan, item.answers)
    except DomainError as error:
        is_sold = not isinstance(error, NotForSale)
        return PricedItem(item, None, NotConfigured() if is_sold else error)
    problem: DomainError | None = None
    if offer.version.currency != cart.currency:
        return PricedItem(item, None, CartOtherCurrency(currency=cart.currency))
    if not offer.configured.is_complete:
        problem = NotConfigured()
    elif offer.version.plan.product.asks_site and not item.site:
        problem = SiteMissing()
    return PricedItem(item, offer.price, problem)


def _coupon(
    cart: Cart, prices: list[Price], now: datetime
) -> tuple[int, int | None, CouponRefused | None]:
    if not cart.coupon_code:
        return 0, None, None
    items = tuple(PurchaseItem(p.version.plan.product_id, p.first_minor) for p in prices)
    try:
        quote = coupon_check(
            seller_id=cart.seller_id,
            buyer_id=cart.buyer_id,
            code=cart.coupon_code,
            purchase=Purchase(cart.currency, items),
            now=now,
        )
    except CouponRefused as refused:
        return 0, None, refused
    return quote.discount_minor, quote.product_id, None
