"""Small hands for building UBL elements with lxml."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import cast

from lxml import etree

from vezne.core.money import CURRENCIES

INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
EXT = "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREFIXES = {"cac": CAC, "cbc": CBC, "ext": EXT, "xsi": XSI}
SIGNATURE_PLACE = "{urn:vezne:imza-yeri}imza"

Element = etree._Element


@cache
def _tag(prefix: str, name: str) -> str:
    return f"{{{PREFIXES[prefix]}}}{name}"


def node(parent: Element, name: str) -> Element:
    """An aggregate below `parent`."""
    return etree.SubElement(parent, _tag("cac", name))


def text(parent: Element, name: str, value: str | int, **attributes: str) -> None:
    """A basic element below `parent`."""
    etree.SubElement(parent, _tag("cbc", name), attributes).text = str(value)


def text_if(parent: Element, name: str, value: str) -> None:
    """The same where there is something to say."""
    if value:
        text(parent, name, value)


def amount(parent: Element, name: str, minor: int, currency: str) -> None:
    """An amount with its currency and two decimals. Raises: ValueError for a negative one."""
    text(parent, name, decimals(minor, currency), currencyID=currency)


def decimals(minor: int, currency: str) -> str:
    """Minor units as `1234.50`. Raises: ValueError for a negative amount."""
    if minor < 0:
        raise ValueError("a legal document has no negative amount")
    return f"{Decimal(minor).scaleb(-CURRENCIES[currency]):.2f}"


def percent(rate_bp: int) -> str:
    """A rate in basis points as GİB writes it: 2000 → `20`, 750 → `7.5`."""
    return f"{(Decimal(rate_bp) / 100).normalize():f}"


def root() -> Element:
    """The document's root with its namespaces."""
    made = etree.Element(
        f"{{{INVOICE}}}Invoice", nsmap=cast("dict[str, str]", {None: INVOICE, **PREFIXES})
    )
    made.set(f"{{{XSI}}}schemaLocation", f"{INVOICE} UBL-Invoice-2.1.xsd")
    extensions = etree.SubElement(made, f"{{{EXT}}}UBLExtensions")
    extension = etree.SubElement(extensions, f"{{{EXT}}}UBLExtension")
    content = etree.SubElement(extension, f"{{{EXT}}}ExtensionContent")
    etree.SubElement(content, SIGNATURE_PLACE)
    return made


def reference(parent: Element, name: str, *, kind: str, value: str, day: date) -> None:
    """A document reference: e-Arşiv's way of saying things that UBL has no element for."""
    made = node(parent, name)
    text(made, "ID", value)
    text(made, "IssueDate", day.isoformat())
    text(made, "DocumentTypeCode", kind)


def serialise(document: Element) -> bytes:
    """UTF-8 with its declaration."""
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8")
