"""The finished XML read anew, apart from the code that built it; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from vezne.core.money import CURRENCIES, Money
from vezne.edocuments.types import Finding, FindingCode
from vezne.edocuments.ubl.elements import CAC, CBC, Element
from vezne.edocuments.words import LEAD, amount_in_words

NUMBER = re.compile(r"[A-Z0-9]{3}(20[0-9]{2})[0-9]{9}")
TIME = re.compile(r"[0-2][0-9]:[0-5][0-9]:[0-5][0-9]")
AMOUNT = re.compile(r"[0-9]+\.[0-9]{2}")
SPACES = {"cac": CAC, "cbc": CBC}
INTERNET_WANTS = {"INT_WEBSITE", "INT_PAYMENT_METHOD", "INT_PAYMENTDATE"}
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def check_xml(xml: bytes) -> list[Finding]:
    """Everything that is wrong with a document's XML beyond schema and schematron."""
    root = etree.fromstring(xml, PARSER)
    return [
        *_head(root),
        *_lines(root),
        *_references(root),
        *_words(root),
        *_amounts(root),
    ]


def _text(node: Element, path: str) -> str:
    found = node.find(path, SPACES)
    return (found.text or "").strip() if found is not None else ""


def _head(root: Element) -> Iterator[Finding]:
    number, day = _text(root, "cbc:ID"), _text(root, "cbc:IssueDate")
    written = NUMBER.fullmatch(number)
    if written is None:
        yield Finding(FindingCode.NUMBER, number)
    elif not day.startswith(written[1]):
        yield Finding(FindingCode.NUMBER_YEAR, f"{number}, {day}")
    if not TIME.fullmatch(_text(root, "cbc:IssueTime")):
        yield Finding(FindingCode.ISSUE_TIME)


def _lines(root: Element) -> Iterator[Finding]:
    lines = root.findall(f"{{{CAC}}}InvoiceLine")
    if _text(root, "cbc:LineCountNumeric") != str(len(lines)):
        yield Finding(FindingCode.LINE_COUNT)
    for line in lines:
        if line.find("cac:TaxTotal/cac:TaxSubtotal/cbc:Percent", SPACES) is None:
            yield Finding(FindingCode.LINE_TAX, _text(line, "cbc:ID"))


def _references(root: Element) -> Iterator[Finding]:
    if _text(root, "cbc:ProfileID") != "EARSIVFATURA":
        return
    said = {
        _text(node, "cbc:DocumentTypeCode"): _text(node, "cbc:ID")
        for node in root.findall(f"{{{CAC}}}AdditionalDocumentReference")
    }
    if said.get("SEND_TYPE") not in ("ELEKTRONIK", "KAGIT"):
        yield Finding(FindingCode.SEND_TYPE)
    if "IS_INTERNET" in said and not all(said.get(kind) for kind in INTERNET_WANTS):
        yield Finding(FindingCode.INTERNET)


def _words(root: Element) -> Iterator[Finding]:
    currency = _text(root, "cbc:DocumentCurrencyCode")
    payable = _text(root, "cac:LegalMonetaryTotal/cbc:PayableAmount")
    said = [note.text or "" for note in root.findall(f"{{{CBC}}}Note")]
    if currency not in CURRENCIES or not AMOUNT.fullmatch(payable):
        return  # told by the checker, and by the amounts below
    right = amount_in_words(Money(int(payable.replace(".", "")), currency))
    if [note for note in said if note.startswith(LEAD)] != [right]:
        yield Finding(FindingCode.WORDS, right)


def _amounts(root: Element) -> Iterator[Finding]:
    for node in root.iter():
        if node.get("currencyID") is not None and not AMOUNT.fullmatch(node.text or ""):
            yield Finding(FindingCode.DECIMALS, f"{etree.QName(node).localname} {node.text}")
