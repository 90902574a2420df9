"""Reconciliation letters (mutabakat): a balance is sent, and answered once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from vezne.core import outbox
from vezne.core.audit import Actor, record
from vezne.core.locks import lock_row
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import statement
from vezne.receivables.errors import LetterNotFound, LetterOver, NoteNeeded
from vezne.receivables.models import Letter
from vezne.receivables.queries.terms import seller_terms_of
from vezne.receivables.types import LetterState


def balance_on(*, current_account_id: int, day: date, currency: str) -> int:
    """What the buyer owed at the end of a day (negative: had prepaid), in minor units."""
    after = day + timedelta(days=1)
    books = statement(
        current_account_id=current_account_id, starts_on=after, ends_on=after, unit=currency
    )
    return books.opening


@transaction.atomic
def letter_send(
    *, current_account: CurrentAccount, as_of: date, currency: str, actor: Actor, now: datetime
) -> Letter:
    """Write a letter with the balance at the end of `as_of`; the one that waited is withdrawn.

    The caller mails its link. Two at once: the current account's row is locked.
    """
    CurrentAccount.objects.select_for_update(no_key=True).get(pk=current_account.pk)
    waiting = Letter.objects.filter(
        current_account=current_account, currency=currency, state=LetterState.WAITING
    )
    waiting.update(state=LetterState.WITHDRAWN)
    days = seller_terms_of(current_account.seller_id).letter_days
    letter = Letter.objects.create(
        seller_id=current_account.seller_id,
        buyer_id=current_account.buyer_id,
        current_account=current_account,
        as_of=as_of,
        currency=currency,
        balance_minor=balance_on(
            current_account_id=current_account.pk, day=as_of, currency=currency
        ),
        state=LetterState.WAITING,
        sent_by_label=actor.label[:200],
        sent_at=now,
        expires_at=now + timedelta(days=days),
    )
    _log("letter.sent", letter, actor, now, letter.seller_id)
    return letter


@transaction.atomic
def letter_answer(
    *, letter_id: int, is_agreed: bool, note: str, answered_by: str, actor: Actor, now: datetime
) -> Letter:
    """*Mutabıkız* or *Değiliz*, once; who disagrees says why. `answered_by`: the name given.

    Raises: LetterNotFound, LetterOver, NoteNeeded.
    """
    letter = lock_row(Letter.objects, LetterNotFound, pk=letter_id)
    if letter.state_at(now) != LetterState.WAITING:
        raise LetterOver
    if not is_agreed and not note.strip():
        raise NoteNeeded
    letter.state = LetterState.AGREED if is_agreed else LetterState.DISAGREED
    letter.note, letter.answered_at = note.strip()[:500], now
    letter.answered_by_label, letter.answered_from = answered_by[:200], actor.ip
    letter.save()
    _log("letter.answered", letter, actor, now, letter.buyer_id)
    if is_agreed:
        _emit("letter.agreed", letter, now)
    else:
        _emit("letter.disagreed", letter, now)
    return letter


@transaction.atomic
def letter_withdraw(*, letter_id: int, actor: Actor, now: datetime) -> Letter:
    """The seller takes a letter back that nobody answered. Raises: LetterNotFound, LetterOver."""
    letter = lock_row(Letter.objects, LetterNotFound, pk=letter_id)
    if letter.state != LetterState.WAITING:
        raise LetterOver
    letter.state = LetterState.WITHDRAWN
    letter.save(update_fields=["state"])
    _log("letter.withdrawn", letter, actor, now, letter.seller_id)
    return letter


def _emit(kind: str, letter: Letter, now: datetime) -> None:
    outbox.emit(
        kind=kind,
        account_id=letter.seller_id,
        subject=letter.public_id,
        now=now,
        buyer_id=letter.buyer_id,
        balance_minor=letter.balance_minor,
        currency=letter.currency,
    )


def _log(action: str, letter: Letter, actor: Actor, now: datetime, account_id: int) -> None:
    record(
        actor=actor,
        action=action,
        subject=letter.public_id,
        now=now,
        account_id=account_id,
        state=letter.state,
        balance_minor=letter.balance_minor,
        currency=letter.currency,
        as_of=letter.as_of.isoformat(),
    )
