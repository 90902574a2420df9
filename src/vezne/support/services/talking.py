"""Words: a new ticket, the buyer's, the seller's, and what the seller's people note for themselves.

In system scope: the caller has found the ticket, or the trade, in its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from vezne.core.audit import Actor
from vezne.core.files import StoredFile
from vezne.core.ids import random_letters
from vezne.core.turkish import fold
from vezne.support.errors import (
    AnsweredMeanwhile,
    TicketOver,
    TicketWordsMissing,
    TicketWordsTooLong,
)
from vezne.support.models import (
    Attachment,
    NoteFile,
    SupportTerms,
    Ticket,
    TicketMessage,
    TicketNote,
)
from vezne.support.queries.setup import level_of, terms_of
from vezne.support.services.writing import (
    clocks_stop,
    happened,
    locked_at_end,
    sellers_turn,
)
from vezne.support.types import LONGEST_BODY, EventKind, Side, TicketDraft, TicketState, Words

TOKEN_LETTERS = 20
"""About 99 random bits: the address of a ticket's mails is its key."""


@transaction.atomic
def ticket_open(
    *,
    seller_id: int,
    buyer_id: int,
    draft: TicketDraft,
    words: Words,
    actor: Actor,
    now: datetime,
    side: Side = Side.BUYER,
) -> tuple[Ticket, bool]:
    """A new ticket with its first words; the seller's clocks start, whoever opens it.

    The ticket, and whether it is new: the same key twice is the same ticket.
    Raises: TicketWordsMissing, TicketWordsTooLong.
    """
    _check(words)
    if not draft.subject.strip():
        raise TicketWordsMissing
    terms, _made = SupportTerms.objects.select_for_update().get_or_create(seller_id=seller_id)
    same = TicketMessage.objects.filter(
        seller_id=seller_id, buyer_id=buyer_id, key=words.key, side=side
    ).select_related("ticket")
    if words.key and (known := same.first()) is not None:
        return known.ticket, False
    number = terms.next_number
    terms.next_number = number + 1
    terms.save(update_fields=["next_number"])
    subject = " ".join(draft.subject.split())[:160]
    ticket = Ticket(
        seller_id=seller_id,
        buyer_id=buyer_id,
        number=number,
        department_id=draft.department_id,
        subject=subject,
        search_key=fold(f"{number} {subject} {draft.about_label}"),
        about=draft.about,
        about_label=draft.about_label[:160],
        priority=draft.priority,
        state=TicketState.OPEN,
        source=words.source,
        opened_by_id=words.author_id,
        opened_by_label=words.author_label[:200],
        reply_token=random_letters(TOKEN_LETTERS),
        assignee_id=words.author_id if side == Side.SELLER else None,
        opened_at=now,
        changed_at=now,
        solve_left_minutes=level_of(seller_id, draft.priority).solve_minutes,
    )
    sellers_turn(ticket, now)
    ticket.save()
    happened(ticket, EventKind.OPENED, side=side, actor=actor, now=now)
    _say(ticket, side, words, now)
    return ticket, True


@transaction.atomic
def ticket_reply(
    *, ticket_id: int, words: Words, actor: Actor, now: datetime
) -> tuple[TicketMessage, bool]:
    """The buyer's words; they open a closed ticket again for as long as the seller says.

    The message, and whether it is new: the same key twice says it once. Words for a merged ticket
    go to where it went. Raises: TicketNotFound, TicketOver, TicketWordsMissing, TicketWordsTooLong.
    """
    _check(words)
    ticket = locked_at_end(ticket_id)
    known = _known(ticket, words)
    if known is not None:
        return known, False
    if ticket.state == TicketState.CLOSED:
        days = terms_of(ticket.seller_id).reopen_days
        if ticket.closed_at is None or now > ticket.closed_at + timedelta(days=days):
            raise TicketOver
        happened(ticket, EventKind.REOPENED, side=Side.BUYER, actor=actor, now=now)
    message = _say(ticket, Side.BUYER, words, now)
    sellers_turn(ticket, now)
    ticket.changed_at = now
    ticket.save()
    return message, True


@transaction.atomic
def ticket_answer(
    *, ticket_id: int, words: Words, seen: str | None, closes: bool, actor: Actor, now: datetime
) -> tuple[TicketMessage, bool]:
    """The seller's words; with `closes` they end the ticket.

    `seen` is the public id of the last message that the writer had before it; None does not ask.
    Raises: TicketNotFound, AnsweredMeanwhile, TicketWordsMissing, TicketWordsTooLong.
    """
    _check(words)
    ticket = locked_at_end(ticket_id)
    known = _known(ticket, words)
    if known is not None:
        return known, False
    if seen is not None:
        _check_seen(ticket, seen)
    message = _say(ticket, Side.SELLER, words, now)
    clocks_stop(ticket, now)
    ticket.answered_at = ticket.answered_at or now
    ticket.state, ticket.closed_at, ticket.changed_at = TicketState.ANSWERED, None, now
    if ticket.assignee_id is None:
        ticket.assignee_id = words.author_id
    if closes:
        ticket.state, ticket.closed_at = TicketState.CLOSED, now
        happened(ticket, EventKind.CLOSED, side=Side.SELLER, actor=actor, now=now)
    ticket.save()
    return message, True


@transaction.atomic
def note_add(
    *,
    ticket_id: int,
    body: str,
    author_id: int | None,
    author_label: str,
    now: datetime,
    files: tuple[StoredFile, ...] = (),
) -> TicketNote:
    """What the buyer does not see. Raises: TicketNotFound, TicketWordsMissing, …TooLong."""
    _check(Words(body, author_id, author_label, files=files))
    ticket = locked_at_end(ticket_id)
    note = TicketNote.objects.create(
        seller_id=ticket.seller_id,
        ticket=ticket,
        author_id=author_id,
        author_label=author_label[:200],
        body=body.strip(),
        noted_at=now,
    )
    NoteFile.objects.bulk_create(
        NoteFile(seller_id=ticket.seller_id, ticket=ticket, note=note, **_columns(file))
        for file in files
    )
    return note


def files_refused(*, ticket: Ticket, names: Sequence[str], actor: Actor, now: datetime) -> None:
    """Say in the ticket which files of a mail were not taken."""
    for name in names:
        happened(ticket, EventKind.FILE_REFUSED, side=Side.BUYER, actor=actor, now=now, words=name)


def _columns(file: StoredFile) -> dict[str, Any]:
    """A stored file as the tables keep it."""
    return {
        "name": file.name,
        "media_type": file.media_type,
        "size_bytes": file.size_bytes,
        "sha256": file.sha256,
        "store_key": file.key,
        "is_scanned": file.is_scanned,
    }


def _check(words: Words) -> None:
    if not words.body.strip() and not words.files:
        raise TicketWordsMissing
    if len(words.body) > LONGEST_BODY:
        raise TicketWordsTooLong


def _known(ticket: Ticket, words: Words) -> TicketMessage | None:
    if not words.key:
        return None
    return TicketMessage.objects.filter(ticket=ticket, key=words.key).first()


def _check_seen(ticket: Ticket, seen: str) -> None:
    last = TicketMessage.objects.filter(ticket=ticket).order_by("-pk").first()
    if last is not None and last.public_id != seen:
        raise AnsweredMeanwhile(name=last.author_label)


def _say(ticket: Ticket, side: Side, words: Words, now: datetime) -> TicketMessage:
    body = words.body.replace("\x00", "").strip()
    names = " ".join(file.name for file in words.files)
    message = TicketMessage.objects.create(
        seller_id=ticket.seller_id,
        buyer_id=ticket.buyer_id,
        ticket=ticket,
        side=side,
        source=words.source,
        author_id=words.author_id,
        author_label=words.author_label[:200],
        author_email=words.author_email[:254],
        body=body,
        search_key=fold(f"{body} {names}"),
        key=words.key or random_letters(TOKEN_LETTERS),
        mail_id=words.mail_id[:300],
        said_at=now,
    )
    Attachment.objects.bulk_create(
        Attachment(
            seller_id=ticket.seller_id,
            buyer_id=ticket.buyer_id,
            ticket=ticket,
            message=message,
            **_columns(file),
        )
        for file in words.files
    )
    return message
