"""The state function of `states.py` in SQL, for lists that filter and sort by it.

A property test compares the two over generated times on a real PostgreSQL. Plain SQL and not the
ORM's expressions: building and compiling those took longer than the statement itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, DateTimeField, Field
from django.db.models.expressions import RawSQL

from vezne.subscriptions.states import State

_ROW = "subscriptions_subscription"
_STATE = f"""
CASE
    WHEN {_ROW}.ended_at <= %s AND {_ROW}.cancels_at <= {_ROW}.ended_at THEN '{State.CANCELLED}'
    WHEN {_ROW}.ended_at <= %s THEN '{State.ENDED}'
    WHEN {_ROW}.cancels_at <= %s THEN '{State.CANCELLED}'
    WHEN EXISTS (SELECT FROM subscriptions_block b
                 WHERE b.subscription_id = {_ROW}.id AND b.lifted_at IS NULL)
        THEN '{State.STAFF_SUSPENDED}'
    WHEN {_ROW}.is_trial AND {_ROW}.trial_ends_at > %s THEN '{State.TRIALING}'
    WHEN {_ROW}.awaits_payment THEN '{State.PENDING}'
    WHEN {_ROW}.open_until <= %s THEN '{State.SUSPENDED}'
    WHEN {_ROW}.paid_until > %s THEN '{State.ACTIVE}'
    ELSE '{State.GRACE}'
END
"""
_SHOWN = f"""
(SELECT p.{{}} FROM subscriptions_period p
 WHERE p.subscription_id = {_ROW}.id AND p.voided_at IS NULL
     AND p.starts_at <= %s AND p.kind <> 'upgrade'
 ORDER BY p.ends_at DESC, p.starts_at DESC LIMIT 1)
"""  # noqa: S608 - our own constants
_OWED = f"""
(SELECT p.{{}} FROM subscriptions_period p
 WHERE p.subscription_id = {_ROW}.id AND p.voided_at IS NULL
     AND p.paid_at IS NULL AND p.invoice_id IS NOT NULL
 ORDER BY p.starts_at, p.id LIMIT 1)
"""  # noqa: S608 - our own constants


def state_expression(instant: datetime) -> RawSQL:
    """The state of a row of `Subscription` at `instant`; a case per line of `states.state_at`."""
    return _sql(_STATE, [instant] * _STATE.count("%s"), CharField())


def list_expressions(instant: datetime) -> dict[str, RawSQL]:
    """What lists show beside the state: the period that runs (or the newest that began), and when
    the oldest unpaid one began, with its invoice. Names as `queries.lists.with_state` adds them.
    """
    return {
        "shown_starts_at": _sql(_SHOWN.format("starts_at"), [instant], DateTimeField()),
        "shown_ends_at": _sql(_SHOWN.format("ends_at"), [instant], DateTimeField()),
        "due_at": _sql(_OWED.format("starts_at"), [], DateTimeField()),
        "due_invoice_id": _sql(_OWED.format("invoice_id"), [], BigIntegerField()),
    }


def _sql(text: str, values: list[datetime], kind: Field[Any, Any]) -> RawSQL:
    return RawSQL(text, values, output_field=kind)  # noqa: S611 - our own constants
