"""Moving the installation's time on, day by day, with everything done that each day brings.

Sandbox mode only, and only while every provider contract in use is a test one: a moved clock would
charge real cards and number real documents for months that have not passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vezne.core.audit import Actor, record
from vezne.core.clock import clock_move_to, real_now
from vezne.core.errors import ClockNotMovable
from vezne.core.scope import acting_as_system
from vezne.edocuments.queries import has_real_integrator
from vezne.flows.tick import tick
from vezne.payments.queries import has_real_provider

STEP = timedelta(days=1)
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class ClockStep:
    """An instant that the clock stopped at, and how much each part of the tick did there."""

    at: datetime
    done: dict[str, int]


def clock_can_move() -> bool:
    """Whether this installation's time may be moved at all."""
    return bool(settings.SANDBOX) and not _has_real_provider()


def clock_advance(*, target: datetime, now: datetime, actor: Actor) -> list[ClockStep]:
    """Set the time to `target`, a day at a time, and do at each step what is due there.

    At most 31 days in one call; what earlier steps did stays if a later one fails.
    Raises: ClockNotMovable outside sandbox mode, with a real provider, backwards, beyond the real
    time, or too far at once.
    """
    if not settings.SANDBOX:
        raise ClockNotMovable
    if _has_real_provider():
        raise ClockNotMovable(_("Gerçek bir ödeme hesabı tanımlıyken saat ileri alınamaz."))
    if target - now > STEP * MOST_DAYS:
        raise ClockNotMovable(_("Saat bir seferde en çok 31 gün ileri alınabilir."))
    if not now < target <= real_now():
        raise ClockNotMovable(_("Saat yalnızca ileri ve en çok gerçek zamana kadar alınabilir."))
    steps = []
    for instant in _stops(now, target):
        reached = clock_move_to(target=instant)
        steps.append(ClockStep(at=reached, done=tick(now=reached)))
    record(
        actor=actor,
        action="clock.moved",
        subject="clock",
        now=now,
        account_id=None,
        target=target.isoformat(),
    )
    return steps


def _stops(now: datetime, target: datetime) -> list[datetime]:
    stops = []
    while now + STEP < target:
        now += STEP
        stops.append(now)
    return [*stops, target]


def _has_real_provider() -> bool:
    with acting_as_system("clock: is any provider a real one"):
        return has_real_provider() or has_real_integrator()
