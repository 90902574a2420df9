"""What a masked card number tells: its brand and its last four; pure."""

from __future__ import annotations

import re

from vezne.payments.types import CardFacts

_BRANDS = (
    ("9792", "TROY"),
    ("65", "TROY"),
    ("34", "AMERICAN_EXPRESS"),
    ("37", "AMERICAN_EXPRESS"),
    ("4", "VISA"),
    ("5", "MASTER_CARD"),
    ("2", "MASTER_CARD"),
)


def brand_of(number: str) -> str:
    """The scheme by the first figures; empty when it is none that we know."""
    return next((brand for start, brand in _BRANDS if number.startswith(start)), "")


def masked_card(masked: str, *, family: str = "") -> CardFacts:
    """`435508AAA4358` and `4355 08** **** 4358` → Visa, 4358; empty for anything else."""
    text = re.sub(r"\s", "", masked)
    found = re.fullmatch(r"([0-9]{4,8})[^0-9]+([0-9]{4})", text)
    if found is None:
        return CardFacts()
    return CardFacts(brand=brand_of(found[1]), family=family[:40], last_four=found[2])
