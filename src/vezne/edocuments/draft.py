"""What a legal document says, whole and typed, before and after it has a number; pure.

A draft holds everything that XML and print are made of, in minor units and basis points, so that
both can be made again years later from it alone. It is kept encrypted as JSON with the document.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from vezne.edocuments.rates import is_exemption

VKN_LENGTH = 10
ANY_CONSUMER = "11111111111"
"""Stands for a consumer whose TCKN is not known; fails the check digits on purpose."""
ANY_FOREIGNER = "2222222222"
"""Stands for a buyer abroad; fails the check digits on purpose."""


class Profile(StrEnum):
    """GİB's scenario (ProfileID)."""

    EARSIV = "EARSIVFATURA"
    TEMEL = "TEMELFATURA"
    TICARI = "TICARIFATURA"


class InvoiceType(StrEnum):
    """GİB's invoice type (InvoiceTypeCode)."""

    SATIS = "SATIS"
    TEVKIFAT = "TEVKIFAT"
    ISTISNA = "ISTISNA"
    IADE = "IADE"


class PaidBy(StrEnum):
    """How an internet sale was paid, in the words of the e-Arşiv report."""

    CARD = "KREDIKARTI/BANKAKARTI"
    TRANSFER = "EFT/HAVALE"
    OTHER = "DIGER"


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer; `title` for a VKN, first and family name for a TCKN."""

    tax_id: str
    street: str
    district: str
    city: str
    title: str = ""
    first_name: str = ""
    family_name: str = ""
    tax_office: str = ""
    building: str = ""
    postal_code: str = ""
    country: str = "TR"
    country_name: str = "Türkiye"
    phone: str = ""
    email: str = ""
    website: str = ""
    mersis: str = ""
    trade_register: str = ""

    @property
    def is_firm(self) -> bool:
        """Identified by a VKN."""
        return len(self.tax_id) == VKN_LENGTH

    @property
    def name(self) -> str:
        """As printed."""
        return self.title or f"{self.first_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its taxes; nothing is negative."""

    name: str
    quantity: int
    unit_price_minor: int
    net_minor: int  # quantity × unit price − discount
    kdv_rate_bp: int
    kdv_minor: int
    discount_minor: int = 0
    oiv_rate_bp: int = 0
    oiv_minor: int = 0
    withheld_code: str = ""
    withheld_percent: int = 0
    withheld_minor: int = 0  # of the KDV, declared by the buyer
    exemption_code: str = ""  # with KDV 0
    exemption_words: str = ""
    unit_code: str = "C62"  # piece
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """TRY per unit of the document's currency × 10⁶, and the bulletin it is from."""

    rate_micro: int
    bulletin_on: date
    bulletin_number: str = ""


@dataclass(frozen=True, slots=True)
class Internet:
    """What an internet sale's e-Arşiv says besides."""

    website: str
    paid_by: PaidBy
    paid_on: date


@dataclass(frozen=True, slots=True)
class Bank:
    """Where one can pay, for the print."""

    name: str
    iban: str
    currency: str = "TRY"


@dataclass(frozen=True, slots=True)
class Returned:
    """The invoice that an IADE gives back."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A document without number, ETTN and date."""

    profile: Profile
    type: InvoiceType
    currency: str
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    event_on: date  # payment or delivery: the day the tax arises, and the 7 days run from
    notes: tuple[str, ...] = ()
    exchange: Exchange | None = None  # in another currency than TRY
    internet: Internet | None = None
    returned: Returned | None = None
    period: tuple[date, date] | None = None  # first and last day that is paid for
    banks: tuple[Bank, ...] = field(default=())
    reference: str = ""  # of the open invoice, on the print

    @property
    def net_minor(self) -> int:
        """Before taxes, after discounts."""
        return sum(line.net_minor for line in self.lines)

    @property
    def kdv_minor(self) -> int:
        """All KDV, the withheld part included."""
        return sum(line.kdv_minor for line in self.lines)

    @property
    def oiv_minor(self) -> int:
        """Special communication tax."""
        return sum(line.oiv_minor for line in self.lines)

    @property
    def withheld_minor(self) -> int:
        """What the buyer declares itself."""
        return sum(line.withheld_minor for line in self.lines)

    @property
    def discount_minor(self) -> int:
        """Off the lines' prices."""
        return sum(line.discount_minor for line in self.lines)

    @property
    def inclusive_minor(self) -> int:
        """Net and taxes."""
        return self.net_minor + self.kdv_minor + self.oiv_minor

    @property
    def payable_minor(self) -> int:
        """What the buyer pays."""
        return self.inclusive_minor - self.withheld_minor


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes a draft a document."""

    number: str
    ettn: str
    issued_on: date
    issued_time: str  # HH:MM:SS in Istanbul


def type_of(lines: tuple[Line, ...]) -> InvoiceType:
    """TEVKIFAT when anything is withheld, ISTISNA when a line is exempt by law, else SATIS.

    Both on one document are refused by the checks: it must be split.
    """
    if any(line.withheld_code for line in lines):
        return InvoiceType.TEVKIFAT
    if any(is_exemption(line.exemption_code) for line in lines):
        return InvoiceType.ISTISNA
    return InvoiceType.SATIS


def to_json(draft: DocumentDraft) -> dict[str, Any]:
    """As it is kept; dates as ISO text."""
    return {key: _plain(value) for key, value in asdict(draft).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value


def from_json(kept: dict[str, Any]) -> DocumentDraft:
    """What `to_json` made."""
    exchange, internet = kept["exchange"], kept["internet"]
    returned, period = kept["returned"], kept["period"]
    return DocumentDraft(
        profile=Profile(kept["profile"]),
        type=InvoiceType(kept["type"]),
        currency=kept["currency"],
        seller=Party(**kept["seller"]),
        buyer=Party(**kept["buyer"]),
        lines=tuple(Line(**line) for line in kept["lines"]),
        event_on=date.fromisoformat(kept["event_on"]),
        notes=tuple(kept["notes"]),
        exchange=exchange
        and Exchange(**{**exchange, "bulletin_on": date.fromisoformat(exchange["bulletin_on"])}),
        internet=internet
        and Internet(
            website=internet["website"],
            paid_by=PaidBy(internet["paid_by"]),
            paid_on=date.fromisoformat(internet["paid_on"]),
        ),
        returned=returned
        and Returned(returned["number"], date.fromisoformat(returned["issued_on"])),
        period=period and (date.fromisoformat(period[0]), date.fromisoformat(period[1])),
        banks=tuple(Bank(**bank) for bank in kept["banks"]),
        reference=kept["reference"],
    )
