"""What becomes of a mail that came in: by itself where it is certain, else by a person's word.

Who has the token of a reply address may write to its ticket, from whatever mailbox: a firm's mail
group answers. Without one a mail waits at the desk, whoever it says it is from.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from vezne.core.audit import Actor, record
from vezne.core.errors import FileScanUnavailable
from vezne.core.files import file_drop
from vezne.core.scope import acting_as_system
from vezne.flows.application_mail import draft_buyer, is_for_applications, mail_to_draft
from vezne.flows.mail_writing import (
    MailRead,
    buyer_of_sender,
    files_stored,
    mail_read,
    write_to_new,
    write_to_ticket,
)
from vezne.ledger.queries import buyer_id_of
from vezne.support import services
from vezne.support.errors import TicketNotFound
from vezne.support.models import InboundMail, Ticket, TicketMessage
from vezne.support.queries import ticket_answered, token_of, unread_ids
from vezne.support.queries.mail import mails_of_ticket_since
from vezne.support.services.mail import AN_HOUR, MOST_OF_A_TICKET
from vezne.support.types import MailReason, MailState

A_JOB_IS_LATE = timedelta(minutes=2)
"""A mail that waits longer has lost its job."""
ORIGINALS_KEPT = timedelta(days=90)
LOOKED_AT = (MailReason.UNREADABLE, MailReason.EMPTY)
"""A person may have written; a person has to look."""


def mail_take(*, mail_id: int, now: datetime) -> str:
    """Read one mail and do what is certain; the state that it is in now, "" when it was read.

    Files are stored before the transaction. Two jobs at one mail write it once.
    Raises: FileScanUnavailable (the job tries again).
    """
    with acting_as_system("mail: reading"):
        row = InboundMail.objects.filter(pk=mail_id, state=MailState.RECEIVED).first()
        if row is None:
            return ""
        read = mail_read(row)
        if not read.reason and (row.ticket_id is not None or draft_buyer(row, read) is not None):
            read = files_stored(read)
        with transaction.atomic():
            row = services.mail_locked(mail_id)
            if row.state == MailState.RECEIVED:
                _decide(row, read, now)
            return str(row.state)


def _decide(row: InboundMail, read: MailRead, now: datetime) -> None:
    if read.reason and read.reason not in LOOKED_AT:
        services.mail_ignored(row, read.reason, excerpt=read.words, now=now)
        return
    buyer_id = draft_buyer(row, read)
    if buyer_id is not None:
        mail_to_draft(row, read, buyer_id=buyer_id, by="", now=now)
        return
    reason = _unsure(row, read, now)
    if reason is not None:
        _ask_a_person(row, read, reason)
        return
    ticket = row.ticket
    assert ticket is not None
    write_to_ticket(row, read, ticket, by="", now=now)


def _unsure(row: InboundMail, read: MailRead, now: datetime) -> MailReason | None:
    """Why a person has to look at it; None when it goes into its ticket."""
    if read.reason:
        return MailReason(read.reason)
    if is_for_applications(row):
        return MailReason.APPLICATION
    if row.ticket_id is None:
        has_token = any(token_of(one) for one in row.recipients)
        return MailReason.WRONG_TOKEN if has_token else MailReason.NO_TICKET
    if not read.words and not read.files:
        return MailReason.EMPTY
    is_flood = mails_of_ticket_since(row.ticket_id, now - AN_HOUR) >= MOST_OF_A_TICKET
    return MailReason.TOO_MANY if is_flood else None


def _ask_a_person(row: InboundMail, read: MailRead, reason: MailReason) -> None:
    """Into the queue, with the buyer and the ticket that it may be of."""
    if row.ticket_id is None:
        row.ticket = ticket_answered(row.seller_id, read.head.references)
    buyer_id = (
        row.ticket.buyer_id if row.ticket else buyer_of_sender(row.seller_id, read.head.sender)
    )
    services.mail_waits(row, reason, excerpt=read.words, suggested_buyer_id=buyer_id)


def mails_catch_up(*, now: datetime) -> int:
    """Read the mails whose job was lost. How many."""
    done = 0
    with acting_as_system("tick: mails"):
        ids = unread_ids(before=now - A_JOB_IS_LATE)
    for mail_id in ids:
        with suppress(FileScanUnavailable):  # the next minute tries again
            done += bool(mail_take(mail_id=mail_id, now=now))
    return done


def originals_forget(*, now: datetime) -> int:
    """Forget the originals of mails that became nothing, after their time. How many."""
    with acting_as_system("flows: originals of mails"):
        keys = services.mails_forget(before=now - ORIGINALS_KEPT)
    for key in keys:
        file_drop(key)
    return len(keys)


# -- at the desk -----------------------------------------------------------------------------


def mail_to_ticket(*, mail: InboundMail, number: int, actor: Actor, now: datetime) -> TicketMessage:
    """Write a mail that waits, or was ignored, into one of the seller's tickets, by its number.

    Raises: TicketNotFound, MailNotWaiting, TicketWordsMissing, FileScanUnavailable.
    """
    with acting_as_system("desk: mail to a ticket"):
        read = files_stored(mail_read(mail))
        with transaction.atomic():
            row = services.undecided(mail.pk)
            ticket = Ticket.objects.filter(seller_id=row.seller_id, number=number).first()
            if ticket is None:
                raise TicketNotFound
            message = write_to_ticket(row, read, ticket, by=actor.label, now=now)
            _log(row, message, actor, now)
            return message


def mail_to_buyer(*, mail: InboundMail, buyer: str, actor: Actor, now: datetime) -> TicketMessage:
    """Make a mail that waits, or was ignored, a new ticket of a buyer (public id).

    Raises: NotFound (no such buyer), MailNotWaiting, TicketWordsMissing, FileScanUnavailable.
    """
    with acting_as_system("desk: mail to a buyer"):
        read = files_stored(mail_read(mail))
        with transaction.atomic():
            row = services.undecided(mail.pk)
            buyer_id = buyer_id_of(seller_id=row.seller_id, public_id=buyer)
            message = write_to_new(row, read, buyer_id=buyer_id, by=actor.label, now=now)
            _log(row, message, actor, now)
            return message


def _log(row: InboundMail, message: TicketMessage, actor: Actor, now: datetime) -> None:
    record(
        actor=actor,
        action="mail.taken",
        subject=row.public_id,
        now=now,
        account_id=row.seller_id,
        ticket=message.ticket.public_id,
    )


def mail_drop(*, mail: InboundMail, words: str, actor: Actor, now: datetime) -> None:
    """Discard a mail with a reason. Raises: MailNotWaiting."""
    with acting_as_system("desk: mail discarded"):
        services.mail_discard(mail_id=mail.pk, words=words, actor=actor, now=now)
