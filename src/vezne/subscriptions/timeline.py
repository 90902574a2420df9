"""What a change of state means: which event goes out and which line the time line gets.

Planning is separate from writing, so that one subscription in a payment's transaction and a
thousand in a run of the clock follow the same rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vezne.core.outbox import NewEvent
from vezne.subscriptions.models import Period, Subscription, TimelineEntry
from vezne.subscriptions.states import (
    OPEN_STATES,
    OVER_STATES,
    State,
    Times,
    next_change_at,
    state_at,
)
from vezne.subscriptions.types import TimelineKind


@dataclass(frozen=True, slots=True)
class Transition:
    """The state that holds now, when to look again, and what is to be told; None: nothing."""

    state: State
    checks_at: datetime | None
    event: NewEvent | None
    entry: TimelineEntry | None


def times_of(subscription: Subscription, *, is_blocked: bool) -> Times:
    """The stored times as the state function takes them."""
    return Times(
        is_trial=subscription.is_trial,
        awaits_payment=subscription.awaits_payment,
        trial_ends_at=subscription.trial_ends_at,
        paid_until=subscription.paid_until,
        open_until=subscription.open_until,
        cancels_at=subscription.cancels_at,
        ended_at=subscription.ended_at,
        is_blocked=is_blocked,
    )


def entry_of(
    subscription: Subscription, kind: str, *, now: datetime, actor_label: str, **details: Any
) -> TimelineEntry:
    """An unsaved line of the time line."""
    return TimelineEntry(
        subscription=subscription,
        seller_id=subscription.seller_id,
        buyer_id=subscription.buyer_id,
        kind=kind,
        details=details,
        actor_label=actor_label[:200],
        at=now,
    )


def plan_transition(
    subscription: Subscription,
    periods: Sequence[Period],
    *,
    is_blocked: bool,
    now: datetime,
    actor_label: str,
) -> Transition:
    """Compare the written state with the one that holds at `now`; writes nothing."""
    times = times_of(subscription, is_blocked=is_blocked)
    state = state_at(times, now)
    bounds = [next_change_at(times, now)]
    if state not in OVER_STATES:  # a change of plan begins with its period
        bounds += [p.starts_at for p in periods if p.starts_at > now]
    checks_at = min((bound for bound in bounds if bound is not None), default=None)
    before = State(subscription.written_state)
    if before == state:
        return Transition(state, checks_at, None, None)
    reason = shut_reason(subscription, state)
    kind = _timeline_kind(before, state)
    entry = None
    if kind is not None:
        entry = entry_of(subscription, kind, now=now, actor_label=actor_label, reason=reason)
    return Transition(state, checks_at, _event(subscription, before, state, reason, now), entry)


def shut_reason(subscription: Subscription, state: State) -> str:
    """Why access is shut in this state: debt, trial_over, staff, pending, ended; open → ok."""
    if state in OPEN_STATES:
        return "ok"
    if state in OVER_STATES:
        return "ended"
    if state == State.SUSPENDED:
        return "trial_over" if subscription.is_trial else "debt"
    return {State.PENDING: "pending", State.STAFF_SUSPENDED: "staff"}[state]


def _timeline_kind(before: State, state: State) -> TimelineKind | None:
    if state in OVER_STATES:
        return TimelineKind.ENDED
    if state == State.GRACE:
        return TimelineKind.GRACE
    if state == State.SUSPENDED:
        return TimelineKind.SUSPENDED
    if state in OPEN_STATES and before not in OPEN_STATES:
        return TimelineKind.OPENED
    return None  # who blocks, pays or orders writes his own line


def event_kind(before: State, state: State) -> str:
    """The name that subscribers listen to."""
    if state in OVER_STATES:
        return "subscription.ended"
    if state in OPEN_STATES and before not in OPEN_STATES:
        return "subscription.opened"
    if state not in OPEN_STATES and before in OPEN_STATES:
        return "subscription.suspended"
    return "subscription.changed"


def _event(
    subscription: Subscription, before: State, state: State, reason: str, now: datetime
) -> NewEvent:
    return NewEvent(
        kind=event_kind(before, state),
        account_id=subscription.seller_id,
        subject=subscription.public_id,
        occurred_at=now,
        payload={
            "subscription_id": subscription.pk,
            "buyer_id": subscription.buyer_id,
            "platform_id": subscription.platform_id,
            "product_id": subscription.product_id,
            "from": before.value,
            "to": state.value,
            "reason": reason,
            "open_until": subscription.open_until.isoformat(),
        },
    )
