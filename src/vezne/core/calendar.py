"""Business time: Istanbul dates, and months and years added from an anchor.

Periods are half-open `[starts_at, ends_at)`. A monthly service that begins on the 31st ends on the
last day of shorter months and returns to the 31st: the anchor day is kept, not the last result.
"""

from __future__ import annotations

import calendar as months
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ISTANBUL = ZoneInfo("Europe/Istanbul")


class PeriodUnit(StrEnum):
    """What a plan's period is counted in."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


def istanbul_date(instant: datetime) -> date:
    """The business date of an aware instant."""
    return instant.astimezone(ISTANBUL).date()


def add_period(start: datetime, unit: str, count: int, *, anchor_day: int) -> datetime:
    """`start` plus `count` periods, on `anchor_day` of the month or its last day, same local time.

    Shapes: `start` is aware; the answer is in UTC. Days keep the local clock time as well.
    """
    local = start.astimezone(ISTANBUL)
    if unit == PeriodUnit.DAY:
        return (local + timedelta(days=count)).astimezone(UTC)
    total = local.month - 1 + count * (12 if unit == PeriodUnit.YEAR else 1)
    year, month = local.year + total // 12, total % 12 + 1
    day = min(anchor_day, months.monthrange(year, month)[1])
    return local.replace(year=year, month=month, day=day).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The first instant of a business date, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ISTANBUL).astimezone(UTC)
