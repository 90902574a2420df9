"""Periods: opened with their invoice, paid, taken back, voided.

*Already billed?* is answered by the period's unique row alone, under the subscription's lock.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from vezne.catalog.configuring import stored_options
from vezne.core.audit import Actor
from vezne.core.errors import NotFound
from vezne.invoicing.queries import period_net_of
from vezne.subscriptions.drafts import day_of, period_end
from vezne.subscriptions.errors import PeriodBilledAlready, SubscriptionOver
from vezne.subscriptions.models import Period, Subscription
from vezne.subscriptions.services.credits import credits_grant
from vezne.subscriptions.services.state import (
    begin_not,
    live_periods,
    periods_withdraw,
    recompute,
    subscription_lock,
    timeline_add,
)
from vezne.subscriptions.types import OpenedPeriod, PeriodKind, TimelineKind

VOIDED_BY_STAFF = "invoice_voided"
"""`renewal_parked`: staff withdrew the invoice of a period; no new one is made behind them."""


def period_row(opened: OpenedPeriod, *, now: datetime) -> Period:
    """The unsaved row of an opened period; a free one is paid from the start."""
    draft = opened.draft
    is_free = opened.invoice_id is None
    return Period(
        subscription_id=draft.subscription_id,
        seller_id=draft.seller_id,
        buyer_id=draft.buyer_id,
        kind=draft.kind,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        anchor_day=draft.anchor_day,
        version_id=draft.version_id,
        opened_at=now,
        invoice_id=opened.invoice_id,
        shuts_off_at=None if is_free else draft.shuts_off_at,
        net_minor=opened.net_minor,
        carried_minor=draft.carried_minor,
        options=stored_options(draft.options),
        paid_at=now if is_free else None,
    )


@transaction.atomic
def period_open(*, opened: OpenedPeriod, now: datetime, actor: Actor) -> Subscription:
    """Write the period that an invoice was opened for and recompute the subscription.

    Raises: PeriodBilledAlready when its start and kind have a row, SubscriptionOver, NotFound.
    """
    subscription = subscription_lock(opened.draft.subscription_id)
    if subscription.ended_at is not None:
        raise SubscriptionOver
    earlier = Period.objects.filter(
        subscription=subscription,
        starts_at=opened.draft.starts_at,
        kind=opened.draft.kind,
        voided_at=None,
    ).first()
    if earlier is not None:
        raise PeriodBilledAlready(invoice_id=earlier.invoice_id)
    period = period_row(opened, now=now)
    period.save()
    is_upgrade = period.kind in (PeriodKind.UPGRADE, PeriodKind.SWITCH)
    timeline_add(
        subscription,
        TimelineKind.UPGRADED if is_upgrade else TimelineKind.PERIOD_OPENED,
        now=now,
        actor=actor,
        **period_details(opened),
    )
    if opened.invoice_id is None:
        credits_grant(subscription, period, now=now)
    return recompute(subscription, now=now, actor=actor)


def period_details(opened: OpenedPeriod) -> dict[str, str | int | None]:
    """What the time line keeps of an opened period."""
    draft = opened.draft
    return {
        "period_starts_at": draft.starts_at.isoformat(),
        "period_ends_at": draft.ends_at.isoformat(),
        "plan": draft.plan_name,
        "net_minor": opened.net_minor,
        "currency": draft.currency,
        "invoice_id": opened.invoice_id,
    }


def _locked_with_periods(
    invoice_id: int, subscription_id: int | None = None
) -> list[tuple[Subscription, Period]]:
    """The live periods that this invoice is for, each with its subscription, which is locked first.

    In the order of the subscriptions' ids; only that of `subscription_id` where one is given.
    """
    rows = Period.objects.filter(invoice_id=invoice_id, voided_at=None)
    if subscription_id is not None:
        rows = rows.filter(subscription_id=subscription_id)
    found = []
    for period in rows.order_by("subscription_id", "pk"):
        subscription = subscription_lock(period.subscription_id)
        period.refresh_from_db()
        if period.voided_at is None and period.invoice_id == invoice_id:
            found.append((subscription, period))
    return found


def _first(done: list[Subscription]) -> Subscription | None:
    return done[0] if done else None


@transaction.atomic
def period_paid(
    *,
    invoice_id: int,
    now: datetime,
    actor: Actor,
    besides: Collection[int] = (),
    subscription_id: int | None = None,
) -> Subscription | None:
    """The invoice is paid: the period counts, access follows in this very transaction.

    Paying late does not shift the period: the grace time was used. Two cases do: a first payment
    that opens the service (the period begins with it), and a period paid after its own end while
    the service was shut (it runs from the payment, or the payer would get nothing). Included
    credits are granted. Idempotent; None when the invoice is for no period (a credit pack).

    `besides` are subscriptions whose order waits for its approval: they begin when it comes, by
    the same function with `subscription_id`.
    """
    done = []
    for subscription, period in _locked_with_periods(invoice_id, subscription_id):
        if period.paid_at is None and subscription.pk not in besides:
            subscription = _paid(subscription, period, now, actor)
        done.append(subscription)
    return _first(done)


def _paid(subscription: Subscription, period: Period, now: datetime, actor: Actor) -> Subscription:
    assert period.invoice_id is not None
    if subscription.awaits_payment:
        start = max(now, subscription.trial_ends_at or now)
        if not subscription.is_trial:
            subscription.started_at = start
        subscription.awaits_payment = subscription.is_trial = False
        _shift(period, start)
    elif _was_wasted(subscription, period, now):
        _shift(period, now)
    period.paid_at = now
    # A coupon may have come since.
    period.net_minor = period_net_of(period.invoice_id, subscription.pk)
    period.save()
    timeline_add(
        subscription,
        TimelineKind.PAID,
        now=now,
        actor=actor,
        invoice_id=period.invoice_id,
        period_starts_at=period.starts_at.isoformat(),
        period_ends_at=period.ends_at.isoformat(),
    )
    credits_grant(subscription, period, now=now)
    return recompute(subscription, now=now, actor=actor)


def _was_wasted(subscription: Subscription, period: Period, now: datetime) -> bool:
    """The newest period went by wholly while the service was shut for it."""
    is_newest = period.ends_at == subscription.period_ends_at
    was_shut = period.shuts_off_at is not None and period.shuts_off_at <= now
    return period.kind == PeriodKind.REGULAR and is_newest and was_shut and period.ends_at <= now


def _shift(period: Period, start: datetime) -> None:
    period.starts_at = start
    period.anchor_day = day_of(start)
    period.ends_at = period_end(start, period.version, anchor_day=period.anchor_day)


@transaction.atomic
def period_unpaid(*, invoice_id: int, now: datetime, actor: Actor) -> Subscription | None:
    """A bank took the payment back: the invoice is owed again, and its shut-off holds.

    Idempotent; None when the invoice is for no period.
    """
    done = []
    for subscription, period in _locked_with_periods(invoice_id):
        if period.paid_at is not None:
            subscription = _unpaid(subscription, period, now, actor)
        done.append(subscription)
    return _first(done)


def _unpaid(
    subscription: Subscription, period: Period, now: datetime, actor: Actor
) -> Subscription:
    period.paid_at = None
    if period.shuts_off_at is None:  # it opened the service; now it blocks like any other
        period.shuts_off_at = now
    period.save()
    invoice_id = period.invoice_id
    timeline_add(subscription, TimelineKind.UNPAID, now=now, actor=actor, invoice_id=invoice_id)
    return recompute(subscription, now=now, actor=actor)


@transaction.atomic
def period_voided(
    *, invoice_id: int, now: datetime, actor: Actor, reason: str
) -> Subscription | None:
    """Staff withdrew the invoice of an unpaid period: the period is free for a new one.

    The renewal is parked, so that the run makes no new invoice behind the person's back
    (`renewal_unpark`); a voided upgrade falls back to the plan before. Idempotent; None when the
    invoice is for no live period.
    """
    done = []
    for subscription, period in _locked_with_periods(invoice_id):
        if period.paid_at is None:
            subscription = _voided(subscription, period, now, actor, reason)
        done.append(subscription)
    return _first(done)


def _voided(
    subscription: Subscription, period: Period, now: datetime, actor: Actor, reason: str
) -> Subscription:
    periods_withdraw(subscription, [period], now=now, actor=actor)
    if period.kind == PeriodKind.REGULAR and live_periods(subscription):
        subscription.renewal_parked = VOIDED_BY_STAFF
        timeline_add(subscription, TimelineKind.PARKED, now=now, actor=actor, reason=reason)
    return recompute(subscription, now=now, actor=actor)


@transaction.atomic
def first_payment_missed(
    *,
    invoice_id: int,
    now: datetime,
    actor: Actor,
    reason: str,
    subscription_id: int | None = None,
) -> Subscription | None:
    """The payment that was to open a service did not come, or its order was turned down; the
    caller voids its invoice.

    What never opened ends; a trial whose plan was not paid is a trial again, to its own end.
    Only that of `subscription_id` where one is given. Idempotent; None when nothing ended.
    """
    done = []
    for subscription, period in _locked_with_periods(invoice_id, subscription_id):
        if period.paid_at is not None or not subscription.awaits_payment:
            continue
        periods_withdraw(subscription, [period], now=now, actor=actor)
        done.append(begin_not(subscription, now=now, actor=actor, reason=reason))
    return _first(done)


@transaction.atomic
def periods_rebilled(*, invoice_id: int, new_invoice_id: int) -> int:
    """What is left of an invoice for several goes on under a new one; how many periods did.

    The caller has locked the subscriptions (`subscription_lock_of_invoice`).
    """
    rows = Period.objects.filter(invoice_id=invoice_id, voided_at=None)
    return rows.update(invoice_id=new_invoice_id)


@transaction.atomic
def deadline_set(
    *, invoice_id: int, shuts_off_at: datetime, now: datetime, actor: Actor, reason: str
) -> Subscription:
    """Staff give more (or less) time to pay; the caller moves the invoice's own instant as well.

    Raises: NotFound when the invoice is for no live unpaid period.
    """
    found = [pair for pair in _locked_with_periods(invoice_id) if pair[1].paid_at is None]
    if not found:
        raise NotFound
    for pair in found[1:]:
        _deadline_move(pair, shuts_off_at, reason, now, actor)
    return _deadline_move(found[0], shuts_off_at, reason, now, actor)


def _deadline_move(
    pair: tuple[Subscription, Period],
    shuts_off_at: datetime,
    reason: str,
    now: datetime,
    actor: Actor,
) -> Subscription:
    subscription, period = pair
    before, period.shuts_off_at = period.shuts_off_at, shuts_off_at
    period.save(update_fields=["shuts_off_at"])
    timeline_add(
        subscription,
        TimelineKind.DEADLINE_SET,
        now=now,
        actor=actor,
        before=before.isoformat() if before else None,
        after=shuts_off_at.isoformat(),
        reason=reason,
    )
    return recompute(subscription, now=now, actor=actor)
