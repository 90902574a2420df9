"""Which bulletin counts at an instant, and what an amount is in TRY; pure.

The central bank publishes today's indicative rates at about 15:30 Istanbul time; until then, and
on days without a bulletin, the last one before counts (KDV K. m.26, the bank's notes).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from vezne.core.calendar import ISTANBUL
from vezne.core.money import share

PUBLISHED_AT = time(15, 30)
MICRO = 1_000_000


def newest_bulletin_day(now: datetime) -> date:
    """The latest business date whose bulletin may be used at `now`: today from 15:30 Istanbul."""
    local = now.astimezone(ISTANBUL)
    if local.time() >= PUBLISHED_AT:
        return local.date()
    return local.date() - timedelta(days=1)


def to_try(amount_minor: int, rate_micro: int) -> int:
    """An amount in another currency's cents as kuruş, rounded half up once."""
    return share(amount_minor, rate_micro, MICRO)
