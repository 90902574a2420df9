"""The installation clock: the edge reads it once per request or job and passes `now` down.

In production it is the real time. In sandbox mode it may be moved, forward only, and may start in
the past; between moves it runs at real speed. Codes, sessions and signatures use real time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import connection, transaction

from vezne.core.errors import ClockNotMovable
from vezne.core.models import Clock


def real_now() -> datetime:
    """The time outside; for codes, sessions and signatures only."""
    return datetime.now(UTC)


def read_now() -> datetime:
    """The installation's time: called by views, jobs and commands, never by the domain."""
    if not settings.SANDBOX:
        return real_now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT offset_seconds FROM core_clock WHERE id = 1")
        row = cursor.fetchone()
    return now_at_offset(row[0] if row else None)


def now_at_offset(offset_seconds: int | None) -> datetime:
    """The installation's time when the clock's row was read together with something else."""
    if not settings.SANDBOX or offset_seconds is None:
        return real_now()
    return real_now() + timedelta(seconds=offset_seconds)


@transaction.atomic
def clock_move_to(*, target: datetime) -> datetime:
    """Set the installation's time to `target`, forward only; the first call may set the past.

    Raises: ClockNotMovable outside sandbox mode, for a step back, and beyond the real time.
    """
    if not settings.SANDBOX:
        raise ClockNotMovable
    real = real_now()
    row = Clock.objects.select_for_update().filter(pk=1).first()
    current = real + timedelta(seconds=row.offset_seconds) if row else None
    if target > real + timedelta(seconds=1) or (current and target < current):
        raise ClockNotMovable
    offset = min(0, ceil((target - real).total_seconds()))  # never before `target`
    Clock.objects.update_or_create(pk=1, defaults={"offset_seconds": offset, "moved_at": real})
    return real + timedelta(seconds=offset)
