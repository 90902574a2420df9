"""Amounts and dates as banks write them; how is said by the format or profile, never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from vezne.core.calendar import ISTANBUL
from vezne.core.money import CURRENCIES

LARGEST_MINOR = 10**15
"""Ten thousand billion; beyond it is a broken file, and far below what a bigint holds."""
FIRST_YEAR, LAST_YEAR = 1990, 2100


class BadField(ValueError):
    """A field that is not what its place says; the message is for people."""


class Decimals(StrEnum):
    """How a profile writes numbers."""

    COMMA = "comma"  # 1.234,56
    POINT = "point"  # 1,234.56


_SHAPES = {
    Decimals.COMMA: re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{1,5})?"),
    Decimals.POINT: re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,5})?"),
}
_USUAL = {
    Decimals.COMMA: re.compile(r"([+-]?\d{1,3}(?:\.\d{3}){0,3}),(\d\d)", re.ASCII),
    Decimals.POINT: re.compile(r"([+-]?\d{1,3}(?:,\d{3}){0,3})\.(\d\d)", re.ASCII),
}
_CLEAN = re.compile(r"[+-]?[\d.,]+", re.ASCII)
_PLAIN = re.compile(r"([+-]?\d{1,15})\.(\d\d)", re.ASCII)
_NOISE = re.compile(r"[\s\u00a0₺$€£']|TRY|TL|USD|EUR|GBP")


def amount_of(text: str, *, decimals: Decimals, currency: str) -> int:
    """Minor units of an amount with its sign (also behind, or in brackets). Raises: BadField."""
    usual = _USUAL[decimals].fullmatch(text)
    if usual is not None and CURRENCIES.get(currency) == 2:
        return int(usual[1].replace("." if decimals == Decimals.COMMA else ",", "") + usual[2])
    bare = text if _CLEAN.fullmatch(text) else _without_noise(text)
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    if bare.endswith(("-", "+")):
        bare = bare[-1] + bare[:-1]
    if not _SHAPES[decimals].fullmatch(bare):
        raise BadField(text)
    if decimals == Decimals.COMMA:
        bare = bare.replace(".", "").replace(",", ".")
    return minor_of(bare.replace(",", ""), currency=currency)


def _without_noise(text: str) -> str:
    return _NOISE.sub("", text.upper()).replace("\u2212", "-")


def minor_of(plain: str, *, currency: str) -> int:
    """Minor units of `-1234.56`; more decimals than the currency has must be zeros.

    Raises: BadField.
    """
    places = CURRENCIES.get(currency)
    if places is None:
        raise BadField(currency)
    usual = _PLAIN.fullmatch(plain)
    if usual is not None and places == 2 and len(usual[1]) < 12:
        return int(usual[1] + usual[2])
    try:
        scaled = Decimal(plain).scaleb(places)
        if not scaled.is_finite() or abs(scaled) >= LARGEST_MINOR:
            raise BadField(plain)
    except InvalidOperation:
        raise BadField(plain) from None
    if scaled != scaled.to_integral_value():
        raise BadField(plain)
    return int(scaled)


def currency_of(text: str) -> str:
    """The code of a currency as files write it; TL and TRL stand for TRY. Empty stays empty."""
    bare = text.strip().upper()
    return "TRY" if bare in {"TL", "TRL", "YTL", "₺"} else bare


def checked_date(day: date) -> date:
    """A date that a statement may have. Raises: BadField."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadField(day.isoformat())
    return day


@lru_cache(maxsize=8192)
def instant_of(text: str, formats: tuple[str, ...]) -> datetime:
    """A naive local instant in one of the formats. Raises: BadField.

    Kept, because a file has few days and `strptime` is slow.
    """
    bare = text.strip()
    for pattern in formats:
        try:
            found = datetime.strptime(bare, pattern)  # noqa: DTZ007 (local by contract)
        except ValueError:
            continue
        checked_date(found.date())
        return found
    raise BadField(text)


@lru_cache(maxsize=100_000)
def clock_of(text: str, formats: tuple[str, ...]) -> time:
    """A time of day in one of the formats; a day has few seconds. Raises: BadField."""
    for pattern in formats:
        try:
            return datetime.strptime(text, pattern).time()  # noqa: DTZ007 (local by contract)
        except ValueError:
            continue
    raise BadField(text)


def aware(local: datetime) -> datetime:
    """A bank's local instant in Istanbul; one that has its own offset keeps it."""
    return local.replace(tzinfo=ISTANBUL) if local.tzinfo is None else local


def iso_instant(text: str) -> datetime | None:
    """An ISO 8601 instant, aware; None where it is none."""
    try:
        return checked_instant(aware(datetime.fromisoformat(text.strip())))
    except ValueError:
        return None


def checked_instant(at: datetime) -> datetime:
    """An instant of a year that a statement may have. Raises: BadField."""
    checked_date(at.date())
    return at


@lru_cache(maxsize=1024)
def six_digits(text: str) -> date:
    """`yymmdd` as MT940 writes it; 80–99 are the last century. Raises: BadField."""
    try:
        year, month, day = int(text[:2]), int(text[2:4]), int(text[4:6])
        return checked_date(date(year + (1900 if year >= 80 else 2000), month, day))
    except ValueError:
        raise BadField(text) from None


@lru_cache(maxsize=1024)
def near(month_day: str, to: date) -> date:
    """`mmdd` in the year that brings it nearest to `to`: an entry may cross New Year.

    Raises: BadField.
    """
    candidates = []
    for year in (to.year - 1, to.year, to.year + 1):
        try:
            candidates.append(date(year, int(month_day[:2]), int(month_day[2:4])))
        except ValueError:
            continue
    if not candidates:
        raise BadField(month_day)
    found = min(candidates, key=lambda day: abs(day - to))
    if abs(found - to) > timedelta(days=200):
        raise BadField(month_day)
    return found
