"""An order that costs nothing: it begins at once, or with the seller's word.

A trial is none of them: it is promised to begin at once, and nothing of it has to be looked at.
"""

from __future__ import annotations

from datetime import datetime

from vezne.catalog.models import PlanVersion
from vezne.core.audit import Actor
from vezne.flows.billing import opened_period
from vezne.flows.order_notices import tell_waiting
from vezne.orders.models import Order, OrderState
from vezne.orders.services import order_paid
from vezne.subscriptions.services import period_open
from vezne.subscriptions.types import PeriodDraft


def waits_for_word(version: PlanVersion, first_minor: int) -> bool:
    """Whether the seller looks at an order of this first price though nothing is paid for it.

    As soon as it looks at any way to pay (product at hand).
    """
    return first_minor == 0 and bool(version.plan.product.approval_ways)


def free_order_begin(*, order: Order, draft: PeriodDraft, now: datetime, actor: Actor) -> Order:
    """Open the first period of an order that costs nothing, or ask the seller, in the caller's
    transaction; the subscription has begun or waits accordingly (`waits_for_word`).
    """
    moved = order_paid(order_id=order.pk, way="", now=now, actor=actor)
    if moved.state == OrderState.AWAITING_APPROVAL:
        tell_waiting(moved, now=now)
    else:
        period_open(opened=opened_period(draft, None), now=now, actor=actor)
    return moved
