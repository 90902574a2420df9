"""Public holidays of Turkey, with the half days that begin at 13:00.

Fixed days by law 2429 (Ulusal Bayram ve Genel Tatiller Hakkında Kanun, art. 1–2): the feasts of
Ramazan (three and a half days) and Kurban (four and a half) begin at 13:00 on their eve, the feast
of the Republic at 13:00 on 28 October. The religious dates are those of the Presidency of
Religious Affairs (Diyanet, *Dini Günler Listesi*); a year that is not in the table has only its
fixed days.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import cache

HALF_DAY_ENDS_AT = time(13, 0)
"""Work ends then on the eve of a feast (law 2429 art. 2)."""

FIXED = ((1, 1), (4, 23), (5, 1), (5, 19), (7, 15), (8, 30), (10, 29))
FIXED_EVES = ((10, 28),)

RAMAZAN = {2024: (4, 10), 2025: (3, 30), 2026: (3, 20), 2027: (3, 9), 2028: (2, 26)}
"""The first whole day of the feast of Ramazan; it has three."""
KURBAN = {2024: (6, 16), 2025: (6, 6), 2026: (5, 27), 2027: (5, 16), 2028: (5, 5)}
"""The first whole day of the feast of Kurban; it has four."""
LAST_KNOWN_YEAR = max(RAMAZAN)


@cache
def _days_of(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The whole holidays of a year, and its half days."""
    whole = {date(year, month, day) for month, day in FIXED}
    half = {date(year, month, day) for month, day in FIXED_EVES}
    for table, length in ((RAMAZAN, 3), (KURBAN, 4)):
        if year in table:
            first = date(year, *table[year])
            whole |= {first + timedelta(days=more) for more in range(length)}
            half.add(first - timedelta(days=1))
    return frozenset(whole), frozenset(half - whole)


def is_holiday(day: date) -> bool:
    """Whether nobody need work on this day."""
    return day in _days_of(day.year)[0]


def is_half_day(day: date) -> bool:
    """Whether work ends at 13:00 on this day: the eve of a feast."""
    return day in _days_of(day.year)[1]
