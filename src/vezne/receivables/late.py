"""The charge for paying late (vade farkı), in whole numbers. Pure: no table, no clock.

A day counts when something of the invoice is still owed at its end, and it lies after the due day
and the days of grace. The charge of a month is one product, rounded half up once:

    sum over the days of (owed at the day's end) × monthly rate / 30

in basis points of the rate. A month has 30 days for this, whatever the calendar says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vezne.core.money import share

DAYS_OF_MONTH = 30
WHOLE_BP = 10_000
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Debt:
    """One invoice as the charge looks at it; amounts in minor units, KDV included."""

    total_minor: int
    due_on: date
    payments: Sequence[tuple[date, int]] = ()  # Istanbul date and amount


@dataclass(frozen=True, slots=True)
class LateMonth:
    """How a debt was late in one month."""

    days: int
    owed_days_minor: int  # sum of what was owed at the end of each of these days


def month_end(month: date) -> date:
    """The first day of the month after `month` (its first day)."""
    return (month + timedelta(days=32)).replace(day=1)


def late_month(debt: Debt, *, month: date, grace_days: int, since: date) -> LateMonth:
    """The late days of a debt in a month; days before `since` are free."""
    first = max(month, since, debt.due_on + timedelta(days=grace_days + 1))
    end = month_end(month)
    days = total = 0
    day = first
    while day < end:
        owed = debt.total_minor - sum(minor for on, minor in debt.payments if on <= day)
        if owed <= 0:
            break
        days += 1
        total += owed
        day += ONE_DAY
    return LateMonth(days, total)


def late_amount(owed_days_minor: int, rate_bp: int) -> int:
    """The charge net of KDV, in minor units."""
    return share(owed_days_minor, rate_bp, WHOLE_BP * DAYS_OF_MONTH)
