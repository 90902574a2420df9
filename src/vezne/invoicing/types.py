"""What callers hand in and get back; no table and no query is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line to be: prices net of KDV in minor units, rate in basis points."""

    description: str  # as shown, e.g. product — plan
    unit_price_minor: int
    kdv_rate_bp: int
    product_name: str = ""
    plan_name: str = ""  # plan's or pack's name
    quantity: int = 1
    discount_minor: int = 0  # agreed at the opening, off quantity × unit price
    product_id: int | None = None
    version_id: int | None = None  # plan or pack version
    period_starts_at: datetime | None = None
    period_ends_at: datetime | None = None
    credit_unit: str = ""  # credits given when paid
    credit_quantity: int = 0
    credit_validity_days: int | None = None
    oiv_rate_bp: int = 0
    withheld_code: str = ""  # as sold; counts for a buyer that withholds
    exemption_code: str = ""  # why its KDV is 0
    subscription_id: int | None = None  # whose line it is, where an invoice is for several

    @property
    def has_other_taxes(self) -> bool:
        """Whether there is more to say of its taxes than its KDV."""
        return bool(self.oiv_rate_bp or self.withheld_code or self.exemption_code)


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """An invoice to be; `key` opens it at most once in its current account."""

    seller_id: int
    buyer_id: int
    current_account_id: int
    kind: str  # models.InvoiceKind
    currency: str
    lines: Sequence[LineDraft]
    opened_at: datetime
    due_at: datetime
    shuts_off_at: datetime | None
    key: str
    subscription_id: int | None = None
    order_id: int | None = None
    withholds_as_sold: bool = False  # what is left of an invoice of which KDV was withheld


class OpenedInvoice(NamedTuple):
    """What was opened, or had been opened before with the same key; amounts without coupons."""

    id: int
    public_id: str
    reference: str
    seller_id: int
    buyer_id: int
    current_account_id: int
    kind: str
    currency: str
    net_minor: int
    kdv_minor: int
    due_at: datetime
    opening_key: str
    oiv_minor: int = 0
    withheld_minor: int = 0

    @property
    def tax_minor(self) -> int:
        """KDV and ÖİV, less what the buyer declares itself."""
        return self.kdv_minor + self.oiv_minor - self.withheld_minor

    @property
    def total_minor(self) -> int:
        """What is asked for."""
        return self.net_minor + self.tax_minor


@dataclass(frozen=True, slots=True)
class BillingAddress:
    """The invoice address as it was at checkout; the tax number stays sealed as in accounts."""

    contact_name: str
    line: str
    district: str
    city: str
    phone: str
    company_name: str = ""
    country: str = "TR"
    tax_id_sealed: str = ""
    tax_id_tail: str = ""
    tax_office: str = ""


@dataclass(frozen=True, slots=True)
class DueSummary:
    """What a buyer owes in one currency, and when the first of it shuts something off."""

    currency: str
    count: int
    open_minor: int
    first_due_at: datetime
    first_shut_off_at: datetime | None  # None: nothing of it blocks


@dataclass(frozen=True, slots=True)
class Rate:
    """TRY per one unit of a currency, in millionths, with the bulletin it is from."""

    currency: str
    rate_micro: int
    bulletin_on: date
    bulletin_number: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One bulletin of the central bank: buying rates (döviz alış) in millionths of TRY per unit."""

    bulletin_on: date
    number: str
    rates_micro: dict[str, int]
