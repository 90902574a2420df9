"""The end of a ticket, and what the buyer thought of it. In system scope."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core.audit import Actor
from vezne.support.errors import TicketNotClosed, TicketNotLive, TicketRated
from vezne.support.models import Ticket
from vezne.support.services.writing import clocks_stop, happened, locked, sellers_turn
from vezne.support.types import LIVE, EventKind, Side, TicketState


@transaction.atomic
def ticket_close(*, ticket_id: int, side: str, actor: Actor, now: datetime) -> Ticket:
    """It is settled; `side` is empty when it closes by itself. Raises: TicketNotLive, …NotFound."""
    ticket = locked(ticket_id)
    if ticket.state not in LIVE:
        raise TicketNotLive
    clocks_stop(ticket, now)
    ticket.state, ticket.closed_at, ticket.changed_at = TicketState.CLOSED, now, now
    ticket.save()
    happened(ticket, EventKind.CLOSED, side=side, actor=actor, now=now)
    return ticket


@transaction.atomic
def ticket_reopen(*, ticket_id: int, actor: Actor, now: datetime) -> Ticket:
    """Staff takes it up again, however long ago it was closed. Raises: TicketNotClosed."""
    ticket = locked(ticket_id)
    if ticket.state != TicketState.CLOSED:
        raise TicketNotClosed
    sellers_turn(ticket, now)
    ticket.changed_at = now
    ticket.save()
    happened(ticket, EventKind.REOPENED, side=Side.SELLER, actor=actor, now=now)
    return ticket


@transaction.atomic
def ticket_rate(*, ticket_id: int, stars: int, note: str, actor: Actor, now: datetime) -> Ticket:
    """What the buyer thought of it: 1 to 5, once. Raises: TicketNotClosed, TicketRated."""
    ticket = locked(ticket_id)
    if ticket.state != TicketState.CLOSED or not 1 <= stars <= 5:
        raise TicketNotClosed
    if ticket.rating is not None:
        raise TicketRated
    ticket.rating, ticket.rating_note, ticket.rated_at = stars, note.strip()[:500], now
    ticket.save(update_fields=["rating", "rating_note", "rated_at"])
    happened(ticket, EventKind.RATED, side=Side.BUYER, actor=actor, now=now, words=f"{stars}/5")
    return ticket
