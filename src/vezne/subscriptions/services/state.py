"""The lock, the one function that recomputes stored times, and the time line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from vezne.catalog.configuring import period_total, sold_options
from vezne.core.audit import Actor
from vezne.core.errors import NotFound
from vezne.core.outbox import emit_many
from vezne.subscriptions.coverage import Derived, Stretch, Terms, derive
from vezne.subscriptions.models import Block, Period, Subscription, TimelineEntry
from vezne.subscriptions.timeline import entry_of, plan_transition
from vezne.subscriptions.types import PeriodKind, TimelineKind, Withdrawn

DERIVED_FIELDS = (
    "period_starts_at",
    "period_ends_at",
    "paid_until",
    "open_until",
    "debt_at",
    "renews_at",
)
UPGRADE_KINDS = (PeriodKind.UPGRADE.value, PeriodKind.SWITCH.value)


def subscription_lock(subscription_id: int) -> Subscription:
    """Lock one subscription until commit, with plan and product at hand.

    Lock order of the house: subscription, then invoice, then current account.
    Raises: NotFound.
    """
    row = (
        Subscription.objects.select_for_update(of=("self",), no_key=True)
        .select_related("product", "version__plan__product", "next_version__plan__product")
        .filter(pk=subscription_id)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def subscription_lock_of_invoice(invoice_id: int) -> Subscription | None:
    """Lock what an invoice is for, before the invoice itself is locked; returns the first.

    One that pays for several subscriptions locks them in the order of their ids.

    Settlement calls this first, so that it never waits in a circle with a cancellation or upgrade
    that voids the invoice under the subscription's lock. None: it is for no period.
    """
    rows = Period.objects.filter(invoice_id=invoice_id, voided_at=None)
    ids = sorted(set(rows.values_list("subscription_id", flat=True)))
    locked = [subscription_lock(pk) for pk in ids]
    return locked[0] if locked else None


def live_periods(subscription: Subscription) -> list[Period]:
    """Every period that was not voided, in order of time."""
    rows = Period.objects.filter(subscription=subscription, voided_at=None)
    return sorted(rows, key=lambda p: (p.starts_at, p.kind in UPGRADE_KINDS, p.ends_at))


def timeline_add(
    subscription: Subscription,
    kind: TimelineKind,
    *,
    now: datetime,
    actor: Actor,
    **details: Any,
) -> TimelineEntry:
    """Write what happened and why, for people; `details` are JSON values."""
    entry = entry_of(subscription, kind, now=now, actor_label=actor.label, **details)
    entry.save()
    return entry


def stretch_of(period: Period) -> Stretch:
    """A period as the pure arithmetic takes it."""
    return Stretch(
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        is_upgrade=period.kind in UPGRADE_KINDS,
        is_paid=period.paid_at is not None,
        shuts_off_at=period.shuts_off_at,
    )


def derived_times(subscription: Subscription, periods: Sequence[Period]) -> Derived:
    """What the stored times must be, from the terms and the live periods; writes nothing."""
    terms = Terms(
        started_at=subscription.started_at,
        trial_ends_at=subscription.trial_ends_at,
        is_trial=subscription.is_trial,
        awaits_payment=subscription.awaits_payment,
        grace_days=subscription.grace_days,
        renewal_lead_days=subscription.renewal_lead_days,
        cancels_at=subscription.cancels_at,
        ended_at=subscription.ended_at,
    )
    return derive(terms, (stretch_of(p) for p in periods))


def recompute(
    subscription: Subscription, *, now: datetime, actor: Actor, tells: bool = True, note: str = ""
) -> Subscription:
    """Write every derived time anew and tell a change of state once, in the caller's transaction.

    The row is locked by the caller. Idempotent: a second call changes and tells nothing. Without
    `tells` (a subscription that just began) the state is written and nothing is told of it. `note`
    are a person's own words on the line of the time line.
    """
    periods = live_periods(subscription)
    if subscription.ended_at is None and _is_reached(subscription.cancels_at, now):
        subscription.ended_at = subscription.cancels_at
    _apply_version(subscription, periods, now=now, actor=actor)
    derived = derived_times(subscription, periods)
    for name in DERIVED_FIELDS:
        setattr(subscription, name, getattr(derived, name))
    newest = next((p for p in periods if p.ends_at == derived.period_ends_at), None)
    if newest is not None:
        subscription.anchor_day = newest.anchor_day
    is_blocked = Block.objects.filter(subscription=subscription, lifted_at=None).exists()
    transition = plan_transition(
        subscription, periods, is_blocked=is_blocked, now=now, actor_label=actor.label
    )
    subscription.written_state = transition.state.value
    subscription.checks_at = transition.checks_at
    subscription.save()
    if tells and transition.entry is not None:
        if note:
            transition.entry.details["note"] = note
        transition.entry.save()
    if tells and transition.event is not None:
        emit_many([transition.event])
    return subscription


def periods_withdraw(
    subscription: Subscription, periods: Sequence[Period], *, now: datetime, actor: Actor
) -> Withdrawn:
    """Void unpaid periods of a locked subscription; the caller voids their invoices."""
    for period in periods:
        period.voided_at = now
        period.save(update_fields=["voided_at"])
        timeline_add(
            subscription,
            TimelineKind.VOIDED,
            now=now,
            actor=actor,
            period_starts_at=period.starts_at.isoformat(),
            invoice_id=period.invoice_id,
        )
    return Withdrawn(tuple(p.invoice_id for p in periods if p.invoice_id is not None))


def begin_not(
    subscription: Subscription, *, now: datetime, actor: Actor, reason: str
) -> Subscription:
    """A locked service that waited will not begin: it ends, a trial is a trial to its own end."""
    if subscription.is_trial:
        subscription.awaits_payment = False
    else:
        subscription.ended_at = now
    return recompute(subscription, now=now, actor=actor, note=reason)


def _is_reached(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and instant <= now


def _apply_version(
    subscription: Subscription, periods: Sequence[Period], *, now: datetime, actor: Actor
) -> None:
    """Take the terms of the version whose period has begun last; a voided upgrade falls back."""
    # What opens with its payment holds from its payment.
    waits = subscription.awaits_payment
    begun = [p for p in periods if p.starts_at <= now and (p.paid_at or not waits)]
    if not begun or begun[-1].version_id == subscription.version_id:
        return
    version = begun[-1].version
    before = subscription.version.plan.name
    subscription.version = version
    subscription.plan = version.plan
    options = begun[-1].options
    subscription.options = options
    subscription.price_minor = version.price_minor + period_total(sold_options(options))
    subscription.currency = version.currency
    subscription.kdv_rate_bp = version.kdv_rate_bp
    subscription.period_unit = version.period_unit
    subscription.period_count = version.period_count
    subscription.grace_days = version.grace_days
    if subscription.next_version_id == version.pk:
        subscription.next_version = None
    timeline_add(
        subscription,
        TimelineKind.CHANGED,
        now=now,
        actor=actor,
        plan_before=before,
        plan=version.plan.name,
    )
