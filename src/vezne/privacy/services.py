"""Writes of privacy."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from vezne.core.audit import SYSTEM, Actor, record
from vezne.core.locks import lock_row
from vezne.privacy.errors import ErasureOpen, ErasureOver
from vezne.privacy.models import Destruction, Erasure
from vezne.privacy.types import ANSWERED_WITHIN, ErasureState


@transaction.atomic
def erasure_ask(*, user_id: int, words: str, now: datetime, actor: Actor) -> Erasure:
    """A person asks to be erased. Raises: ErasureOpen."""
    try:
        with transaction.atomic():
            row = Erasure.objects.create(
                user_id=user_id,
                state=ErasureState.OPEN,
                words=words[:500],
                ip=actor.ip,
                asked_at=now,
                due_at=now + ANSWERED_WITHIN,
            )
    except IntegrityError as twice:
        raise ErasureOpen from twice
    _record("erasure.asked", row, now, actor)
    return row


@transaction.atomic
def erasure_withdraw(*, user_id: int, now: datetime, actor: Actor) -> Erasure:
    """The person thinks better of it. Raises: ErasureOver."""
    row = lock_row(Erasure.objects, ErasureOver, user_id=user_id, state="open")
    return _decide(row, ErasureState.WITHDRAWN, "", now, actor)


@transaction.atomic
def erasure_decline(*, public_id: str, reason: str, now: datetime, actor: Actor) -> Erasure:
    """Refuse a wish, with the reason that the person reads. Raises: NotFound, ErasureOver."""
    return _decide(erasure_lock(public_id), ErasureState.DECLINED, reason[:500], now, actor)


@transaction.atomic
def erasure_close(*, row: Erasure, now: datetime, actor: Actor) -> Erasure:
    """The person is erased; the caller did it, in this transaction, under the row's lock."""
    row.words, row.ip = "", None
    return _decide(row, ErasureState.DONE, "", now, actor)


def erasure_lock(public_id: str) -> Erasure:
    """An open wish, held until the transaction ends. Raises: NotFound, ErasureOver."""
    row = lock_row(Erasure.objects, public_id=public_id)
    if row.state != ErasureState.OPEN:
        raise ErasureOver
    return row


def destroyed(
    what: str,
    count: int,
    *,
    rule: str,
    now: datetime,
    actor: Actor = SYSTEM,
    subject: str = "",
) -> None:
    """Write down that `count` things are gone, in the transaction that destroyed them; 0: nothing.

    `what` and `rule` are words of `queries`; neither they nor `subject` name a person.
    """
    if count:
        Destruction.objects.create(
            what=what, count=count, rule=rule, subject=subject, by=actor.label[:200], at=now
        )


def _decide(row: Erasure, state: ErasureState, reason: str, now: datetime, actor: Actor) -> Erasure:
    row.state, row.reason = state, reason
    row.decided_at, row.decided_by = now, actor.label[:200]
    row.save()
    _record(f"erasure.{state.value}", row, now, actor, reason=reason)
    return row


def _record(action: str, row: Erasure, now: datetime, actor: Actor, **details: str) -> None:
    record(actor=actor, action=action, subject=row.public_id, now=now, account_id=None, **details)
