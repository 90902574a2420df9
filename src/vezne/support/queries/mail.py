"""Whose a mail is by its addresses, and the mails that came in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from vezne.core.turkish import fold
from vezne.support.errors import MailNotFound
from vezne.support.models import InboundMail, SupportTerms, Ticket, TicketMessage
from vezne.support.queries.tickets import find_by_token
from vezne.support.types import MailState

REPLY_NAME = "destek+"
"""What stands before the token in a reply address."""


def token_of(address: str) -> str:
    """The token of a reply address, whatever its domain; "" for another address."""
    name = address.strip().lower().rpartition("@")[0]
    return name.removeprefix(REPLY_NAME) if name.startswith(REPLY_NAME) else ""


def ticket_addressed(addresses: Iterable[str]) -> Ticket | None:
    """The ticket whose token one of the addresses carries; in system scope."""
    for address in addresses:
        token = token_of(address)
        found = find_by_token(token) if token else None
        if found is not None:
            return found
    return None


def seller_of_domain(domain: str) -> int | None:
    """The one seller whose reply addresses end in this domain; in system scope."""
    rows = SupportTerms.objects.filter(reply_domain__iexact=domain)
    found = list(rows.values_list("seller_id", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def seller_of_mailbox(address: str) -> int | None:
    """The seller whose support address this is; in system scope."""
    row = SupportTerms.objects.filter(mail_address__iexact=address).first()
    return row.seller_id if row else None


def ticket_answered(seller_id: int, references: Iterable[str]) -> Ticket | None:
    """The ticket that a mail answers by what it refers to; a guess, because anybody can write it.

    Our thread's id holds the ticket's public id; a mail of the ticket's own may be named as well.
    """
    ids = [one.strip("<>").partition("@")[0] for one in references]
    rows = Ticket.objects.filter(seller_id=seller_id)
    found = rows.filter(public_id__in=ids).first()
    if found is not None:
        return found
    said = TicketMessage.objects.filter(seller_id=seller_id, mail_id__in=list(references))
    message = said.exclude(mail_id="").select_related("ticket").first()
    return message.ticket if message else None


def last_mail_id(ticket: Ticket) -> str:
    """The Message-ID of the last mail that was written into a ticket; "" for none."""
    rows = TicketMessage.objects.filter(ticket=ticket).exclude(mail_id="").order_by("-pk")
    return rows.values_list("mail_id", flat=True).first() or ""


def mails_of_seller(seller_id: int) -> QuerySet[InboundMail]:
    """All mails of a seller, the last first."""
    rows = InboundMail.objects.filter(seller_id=seller_id)
    related = rows.select_related("ticket", "ticket__buyer", "suggested_buyer")
    return related.order_by("-received_at", "-pk")


def search_mails(rows: QuerySet[InboundMail], text: str) -> QuerySet[InboundMail]:
    """Those with the words in sender, subject or beginning."""
    for word in fold(text).split():
        rows = rows.filter(
            Q(sender__icontains=word)
            | Q(sender_label__icontains=word)
            | Q(subject__icontains=word)
            | Q(excerpt__icontains=word)
        )
    return rows


def get_mail(public_id: str) -> InboundMail:
    """One mail of the desk's scope. Raises: MailNotFound."""
    rows = InboundMail.objects.select_related(
        "ticket", "ticket__buyer", "message", "suggested_buyer", "seller"
    )
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise MailNotFound
    return row


def mails_waiting(seller_id: int) -> int:
    """How many wait for a person."""
    return InboundMail.objects.filter(seller_id=seller_id, state=MailState.WAITING).count()


def unread_ids(*, before: datetime, limit: int = 100) -> list[int]:
    """Mails that came before and that no job has read; in system scope."""
    rows = InboundMail.objects.filter(state=MailState.RECEIVED, received_at__lt=before)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def mails_of_ticket_since(ticket_id: int, since: datetime) -> int:
    """How many mails became words of a ticket since."""
    rows = InboundMail.objects.filter(ticket_id=ticket_id, state=MailState.TAKEN)
    return rows.filter(received_at__gt=since).count()
