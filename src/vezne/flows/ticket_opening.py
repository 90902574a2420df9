"""Tickets begin: a buyer asks, staff writes for one who rang, a mail arrives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.core import outbox
from vezne.core.audit import Actor
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as_system
from vezne.flows.ticket_notices import shown_body, tell_buyer, tell_seller
from vezne.ledger.queries import is_buyer_of
from vezne.subscriptions.models import Subscription
from vezne.support import services
from vezne.support.models import Department, Ticket
from vezne.support.types import Side, TicketDraft, Words


@dataclass(frozen=True, slots=True)
class Question:
    """A new ticket as it was asked; ids are public ones, empty for none."""

    subject: str
    priority: str
    department: str = ""
    service: str = ""


def question_ask(
    *,
    seller_id: int,
    buyer_id: int,
    question: Question,
    words: Words,
    actor: Actor,
    now: datetime,
) -> Ticket:
    """Open a ticket of a buyer at a seller that it trades with, and tell both sides.

    Raises: NotFound (no trade, no such department or service), TicketWordsMissing, …TooLong.
    """
    with acting_as_system("flows: ticket opened"), transaction.atomic():
        if not is_buyer_of(seller_id, buyer_id):
            raise NotFound
        draft = _draft(seller_id, buyer_id, question)
        return ticket_begin(
            seller_id=seller_id, buyer_id=buyer_id, draft=draft, words=words, actor=actor, now=now
        )


def ticket_begin(
    *,
    seller_id: int,
    buyer_id: int,
    draft: TicketDraft,
    words: Words,
    actor: Actor,
    now: datetime,
) -> Ticket:
    """Open a ticket with the buyer's first words and tell both sides; in system scope, in the
    caller's transaction. Raises: TicketWordsMissing, TicketWordsTooLong.
    """
    ticket, is_new = services.ticket_open(
        seller_id=seller_id, buyer_id=buyer_id, draft=draft, words=words, actor=actor, now=now
    )
    if is_new:
        _emit_opened(ticket, now)
        tell_buyer(ticket, "ticket.received", now=now)
        body = shown_body(words.body)
        tell_seller(ticket, "ticket.opened", now=now, author=words.author_label, body=body)
    return ticket


def staff_asks(
    *,
    seller_id: int,
    buyer_id: int,
    question: Question,
    words: Words,
    actor: Actor,
    now: datetime,
) -> Ticket:
    """Open a ticket for a buyer who rang or came by, with the seller's own words, and tell it.

    Raises: NotFound (no trade, no such department or service), TicketWordsMissing, …TooLong.
    """
    with acting_as_system("flows: ticket of staff"), transaction.atomic():
        if not is_buyer_of(seller_id, buyer_id):
            raise NotFound
        ticket, is_new = services.ticket_open(
            seller_id=seller_id,
            buyer_id=buyer_id,
            draft=_draft(seller_id, buyer_id, question),
            words=words,
            actor=actor,
            now=now,
            side=Side.SELLER,
        )
        if is_new:
            _emit_opened(ticket, now)
            body = shown_body(words.body)
            tell_buyer(ticket, "ticket.for_you", now=now, author=words.author_label, body=body)
        return ticket


def _emit_opened(ticket: Ticket, now: datetime) -> None:
    outbox.emit(
        kind="ticket.opened",
        account_id=ticket.seller_id,
        subject=ticket.public_id,
        now=now,
        buyer_id=ticket.buyer_id,
        number=ticket.number,
        priority=ticket.priority,
    )


def _draft(seller_id: int, buyer_id: int, question: Question) -> TicketDraft:
    department = service = None
    if question.department:
        department = Department.objects.filter(
            seller_id=seller_id, public_id=question.department, is_active=True
        ).first()
    if question.service:
        service = (
            Subscription.objects.filter(
                seller_id=seller_id, buyer_id=buyer_id, public_id=question.service
            )
            .select_related("product", "plan")
            .first()
        )
    if (question.department and department is None) or (question.service and service is None):
        raise NotFound
    return TicketDraft(
        subject=question.subject,
        department_id=department.pk if department else None,
        priority=question.priority,
        about=service.public_id if service else "",
        about_label=service_label(service) if service else "",
    )


def service_label(service: Subscription) -> str:
    """A service as a ticket names it; product and plan must be at hand."""
    name = f"{service.product.name} · {service.plan.name}"
    return f"{name} · {service.site}" if service.site else name
