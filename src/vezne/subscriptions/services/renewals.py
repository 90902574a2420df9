"""Renewals: by the clock in batches, and early by *Yenile*; each makes a period exactly once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vezne.catalog.configuring import stored_options
from vezne.catalog.models import PlanVersion
from vezne.catalog.queries import get_plan_version
from vezne.core.audit import Actor
from vezne.core.errors import NotFound
from vezne.core.prepared import fetch_all
from vezne.subscriptions.drafts import renewal_period
from vezne.subscriptions.errors import (
    CancelPending,
    PaidTooFarAhead,
    SubscriptionOver,
    TrialNeedsPlan,
)
from vezne.subscriptions.models import Period, Subscription
from vezne.subscriptions.queries import due_for_renewal
from vezne.subscriptions.queries.options import options_with
from vezne.subscriptions.services.credits import credits_grant
from vezne.subscriptions.services.periods import period_details
from vezne.subscriptions.services.state import (
    live_periods,
    recompute,
    subscription_lock,
    timeline_add,
)
from vezne.subscriptions.types import (
    EarlyRenewal,
    OpenedPeriod,
    PeriodDraft,
    SoldTerms,
    TimelineKind,
)

MAX_PERIODS_AHEAD = 12
"""A safety bound: nobody pays more future periods than this."""

# One statement for a whole batch, an array per column: the ORM would send a parameter per cell and
# a CASE per row, and read every row back; it took five times as long. The state is looked at again
# when the new period begins, as every change of time is; `recompute` then finds the exact instant.
_OPEN_MANY = f"""
WITH moved AS (
    UPDATE subscriptions_subscription s SET
        period_starts_at = d.starts_at,
        period_ends_at = d.ends_at,
        renews_at = d.renews_at,
        checks_at = LEAST(COALESCE(s.checks_at, d.starts_at), GREATEST(d.starts_at, $1))
    FROM unnest(
        $3::bigint[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[],
        $8::int[], $9::bigint[], $10::bigint[], $11::timestamptz[], $12::bigint[], $13::jsonb[],
        $14::jsonb[]
    ) AS d (id, kind, starts_at, ends_at, renews_at, anchor_day, version_id, invoice_id,
            shuts_off_at, net_minor, details, options)
    WHERE s.id = d.id
    RETURNING s.seller_id, s.buyer_id, s.version_id AS version_before, d.*
), periods AS (
    INSERT INTO subscriptions_period (
        subscription_id, seller_id, buyer_id, kind, starts_at, ends_at, anchor_day, version_id,
        opened_at, invoice_id, shuts_off_at, net_minor, carried_minor, paid_at, options)
    SELECT id, seller_id, buyer_id, kind, starts_at, ends_at, anchor_day, version_id,
           $1, invoice_id, CASE WHEN invoice_id IS NOT NULL THEN shuts_off_at END, net_minor, 0,
           CASE WHEN invoice_id IS NULL THEN $1 END, options
    FROM moved
), told AS (
    INSERT INTO subscriptions_timelineentry (
        subscription_id, seller_id, buyer_id, kind, details, actor_label, at)
    SELECT id, seller_id, buyer_id, '{TimelineKind.PERIOD_OPENED.value}', details, $2, $1
    FROM moved
)
SELECT id FROM moved WHERE version_before <> version_id OR invoice_id IS NULL
"""  # noqa: S608 - our own constant


def renewals_lock(*, subscription_ids: Sequence[int], now: datetime) -> list[PeriodDraft]:
    """Lock those of a batch that are still due and free, and say what each is to be billed.

    A row that another transaction holds is skipped: it is found again by the next run.
    """
    rows = (
        due_for_renewal(now)
        .filter(pk__in=subscription_ids)
        .select_for_update(skip_locked=True, no_key=True)
        .order_by("pk")
        .values_list(*SoldTerms._fields)
    )
    sold = [SoldTerms(*row) for row in rows]  # a model object per row would take twice as long
    wanted = {terms.renewing_version_id for terms in sold}  # few: many subscribers, one plan
    versions = {pk: get_plan_version(pk) for pk in wanted}
    return [_renewal_of(terms, versions[terms.renewing_version_id]) for terms in sold]


def _renewal_of(sold: Subscription | SoldTerms, version: PlanVersion) -> PeriodDraft:
    return renewal_period(sold, version, options_with(sold, version))


@transaction.atomic
def periods_open_many(opened: Sequence[OpenedPeriod], *, now: datetime, actor: Actor) -> int:
    """Write the next periods of many subscriptions that `renewals_lock` locked; returns how many.

    Their invoices were opened in the same transaction. A period that exists already breaks the
    whole batch on its unique row (`core.batches` then finds the culprit). Where a batch holds a
    change of plan or something free, that subscription is recomputed by itself.
    """
    if not opened:
        return 0
    drafts = [one.draft for one in opened]
    special = fetch_all(
        _OPEN_MANY,
        (
            now,
            actor.label[:200],
            [draft.subscription_id for draft in drafts],
            [draft.kind for draft in drafts],
            [draft.starts_at for draft in drafts],
            [draft.ends_at for draft in drafts],
            [draft.renews_at for draft in drafts],
            [draft.anchor_day for draft in drafts],
            [draft.version_id for draft in drafts],
            [one.invoice_id for one in opened],
            [draft.shuts_off_at for draft in drafts],
            [one.net_minor for one in opened],
            [json.dumps(period_details(one)) for one in opened],
            [json.dumps(stored_options(draft.options)) for draft in drafts],
        ),
    )
    by_id = {str(one.draft.subscription_id): one for one in opened}
    for (subscription_id,) in special:
        _settle_singly(by_id[subscription_id or ""], now=now, actor=actor)
    return len(opened)


def _settle_singly(one: OpenedPeriod, *, now: datetime, actor: Actor) -> None:
    """What the batch's statement does not do: another plan's terms, a free period's credits."""
    subscription = subscription_lock(one.draft.subscription_id)
    if one.invoice_id is None:
        period = Period.objects.get(
            subscription=subscription,
            starts_at=one.draft.starts_at,
            kind=one.draft.kind,
            voided_at=None,
        )
        credits_grant(subscription, period, now=now)
    recompute(subscription, now=now, actor=actor)


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
    version = subscription.next_version or subscription.version
    return EarlyRenewal(invoice_id=None, draft=_renewal_of(subscription, version))


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
