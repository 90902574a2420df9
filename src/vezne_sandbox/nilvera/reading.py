"""What the integrator reads out of an XML before it takes it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date

from efatura_kontrol.kontrol import kontrol_et
from lxml import etree

_CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
_CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_SPACES = {"cac": _CAC, "cbc": _CBC}
_SUPPLIER = "cac:AccountingSupplierParty/cac:Party"
_CUSTOMER = "cac:AccountingCustomerParty/cac:Party"
_lock = threading.Lock()  # the checker keeps the kind of document between calls


@dataclass(frozen=True)
class Reading:
    """The facts of one invoice."""

    uuid: str
    number: str
    profile: str
    issued_on: date
    seller_tax_id: str
    buyer_tax_id: str
    buyer_name: str
    payable: str
    currency: str


def read(xml: bytes) -> Reading:
    """The facts. Raises ValueError for what is no invoice."""
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error

    def text(path: str) -> str:
        return (root.findtext(path, default="", namespaces=_SPACES) or "").strip()

    person = " ".join(
        text(f"{_CUSTOMER}/cac:Person/cbc:{part}") for part in ("FirstName", "FamilyName")
    )
    return Reading(
        uuid=text("cbc:UUID"),
        number=text("cbc:ID"),
        profile=text("cbc:ProfileID"),
        issued_on=date.fromisoformat(text("cbc:IssueDate")),
        seller_tax_id=text(f"{_SUPPLIER}/cac:PartyIdentification/cbc:ID"),
        buyer_tax_id=text(f"{_CUSTOMER}/cac:PartyIdentification/cbc:ID"),
        buyer_name=text(f"{_CUSTOMER}/cac:PartyName/cbc:Name") or person.strip(),
        payable=text("cac:LegalMonetaryTotal/cbc:PayableAmount"),
        currency=text("cbc:DocumentCurrencyCode"),
    )


def faults(xml: bytes) -> list[str]:
    """What the tax office's rules say against it."""
    with _lock:
        report = kontrol_et(xml)
    return [one.mesaj for one in report.bulgular if one.seviye == "hata"]
