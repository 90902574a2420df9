"""Renewals: by the clock in batches, and early by *Yenile*; each makes a period exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from vezne.core.audit import Actor
from vezne.core.errors import NotFound
from vezne.subscriptions.drafts import renewal_period
from vezne.subscriptions.errors import (
    CancelPending,
    PaidTooFarAhead,
    SubscriptionOver,
    TrialNeedsPlan,
)
from vezne.subscriptions.models import Period, Subscription, TimelineEntry
from vezne.subscriptions.queries import due_for_renewal
from vezne.subscriptions.services.credits import credits_grant
from vezne.subscriptions.services.periods import period_details, period_row
from vezne.subscriptions.services.state import (
    live_periods,
    recompute,
    subscription_lock,
    timeline_add,
)
from vezne.subscriptions.timeline import entry_of
from vezne.subscriptions.types import EarlyRenewal, OpenedPeriod, PeriodDraft, TimelineKind

MAX_PERIODS_AHEAD = 12
"""A safety bound: nobody pays more future periods than this."""

# One statement for a whole batch: bulk_update would send a CASE per row and column.
_EXTEND_MANY = """
UPDATE subscriptions_subscription s SET
    period_starts_at = d.starts_at,
    period_ends_at = d.ends_at,
    renews_at = d.ends_at - LEAST(
        make_interval(days => s.renewal_lead_days), (d.ends_at - d.starts_at) / 2),
    checks_at = LEAST(COALESCE(s.checks_at, d.starts_at), GREATEST(d.starts_at, %s))
FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS d (id, starts_at, ends_at)
WHERE s.id = d.id
"""


def renewals_lock(*, subscription_ids: Sequence[int], now: datetime) -> list[PeriodDraft]:
    """Lock those of a batch that are still due and free, and say what each is to be billed.

    A row that another transaction holds is skipped: it is found again by the next run.
    """
    rows = (
        due_for_renewal(now)
        .filter(pk__in=subscription_ids)
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .select_related("product", "version__plan__product", "next_version__plan__product")
        .order_by("pk")
    )
    return [renewal_period(row) for row in rows]


@transaction.atomic
def periods_open_many(opened: Sequence[OpenedPeriod], *, now: datetime, actor: Actor) -> int:
    """Write the next periods of many subscriptions that `renewals_lock` locked; returns how many.

    Their invoices were opened in the same transaction. A period that exists already breaks the
    whole batch on its unique row (`core.batches` then finds the culprit). Where a batch holds a
    change of plan or something free, that subscription is recomputed by itself.
    """
    periods = Period.objects.bulk_create(period_row(one, now=now) for one in opened)
    ids = [one.draft.subscription_id for one in opened]
    rows = Subscription.objects.select_related("product", "version__plan").in_bulk(ids)
    TimelineEntry.objects.bulk_create(
        entry_of(
            rows[one.draft.subscription_id],
            TimelineKind.PERIOD_OPENED,
            now=now,
            actor_label=actor.label,
            **period_details(one),
        )
        for one in opened
    )
    starts, ends = [p.starts_at for p in periods], [p.ends_at for p in periods]
    with connection.cursor() as cursor:
        cursor.execute(_EXTEND_MANY, [now, ids, starts, ends])
    for one, period in zip(opened, periods, strict=True):
        row = rows[one.draft.subscription_id]
        if one.invoice_id is None or one.draft.version_id != row.version_id:
            locked = subscription_lock(row.pk)
            if one.invoice_id is None:
                credits_grant(locked, period, now=now)
            recompute(locked, now=now, actor=actor)
    return len(periods)


@transaction.atomic
def renew_early(*, subscription_id: int, now: datetime) -> EarlyRenewal:
    """*Yenile*: the next period, counted from the old end, or the invoice that is open already.

    The subscription stays locked, so a second click (or tab) waits and finds the first one's
    invoice; the caller opens the invoice and the period in the same transaction.
    Raises: TrialNeedsPlan, CancelPending, SubscriptionOver, PaidTooFarAhead, NotFound.
    """
    subscription = subscription_lock(subscription_id)
    if subscription.ended_at is not None:
        raise SubscriptionOver
    periods = live_periods(subscription)
    owed = next((p for p in periods if p.paid_at is None), None)
    if owed is not None:
        return EarlyRenewal(invoice_id=owed.invoice_id, draft=None)
    if subscription.is_trial:
        raise TrialNeedsPlan
    if subscription.cancels_at is not None:
        raise CancelPending
    if sum(p.starts_at > now for p in periods) >= MAX_PERIODS_AHEAD:
        raise PaidTooFarAhead
    return EarlyRenewal(invoice_id=None, draft=renewal_period(subscription))


@transaction.atomic
def renewal_park(*, subscription_id: int, reason: str, now: datetime, actor: Actor) -> None:
    """Set a subscription aside for staff, with the reason; the run goes on without it."""
    subscription = subscription_lock(subscription_id)
    subscription.renewal_parked = reason[:200] or "?"
    subscription.save(update_fields=["renewal_parked"])
    timeline_add(subscription, TimelineKind.PARKED, now=now, actor=actor, reason=reason)


@transaction.atomic
def renewal_unpark(*, subscription_id: int, now: datetime, actor: Actor) -> None:
    """Staff have looked: the next run renews it again. Raises: NotFound when it is not parked."""
    subscription = subscription_lock(subscription_id)
    if not subscription.renewal_parked:
        raise NotFound
    subscription.renewal_parked = ""
    subscription.save(update_fields=["renewal_parked"])
    timeline_add(subscription, TimelineKind.UNPARKED, now=now, actor=actor)
