"""Mails that came in: kept, bounded per sender, written to a ticket, or left to a person.

In system scope: whoever sends a mail has no account here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from vezne.core.audit import Actor, record
from vezne.core.locks import lock_row
from vezne.support.errors import MailNotFound, MailNotWaiting, TooManyMails
from vezne.support.mail_reading import Envelope, MailHead
from vezne.support.models import InboundMail, TicketMessage
from vezne.support.types import MailReason, MailState

AN_HOUR = timedelta(hours=1)
MOST_OF_A_SENDER = 40
MOST_OF_STRANGERS = 400
MOST_OF_A_TICKET = 60
"""Mails an hour: two programs that answer each other stop here, whatever they call themselves."""
UNDECIDED = (MailState.WAITING, MailState.IGNORED)
"""A person may still say what becomes of it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail that has just come, with its original in the store."""

    head: MailHead
    envelope: Envelope
    raw_key: str
    size_bytes: int


def check_rate(*, seller_id: int, sender: str, is_known: bool, now: datetime) -> None:
    """Refuse what comes too often; `is_known`: it names a ticket of ours. Raises: TooManyMails."""
    rows = InboundMail.objects.filter(seller_id=seller_id, received_at__gt=now - AN_HOUR)
    if rows.filter(sender=sender).count() >= MOST_OF_A_SENDER:
        raise TooManyMails
    if not is_known and rows.filter(ticket=None).count() >= MOST_OF_STRANGERS:
        raise TooManyMails


@transaction.atomic
def mail_keep(
    *, seller_id: int, ticket_id: int | None, kept: Kept, now: datetime
) -> tuple[InboundMail, bool]:
    """Write down that a mail came; False when the same mail was here before, however it came."""
    head = kept.head
    return InboundMail.objects.get_or_create(
        seller_id=seller_id,
        mail_key=head.key,
        defaults={
            "mail_id": head.message_id[:255],
            "sender": head.sender[:254],
            "sender_label": head.sender_label,
            "envelope_sender": kept.envelope.sender[:254],
            "recipients": [one[:300] for one in kept.envelope.recipients],
            "subject": head.subject,
            "size_bytes": kept.size_bytes,
            "raw_key": kept.raw_key,
            "state": MailState.RECEIVED,
            "ticket_id": ticket_id,
            "received_at": now,
        },
    )


def mail_locked(mail_id: int) -> InboundMail:
    """The row, locked until the transaction's end. Raises: MailNotFound."""
    return lock_row(InboundMail.objects, MailNotFound, pk=mail_id)


def undecided(mail_id: int) -> InboundMail:
    """The row, locked, when a person may still decide. Raises: MailNotFound, MailNotWaiting."""
    row = mail_locked(mail_id)
    if row.state not in UNDECIDED:
        raise MailNotWaiting
    return row


def mail_taken(
    row: InboundMail, message: TicketMessage, *, excerpt: str, by: str, now: datetime
) -> None:
    """It is a message now; the row is locked."""
    row.state, row.message, row.ticket_id = MailState.TAKEN, message, message.ticket_id
    row.excerpt, row.ended_at, row.ended_by = excerpt[:300], now, by[:200]
    row.save()


def mail_drafted(row: InboundMail, *, excerpt: str, by: str, now: datetime) -> None:
    """It is the draft of an application now; the row is locked."""
    row.state, row.reason, row.excerpt = MailState.DRAFTED, "", excerpt[:300]
    row.ended_at, row.ended_by = now, by[:200]
    row.save()


def mail_waits(
    row: InboundMail, reason: MailReason, *, excerpt: str, suggested_buyer_id: int | None
) -> None:
    """A person has to look at it; the row is locked."""
    row.state, row.reason, row.excerpt = MailState.WAITING, reason, excerpt[:300]
    row.suggested_buyer_id = suggested_buyer_id
    row.save()


def mail_ignored(row: InboundMail, reason: str, *, excerpt: str, now: datetime) -> None:
    """A program wrote it; nobody is bothered. The row is locked."""
    row.state, row.reason, row.excerpt = MailState.IGNORED, reason, excerpt[:300]
    row.ended_at = now
    row.save()


@transaction.atomic
def mail_discard(*, mail_id: int, words: str, actor: Actor, now: datetime) -> InboundMail:
    """A person says that it is nobody's, and why. Raises: MailNotFound, MailNotWaiting."""
    row = undecided(mail_id)
    row.state, row.words = MailState.DISCARDED, " ".join(words.split())[:200]
    row.ended_at, row.ended_by = now, actor.label[:200]
    row.save()
    record(
        actor=actor,
        action="mail.discarded",
        subject=row.public_id,
        now=now,
        account_id=row.seller_id,
        words=row.words,
    )
    return row


def mails_forget(*, before: datetime) -> list[str]:
    """Forget the originals of mails that became no ticket and ended before; their store keys."""
    rows = InboundMail.objects.filter(
        state__in=(MailState.IGNORED, MailState.DISCARDED, MailState.DRAFTED), ended_at__lt=before
    ).exclude(raw_key="")
    keys = list(rows.values_list("raw_key", flat=True))
    rows.update(raw_key="")
    return keys
