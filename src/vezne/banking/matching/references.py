"""Codes in free text: our own references, invoice references, IBANs, tax ids.

Digits of an IBAN or of a phone never make a reference: both begin with their own letters. Chance
hits are refused by the check characters, or, for invoices, by asking which of them exist.
"""

from __future__ import annotations

import re

from stdnum import iban as stdnum_iban
from stdnum.tr import tckimlik, vkn

from vezne.banking.reference import Codec

OWN = re.compile(r"V[Z2](?=([0-9A-Z]{8}))")
INVOICE = re.compile(r"[O0]T(?=([2-9A-HJKMNP-Z]{8}))")
IBAN = re.compile(r"TR[ .\-]?\d{2}(?:[ .\-]?\d){22}")
TAX_ID = re.compile(r"(?<!\d)(?:\d{10}|\d{11})(?!\d)")
IBAN_LENGTH = 26
_NOT_ALNUM = re.compile(r"[^0-9A-Za-z]+")
MOST = 8
"""Candidates of one kind in one line; what has more is no sentence of a payer."""


def own_references(compacted: str, codec: Codec) -> frozenset[int]:
    """The current accounts whose reference stands in the words."""
    if "VZ" not in compacted and "V2" not in compacted:
        return frozenset()
    found: set[int] = set()
    for match in OWN.finditer(compacted):
        found.update(codec.read(match[1]))
    return frozenset(found)


def invoice_references(compacted: str) -> frozenset[str]:
    """What may be invoice references, as the table has them; whether they exist is asked later."""
    if "OT" not in compacted and "0T" not in compacted:
        return frozenset()
    found = ["ÖT-" + match[1] for match in INVOICE.finditer(compacted)]
    return frozenset(found[:MOST])


def ibans(uppered: str) -> tuple[frozenset[str], str]:
    """The valid Turkish IBANs in the words, and the words without anything shaped like one."""
    if "TR" not in uppered:
        return frozenset(), uppered
    found = set()
    for match in IBAN.finditer(uppered):
        iban = clean_iban(match[0])
        if iban:
            found.add(iban)
    return frozenset(found), IBAN.sub(" ", uppered)


def clean_iban(text: str) -> str:
    """A whole, valid Turkish IBAN without blanks, else nothing (masked ones are no key)."""
    if not text:
        return ""
    bare = (text if text.isalnum() else _NOT_ALNUM.sub("", text)).upper()
    if len(bare) != IBAN_LENGTH or not bare.startswith("TR") or not bare.isascii():
        return ""
    digits = bare[2:]
    if digits.isdigit():  # nearly all; TR is 2927 where the check digits are computed
        return bare if int(f"{digits[2:]}2927{digits[:2]}") % 97 == 1 else ""
    return bare if stdnum_iban.is_valid(bare) else ""


def clean_tax_id(text: str) -> str:
    """A VKN or TCKN whose check digits fit, else nothing; zeros stand for *none* in some feeds."""
    if not text:
        return ""
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    if len(digits) == 10 and digits.strip("0") and vkn.is_valid(digits):
        return digits
    if len(digits) == 11 and tckimlik.is_valid(digits):
        return digits
    return ""


def tax_ids(masked: str) -> frozenset[str]:
    """Valid tax ids that stand alone in the words; ten digits with a leading 5 are a phone."""
    found = set()
    for match in TAX_ID.finditer(masked):
        digits = match[0]
        is_phone = len(digits) == 10 and digits[0] == "5"
        if not is_phone and clean_tax_id(digits):
            found.add(digits)
    return frozenset(found)
