"""Amounts, numbers and instants as words, the same in mails, lists and documents.

Turkish writing: `1.234,56 ₺` with a no-break space before the sign, a real minus sign, dates as
`19.02.2025 10:43` in Istanbul time. English pages keep these forms; only words change.
"""

from __future__ import annotations

from datetime import datetime

from vezne.core.calendar import ISTANBUL
from vezne.core.money import CURRENCIES, Money

SIGNS = {"TRY": "₺", "USD": "$", "EUR": "€", "GBP": "£"}
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"


def number_words(value: int) -> str:
    """A whole number with Turkish thousands: 12345 → `12.345`."""
    grouped = f"{abs(value):,}".replace(",", ".")
    return MINUS + grouped if value < 0 else grouped


def money_words(amount: Money) -> str:
    """An amount with its sign: `1.234,56 ₺`."""
    places = CURRENCIES[amount.currency]
    whole, rest = divmod(abs(amount.minor), 10**places)
    minus = MINUS if amount.minor < 0 else ""
    sign = SIGNS[amount.currency]
    return f"{minus}{number_words(whole)},{rest:0{places}d}{NO_BREAK_SPACE}{sign}"


def rate_words(rate_micro: int) -> str:
    """TRY per unit in millionths with the central bank's four decimals: 41123400 → `41,1234`."""
    whole, rest = divmod(rate_micro, 1_000_000)
    return f"{number_words(whole)},{rest // 100:04d}"


def date_words(instant: datetime) -> str:
    """The Istanbul date: `19.02.2025`."""
    return f"{instant.astimezone(ISTANBUL):%d.%m.%Y}"


def instant_words(instant: datetime) -> str:
    """The Istanbul date and time: `19.02.2025 10:43`."""
    return f"{instant.astimezone(ISTANBUL):%d.%m.%Y %H:%M}"
