"""What a buyer's iade invoice says in its own XML (UBL-TR 1.2.1): sums, KDV by rate, lines; pure.

Somebody else wrote it: parsed without entities and with bounds, and believed only where its sums
fit one another. What does not fit is None, and the document counts with its gross alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from vezne.core.money import CURRENCIES

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = {
    "cac": f"{_UBL}CommonAggregateComponents-2",
    "cbc": f"{_UBL}CommonBasicComponents-2",
}
ROOT = f"{{{_UBL}Invoice-2}}Invoice"
MOST_BYTES = 4 * 1024 * 1024
MOST_LINES = 200
LONGEST_NAME = 200
TOLERANCE_MINOR = 1
"""The tax office's own check lets a total be a hundredth off."""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A line: what is given back, net, and at which rate (None: it does not say one)."""

    name: str
    quantity: str
    net_minor: int
    rate_bp: int | None


@dataclass(frozen=True, slots=True)
class ReturnTax:
    """Tax of one rate, on which base."""

    rate_bp: int
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class ReturnRead:
    """An iade invoice by its XML; `tax_minor` is what the seller gives back of it."""

    currency: str
    net_minor: int
    tax_minor: int
    returns: str  # number of the document that it gives back; empty: it does not say
    taxes: tuple[ReturnTax, ...]
    lines: tuple[ReturnLine, ...]


def read_return(xml: bytes) -> ReturnRead | None:
    """The figures of an iade invoice, or None where they cannot be read or do not fit."""
    if len(xml) > MOST_BYTES:
        return None
    try:
        root = fromstring(xml, forbid_dtd=True)
        return _read(root) if root.tag == ROOT else None
    except (ParseError, DefusedXmlException, InvalidOperation, ValueError):
        return None


def _read(root: Element) -> ReturnRead | None:
    currency = _text(root, "cbc:DocumentCurrencyCode")
    if currency not in CURRENCIES:
        return None
    net = _minor(root, "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount", currency)
    payable = _minor(root, "cac:LegalMonetaryTotal/cbc:PayableAmount", currency)
    withheld = sum(
        _minor(one, "cbc:TaxAmount", currency)
        for one in root.findall("cac:WithholdingTaxTotal", NAMES)
    )
    taxes = tuple(_taxes(root, currency))
    told = sum(one.tax_minor for one in taxes) - withheld
    if min(net, payable - net) < 0 or abs(net + told - payable) > TOLERANCE_MINOR:
        return None
    return ReturnRead(
        currency=currency,
        net_minor=net,
        tax_minor=payable - net,
        returns=_text(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID")[:16],
        taxes=taxes,
        lines=tuple(
            _line(one, currency) for one in root.findall("cac:InvoiceLine", NAMES)[:MOST_LINES]
        ),
    )


def _taxes(root: Element, currency: str) -> Iterator[ReturnTax]:
    for one in root.findall("cac:TaxTotal/cac:TaxSubtotal", NAMES):
        yield ReturnTax(
            _rate(one) or 0,
            _minor(one, "cbc:TaxableAmount", currency),
            _minor(one, "cbc:TaxAmount", currency),
        )


def _line(line: Element, currency: str) -> ReturnLine:
    subtotal = line.find("cac:TaxTotal/cac:TaxSubtotal", NAMES)
    return ReturnLine(
        name=_text(line, "cac:Item/cbc:Name")[:LONGEST_NAME],
        quantity=_text(line, "cbc:InvoicedQuantity")[:20],
        net_minor=_minor(line, "cbc:LineExtensionAmount", currency),
        rate_bp=None if subtotal is None else _rate(subtotal),
    )


def _rate(subtotal: Element) -> int | None:
    said = _text(subtotal, "cbc:Percent")
    return int((_number(said) * 100).to_integral_value()) if said else None


def _minor(parent: Element, path: str, currency: str) -> int:
    """An amount of the document's currency. Raises: ValueError (another one, or none)."""
    found: Any = parent.find(path, NAMES)
    if found is None or found.get("currencyID") != currency:
        raise ValueError(path)
    return int(_number(found.text or "").scaleb(CURRENCIES[currency]).to_integral_value())


def _number(text: str) -> Decimal:
    """A finite number within reason. Raises: ValueError, InvalidOperation."""
    number = Decimal(text.strip())
    if not number.is_finite() or abs(number) >= Decimal(10) ** 13:
        raise ValueError(text)
    return number


def _text(parent: Element, path: str) -> str:
    return (parent.findtext(path, "", NAMES) or "").strip()
