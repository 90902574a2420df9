"""The audit log: append-only, shown to the account's Admin and to staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user, an API key, a provider's notice or the system itself."""

    kind: str  # user, api_key, provider, system
    id: int | None = None
    label: str = ""
    ip: str | None = None


SYSTEM = Actor(kind="system", label="Vezne")
"""The clock's own work: renewals, reminders, suspensions."""


def record(
    *,
    actor: Actor,
    action: str,
    subject: str,
    now: datetime,
    account_id: int | None,
    **details: Any,
) -> None:
    """Write one line of the log in the caller's transaction; `subject` is a public id."""
    row: list[Any] = [
        account_id,
        actor.kind,
        actor.id,
        actor.label[:200],
        action,
        subject,
        Jsonb(details),
        actor.ip,
        now,
    ]
    with connection.cursor() as cursor:
        # Plain SQL without RETURNING: one may write a line about the other side of a trade
        # that one may not read (row-level security).
        cursor.execute(
            "INSERT INTO core_auditentry (account_id, actor_kind, actor_id, actor_label, action,"
            " subject, details, ip, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            row,
        )
