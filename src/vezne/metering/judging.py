"""Which events of a batch are counted: a pure function, without tables.

Events are judged in the order given. An event that the credits do not cover is refused, and a
smaller one after it may still be accepted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from vezne.metering.types import EventResult, Outcome, UsageInput

AHEAD = timedelta(minutes=5)
"""How far another program's clock may run before ours."""
MAX_QUANTITY = 10**12


@dataclass(frozen=True, slots=True)
class Body:
    """What makes two events with one key the same."""

    unit: str
    quantity: int
    used_at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """A result per event, the events to write, and what they spend by unit."""

    results: list[EventResult]
    accepted: list[UsageInput]
    spent: dict[str, int]


def body_of(event: UsageInput) -> Body:
    """The part of an event that may not differ when it is sent again."""
    return Body(event.unit, event.quantity, event.used_at)


def _is_same(before: Body, event: UsageInput) -> bool:
    again = body_of(event)
    return before == (replace(again, used_at=before.used_at) if event.is_at_receipt else again)


def fault_of(event: UsageInput, now: datetime) -> str:
    """The code of what is wrong with an event by itself; empty: nothing."""
    checks = (
        (0 < len(event.key) <= 120, "invalid_key"),
        (0 < len(event.unit) <= 16, "invalid_unit"),
        (0 < event.quantity <= MAX_QUANTITY, "invalid_quantity"),
        (event.used_at.tzinfo is not None and event.used_at <= now + AHEAD, "invalid_time"),
        (len(event.description) <= 200 and len(event.actor_label) <= 200, "invalid_text"),
    )
    return next((code for is_fine, code in checks if not is_fine), "")


def judge(
    events: Sequence[UsageInput],
    *,
    known: Mapping[str, Body],
    available: Mapping[str, int],
    now: datetime,
) -> Judged:
    """Judge a batch against the events that are `known` already and the credits `available`."""
    seen = dict(known)
    left = dict(available)
    judged = Judged([], [], {})
    for event in events:
        code = fault_of(event, now)
        before = seen.get(event.key)
        outcome = Outcome.REFUSED
        if code:
            pass
        elif before is not None:
            is_same = _is_same(before, event)
            outcome = Outcome.DUPLICATE if is_same else Outcome.REFUSED
            code = "" if is_same else "key_conflict"
        elif left.get(event.unit, 0) < event.quantity:
            code = "insufficient_credits"
        else:
            outcome = Outcome.ACCEPTED
            seen[event.key] = body_of(event)
            left[event.unit] -= event.quantity
            judged.accepted.append(event)
            judged.spent[event.unit] = judged.spent.get(event.unit, 0) + event.quantity
        judged.results.append(EventResult(event.key, outcome, code))
    return judged
