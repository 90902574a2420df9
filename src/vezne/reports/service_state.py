"""The state of a service as people read it: where it waits, what for.

`subscriptions` knows one state for what has not begun; whether it waits for its payment or for the
seller's word tell the invoice and the order. This is the one place that says so.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from vezne.invoicing.models import Invoice
from vezne.orders.models import Order, OrderState
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.states import State
from vezne.subscriptions.types import State as StateLabel

APPROVAL = OrderState.AWAITING_APPROVAL.value
CHOICES: list[tuple[str, Any]] = [
    choice
    for value, label in StateLabel.choices
    for choice in (
        [(value, label), (APPROVAL, OrderState.AWAITING_APPROVAL.label)]
        if value == State.PENDING
        else [(value, label)]
    )
]
"""What a list may be filtered by."""


def shown_state(state: State, owed: Invoice | None) -> str:
    """The value of `CHOICES`; what has not begun and owes nothing waits for the seller's word."""
    return APPROVAL if state == State.PENDING and owed is None else state.value


def state_words(state: State, owed: Invoice | None) -> str:
    """The same in words."""
    shown = shown_state(state, owed)
    return str(OrderState(shown).label if shown == APPROVAL else StateLabel(shown).label)


def narrow_by_state(rows: QuerySet[Subscription], shown: str) -> QuerySet[Subscription]:
    """Rows with their `state` (`subscriptions.queries`) that are shown in this one."""
    waiting = Order.objects.filter(subscription_id=OuterRef("pk"), state=APPROVAL)
    if shown == APPROVAL:
        return rows.filter(Exists(waiting), Q(state=State.PENDING.value))
    rows = rows.filter(Q(state=shown))
    return rows.exclude(Exists(waiting)) if shown == State.PENDING else rows
