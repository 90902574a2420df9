"""The reminder ladder of an open invoice: which step has come, as a pure function.

Steps, from the instant at which the invoice is owed (`due_at`) to the one at which access ends:
`before-7`, `before-3`, `before-1` (as the seller set), `day-0`, `after-1` … each day of grace,
`last-day` (24 hours before the end, told in hours), `suspended`. A clock that jumps sends the
newest step alone: older ones that were missed are passed over, never sent late. That nothing is
sent twice or after payment is the work of the unique row (`services.reminder_claim`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: its name is the key of the unique row, `at` the instant from which it is due."""

    name: str
    at: datetime
    hours_left: int | None  # until access ends, on the last day; None otherwise


def ladder(
    *, due_at: datetime, shuts_off_at: datetime | None, reminder_days: Iterable[int]
) -> list[Step]:
    """All steps in order of time; without `shuts_off_at` nothing follows the due instant."""
    steps = [Step(f"before-{days}", due_at - days * DAY, None) for days in reminder_days if days]
    steps.append(Step("day-0", due_at, None))
    if shuts_off_at is not None:
        last_day = shuts_off_at - DAY
        days = 1
        while due_at + days * DAY < min(last_day, shuts_off_at):
            steps.append(Step(f"after-{days}", due_at + days * DAY, None))
            days += 1
        if last_day > due_at:
            steps.append(Step("last-day", last_day, 24))
        steps.append(Step("suspended", shuts_off_at, None))
    return sorted(steps, key=lambda step: step.at)


def steps_due(
    *,
    now: datetime,
    due_at: datetime,
    shuts_off_at: datetime | None,
    reminder_days: Iterable[int],
    sent: Collection[str],
    opened_at: datetime | None = None,
) -> list[Step]:
    """The step to send now: none or one.

    `sent` are the names already claimed for this invoice. A step that had come when the invoice
    was opened (`opened_at`) is not sent: the message that it was opened said the same.
    """
    steps = ladder(due_at=due_at, shuts_off_at=shuts_off_at, reminder_days=reminder_days)
    come = [step for step in steps if step.at <= now]
    if opened_at is not None:
        come = [step for step in come if step.at > opened_at]
    if not come or come[-1].name in sent:
        return []
    step = come[-1]
    if step.name == "last-day" and shuts_off_at is not None:
        left = -((now - shuts_off_at) // timedelta(hours=1))
        step = Step(step.name, step.at, left)
    return [step]
