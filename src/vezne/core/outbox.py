"""Events: a row written with the change, handled by subscribers after commit, at least once.

`emit` writes the row and, in the same transaction, defers one job that handles it. Subscribers are
bound by `config` at start (`subscribe`), run each in their own transaction, and must be
idempotent. A row whose job died is found again by `handle_open`, so nothing is lost.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from vezne.core import ports
from vezne.core.bulk import insert_columns
from vezne.core.models import OutboxEvent

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Event:
    """What subscribers get: the fact, whose trade it is about, and when it happened."""

    id: int
    kind: str
    account_id: int
    subject: str
    payload: dict[str, Any]
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be written with others by `emit_many`; `account_id` is the seller's."""

    kind: str
    account_id: int
    subject: str
    payload: dict[str, Any]
    occurred_at: datetime


Subscriber = Callable[[Event], object]
_subscribers: dict[str, list[Subscriber]] = defaultdict(list)


def subscribe(kind: str, subscriber: Subscriber) -> None:
    """Have `subscriber` called for every event of `kind` (`*` = all); twice binds once."""
    if subscriber not in _subscribers[kind]:
        _subscribers[kind].append(subscriber)


def emit(*, kind: str, account_id: int, subject: str, now: datetime, **payload: Any) -> int:
    """Write an event in the caller's transaction; `account_id` is the seller's. Returns its id."""
    row = OutboxEvent.objects.create(
        kind=kind, account_id=account_id, subject=subject, payload=payload, occurred_at=now
    )
    ports.jobs().defer("core.outbox", event_id=row.pk)
    return row.pk


def emit_many(events: Sequence[NewEvent]) -> list[int]:
    """Write many events in one statement and defer one job for all of them; returns their ids."""
    if not events:
        return []
    rows = insert_columns(
        OutboxEvent,
        {
            "kind": [event.kind for event in events],
            "account_id": [event.account_id for event in events],
            "subject": [event.subject for event in events],
            "payload": [json.dumps(event.payload) for event in events],
            "occurred_at": [event.occurred_at for event in events],
            "attempts": [0] * len(events),
            "last_error": [""] * len(events),
        },
    )
    ids = [int(pk or 0) for (pk,) in rows]
    if len(ids) == 1:
        ports.jobs().defer("core.outbox", event_id=ids[0])
    else:
        ports.jobs().defer("core.outbox_many", event_ids=ids)
    return ids


def handle(*, event_id: int, now: datetime) -> bool:
    """Run the subscribers of one open event; False when it was handled before or is being handled.

    All subscribers run in one transaction with the mark: either all took effect or none did.
    """
    with transaction.atomic():
        row = (
            OutboxEvent.objects.select_for_update(skip_locked=True)
            .filter(pk=event_id, handled_at=None)
            .first()
        )
        if row is None:
            return False
        event = Event(row.pk, row.kind, row.account_id, row.subject, row.payload, row.occurred_at)
        for subscriber in (*_subscribers[row.kind], *_subscribers["*"]):
            subscriber(event)
        row.handled_at = now
        row.save(update_fields=["handled_at"])
    return True


def handle_open(*, now: datetime, limit: int = 500) -> int:
    """Handle what is still open, oldest first; used by the clock and after a stop."""
    ids = list(
        OutboxEvent.objects.filter(handled_at=None)
        .order_by("id")
        .values_list("id", flat=True)[:limit]
    )
    return sum(handle(event_id=event_id, now=now) for event_id in ids)
