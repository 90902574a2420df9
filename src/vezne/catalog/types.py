"""What callers hand in: the editable terms of each row, and a purchase that a coupon looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PlatformTerms:
    """What the desk edits of a platform."""

    name: str
    url: str = ""
    is_active: bool = True
    position: int = 0


@dataclass(frozen=True, slots=True)
class ProductTerms:
    """What the desk edits of a product; rates in basis points, codes of `taxes`.

    A price takes the taxes of its moment with it.
    """

    name: str
    description: str = ""
    entitlement_keys: tuple[str, ...] = ()
    credit_unit: str = ""
    asks_site: bool = False
    kdv_rate_bp: int = 2000
    oiv_rate_bp: int = 0
    withholding_code: str = ""
    exemption_code: str = ""
    max_instalments: int = 1
    approval_ways: tuple[str, ...] = ()  # models.PayWay: paid so, an order waits for staff
    is_identity_required: bool = False
    is_active: bool = True
    position: int = 0


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What the desk edits of a plan, apart from its price."""

    name: str
    opening: str = "on_order"
    is_trial: bool = False
    is_active: bool = True
    position: int = 0


@dataclass(frozen=True, slots=True)
class PlanPrice:
    """The terms of one plan version; the price is net, in minor units, for one period."""

    price_minor: int
    currency: str
    period_unit: str  # day, month, year
    period_count: int = 1
    kdv_rate_bp: int | None = None  # None: the product's rate of this moment
    trial_days: int = 0
    grace_days: int = 7
    included_credits: int = 0


@dataclass(frozen=True, slots=True)
class OptionTerms:
    """What the desk edits of an option; the bounds are of a quantity, the shape of a text."""

    name: str
    kind: str  # configuring.OptionKind
    help_text: str = ""
    is_required: bool = True
    least: int = 0
    most: int = 1
    step: int = 1
    shape: str = ""
    max_length: int = 100
    is_active: bool = True
    position: int = 0


@dataclass(frozen=True, slots=True)
class ChoiceTerms:
    """What the desk edits of a choice, apart from its prices."""

    name: str
    is_active: bool = True
    position: int = 0


@dataclass(frozen=True, slots=True)
class ChoicePriceTerms:
    """The price of a choice with plans of one period; net, in minor units, per unit."""

    price_minor: int
    currency: str
    period_unit: str  # day, month, year
    period_count: int = 1
    setup_minor: int = 0  # once


@dataclass(frozen=True, slots=True)
class PackTerms:
    """What the desk edits of a credit pack, apart from its price."""

    name: str
    needs_approval: bool = False
    is_active: bool = True
    position: int = 0


@dataclass(frozen=True, slots=True)
class PackPrice:
    """The terms of one pack version; the price is net, in minor units, for the whole pack."""

    quantity: int
    price_minor: int
    currency: str
    kdv_rate_bp: int | None = None  # None: the product's rate of this moment
    validity_days: int | None = None  # None: the credits never expire


@dataclass(frozen=True, slots=True)
class CouponTerms:
    """What the desk edits of a coupon; value in basis points (percent) or minor units (fixed)."""

    code: str
    kind: str
    value: int
    starts_at: datetime
    currency: str = ""
    product_id: int | None = None
    max_uses: int | None = None
    once_per_account: bool = True
    ends_at: datetime | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class CouponRule:
    """A coupon as its rules see it."""

    kind: str
    value: int
    currency: str
    product_id: int | None
    max_uses: int | None
    used_count: int
    once_per_account: bool
    starts_at: datetime
    ends_at: datetime | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class PurchaseItem:
    """One line that a coupon may lower: its product and its net before the coupon."""

    product_id: int | None
    net_minor: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is about to be paid, as far as a coupon cares."""

    currency: str
    items: tuple[PurchaseItem, ...]


@dataclass(frozen=True, slots=True)
class CouponQuote:
    """What a coupon would take off a purchase, and from the lines of which product."""

    coupon_id: int
    code: str
    discount_minor: int  # off the net, > 0
    product_id: int | None  # None: off all lines
