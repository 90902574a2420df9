"""The seller's part: taken up, sent back for what is missing, approved or rejected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from vezne.applications.errors import (
    ApplicationChanged,
    ApplicationReasonMissing,
    ApplicationStale,
)
from vezne.applications.kinds import ApplicationKind, Parties
from vezne.applications.models import Application
from vezne.applications.queries import contents_of
from vezne.applications.services.rows import happened, in_state, locked
from vezne.applications.types import (
    LONGEST_REASON,
    WAITING,
    ApplicationState,
    EventKind,
    Side,
)
from vezne.core.audit import Actor

SELLER = Side.SELLER.value


@transaction.atomic
def application_take(*, application_id: int, actor: Actor, now: datetime) -> Application:
    """Somebody of the seller looks at it; another may take it over.

    Raises: ApplicationNotFound, ApplicationStateConflict.
    """
    row = in_state(locked(application_id), WAITING)
    if row.state == ApplicationState.IN_REVIEW and row.reviewer_id == actor.id:
        return row
    row.state, row.reviewer_id, row.changed_at = ApplicationState.IN_REVIEW, actor.id, now
    row.save(update_fields=["state", "reviewer", "changed_at"])
    happened(row, EventKind.TAKEN, side=SELLER, actor=actor, now=now)
    return row


@transaction.atomic
def application_return(
    *, application_id: int, seen: int, reason: str, actor: Actor, now: datetime
) -> Application:
    """Send it back to the buyer for what is missing.

    Raises: ApplicationNotFound, ApplicationStateConflict, ApplicationChanged,
    ApplicationReasonMissing.
    """
    row = decidable(application_id, seen)
    row.reason = _reason(reason)
    row.state, row.changed_at, row.reviewer = ApplicationState.RETURNED, now, None
    row.version += 1
    row.save()
    happened(row, EventKind.RETURNED, side=SELLER, actor=actor, now=now, words=row.reason)
    return row


def decidable(application_id: int, seen: int) -> Application:
    """The row, locked, when it waits for the seller as its reader saw it.

    Raises: ApplicationNotFound, ApplicationStateConflict, ApplicationChanged.
    """
    row = in_state(locked(application_id), WAITING)
    if row.version != seen:
        raise ApplicationChanged
    return row


@transaction.atomic
def application_decide(
    *, row: Application, is_yes: bool, actor: Actor, now: datetime, words: str = ""
) -> Application:
    """End a locked application: approved with what it made (`words`), or rejected with a reason.

    Raises: ApplicationReasonMissing.
    """
    if is_yes:
        row.state, row.outcome, row.reason = ApplicationState.APPROVED, words[:40], ""
    else:
        row.state, row.reason = ApplicationState.REJECTED, _reason(words)
    row.ended_at = row.changed_at = now
    row.decided_by_label, row.version = actor.label[:200], row.version + 1
    row.save()
    kind = EventKind.APPROVED if is_yes else EventKind.REJECTED
    happened(row, kind, side=SELLER, actor=actor, now=now, words=row.reason if not is_yes else "")
    return row


def refuse_stale(row: Application, kind: ApplicationKind) -> None:
    """What it wants to change must be what it was when it was sent. Raises: ApplicationStale."""
    contents = contents_of(row)
    present = kind.basis(Parties(row.seller_id, row.buyer_id), contents.values)
    other = _others(contents.basis, present)
    if other:
        labels = {one.key: str(one.label) for one in kind.questions}
        raise ApplicationStale(fields=", ".join(labels.get(key, key) for key in other))


def _others(before: Mapping[str, str], present: Mapping[str, str]) -> list[str]:
    return [key for key in {**before, **present} if before.get(key) != present.get(key)]


def _reason(words: str) -> str:
    reason = " ".join(words.replace("\x00", "").split())[:LONGEST_REASON]
    if not reason:
        raise ApplicationReasonMissing
    return reason
