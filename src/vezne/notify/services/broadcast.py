"""One message to very many people: begun once for each version of its words, then step by step.

A step is one transaction under the row's lock: the next accounts, their people, the cursor. So it
may be killed anywhere and called twice; nobody is told the same version twice, also who is at
several accounts. Who is known to have been told is forgotten at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.accounts.types import Recipient
from vezne.core import ports
from vezne.notify.models import Broadcast, BroadcastReader

JOB = "notify.broadcast"


@dataclass(frozen=True, slots=True)
class Batch:
    """The next accounts with their people; `is_last`: nobody comes after them."""

    accounts: Sequence[tuple[int, Sequence[Recipient]]]
    is_last: bool


def broadcast_begin(
    *, kind_key: str, seller_id: int, subject: str, version: int, now: datetime
) -> bool:
    """Begin to tell a version, in the caller's transaction; False where it was begun already."""
    row, is_new = Broadcast.objects.get_or_create(
        seller_id=seller_id,
        subject=subject,
        version=version,
        defaults={"kind": kind_key, "begun_at": now, "moved_at": now},
    )
    if is_new:
        ports.jobs().defer(JOB, broadcast_id=row.pk)
    return is_new


@transaction.atomic
def broadcast_step(
    *,
    broadcast_id: int,
    take: Callable[[Broadcast], Batch],
    tell: Callable[[Broadcast, int, Sequence[Recipient]], None],
    now: datetime,
) -> bool:
    """Tell the next batch and put the job for the one after it; False when all is told.

    `take` gives who comes after the row's cursor, `tell` writes what one account's people get. In
    system scope.
    """
    row = Broadcast.objects.select_for_update().filter(pk=broadcast_id, ended_at=None).first()
    if row is None:
        return False
    batch = take(row)
    for account_id, people in batch.accounts:
        new = _not_told(row, people)
        if new:
            tell(row, account_id, new)
        row.after, row.told = account_id, row.told + len(new)
    row.moved_at = now
    if batch.is_last:
        row.ended_at = now
        BroadcastReader.objects.filter(broadcast=row).delete()
    else:
        ports.jobs().defer(JOB, broadcast_id=row.pk)
    row.save()
    return not batch.is_last


def _not_told(row: Broadcast, people: Sequence[Recipient]) -> list[Recipient]:
    """Those who were not told at another account; they are noted."""
    ids = [person.user_id for person in people]
    known = set(
        BroadcastReader.objects.filter(broadcast=row, user_id__in=ids).values_list(
            "user_id", flat=True
        )
    )
    new = [person for person in people if person.user_id not in known]
    BroadcastReader.objects.bulk_create(
        [
            BroadcastReader(seller_id=row.seller_id, broadcast=row, user_id=person.user_id)
            for person in new
        ]
    )
    return new
