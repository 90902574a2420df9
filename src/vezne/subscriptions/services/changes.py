"""What a buyer or the seller decides: upgrade now, change at the renewal, cancel, resume, end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.catalog.queries import get_plan_version
from vezne.core import audit
from vezne.core.audit import Actor
from vezne.core.errors import NotFound
from vezne.subscriptions.errors import (
    CancelPending,
    NoCancelPending,
    NotAnUpgrade,
    PlanNotReachable,
    SubscriptionOver,
    TrialNeedsPlan,
)
from vezne.subscriptions.models import Period, Subscription
from vezne.subscriptions.queries.options import options_with
from vezne.subscriptions.quotes import quote_upgrade
from vezne.subscriptions.services.periods import period_open
from vezne.subscriptions.services.state import (
    live_periods,
    periods_withdraw,
    recompute,
    subscription_lock,
    timeline_add,
)
from vezne.subscriptions.types import OpenedPeriod, TimelineKind, UpgradeQuote, Withdrawn


def _lock_running(subscription_id: int) -> Subscription:
    subscription = subscription_lock(subscription_id)
    if subscription.ended_at is not None:
        raise SubscriptionOver
    return subscription


def _withdraw_future(
    subscription: Subscription, *, now: datetime, actor: Actor
) -> tuple[list[Period], Withdrawn]:
    """Take back unpaid periods that have not begun; returns what stays, and their invoices."""
    periods = live_periods(subscription)
    future = [p for p in periods if p.paid_at is None and p.starts_at > now]
    withdrawn = periods_withdraw(subscription, future, now=now, actor=actor)
    return [p for p in periods if p not in future], withdrawn


@transaction.atomic
def upgrade_prepare(
    *, subscription_id: int, version_id: int, now: datetime, actor: Actor
) -> tuple[UpgradeQuote, Withdrawn]:
    """Lock, withdraw a renewal that was opened at the old price, and price the upgrade now.

    The caller voids the withdrawn invoices, opens the upgrade's, and calls `upgrade_apply`, all
    in one transaction. The price is that of the preview (`queries.upgrade_preview`): one function.
    Raises: NotAnUpgrade (propose a change at the renewal), PaymentFirst, PlanNotReachable,
    TrialNeedsPlan, CancelPending, SubscriptionOver, NotFound.
    """
    subscription = _lock_running(subscription_id)
    version = get_plan_version(version_id)
    periods, withdrawn = _withdraw_future(subscription, now=now, actor=actor)
    options = options_with(subscription, version)
    quote = quote_upgrade(subscription, periods, version, now=now, options=options)
    if quote.draft.price_minor <= 0:
        raise NotAnUpgrade
    return quote, withdrawn


@transaction.atomic
def upgrade_apply(
    *, quote: UpgradeQuote, invoice_id: int, net_minor: int, now: datetime, actor: Actor
) -> Subscription:
    """Move to the dearer plan at once; its invoice, left unpaid, shuts off after its grace days.

    `net_minor` is what the invoice charges after a discount. Raises: PeriodBilledAlready.
    """
    opened = OpenedPeriod(draft=quote.draft, invoice_id=invoice_id, net_minor=net_minor)
    return period_open(opened=opened, now=now, actor=actor)


@transaction.atomic
def change_schedule(
    *, subscription_id: int, version_id: int, now: datetime, actor: Actor
) -> Withdrawn:
    """Change to another plan of the product when the paid time ends; costs nothing now.

    A renewal that was opened at the old price is withdrawn; the run opens it anew.
    Raises: PlanNotReachable, TrialNeedsPlan, CancelPending, SubscriptionOver, NotFound.
    """
    subscription = _lock_running(subscription_id)
    version = get_plan_version(version_id)
    if subscription.is_trial:
        raise TrialNeedsPlan
    if subscription.cancels_at is not None:
        raise CancelPending
    if (
        version.plan.product_id != subscription.product_id
        or version.plan.is_trial
        or version.pk == subscription.version_id
    ):
        raise PlanNotReachable
    options_with(subscription, version)  # it has a price for all that is configured
    _, withdrawn = _withdraw_future(subscription, now=now, actor=actor)
    subscription.next_version = version
    timeline_add(
        subscription, TimelineKind.CHANGE_SCHEDULED, now=now, actor=actor, plan=version.plan.name
    )
    recompute(subscription, now=now, actor=actor)
    return withdrawn


@transaction.atomic
def change_cancel(*, subscription_id: int, now: datetime, actor: Actor) -> Withdrawn:
    """Stay with the present plan after all. Raises: NotFound when no change waits."""
    subscription = _lock_running(subscription_id)
    if subscription.next_version is None:
        raise NotFound
    dropped = subscription.next_version.plan.name
    _, withdrawn = _withdraw_future(subscription, now=now, actor=actor)
    subscription.next_version = None
    timeline_add(subscription, TimelineKind.CHANGE_DROPPED, now=now, actor=actor, plan=dropped)
    recompute(subscription, now=now, actor=actor)
    return withdrawn


@transaction.atomic
def cancel_at_period_end(
    *, subscription_id: int, reason: str = "", now: datetime, actor: Actor
) -> Withdrawn:
    """The buyer wants no further period: open until the end of what runs or is paid, then over.

    A renewal that was opened already is withdrawn. What never opened (its first payment is
    awaited) is over at once. Raises: CancelPending when asked before, SubscriptionOver, NotFound.
    """
    subscription = _lock_running(subscription_id)
    if subscription.cancels_at is not None:
        raise CancelPending
    periods, withdrawn = _withdraw_future(subscription, now=now, actor=actor)
    if subscription.awaits_payment:
        unpaid = [p for p in periods if p.paid_at is None]
        more = periods_withdraw(subscription, unpaid, now=now, actor=actor)
        withdrawn = Withdrawn(withdrawn.invoice_ids + more.invoice_ids)
        periods = [p for p in periods if p not in unpaid]
    ends = max((p.ends_at for p in periods), default=now)
    subscription.cancels_at = max(ends, now)
    subscription.cancel_asked_at = now
    subscription.next_version = None
    timeline_add(
        subscription,
        TimelineKind.CANCEL_ASKED,
        now=now,
        actor=actor,
        ends_at=subscription.cancels_at.isoformat(),
        reason=reason,
    )
    _log(subscription, "cancel_asked", reason, now, actor)
    recompute(subscription, now=now, actor=actor)
    return withdrawn


@transaction.atomic
def resume(*, subscription_id: int, now: datetime, actor: Actor) -> Subscription:
    """Take back the wish to end it; renewals go on. Raises: NoCancelPending, SubscriptionOver."""
    subscription = _lock_running(subscription_id)
    if subscription.cancels_at is None:
        raise NoCancelPending
    if subscription.cancels_at <= now:
        raise SubscriptionOver
    subscription.cancels_at = subscription.cancel_asked_at = None
    timeline_add(subscription, TimelineKind.RESUMED, now=now, actor=actor)
    _log(subscription, "resumed", "", now, actor)
    return recompute(subscription, now=now, actor=actor)


@transaction.atomic
def end(
    *, subscription_id: int, reason: str, forgives_debt: bool = False, now: datetime, actor: Actor
) -> Withdrawn:
    """The seller ends it now, for good. Unpaid time that began stays owed unless it is forgiven.

    Debt that stays goes on to shut the platform. Raises: SubscriptionOver, NotFound.
    """
    subscription = _lock_running(subscription_id)
    periods, withdrawn = _withdraw_future(subscription, now=now, actor=actor)
    if forgives_debt or subscription.awaits_payment:
        unpaid = [p for p in periods if p.paid_at is None]
        more = periods_withdraw(subscription, unpaid, now=now, actor=actor)
        withdrawn = Withdrawn(withdrawn.invoice_ids + more.invoice_ids)
    subscription.ended_at = now
    subscription.next_version = None
    _log(subscription, "ended", reason, now, actor)
    recompute(subscription, now=now, actor=actor, note=reason)
    return withdrawn


@transaction.atomic
def site_set(*, subscription_id: int, site: str, now: datetime, actor: Actor) -> Subscription:
    """Say where the service runs (from the platform's API or the desk). Raises: NotFound."""
    subscription = subscription_lock(subscription_id)
    if subscription.site != site:
        before, subscription.site = subscription.site, site
        subscription.save(update_fields=["site"])
        timeline_add(
            subscription, TimelineKind.SITE_SET, now=now, actor=actor, before=before, after=site
        )
    return subscription


def _log(subscription: Subscription, action: str, reason: str, now: datetime, actor: Actor) -> None:
    audit.record(
        actor=actor,
        action=f"subscription.{action}",
        subject=subscription.public_id,
        now=now,
        account_id=subscription.buyer_id,
        reason=reason,
    )
