"""Writing messages: the bell and the deliveries with the change; nothing is sent here.

This is the one place where it is decided who is told by which way (`wishes`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction

from vezne.accounts.types import Recipient
from vezne.core import ports
from vezne.core.ids import new_public_id
from vezne.notify.kinds import MessageKind, kind_of
from vezne.notify.models import Channel, Delivery, DeliveryState, Notification
from vezne.notify.queries import Chosen, chosen_for
from vezne.notify.render import render_message
from vezne.notify.tokens import stop_url
from vezne.notify.types import Rendered, Voice
from vezne.notify.wishes import Way, is_fixed, is_wanted, waits_for_digest

LONGEST_TITLE = 200
KEPT_IN_DIGEST = 2_000
"""Letters of a message that a digest can show."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What is the same for everybody who is told."""

    kind: MessageKind
    common: dict[str, Any]
    mail: dict[str, Any]
    subject: str
    path: str
    now: datetime
    has_attachment: bool


@transaction.atomic
def notify(
    *,
    kind_key: str,
    account_id: int,
    recipients: Sequence[Recipient],
    voice: Voice,
    context: Mapping[str, Any],
    path: str,
    subject: str,
    now: datetime,
    attachment: str = "",
    reply_to: str = "",
    thread: str = "",
) -> list[Delivery]:
    """Tell people of an account: a bell line each, and what goes out to each as he wishes.

    `path` is a path inside the panel; `subject` the public id of what it is about; `attachment`
    names files for the mail (`core.ports.Attachments`); `reply_to` is where answers to it go, and
    mails of one `thread` (Message-IDs) stand together. Rows are written in the caller's
    transaction, sent after commit; a mail that its reader takes once a day is held for the digest.
    Returns the mails.
    """
    kind = kind_of(kind_key)
    said = _Said(
        kind=kind,
        common={"account_id": account_id, "seller_id": voice.seller_id, "kind": kind_key},
        mail={"attachment": attachment, "reply_to": reply_to, "thread": thread},
        subject=subject,
        path=path,
        now=now,
        has_attachment=bool(attachment),
    )
    chosen = chosen_for(
        kind=kind,
        account_id=account_id,
        seller_id=voice.seller_id,
        user_ids=[person.user_id for person in recipients],
    )
    bells: list[Notification] = []
    out: list[Delivery] = []
    for person in recipients:
        public_id = new_public_id("dlv")
        words = render_message(
            kind=kind,
            language=person.language,
            context=context,
            voice=voice,
            url=settings.VEZNE_WEB_URL + path,
            stop_url="" if is_fixed(kind, Way.MAIL) else stop_url(public_id),
        )
        if is_wanted(kind, Way.BELL, chosen.wishes(person.user_id)):
            bells.append(_bell(person, words, said))
        out += _outgoing(person, words, said, chosen, public_id)
    Notification.objects.bulk_create(bells)
    Delivery.objects.bulk_create(out)
    for row in out:
        if row.state == DeliveryState.QUEUED:
            ports.jobs().defer("notify.deliver", delivery_id=row.pk)
    return [row for row in out if row.channel == Channel.MAIL]


def _bell(person: Recipient, words: Rendered, said: _Said) -> Notification:
    return Notification(
        user_id=person.user_id,
        subject=said.subject,
        title=words.title[:LONGEST_TITLE],
        body=words.first_line,
        url=said.path,
        is_urgent=said.kind.is_urgent,
        created_at=said.now,
        **said.common,
    )


def _outgoing(
    person: Recipient, words: Rendered, said: _Said, chosen: Chosen, public_id: str
) -> list[Delivery]:
    """What leaves the panel for one person, by mail, SMS and push."""
    kind, wishes = said.kind, chosen.wishes(person.user_id)
    if kind.needs_consent and person.user_id not in chosen.consenting:
        return []
    rows: list[Delivery] = []
    if kind.by_mail and person.email and is_wanted(kind, Way.MAIL, wishes):
        row = _row(said, person, words, to=(Channel.MAIL, person.email), public_id=public_id)
        row.html, row.may_stop = words.html, not is_fixed(kind, Way.MAIL)
        row.title = (words.subject or words.title)[:LONGEST_TITLE]
        for name, value in said.mail.items():
            setattr(row, name, value)
        if waits_for_digest(kind, wishes) and not said.has_attachment:
            row.state = DeliveryState.HELD
        rows.append(row)
    if words.sms and person.phone and is_wanted(kind, Way.SMS, wishes):
        rows.append(_row(said, person, words, to=(Channel.SMS, person.phone)))
    if is_wanted(kind, Way.PUSH, wishes):
        for device in chosen.devices(person.user_id):
            rows.append(_row(said, person, words, to=(Channel.PUSH, device.public_id)))
    return rows


def _row(
    said: _Said,
    person: Recipient,
    words: Rendered,
    *,
    to: tuple[Channel, str],
    public_id: str = "",
) -> Delivery:
    """A delivery that waits, under the Message-ID that it keeps."""
    channel, recipient = to
    text = {Channel.MAIL: words.text, Channel.SMS: words.sms, Channel.PUSH: ""}[channel]
    public_id = public_id or new_public_id("dlv")
    return Delivery(
        public_id=public_id,
        user_id=person.user_id,
        channel=channel,
        recipient=recipient,
        title=words.title[:LONGEST_TITLE],
        text=text,
        summary=words.first_line[:KEPT_IN_DIGEST],
        path=said.path,
        message_id=message_id_of(public_id),
        state=DeliveryState.QUEUED,
        created_at=said.now,
        **said.common,
    )


def message_id_of(public_id: str) -> str:
    """The Message-ID that a delivery keeps over all its tries."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{public_id}@{domain}>"
