"""Blocks besides debt: each owner places his own and lifts only his own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core import audit
from vezne.core.audit import Actor
from vezne.subscriptions.errors import AlreadyBlocked, NotBlocked, SubscriptionOver
from vezne.subscriptions.models import Block, Subscription
from vezne.subscriptions.services.state import recompute, subscription_lock, timeline_add
from vezne.subscriptions.types import BlockKind, TimelineKind


@transaction.atomic
def block_place(
    *, subscription_id: int, kind: BlockKind, reason: str, now: datetime, actor: Actor
) -> Subscription:
    """Shut a subscription, whatever is paid. Raises: AlreadyBlocked, SubscriptionOver, NotFound."""
    subscription = subscription_lock(subscription_id)
    if subscription.ended_at is not None:
        raise SubscriptionOver
    if Block.objects.filter(subscription=subscription, kind=kind, lifted_at=None).exists():
        raise AlreadyBlocked
    Block.objects.create(
        subscription=subscription,
        seller_id=subscription.seller_id,
        buyer_id=subscription.buyer_id,
        kind=kind,
        reason=reason,
        starts_at=now,
    )
    _tell(subscription, TimelineKind.BLOCKED, kind, reason, now=now, actor=actor)
    return recompute(subscription, now=now, actor=actor)


@transaction.atomic
def block_lift(
    *, subscription_id: int, kind: BlockKind, reason: str = "", now: datetime, actor: Actor
) -> Subscription:
    """Take back this owner's block; others, and debt, stay. Raises: NotBlocked, NotFound."""
    subscription = subscription_lock(subscription_id)
    lifted = Block.objects.filter(subscription=subscription, kind=kind, lifted_at=None).update(
        lifted_at=now
    )
    if not lifted:
        raise NotBlocked
    _tell(subscription, TimelineKind.UNBLOCKED, kind, reason, now=now, actor=actor)
    return recompute(subscription, now=now, actor=actor)


def _tell(
    subscription: Subscription,
    what: TimelineKind,
    kind: BlockKind,
    reason: str,
    *,
    now: datetime,
    actor: Actor,
) -> None:
    timeline_add(subscription, what, now=now, actor=actor, owner=str(kind), reason=reason)
    audit.record(
        actor=actor,
        action=f"subscription.{what}",
        subject=subscription.public_id,
        now=now,
        account_id=subscription.buyer_id,
        owner=str(kind),
        reason=reason,
    )
