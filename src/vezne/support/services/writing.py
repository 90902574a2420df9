"""What every write of a ticket needs: its row locked, its clocks, its events."""

from __future__ import annotations

from datetime import datetime

from vezne.core.audit import Actor, record
from vezne.core.locks import lock_row
from vezne.support.business_hours import add_minutes, minutes_between
from vezne.support.errors import TicketNotFound
from vezne.support.models import Ticket, TicketEvent
from vezne.support.queries.setup import level_of, week_of
from vezne.support.types import EventKind, TicketState


def locked(ticket_id: int) -> Ticket:
    """The ticket's row, locked until the transaction's end. Raises: TicketNotFound."""
    return lock_row(Ticket.objects, TicketNotFound, pk=ticket_id)


def locked_at_end(ticket_id: int) -> Ticket:
    """The ticket, or the one that it was merged into, locked. Raises: TicketNotFound."""
    row = locked(ticket_id)
    while row.merged_into_id is not None:  # merges are flat, but one may come while we wait
        row = locked(row.merged_into_id)
    return row


def sellers_turn(ticket: Ticket, now: datetime) -> None:
    """The buyer has spoken: both clocks run; the first keeps its instant when it ran already."""
    if ticket.state == TicketState.OPEN and ticket.answer_due_at is not None:
        return
    week = week_of(ticket.seller_id)
    level = level_of(ticket.seller_id, ticket.priority)
    ticket.state, ticket.closed_at, ticket.late_told_at = TicketState.OPEN, None, None
    ticket.answer_due_at = add_minutes(now, level.answer_minutes, week)
    ticket.solve_due_at = add_minutes(now, max(ticket.solve_left_minutes, 0), week)


def clocks_stop(ticket: Ticket, now: datetime) -> None:
    """It is the buyer's turn, or over: no answer is due, and what is left of the time is kept."""
    if ticket.solve_due_at is not None:
        week = week_of(ticket.seller_id)
        left = minutes_between(now, ticket.solve_due_at, week)
        late = minutes_between(ticket.solve_due_at, now, week)
        ticket.solve_left_minutes = left - late
    ticket.answer_due_at = ticket.solve_due_at = ticket.late_told_at = None


def happened(
    ticket: Ticket, kind: EventKind, *, side: str, actor: Actor, now: datetime, words: str = ""
) -> TicketEvent:
    """Keep what was done, in the ticket and in the log."""
    record(
        actor=actor,
        action=f"ticket.{kind.value}",
        subject=ticket.public_id,
        now=now,
        account_id=ticket.seller_id,
        words=words,
    )
    return TicketEvent.objects.create(
        seller_id=ticket.seller_id,
        buyer_id=ticket.buyer_id,
        ticket=ticket,
        kind=kind,
        side=side,
        actor_label=actor.label[:200],
        words=words[:200],
        happened_at=now,
    )
