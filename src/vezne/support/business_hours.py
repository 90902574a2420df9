"""Working time: when so many working minutes are over, and how many lie between two instants.

Pure. The hours are Istanbul's; a holiday has none, the eve of a feast ends at 13:00
(`core.holidays`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from vezne.core.calendar import ISTANBUL
from vezne.core.holidays import HALF_DAY_ENDS_AT, is_half_day, is_holiday

MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Week:
    """On which days (Monday is 1) and between which hours somebody works; at least one day."""

    days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    opens_at: time = time(9, 0)
    closes_at: time = time(18, 0)
    keeps_holidays: bool = True


def work_of(day: date, week: Week) -> tuple[datetime, datetime] | None:
    """From when to when is worked on a day; None when not at all."""
    if day.isoweekday() not in week.days or (week.keeps_holidays and is_holiday(day)):
        return None
    closes_at = week.closes_at
    if week.keeps_holidays and is_half_day(day):
        closes_at = min(closes_at, HALF_DAY_ENDS_AT)
    if closes_at <= week.opens_at:
        return None
    begins = datetime.combine(day, week.opens_at, ISTANBUL)
    return begins.astimezone(UTC), datetime.combine(day, closes_at, ISTANBUL).astimezone(UTC)


def _spans(start: datetime, week: Week) -> Iterator[tuple[datetime, datetime]]:
    """What is worked from an instant on, without end."""
    day = start.astimezone(ISTANBUL).date()
    while True:
        span = work_of(day, week)
        if span is not None and span[1] > start:
            yield max(span[0], start), span[1]
        day += ONE_DAY


def add_minutes(start: datetime, minutes: int, week: Week) -> datetime:
    """The instant at which so many working minutes from `start` are over, in UTC."""
    left = minutes * MINUTE
    for begins, ends in _spans(start, week):
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    raise AssertionError("working time has no end")


def minutes_between(start: datetime, end: datetime, week: Week) -> int:
    """Whole working minutes from `start` to `end`; 0 when `end` is not later."""
    worked = timedelta()
    for begins, ends in _spans(start, week):
        if begins >= end:
            break
        worked += min(ends, end) - begins
    return worked // MINUTE
