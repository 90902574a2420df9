"""Rates of a day, from its date alone; pure."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

ISTANBUL = ZoneInfo("Europe/Istanbul")
PUBLISHED_AT = time(15, 30)
FIRST_DAY = date(2025, 1, 1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Quote:
    """One line of a bulletin; an empty rate is an empty element."""

    code: str
    unit: int
    name: str
    name_en: str
    buying: str
    selling: str


def is_published(day: date, now: datetime) -> bool:
    """Working days only, from half past three in Istanbul."""
    local = now.astimezone(ISTANBUL)
    has_come = day < local.date() or (day == local.date() and local.time() >= PUBLISHED_AT)
    return has_come and day >= FIRST_DAY and day.weekday() < SATURDAY


def number_of(day: date) -> str:
    """The bulletin's number in its year."""
    first = date(day.year, 1, 1)
    days = range(first.toordinal(), day.toordinal() + 1)
    working = sum(date.fromordinal(one).weekday() < SATURDAY for one in days)
    return f"{day.year}/{working}"


def quotes_of(day: date) -> list[Quote]:
    """A dollar that rises slowly and trembles, and what hangs on it."""
    age = (day - FIRST_DAY).days
    dollar = 353_500 + age * 95 + (age * 7_919) % 401  # ten-thousandths of a lira
    return [
        _quote("USD", 1, "ABD DOLARI", "US DOLLAR", dollar),
        _quote("EUR", 1, "EURO", "EURO", dollar * 1_156 // 1_000),
        _quote("GBP", 1, "İNGİLİZ STERLİNİ", "POUND STERLING", dollar * 1_331 // 1_000),
        _quote("JPY", 100, "JAPON YENİ", "JAPENESE YEN", dollar * 644 // 1_000),
        Quote(
            "XDR",
            1,
            "ÖZEL ÇEKME HAKKI (SDR)                            ",
            "SPECIAL DRAWING RIGHT (SDR)                       ",
            _rate(dollar * 1_360 // 1_000),
            "",
        ),
    ]


def _quote(code: str, unit: int, name: str, name_en: str, buying: int) -> Quote:
    return Quote(code, unit, name, name_en, _rate(buying), _rate(buying * 10_018 // 10_000))


def _rate(ten_thousandths: int) -> str:
    return f"{ten_thousandths // 10_000}.{ten_thousandths % 10_000:04d}"
