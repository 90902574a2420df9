"""The state of a subscription at an instant: a pure function of stored times, without Django.

No job has to run for access to end or to open again. The same rule stands as an SQL expression in
`state_sql.py`; a property test against PostgreSQL proves the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where a subscription stands; what is written down is only the last transition told."""

    PENDING = "pending"  # opens on payment, and nothing is paid yet
    TRIALING = "trialing"  # free of charge until the trial ends
    ACTIVE = "active"  # paid
    GRACE = "grace"  # open, but something is owed; shuts by itself at `open_until`
    SUSPENDED = "suspended"  # shut: debt, or a trial that is over
    STAFF_SUSPENDED = "staff_suspended"  # shut by the seller's people
    CANCELLED = "cancelled"  # over because the buyer asked for it
    ENDED = "ended"  # over for another reason


OPEN_STATES = frozenset({State.TRIALING, State.ACTIVE, State.GRACE})
"""States in which the service itself may be used."""

OVER_STATES = frozenset({State.CANCELLED, State.ENDED})
"""States that nothing leaves."""


@dataclass(frozen=True, slots=True)
class Times:
    """What the state depends on; a live block counts as `is_blocked`, whoever placed it."""

    is_trial: bool
    awaits_payment: bool
    trial_ends_at: datetime | None
    paid_until: datetime
    open_until: datetime
    cancels_at: datetime | None
    ended_at: datetime | None
    is_blocked: bool


def state_at(times: Times, instant: datetime) -> State:
    """The state at `instant`; intervals are half-open, so at `open_until` itself it is shut."""
    if times.ended_at is not None and times.ended_at <= instant:
        asked = times.cancels_at is not None and times.cancels_at <= times.ended_at
        return State.CANCELLED if asked else State.ENDED
    if times.cancels_at is not None and times.cancels_at <= instant:
        return State.CANCELLED
    if times.is_blocked:
        return State.STAFF_SUSPENDED
    if times.is_trial and times.trial_ends_at is not None and instant < times.trial_ends_at:
        return State.TRIALING
    if times.awaits_payment:
        return State.PENDING
    if instant >= times.open_until:
        return State.SUSPENDED
    return State.ACTIVE if instant < times.paid_until else State.GRACE


def next_change_at(times: Times, instant: datetime) -> datetime | None:
    """The first stored time after `instant` at which time alone may change the state."""
    if state_at(times, instant) in OVER_STATES:
        return None
    bounds = (
        times.trial_ends_at,
        times.paid_until,
        times.open_until,
        times.cancels_at,
        times.ended_at,
    )
    return min((bound for bound in bounds if bound is not None and bound > instant), default=None)
