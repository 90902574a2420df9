"""Reads the central bank's bulletin (`today.xml`); pure, text in, rates out.

The date is the bulletin's own (`Tarih`): on a weekend and before 15:30 the file is still the last
one. Some currencies are quoted per 100 units, and elements may be empty.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date
from decimal import Decimal

from vezne.core.money import round_half_up
from vezne.invoicing.errors import BulletinNotReadable
from vezne.invoicing.rates import MICRO
from vezne.invoicing.types import Bulletin

LONGEST_BYTES = 1_000_000


def parse_bulletin(raw: bytes) -> Bulletin:
    """The buying rates of a bulletin. Raises: BulletinNotReadable.

    A document type declaration is refused unread: the bank sends none, and with it would come
    entities.
    """
    try:
        text = raw.decode("utf-8-sig")
        if len(raw) > LONGEST_BYTES or "<!DOCTYPE" in text.upper():
            raise BulletinNotReadable
        root = ET.fromstring(text)  # noqa: S314 - UTF-8 without a DOCTYPE has no entities
        day, month, year = (int(part) for part in root.attrib["Tarih"].split("."))
        rates = dict(_rate(row) for row in root.iter("Currency") if _has_rate(row))
        return Bulletin(date(year, month, day), root.attrib.get("Bulten_No", "").strip(), rates)
    except (ET.ParseError, KeyError, ValueError, ArithmeticError) as error:
        raise BulletinNotReadable from error


def _has_rate(row: ET.Element) -> bool:
    return bool((row.findtext("ForexBuying") or "").strip())


def _rate(row: ET.Element) -> tuple[str, int]:
    per_units = Decimal((row.findtext("ForexBuying") or "").strip())
    unit = int((row.findtext("Unit") or "1").strip())
    rate_micro = round_half_up(per_units * MICRO / unit)
    if rate_micro <= 0:
        raise ValueError("a rate is positive")
    return row.attrib["CurrencyCode"], rate_micro
