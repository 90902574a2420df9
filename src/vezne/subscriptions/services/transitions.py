"""What time alone changed: each transition is written and told once, in batches."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from vezne.core.audit import SYSTEM
from vezne.core.batches import run_batches
from vezne.core.outbox import emit_many
from vezne.subscriptions.models import Block, Period, Subscription, TimelineEntry
from vezne.subscriptions.services.renewals import renewal_park
from vezne.subscriptions.services.state import recompute, subscription_lock
from vezne.subscriptions.timeline import Transition, plan_transition

logger = logging.getLogger(__name__)
BATCH_SIZE = 200


def transitions_write(*, now: datetime, limit: int = 5_000) -> int:
    """Write the transitions that time brought, oldest first; returns how many rows were looked at.

    Access never waited for this: it only tells. A row that another transaction holds is left to
    it; one that fails is set aside for staff (`renewal_parked`) and the rest goes on.
    """
    ids = list(
        Subscription.objects.filter(checks_at__lte=now)
        .order_by("checks_at", "pk")
        .values_list("pk", flat=True)[:limit]
    )
    return run_batches(
        ids,
        work=lambda batch: _write_batch(batch, now),
        park=lambda pk, failure: _park(pk, failure, now),
        size=BATCH_SIZE,
    )


def _park(subscription_id: int, failure: Exception, now: datetime) -> None:
    reason = f"transition: {type(failure).__name__}: {failure}"
    renewal_park(subscription_id=subscription_id, reason=reason, now=now, actor=SYSTEM)
    Subscription.objects.filter(pk=subscription_id).update(checks_at=None)


def _write_batch(subscription_ids: Sequence[int], now: datetime) -> None:
    rows = list(
        Subscription.objects.filter(pk__in=subscription_ids, checks_at__lte=now)
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .order_by("pk")
    )
    blocked = set(
        Block.objects.filter(subscription__in=rows, lifted_at=None).values_list(
            "subscription_id", flat=True
        )
    )
    periods: defaultdict[int, list[Period]] = defaultdict(list)
    for period in Period.objects.filter(subscription__in=rows, voided_at=None):
        periods[period.subscription_id].append(period)
    plain: list[tuple[Subscription, Transition]] = []
    for row in rows:
        if _needs_recompute(row, periods[row.pk], now):
            recompute(subscription_lock(row.pk), now=now, actor=SYSTEM)
            continue
        transition = plan_transition(
            row,
            periods[row.pk],
            is_blocked=row.pk in blocked,
            now=now,
            actor_label=SYSTEM.label,
        )
        row.written_state, row.checks_at = transition.state.value, transition.checks_at
        plain.append((row, transition))
    _write_plain(plain)


def _needs_recompute(row: Subscription, periods: Sequence[Period], now: datetime) -> bool:
    """A cancellation was reached or another plan began: more than the state changes."""
    if row.cancels_at is not None and row.cancels_at <= now and row.ended_at is None:
        return True
    return any(p.starts_at <= now and p.version_id != row.version_id for p in periods)


def _write_plain(pairs: Sequence[tuple[Subscription, Transition]]) -> None:
    Subscription.objects.bulk_update(
        [row for row, _ in pairs], ["written_state", "checks_at"], batch_size=BATCH_SIZE
    )
    TimelineEntry.objects.bulk_create(t.entry for _, t in pairs if t.entry is not None)
    emit_many([t.event for _, t in pairs if t.event is not None])
