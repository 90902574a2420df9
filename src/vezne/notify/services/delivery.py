"""Sending what waits, one row at a time, outside any transaction.

Mail goes at least once, always under the same Message-ID. A push as well: under its own tag, so a
browser shows a repeat in the place of the first. An SMS goes at most once: it is *unknown* before
the gateway is called, and stays so unless the gateway answers.
"""

from __future__ import annotations

import json
import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr

import httpx
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from vezne.core import ports
from vezne.core.locks import LockKind, session_lock
from vezne.core.outside import NotPublic, post_outside
from vezne.notify.models import Channel, Delivery, DeliveryState, PushDevice
from vezne.notify.queries import is_unconsented
from vezne.notify.sms import SENT, UNKNOWN, sms_send
from vezne.notify.tokens import stop_url
from vezne.notify.webpush import MOST_BYTES, Sender, sealed, ticket

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 8
PUSH_IS_OLD = timedelta(days=1)
"""A push that could not go for so long is no news any more; the bell has it."""
GONE = (404, 410)
"""The push service's word that a browser is no longer there."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """In whose name: sender and reply address of mails, header of SMS."""

    brand: str
    reply_to: str
    sms_header: str


def delivery_send(
    *,
    delivery_id: int,
    brand: str,
    reply_to: str,
    now: datetime,
    sms_header: str = "",
    real_now: datetime | None = None,
    connection: BaseEmailBackend | None = None,
) -> bool:
    """Send one queued mail, SMS or push; True when it is out. The call stands outside any
    transaction.

    A kill between sending and marking sends a mail again under the same Message-ID. An open
    `connection` carries many mails of one run; `real_now` dates the ticket of a push. Advertising
    whose reader has taken the consent back since it was written is dropped.
    """
    with session_lock(LockKind.DELIVERY, delivery_id % 2**31, waits=False) as is_ours:
        row = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.QUEUED).first()
        if row is None or not is_ours:
            return False
        if is_unconsented(row):
            Delivery.objects.filter(pk=row.pk).update(state=DeliveryState.DROPPED)
            return False
        speaker = Speaker(brand, reply_to, sms_header)
        if row.channel == Channel.SMS:
            return _send_sms(row, speaker, now)
        if row.channel == Channel.PUSH:
            return _send_push(row, speaker, now, real_now or now)
        return _send_mail(row, speaker, now, connection)


def _send_mail(
    row: Delivery, speaker: Speaker, now: datetime, connection: BaseEmailBackend | None
) -> bool:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    brand, answers = speaker.brand, row.reply_to or speaker.reply_to
    mail = EmailMultiAlternatives(
        subject=row.title,
        body=row.text,
        from_email=formataddr((brand, address)) if brand else settings.DEFAULT_FROM_EMAIL,
        to=[row.recipient],
        reply_to=[answers] if answers else None,
        headers=_headers(row),
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
        return _tried(row, f"{type(error).__name__}: {error}")
    return _sent(row, now)


def _headers(row: Delivery) -> dict[str, str]:
    """What stands above a mail; two lines let a mail program stop its kind (RFC 8058)."""
    headers = {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"}
    if row.thread:
        headers |= {"References": row.thread, "In-Reply-To": row.thread.split()[-1]}
    if row.may_stop:
        headers["List-Unsubscribe"] = f"<{stop_url(row.public_id)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _send_sms(row: Delivery, speaker: Speaker, now: datetime) -> bool:
    """At most once: what is not certain is never sent again."""
    row.state, row.attempts = DeliveryState.UNKNOWN, row.attempts + 1
    row.save(update_fields=["state", "attempts"])
    result = sms_send(phone=row.recipient, text=row.text, header=speaker.sms_header)
    if result.outcome == UNKNOWN:
        return False
    row.state = DeliveryState.SENT if result.outcome == SENT else DeliveryState.FAILED
    row.sent_at = now if result.outcome == SENT else None
    row.last_error = "" if result.outcome == SENT else result.outcome[:200]
    row.save(update_fields=["state", "sent_at", "last_error"])
    return row.state == DeliveryState.SENT


def _send_push(row: Delivery, speaker: Speaker, now: datetime, real_now: datetime) -> bool:
    device = (
        PushDevice.objects.select_related("session")
        .filter(public_id=row.recipient, user_id=row.user_id or 0)
        .first()
    )
    if device is None or not device.session.exists() or now - row.created_at > PUSH_IS_OLD:
        return _ended(row, "the device is gone" if device is None else "too late, or signed out")
    sender = Sender(settings.VEZNE_PUSH_KEY, settings.VEZNE_PUSH_CONTACT)
    try:
        answer = post_outside(
            device.endpoint,
            content=sealed(
                _push_body(row, speaker), public_key=device.public_key, secret=device.secret
            ),
            headers={
                "authorization": ticket(
                    device.endpoint, sender=sender, real_second=int(real_now.timestamp())
                ),
                "content-encoding": "aes128gcm",
                "content-type": "application/octet-stream",
                "ttl": str(int(PUSH_IS_OLD.total_seconds())),
                "urgency": "normal",
            },
            private_allowed=settings.SANDBOX,
        )
    except NotPublic:
        device.delete()
        return _ended(row, "the address is not public")
    except httpx.HTTPError as error:
        return _tried(row, type(error).__name__)
    if answer.status in GONE:
        device.delete()
        return _ended(row, f"the push service: {answer.status}")
    if not httpx.codes.is_success(answer.status):
        return _tried(row, f"the push service: {answer.status}")
    return _sent(row, now)


def _push_body(row: Delivery, speaker: Speaker) -> bytes:
    """The title and where it leads: nothing more of what it is about leaves the panel."""
    body = {
        "brand": speaker.brand,
        "title": row.title,
        "url": row.path,
        "tag": row.public_id,
    }
    return json.dumps(body, ensure_ascii=False).encode()[:MOST_BYTES]


def _sent(row: Delivery, now: datetime) -> bool:
    Delivery.objects.filter(pk=row.pk).update(
        state=DeliveryState.SENT, sent_at=now, attempts=row.attempts + 1, last_error=""
    )
    return True


def _ended(row: Delivery, why: str) -> bool:
    Delivery.objects.filter(pk=row.pk).update(state=DeliveryState.FAILED, last_error=why)
    return False


def _tried(row: Delivery, error: str) -> bool:
    """Later again, until it was tried often enough."""
    attempts = row.attempts + 1
    state = DeliveryState.FAILED if attempts >= MAX_ATTEMPTS else DeliveryState.QUEUED
    logger.warning("delivery %s failed: %s", row.public_id, error.partition(":")[0])
    Delivery.objects.filter(pk=row.pk).update(
        attempts=attempts, state=state, last_error=error[:200]
    )
    return False
