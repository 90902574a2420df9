"""Amounts and phones as people in Turkey read them. Pure functions."""

import re
from decimal import ROUND_HALF_UP, Decimal

_SIGNS = {"TRY": "₺", "USD": "$", "EUR": "€", "GBP": "£"}


def amount_text(amount: Decimal, currency: str) -> str:
    """``1.234,56 ₺`` with a space that does not break."""
    cents = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = f"{cents:,.2f}".translate(str.maketrans(",.", ".,"))
    return f"{text}\N{NO-BREAK SPACE}{_SIGNS.get(currency, currency)}"


def phone_key(number: str) -> str:
    """The last ten digits, so that +90 535…, 0535… and 535… are one phone."""
    return re.sub(r"\D", "", number)[-10:]
