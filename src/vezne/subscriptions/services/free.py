"""What costs nothing and waits for the seller's word: begun with it, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vezne.catalog.configuring import SoldOption
from vezne.catalog.queries import get_plan_version
from vezne.core.audit import Actor
from vezne.subscriptions.drafts import day_of, regular_draft
from vezne.subscriptions.errors import SubscriptionOver
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.services.periods import period_open
from vezne.subscriptions.services.state import begin_not, subscription_lock
from vezne.subscriptions.types import OpenedPeriod


@transaction.atomic
def free_begin(
    *,
    subscription_id: int,
    version_id: int,
    options: Sequence[SoldOption],
    now: datetime,
    actor: Actor,
) -> Subscription:
    """Begin what waited for the seller's word: its first period, as it was ordered, runs from now,
    of a trial from its end.

    What has begun stays as it is. Raises: SubscriptionOver (also where its buyer has
    cancelled it), NotFound.
    """
    subscription = subscription_lock(subscription_id)
    if subscription.ended_at is not None:
        raise SubscriptionOver
    if not subscription.awaits_payment:
        return subscription
    if subscription.cancels_at is not None:
        raise SubscriptionOver
    start = max(now, subscription.trial_ends_at or now)
    if not subscription.is_trial:
        subscription.started_at = start
    subscription.awaits_payment = subscription.is_trial = False
    subscription.save()
    version = get_plan_version(version_id)
    draft = regular_draft(
        subscription, version, starts_at=start, anchor_day=day_of(start), options=options
    )
    opened = OpenedPeriod(draft=draft, invoice_id=None, net_minor=0)
    return period_open(opened=opened, now=now, actor=actor)


@transaction.atomic
def free_refuse(*, subscription_id: int, now: datetime, actor: Actor, reason: str) -> Subscription:
    """The seller says no: what never began ends, a trial goes on to its own end.

    What does not wait stays as it is. Raises: NotFound.
    """
    subscription = subscription_lock(subscription_id)
    if subscription.ended_at is not None or not subscription.awaits_payment:
        return subscription
    return begin_not(subscription, now=now, actor=actor, reason=reason)
