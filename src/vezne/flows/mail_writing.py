"""From a mail to words in a ticket: read, its files stored, written as the buyer's, copied.

The sender is shown, never believed; who is a member of the buyer by that address gets the answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from vezne.accounts.models import Membership, User
from vezne.core.audit import Actor
from vezne.core.errors import FileInfected, FileRefused, FileTooBig, NotFound
from vezne.core.files import StoredFile, file_keep, file_read
from vezne.flows.ticket_notices import is_own_mail, shown_body, tell_buyer
from vezne.flows.ticket_opening import ticket_begin
from vezne.flows.tickets import buyer_says
from vezne.ledger.models import CurrentAccount
from vezne.support import services
from vezne.support.errors import TicketOver
from vezne.support.mail_reading import Envelope, MailBody, MailHead, read_body, read_head
from vezne.support.mail_words import own_subject, own_words
from vezne.support.models import InboundMail, Ticket, TicketMessage
from vezne.support.queries import token_of
from vezne.support.types import (
    LONGEST_BODY,
    MOST_MAIL_FILES,
    MailReason,
    Priority,
    Source,
    TicketDraft,
    Words,
)

NO_FILE = (FileTooBig, FileRefused, FileInfected)
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class MailRead:
    """A mail, read: its own words, its files once they are stored, and what was refused."""

    head: MailHead
    body: MailBody | None  # None: it cannot be read
    words: str
    reason: str  # why it is no person's letter; "" when it is
    files: tuple[StoredFile, ...] = ()
    refused: tuple[str, ...] = ()


def mail_read(row: InboundMail) -> MailRead:
    """The mail without its files; one whose original is gone is unreadable."""
    try:
        raw = file_read(row.raw_key)
    except NotFound:
        raw = b""
    head = read_head(raw, Envelope(row.envelope_sender, tuple(row.recipients)))
    body = read_body(raw) if raw else None
    words = own_words(body.text)[:LONGEST_BODY] if body else ""
    return MailRead(head, body, words, _reason(row, head, body))


def _reason(row: InboundMail, head: MailHead, body: MailBody | None) -> str:
    if token_of(head.sender) or is_own_mail(message_id=head.message_id, sender=head.sender):
        return MailReason.LOOP.value
    if head.automatic == MailReason.LIST and row.ticket_id is not None:
        return ""  # a firm's mail group answers
    if head.automatic:
        return head.automatic
    return "" if body else MailReason.UNREADABLE.value


def files_stored(read: MailRead) -> MailRead:
    """The same with its files in the store; outside any transaction.

    Raises: FileScanUnavailable.
    """
    files: list[StoredFile] = []
    refused: list[str] = []
    for name, content in read.body.files if read.body else ():
        if len(files) == MOST_MAIL_FILES:
            refused.append(name)
            continue
        try:
            files.append(file_keep(content, name))
        except NO_FILE:
            refused.append(name)
    return replace(read, files=tuple(files), refused=tuple(refused[:MOST_NAMED]))


def buyer_of_sender(seller_id: int, address: str) -> int | None:
    """The one buyer of this seller who has a user with this address."""
    if not address:
        return None
    firms = Membership.objects.filter(
        user__email__iexact=address, user__is_active=True, ended_at=None
    ).values("account_id")
    rows = CurrentAccount.objects.filter(seller_id=seller_id, buyer__in=firms)
    found = list(rows.exclude(buyer_id=seller_id).values_list("buyer_id", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def write_to_ticket(
    row: InboundMail, read: MailRead, ticket: Ticket, *, by: str, now: datetime
) -> TicketMessage:
    """The mail's words as the buyer's in its ticket, or in a new one when that is over for good.

    The mail's row is locked; in system scope. Raises: TicketNotFound, TicketWordsMissing.
    """
    author = _member(ticket.buyer_id, read.head.sender)
    words, actor = _words(row, read, author), _actor(read)
    try:
        message = buyer_says(ticket_id=ticket.pk, words=words, actor=actor, now=now)
    except TicketOver:
        draft = TicketDraft(
            subject=f"{ticket.subject[:140]} (#{ticket.number})",
            department_id=ticket.department_id,
            priority=ticket.priority,
            about=ticket.about,
            about_label=ticket.about_label,
        )
        message = _begin(ticket.seller_id, ticket.buyer_id, draft, words, actor, now)
    _wrote(row, read, message, by=by, but=author.pk if author else None, now=now)
    return message


def write_to_new(
    row: InboundMail, read: MailRead, *, buyer_id: int, by: str, now: datetime
) -> TicketMessage:
    """The mail as a new ticket of a buyer; the mail's row is locked. Raises: NotFound."""
    author = _member(buyer_id, read.head.sender)
    words, actor = _words(row, read, author), _actor(read)
    subject = own_subject(read.head.subject) or str(_("(konusuz)"))
    draft = TicketDraft(subject=subject, priority=Priority.NORMAL.value)
    message = _begin(row.seller_id, buyer_id, draft, words, actor, now)
    _wrote(row, read, message, by=by, but=author.pk if author else None, now=now)
    return message


def _begin(  # noqa: PLR0917 (handed on)
    seller_id: int, buyer_id: int, draft: TicketDraft, words: Words, actor: Actor, now: datetime
) -> TicketMessage:
    ticket = ticket_begin(
        seller_id=seller_id, buyer_id=buyer_id, draft=draft, words=words, actor=actor, now=now
    )
    return TicketMessage.objects.filter(ticket=ticket).earliest("pk")


def _member(buyer_id: int, address: str) -> User | None:
    """The buyer's user whose address the mail bears."""
    rows = Membership.objects.filter(account_id=buyer_id, ended_at=None, user__is_active=True)
    found = rows.filter(user__email__iexact=address) if address else rows.none()
    member = found.select_related("user").first()
    return member.user if member else None


def _words(row: InboundMail, read: MailRead, author: User | None) -> Words:
    head = read.head
    name = head.sender_label.partition("<")[0].strip(" \"'")
    if author is not None and name in ("", head.sender):
        name = author.full_name
    return Words(
        body=read.words,
        author_id=author.pk if author else None,
        author_label=name or head.sender or str(_("Bilinmeyen gönderen")),
        author_email=head.sender,
        source=Source.MAIL.value,
        key=f"mail:{row.public_id}",
        mail_id=head.message_id,
        files=read.files,
    )


def _actor(read: MailRead) -> Actor:
    return Actor(kind="system", label=read.head.sender_label or read.head.sender)


def _wrote(
    row: InboundMail,
    read: MailRead,
    message: TicketMessage,
    *,
    by: str,
    but: int | None,
    now: datetime,
) -> None:
    """Mark the mail, name the files that were not taken, copy it to the buyer's people."""
    services.mail_taken(row, message, excerpt=read.words, by=by, now=now)
    ticket = Ticket.objects.select_related("buyer").get(pk=message.ticket_id)
    services.files_refused(ticket=ticket, names=read.refused, actor=_actor(read), now=now)
    tell_buyer(
        ticket,
        "ticket.by_mail",
        now=now,
        but=but,
        author=read.head.sender_label or read.head.sender,
        body=shown_body(read.words),
    )
