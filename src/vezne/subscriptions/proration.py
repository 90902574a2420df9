"""What an upgrade costs now: time goods pro rata to the second, from the price actually paid.

An upgrade is one positive net line: the new price's share of the time that is left, less the
unused part of what was paid, rounded half up once (never per leg: the legs can differ by one
kuruş). A line that would be zero or negative is refused; the way down is a change at the renewal.
Consumables (credits) are never part of this. Preview and execution call the same function.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from vezne.core.money import round_half_up


@dataclass(frozen=True, slots=True)
class PaidStretch:
    """Time that was paid for: half-open `[starts_at, ends_at)` and its net price after discount."""

    starts_at: datetime
    ends_at: datetime
    net_minor: int


@dataclass(frozen=True, slots=True)
class Proration:
    """Both legs, exact, and the one line that is billed."""

    new_share: Fraction  # minor units
    unused_share: Fraction  # minor units
    net_minor: int  # new − unused, rounded once
    starts_at: datetime
    ends_at: datetime

    @property
    def is_upgrade(self) -> bool:
        """Whether there is something to bill; otherwise the change waits for the renewal."""
        return self.net_minor > 0


def _seconds(span: timedelta) -> int:
    """Whole seconds: microseconds carry no money."""
    return span // timedelta(seconds=1)


def left_share(starts_at: datetime, ends_at: datetime, now: datetime) -> Fraction:
    """The part of `[starts_at, ends_at)` that lies after `now`, to the second: 0 … 1."""
    length = _seconds(ends_at - starts_at)
    if length <= 0:
        return Fraction(0)
    return Fraction(min(max(_seconds(ends_at - now), 0), length), length)


def unused_value(paid: Iterable[PaidStretch], now: datetime) -> Fraction:
    """The exact unused part, in minor units, of everything that was paid."""
    parts = (p.net_minor * left_share(p.starts_at, p.ends_at, now) for p in paid)
    return sum(parts, start=Fraction(0))


def same_period(
    *,
    paid: Iterable[PaidStretch],
    periods: Iterable[tuple[datetime, datetime]],
    new_price_minor: int,
    now: datetime,
) -> Proration:
    """An upgrade between plans of the same period: the end stays where it is.

    Shapes: `paid` is what was paid for (earlier upgrades too), `periods` the paid periods that end
    after `now` (several when the next one was paid early), the price net per period.
    """
    spans = [(start, end) for start, end in periods if end > now]
    new = sum((new_price_minor * left_share(s, e, now) for s, e in spans), start=Fraction(0))
    unused = unused_value(paid, now)
    ends_at = max((end for _, end in spans), default=now)
    return Proration(new, unused, round_half_up(new - unused), now, ends_at)


def new_period(
    *, paid: Iterable[PaidStretch], new_price_minor: int, now: datetime, ends_at: datetime
) -> Proration:
    """An upgrade to another period length (month → year): a whole new period begins now."""
    unused = unused_value(paid, now)
    new = Fraction(new_price_minor)
    return Proration(new, unused, round_half_up(new - unused), now, ends_at)
