"""Amounts, phones and codes as people in Turkey write them. Pure functions."""

import re
from decimal import ROUND_HALF_UP, Decimal

_CODE = re.compile(r"(?<![0-9.,:/-])[0-9]{4,8}(?![0-9.,:/-][0-9]|[0-9])")
_SIGNS = {"TRY": "₺", "USD": "$", "EUR": "€", "GBP": "£"}


def amount_text(amount: Decimal, currency: str) -> str:
    """``1.234,56 ₺`` with a space that does not break."""
    cents = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = f"{cents:,.2f}".translate(str.maketrans(",.", ".,"))
    return f"{text}\N{NO-BREAK SPACE}{_SIGNS.get(currency, currency)}"


def phone_key(number: str) -> str:
    """The last ten digits, so that +90 535…, 0535… and 535… are one phone."""
    return re.sub(r"\D", "", number)[-10:]


def find_code(text: str) -> str:
    """The first run of four to eight digits that is not part of an amount or a date."""
    found = _CODE.search(text)
    return found[0] if found else ""
