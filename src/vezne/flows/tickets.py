"""Tickets where they meet services, files and messages: one function, one transaction.

The caller has found the ticket in its own scope; what is written here is written in the system's,
because one side's words start the other side's clock. Files are checked, scanned and stored
before, outside any transaction (`files_take`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from vezne.accounts.models import Membership, Role
from vezne.core import outbox
from vezne.core.audit import SYSTEM, Actor
from vezne.core.errors import DomainError
from vezne.core.files import StoredFile, file_keep
from vezne.core.scope import acting_as_system
from vezne.flows.errors import TooManyFiles
from vezne.flows.ticket_notices import shown_body, tell_buyer, tell_seller
from vezne.support import services
from vezne.support.errors import AssigneeNotAllowed
from vezne.support.models import Ticket, TicketMessage
from vezne.support.queries import late_ids, silent_ids
from vezne.support.types import MOST_FILES, Words


def files_take(given: Sequence[tuple[str, bytes]]) -> tuple[StoredFile, ...]:
    """Store what somebody sends along (name and content); outside any transaction.

    Raises: TooManyFiles, FileTooBig, FileRefused, FileInfected, FileScanUnavailable.
    """
    if len(given) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    return tuple(file_keep(content, name) for name, content in given)


def buyer_says(*, ticket_id: int, words: Words, actor: Actor, now: datetime) -> TicketMessage:
    """The buyer's words in its ticket; the seller's people are told.

    Raises: TicketNotFound, TicketOver, TicketWordsMissing, TicketWordsTooLong.
    """
    with acting_as_system("flows: ticket reply"), transaction.atomic():
        message, is_new = services.ticket_reply(
            ticket_id=ticket_id, words=words, actor=actor, now=now
        )
        if is_new:
            ticket = _with_buyer(message.ticket_id)
            _emit("ticket.replied", ticket, now)
            body = shown_body(message.body)
            author = message.author_label
            tell_seller(ticket, "ticket.replied", now=now, author=author, body=body)
        return message


def seller_says(
    *, ticket_id: int, words: Words, seen: str | None, closes: bool, actor: Actor, now: datetime
) -> TicketMessage:
    """The seller's words; the buyer's people are told, with an address to reply to.

    Raises: TicketNotFound, AnsweredMeanwhile, TicketWordsMissing, TicketWordsTooLong.
    """
    with acting_as_system("flows: ticket answer"), transaction.atomic():
        message, is_new = services.ticket_answer(
            ticket_id=ticket_id, words=words, seen=seen, closes=closes, actor=actor, now=now
        )
        if is_new:
            ticket = _with_buyer(message.ticket_id)
            _emit("ticket.answered", ticket, now)
            body = shown_body(message.body)
            author = message.author_label
            tell_buyer(ticket, "ticket.answered", now=now, author=author, body=body)
            if closes:
                _emit("ticket.closed", ticket, now)
                tell_buyer(ticket, "ticket.closed", now=now)
        return message


def staff_notes(*, ticket_id: int, words: Words, now: datetime) -> None:
    """What the seller's people tell each other. Raises: TicketNotFound, TicketWordsMissing."""
    with acting_as_system("flows: ticket note"):
        services.note_add(
            ticket_id=ticket_id,
            body=words.body,
            author_id=words.author_id,
            author_label=words.author_label,
            files=words.files,
            now=now,
        )


def ticket_give(*, ticket: Ticket, assignee: str, actor: Actor, now: datetime) -> None:
    """Give a ticket to a working member of the seller (public id of the user), or to nobody (``).

    Who gets it from somebody else is told. Raises: AssigneeNotAllowed, TicketNotFound.
    """
    with acting_as_system("flows: ticket given"), transaction.atomic():
        user_id, label = None, ""
        if assignee:
            member = (
                Membership.objects.filter(
                    account_id=ticket.seller_id, user__public_id=assignee, ended_at=None
                )
                .exclude(role=Role.VIEWER)
                .select_related("user")
                .first()
            )
            if member is None:
                raise AssigneeNotAllowed
            user_id, label = member.user_id, member.user.full_name
        is_new = services.ticket_assign(
            ticket_id=ticket.pk, assignee_id=user_id, assignee_label=label, actor=actor, now=now
        )
        if is_new and user_id is not None:
            row = _with_buyer(ticket.pk)
            _emit("ticket.assigned", row, now)
            if user_id != actor.id:
                tell_seller(row, "ticket.assigned", now=now, author=actor.label)


def ticket_end(*, ticket_id: int, side: str, actor: Actor, now: datetime) -> None:
    """Close a ticket; the buyer is told when it was not the buyer. Raises: TicketNotLive."""
    with acting_as_system("flows: ticket closed"), transaction.atomic():
        services.ticket_close(ticket_id=ticket_id, side=side, actor=actor, now=now)
        ticket = _with_buyer(ticket_id)
        _emit("ticket.closed", ticket, now)
        if side != "buyer":
            tell_buyer(ticket, "ticket.closed", now=now)


def ticket_join(*, ticket_id: int, into_id: int, actor: Actor, now: datetime) -> Ticket:
    """Merge a ticket into another of the same buyer. Raises: MergeNotAllowed, TicketNotFound."""
    with acting_as_system("flows: tickets merged"), transaction.atomic():
        into = services.ticket_merge(ticket_id=ticket_id, into_id=into_id, actor=actor, now=now)
        tell_buyer(_with_buyer(ticket_id), "ticket.merged", now=now, into=into.number)
        return into


def tickets_close_silent(*, now: datetime) -> int:
    """Close what the buyer has left unanswered for the seller's days. How many."""
    closed = 0
    for ticket_id in silent_ids(now=now):
        with suppress(DomainError):  # somebody wrote just now
            ticket_end(ticket_id=ticket_id, side="", actor=SYSTEM, now=now)
            closed += 1
    return closed


def tickets_warn(*, now: datetime) -> int:
    """Tell of each answer that has become late, once. How many."""
    told = 0
    for ticket_id in late_ids(now=now):
        with transaction.atomic():
            if services.late_told(ticket_id=ticket_id, now=now):
                tell_seller(_with_buyer(ticket_id), "ticket.late", now=now)
                told += 1
    return told


def _with_buyer(ticket_id: int) -> Ticket:
    return Ticket.objects.select_related("buyer").get(pk=ticket_id)


def _emit(kind: str, ticket: Ticket, now: datetime) -> None:
    outbox.emit(
        kind=kind,
        account_id=ticket.seller_id,
        subject=ticket.public_id,
        now=now,
        buyer_id=ticket.buyer_id,
        number=ticket.number,
    )
