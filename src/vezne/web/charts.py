"""Where the bars of a chart stand: plain numbers for an SVG without style attributes.

Places across are in hundredths of a percent, so the drawing stretches to its card and the letters
keep their size on a phone; heights are in pixels. Integers only, so no locale changes a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils import formats
from django.utils.translation import get_language

from vezne.core.calendar import ISTANBUL
from vezne.core.money import CURRENCIES
from vezne.core.wording import number_words

FLOOR, TOP, LINES = 150, 6, 3
"""Pixels: where the bars stand, where the highest line is; number of lines above the floor."""
STEPS = (10, 15, 20, 25, 30, 40, 50, 60, 80)
"""Round steps, in tenths of a power of ten."""
WHOLE = 10_000
"""The full width in hundredths of a percent."""
MONTHS = 240
"""Months whose words are remembered, by language."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its label; `x`, `width` and `middle` are percentages as SVG writes them."""

    x: str
    y: int
    width: str
    height: int
    middle: str
    label: str
    month: str
    value: int
    is_last: bool
    is_odd: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, the heights of the lines behind them and what each line stands for, highest first."""

    bars: tuple[Bar, ...]
    grid: tuple[int, ...]
    scale: tuple[str, ...]


def scale_step(highest: int) -> int:
    """The smallest round step (at least 10) of which `LINES` reach `highest`."""
    power = 1
    while True:
        for factor in STEPS:
            if factor * power * LINES >= highest:
                return factor * power
        power *= 10


def bars(rows: Sequence[tuple[datetime, int]], currency: str = "TRY") -> Chart:
    """Bars of equal width against round lines; all zero gives an empty floor."""
    minor = 10 ** CURRENCIES[currency]
    highest = max((value for _at, value in rows), default=0)
    step = scale_step(-(-highest // minor)) * minor
    room = FLOOR - TOP
    share = WHOLE // max(1, len(rows))
    made = []
    for index, (at, value) in enumerate(rows):
        height = max(room * max(value, 0) // (step * LINES), 2 if value > 0 else 0)
        width = share * 58 // 100
        left = index * share + (share - width) // 2
        label, month = _month_words(at.astimezone(ISTANBUL).date(), get_language())
        made.append(
            Bar(
                x=percent(left),
                y=FLOOR - height,
                width=percent(width),
                height=height,
                middle=percent(left + width // 2),
                label=label,
                month=month,
                value=value,
                is_last=index == len(rows) - 1,
                is_odd=(len(rows) - 1 - index) % 2 == 1 and len(rows) > 8,
            )
        )
    lines = range(LINES, -1, -1)
    return Chart(
        bars=tuple(made),
        grid=tuple(FLOOR - room * line // LINES for line in lines),
        scale=tuple(number_words(step * line // minor) for line in lines),
    )


@lru_cache(maxsize=MONTHS)
def _month_words(first_on: date, _language: str | None) -> tuple[str, str]:
    """A month short and whole, said once: `Şub`, `Şubat 2026`."""
    return formats.date_format(first_on, "M"), formats.date_format(first_on, "F Y")


def percent(hundredths: int) -> str:
    """1250 → `12.50%`, whatever the language."""
    return f"{hundredths // 100}.{hundredths % 100:02d}%"
