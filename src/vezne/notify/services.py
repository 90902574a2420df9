"""Writing messages: the bell and the deliveries with the change, the sending after commit."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from vezne.accounts.types import Recipient
from vezne.core import ports
from vezne.core.ids import new_public_id
from vezne.core.locks import LockKind, session_lock
from vezne.notify.kinds import kind_of
from vezne.notify.models import Channel, Delivery, DeliveryState, Notification, Preference
from vezne.notify.render import render_message
from vezne.notify.types import Rendered, Voice

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 8


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
    """Tell people of an account: a bell line each, and a mail to those who have an address.

    `path` is a path inside the panel; `subject` the public id of what it is about; `attachment`
    names files for the mail (`core.ports.Attachments`); `reply_to` is where answers to it go, and
    mails of one `thread` (Message-IDs) stand together. Rows are written in the caller's
    transaction, sent after commit. A preference switches a channel off, not of a legal kind.
    """
    kind = kind_of(kind_key)
    unwanted = _unwanted(account_id, kind_key) if not kind.is_legal else set()
    common: dict[str, Any] = {
        "account_id": account_id,
        "seller_id": voice.seller_id,
        "kind": kind_key,
    }
    outgoing: dict[str, Any] = {"attachment": attachment, "reply_to": reply_to, "thread": thread}
    bells: list[Notification] = []
    mails: list[Delivery] = []
    for person in recipients:
        words = render_message(
            kind=kind,
            language=person.language,
            context=context,
            voice=voice,
            url=settings.VEZNE_WEB_URL + path,
        )
        if (person.user_id, "bell") not in unwanted:
            bells.append(
                Notification(
                    user_id=person.user_id,
                    subject=subject,
                    title=words.title[:200],
                    body=words.first_line,
                    url=path,
                    is_urgent=kind.is_urgent,
                    created_at=now,
                    **common,
                )
            )
        if kind.by_mail and person.email and (person.user_id, "mail") not in unwanted:
            mails.append(_mail(person, words, now, **common, **outgoing))
    Notification.objects.bulk_create(bells)
    Delivery.objects.bulk_create(mails)
    for mail in mails:
        ports.jobs().defer("notify.deliver", delivery_id=mail.pk)
    return mails


def _mail(person: Recipient, words: Rendered, now: datetime, **columns: Any) -> Delivery:
    """A mail that waits, under the Message-ID that it keeps."""
    public_id = new_public_id("dlv")
    return Delivery(
        public_id=public_id,
        user_id=person.user_id,
        channel=Channel.MAIL,
        recipient=person.email,
        title=(words.subject or words.title)[:200],
        text=words.text,
        html=words.html,
        message_id=f"<{public_id}@{_mail_domain()}>",
        state=DeliveryState.QUEUED,
        created_at=now,
        **columns,
    )


def _unwanted(account_id: int, kind_key: str) -> set[tuple[int, str]]:
    rows = Preference.objects.filter(account_id=account_id, kind=kind_key, is_wanted=False)
    return set(rows.values_list("user_id", "channel"))


def _mail_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def delivery_send(
    *,
    delivery_id: int,
    brand: str,
    reply_to: str,
    now: datetime,
    connection: BaseEmailBackend | None = None,
) -> bool:
    """Send one queued mail; True when it is out. The SMTP call stands outside any transaction.

    A kill between sending and marking sends the mail again under the same Message-ID. An open
    `connection` carries many mails of one run.
    """
    with session_lock(LockKind.DELIVERY, delivery_id % 2**31, waits=False) as is_ours:
        row = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.QUEUED).first()
        if row is None or not is_ours:
            return False
        return _send(row, brand=brand, reply_to=reply_to, now=now, connection=connection)


def _send(
    row: Delivery,
    *,
    brand: str,
    reply_to: str,
    now: datetime,
    connection: BaseEmailBackend | None,
) -> bool:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    answers = row.reply_to or reply_to
    headers = {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"}
    if row.thread:
        headers |= {"References": row.thread, "In-Reply-To": row.thread.split()[-1]}
    mail = EmailMultiAlternatives(
        subject=row.title,
        body=row.text,
        from_email=formataddr((brand, address)) if brand else settings.DEFAULT_FROM_EMAIL,
        to=[row.recipient],
        reply_to=[answers] if answers else None,
        headers=headers,
        connection=connection,
    )
    if row.html:
        mail.attach_alternative(row.html, "text/html")
    if row.attachment:
        for name, body, media_type in ports.attachments().open(row.attachment):
            mail.attach(name, body, media_type)
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as error:
        _mark_failed_try(row, error)
        return False
    Delivery.objects.filter(pk=row.pk).update(
        state=DeliveryState.SENT, sent_at=now, attempts=row.attempts + 1, last_error=""
    )
    return True


def _mark_failed_try(row: Delivery, error: Exception) -> None:
    attempts = row.attempts + 1
    state = DeliveryState.FAILED if attempts >= MAX_ATTEMPTS else DeliveryState.QUEUED
    logger.warning("delivery %s failed: %s", row.public_id, type(error).__name__)
    Delivery.objects.filter(pk=row.pk).update(
        attempts=attempts, state=state, last_error=f"{type(error).__name__}: {error}"[:200]
    )


def notifications_read(*, account_id: int, user_id: int, now: datetime) -> int:
    """Mark everything behind a user's bell as read. Returns how many were unread."""
    return Notification.objects.filter(account_id=account_id, user_id=user_id, read_at=None).update(
        read_at=now
    )
