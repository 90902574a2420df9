"""The state function of `states.py` as an SQL expression, for lists that filter and sort by it.

A property test compares the two over generated times on a real PostgreSQL.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When

from vezne.subscriptions.models import Block
from vezne.subscriptions.states import State


def state_expression(instant: datetime) -> Case:
    """The state of a subscription row at `instant`; a case per line of `states.state_at`."""
    asked = Q(cancels_at__isnull=False, cancels_at__lte=F("ended_at"))
    is_blocked = Exists(Block.objects.filter(subscription_id=OuterRef("pk"), lifted_at=None))
    return Case(
        When(Q(ended_at__lte=instant) & asked, then=Value(State.CANCELLED.value)),
        When(ended_at__lte=instant, then=Value(State.ENDED.value)),
        When(cancels_at__lte=instant, then=Value(State.CANCELLED.value)),
        When(is_blocked, then=Value(State.STAFF_SUSPENDED.value)),
        When(is_trial=True, trial_ends_at__gt=instant, then=Value(State.TRIALING.value)),
        When(awaits_payment=True, then=Value(State.PENDING.value)),
        When(open_until__lte=instant, then=Value(State.SUSPENDED.value)),
        When(paid_until__gt=instant, then=Value(State.ACTIVE.value)),
        default=Value(State.GRACE.value),
        output_field=CharField(),
    )
