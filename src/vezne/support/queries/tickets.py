"""Tickets in lists, one ticket with all that was said, and what is due."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from vezne.core.turkish import fold
from vezne.support.errors import TicketNotFound
from vezne.support.models import (
    Attachment,
    InboundMail,
    NoteFile,
    SupportTerms,
    Ticket,
    TicketEvent,
    TicketMessage,
    TicketNote,
)
from vezne.support.types import LIVE, TicketState


@dataclass(frozen=True, slots=True)
class Said:
    """A message with its files; `number` is the merged ticket's that it was written in, else 0."""

    message: TicketMessage
    files: tuple[Attachment, ...]
    number: int
    original: str = ""  # public id of the mail that it came by, where that was asked for


@dataclass(frozen=True, slots=True)
class Noted:
    """A note with its files."""

    note: TicketNote
    files: tuple[NoteFile, ...]


def _lists() -> QuerySet[Ticket]:
    return Ticket.objects.select_related("department", "assignee", "seller", "buyer", "merged_into")


def tickets_for(buyer_id: int) -> QuerySet[Ticket]:
    """All tickets of a buyer over its sellers, the last changed first."""
    return _lists().filter(buyer_id=buyer_id).order_by("-changed_at", "-pk")


def tickets_of_seller(seller_id: int) -> QuerySet[Ticket]:
    """All tickets of a seller, the last changed first."""
    return _lists().filter(seller_id=seller_id).order_by("-changed_at", "-pk")


def search_tickets(rows: QuerySet[Ticket], text: str, *, prefix: str = "buyer") -> QuerySet[Ticket]:
    """Those in which every word occurs: in number, subject, service, the other side, or what was
    said. Case and Turkish marks do not matter; `prefix` is the other side.
    """
    for word in fold(text.replace("#", " ")).split():
        said = TicketMessage.objects.filter(ticket=OuterRef("pk"), search_key__contains=word)
        rows = rows.filter(
            Q(search_key__contains=word)
            | Q(**{f"{prefix}__search_key__contains": word})
            | Exists(said)
        )
    return rows


def get_ticket(public_id: str) -> Ticket:
    """One ticket of the scope. Raises: TicketNotFound."""
    row = _lists().filter(public_id=public_id).first()
    if row is None:
        raise TicketNotFound
    return row


def find_by_token(token: str) -> Ticket | None:
    """The ticket of a reply address; in system scope."""
    return Ticket.objects.filter(reply_token=token.lower()).first()


def _whole(ticket: Ticket) -> dict[int, int]:
    """The ticket and those that were merged into it: number by id."""
    rows = Ticket.objects.filter(Q(pk=ticket.pk) | Q(merged_into=ticket))
    return dict(rows.values_list("pk", "number"))


def conversation_of(ticket: Ticket, *, with_originals: bool = False) -> list[Said]:
    """What was said, oldest first, in this ticket and in those merged into it; three queries,
    with the mails' originals four (the desk's scope only).
    """
    numbers = _whole(ticket)
    files: defaultdict[int, list[Attachment]] = defaultdict(list)
    for file in Attachment.objects.filter(ticket__in=numbers).order_by("pk"):
        files[file.message_id].append(file)
    mails: dict[int | None, str] = {}
    if with_originals:
        found = InboundMail.objects.filter(ticket__in=numbers).exclude(message=None)
        mails = dict(found.values_list("message_id", "public_id"))
    rows = TicketMessage.objects.filter(ticket__in=numbers).order_by("said_at", "pk")
    return [
        Said(
            message=row,
            files=tuple(files[row.pk]),
            number=0 if row.ticket_id == ticket.pk else numbers[row.ticket_id],
            original=mails.get(row.pk, ""),
        )
        for row in rows
    ]


def last_seen(said: list[Said], ticket: Ticket) -> str:
    """The public id of the last message of the ticket itself; what an answer's form remembers."""
    own = [one.message for one in said if one.message.ticket_id == ticket.pk]
    return max(own, key=lambda row: row.pk).public_id if own else ""


def events_of(ticket: Ticket) -> list[TicketEvent]:
    """What was done with it, oldest first."""
    return list(TicketEvent.objects.filter(ticket=ticket).order_by("happened_at", "pk"))


def notes_of(ticket: Ticket) -> list[Noted]:
    """What the seller's people noted, in it and in those merged into it; the desk's scope only."""
    here = Q(ticket=ticket) | Q(ticket__merged_into=ticket)
    files: defaultdict[int, list[NoteFile]] = defaultdict(list)
    for file in NoteFile.objects.filter(here).order_by("pk"):
        files[file.note_id].append(file)
    rows = TicketNote.objects.filter(here).order_by("noted_at", "pk")
    return [Noted(row, tuple(files[row.pk])) for row in rows]


def stored_keys() -> set[str]:
    """The keys of all files of messages, notes and mails, of all sellers; in system scope."""
    return {
        *Attachment.objects.values_list("store_key", flat=True),
        *NoteFile.objects.values_list("store_key", flat=True),
        *InboundMail.objects.exclude(raw_key="").values_list("raw_key", flat=True),
    }


def attachment_for(ticket: Ticket, public_id: str) -> Attachment:
    """A file of the ticket or of one merged into it. Raises: TicketNotFound."""
    rows = Attachment.objects.filter(Q(ticket=ticket) | Q(ticket__merged_into=ticket))
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise TicketNotFound
    return row


def note_file_for(ticket: Ticket, public_id: str) -> NoteFile:
    """A file of a note; the desk's scope only. Raises: TicketNotFound."""
    rows = NoteFile.objects.filter(Q(ticket=ticket) | Q(ticket__merged_into=ticket))
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise TicketNotFound
    return row


def mergeable_with(ticket: Ticket, *, limit: int = 30) -> list[Ticket]:
    """The buyer's other live tickets at this seller, the last changed first."""
    rows = Ticket.objects.filter(
        seller_id=ticket.seller_id, buyer_id=ticket.buyer_id, state__in=LIVE
    )
    return list(rows.exclude(pk=ticket.pk).order_by("-changed_at")[:limit])


def writers_of(ticket: Ticket) -> list[int]:
    """The buyer's users who opened or wrote in it, by id."""
    rows = TicketMessage.objects.filter(ticket__in=_whole(ticket), side="buyer")
    found = rows.exclude(author=None).order_by("author_id")
    return [pk for pk in found.values_list("author_id", flat=True).distinct() if pk is not None]


def counts_of_seller(seller_id: int, *, user_id: int, now: datetime) -> dict[str, int]:
    """How many wait for the seller: all, the user's, nobody's, and late ones; in one query."""
    rows = Ticket.objects.filter(seller_id=seller_id, state=TicketState.OPEN)
    found: dict[str, int] = rows.aggregate(
        waiting=Count("pk"),
        mine=Count("pk", filter=Q(assignee=user_id)),
        unassigned=Count("pk", filter=Q(assignee=None)),
        late=Count("pk", filter=Q(answer_due_at__lte=now)),
    )
    return found


def waiting_for_seller(seller_id: int) -> int:
    """How many tickets wait for the seller's answer."""
    return Ticket.objects.filter(seller_id=seller_id, state=TicketState.OPEN).count()


def late_ids(*, now: datetime, limit: int = 200) -> list[int]:
    """Tickets whose answer is late and that nobody was told of; in system scope."""
    rows = Ticket.objects.filter(late_told_at=None, answer_due_at__lte=now)
    return list(rows.order_by("answer_due_at").values_list("pk", flat=True)[:limit])


def silent_ids(*, now: datetime, limit: int = 200) -> list[int]:
    """Answered tickets whose buyer has been silent for the seller's days; in system scope."""
    by_days: defaultdict[int, list[int]] = defaultdict(list)
    for seller_id, days in SupportTerms.objects.values_list("seller_id", "close_days"):
        by_days[days].append(seller_id)
    own = [seller_id for sellers in by_days.values() for seller_id in sellers]
    standard = SupportTerms._meta.get_field("close_days").default
    condition = ~Q(seller__in=own) & Q(changed_at__lte=now - timedelta(days=standard))
    for days, sellers in by_days.items():
        if days:
            condition |= Q(seller__in=sellers, changed_at__lte=now - timedelta(days=days))
    rows = Ticket.objects.filter(condition, state=TicketState.ANSWERED)
    return list(rows.order_by("changed_at").values_list("pk", flat=True)[:limit])
