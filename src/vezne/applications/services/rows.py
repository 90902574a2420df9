"""What every write of an application needs: its row locked, its contents sealed, its events."""

from __future__ import annotations

import json
from datetime import datetime

from vezne.applications.errors import ApplicationNotFound, ApplicationStateConflict
from vezne.applications.models import Application, ApplicationEvent
from vezne.applications.queries import CONTENTS_PURPOSE
from vezne.applications.types import Contents, EventKind
from vezne.core.audit import Actor, record
from vezne.core.crypto import seal


def locked(application_id: int) -> Application:
    """The row, locked until the transaction's end. Raises: ApplicationNotFound."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("seller", "buyer")
    row = rows.filter(pk=application_id).first()
    if row is None:
        raise ApplicationNotFound
    return row


def in_state(row: Application, states: tuple[str, ...]) -> Application:
    """The row, when it stands in one of these. Raises: ApplicationStateConflict."""
    if row.state not in states:
        raise ApplicationStateConflict(state=row.get_state_display())
    return row


def contents_seal(row: Application, contents: Contents) -> None:
    """Put what was typed into the row, encrypted; the caller saves it."""
    plain = json.dumps({"values": dict(contents.values), "basis": dict(contents.basis)})
    row.contents_sealed = seal(plain, purpose=CONTENTS_PURPOSE)


def happened(
    row: Application, kind: EventKind, *, side: str, actor: Actor, now: datetime, words: str = ""
) -> None:
    """Keep what was done, in the application and in the log of both sides."""
    ApplicationEvent.objects.create(
        seller_id=row.seller_id,
        buyer_id=row.buyer_id,
        application=row,
        kind=kind,
        side=side,
        actor_label=actor.label[:200],
        words=words[:500],
        happened_at=now,
    )
    for account_id in {row.seller_id, row.buyer_id}:
        record(
            actor=actor,
            action=f"application.{kind.value}",
            subject=row.public_id,
            now=now,
            account_id=account_id,
            application_kind=row.kind,
            words=words[:500],
        )
