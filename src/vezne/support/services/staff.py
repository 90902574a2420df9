"""What the seller's people do with a ticket beside answering. In the desk's or system scope."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core.audit import SYSTEM, Actor
from vezne.core.turkish import fold
from vezne.support.business_hours import add_minutes
from vezne.support.errors import MergeNotAllowed, TicketNotLive, TicketWordsMissing
from vezne.support.models import Department, Ticket
from vezne.support.queries.setup import level_of, week_of
from vezne.support.services.writing import clocks_stop, happened, locked
from vezne.support.types import LIVE, EventKind, Priority, Side, TicketState


@transaction.atomic
def ticket_assign(
    *, ticket_id: int, assignee_id: int | None, assignee_label: str, actor: Actor, now: datetime
) -> bool:
    """Give a ticket to a member of the seller, or to nobody; False when it is theirs already.

    The caller has seen that it is a member. Raises: TicketNotFound.
    """
    ticket = locked(ticket_id)
    if ticket.assignee_id == assignee_id:
        return False
    ticket.assignee_id = assignee_id
    ticket.save(update_fields=["assignee"])
    happened(
        ticket, EventKind.ASSIGNED, side=Side.SELLER, actor=actor, now=now, words=assignee_label
    )
    return True


@transaction.atomic
def ticket_move(
    *,
    ticket_id: int,
    department: Department | None,
    priority: str,
    subject: str,
    actor: Actor,
    now: datetime,
) -> Ticket:
    """Another department, priority or subject; a new priority sets the running clocks anew, from
    when they began. Raises: TicketNotFound, TicketNotLive, TicketWordsMissing.
    """
    ticket, subject = locked(ticket_id), " ".join(subject.split())[:160]
    if ticket.state not in LIVE:
        raise TicketNotLive
    if not subject:
        raise TicketWordsMissing
    if ticket.department_id != (department.pk if department else None):
        ticket.department = department
        words = department.name if department else ""
        happened(ticket, EventKind.DEPARTMENT, side=Side.SELLER, actor=actor, now=now, words=words)
    if ticket.priority != priority:
        _set_priority(ticket, Priority(priority), now)
        words = str(Priority(priority).label)
        happened(ticket, EventKind.PRIORITY, side=Side.SELLER, actor=actor, now=now, words=words)
    if ticket.subject != subject:
        ticket.subject = subject
        ticket.search_key = fold(f"{ticket.number} {subject} {ticket.about_label}")
        happened(ticket, EventKind.SUBJECT, side=Side.SELLER, actor=actor, now=now, words=subject)
    ticket.save()
    return ticket


def _set_priority(ticket: Ticket, priority: Priority, now: datetime) -> None:
    before = level_of(ticket.seller_id, ticket.priority)
    after = level_of(ticket.seller_id, priority)
    more = after.solve_minutes - before.solve_minutes
    ticket.priority = priority
    if ticket.answer_due_at is None:
        ticket.solve_left_minutes += more
        return
    week = week_of(ticket.seller_id)
    clocks_stop(ticket, now)
    left = max(ticket.solve_left_minutes + more, 0)
    ticket.solve_left_minutes = left
    ticket.solve_due_at = add_minutes(now, left, week)
    ticket.answer_due_at = add_minutes(ticket.changed_at, after.answer_minutes, week)


@transaction.atomic
def ticket_merge(*, ticket_id: int, into_id: int, actor: Actor, now: datetime) -> Ticket:
    """Have one ticket go on as another of the same buyer; its words are read there.

    Both rows are locked in the order of their ids. Raises: TicketNotFound, MergeNotAllowed.
    """
    if ticket_id == into_id:
        raise MergeNotAllowed
    rows = {pk: locked(pk) for pk in sorted((ticket_id, into_id))}
    ticket, into = rows[ticket_id], rows[into_id]
    same_trade = (ticket.seller_id, ticket.buyer_id) == (into.seller_id, into.buyer_id)
    if not same_trade or ticket.state not in LIVE or into.state not in LIVE:
        raise MergeNotAllowed
    is_ours = TicketState.OPEN in (ticket.state, into.state)
    due = [row.answer_due_at for row in (ticket, into) if row.answer_due_at is not None]
    clocks_stop(ticket, now)
    ticket.state, ticket.merged_into, ticket.changed_at = TicketState.MERGED, into, now
    ticket.save()
    Ticket.objects.filter(merged_into=ticket).update(merged_into=into)
    if is_ours and into.state != TicketState.OPEN:
        week = week_of(into.seller_id)
        into.state = TicketState.OPEN
        into.solve_due_at = add_minutes(now, max(into.solve_left_minutes, 0), week)
    if due:
        into.answer_due_at = min(due)
    into.changed_at = now
    into.save()
    for row, other in ((ticket, into), (into, ticket)):
        happened(
            row, EventKind.MERGED, side=Side.SELLER, actor=actor, now=now, words=f"#{other.number}"
        )
    return into


@transaction.atomic
def late_told(*, ticket_id: int, now: datetime) -> bool:
    """Mark that this answer is late; True once for each answer that is due."""
    ticket = locked(ticket_id)
    if ticket.late_told_at or ticket.answer_due_at is None or ticket.answer_due_at > now:
        return False
    ticket.late_told_at = now
    ticket.save(update_fields=["late_told_at"])
    happened(ticket, EventKind.LATE, side="", actor=SYSTEM, now=now)
    return True
