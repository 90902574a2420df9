"""Endpoints and deliveries: written with the event, sent after commit, tried again."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import httpx
from django.conf import settings
from django.db import transaction

from vezne.core import ports
from vezne.core.audit import Actor, record
from vezne.core.crypto import seal, unseal
from vezne.core.outbox import Event
from vezne.core.outside import NotPublic, post_outside
from vezne.hooks.addresses import public_addresses
from vezne.hooks.errors import AddressRefused
from vezne.hooks.models import Endpoint, WebhookDelivery, WebhookState
from vezne.hooks.signing import new_secret, signature

WAITS_SECONDS = (5, 30, 120, 600, 1800, 3600, 3 * 3600, 8 * 3600, 24 * 3600)
"""After the first failure, the second …; ten tries in all."""
SEALED_AS = "hooks.endpoint.secret_sealed"
ANSWER_BYTES = 2048


@transaction.atomic
def endpoint_add(
    *, account_id: int, url: str, kinds: list[str], actor: Actor, now: datetime
) -> tuple[Endpoint, str]:
    """Register where a seller's program listens; the secret is returned once. Empty kinds = all.

    Raises: AddressRefused.
    """
    public_addresses(url, private_allowed=settings.SANDBOX)
    secret = new_secret()
    row = Endpoint.objects.create(
        account_id=account_id,
        url=url,
        secret_sealed=seal(secret, purpose=SEALED_AS),
        kinds=kinds,
        created_at=now,
    )
    record(actor=actor, action="webhook.added", subject=row.public_id, now=now,
           account_id=account_id, url=url)  # fmt: skip
    return row, secret


@transaction.atomic
def endpoint_remove(*, endpoint_id: int, actor: Actor, now: datetime) -> None:
    """Stop telling an endpoint; its deliveries stay as history."""
    row = Endpoint.objects.select_for_update().get(pk=endpoint_id)
    row.is_active = False
    row.save(update_fields=["is_active"])
    record(actor=actor, action="webhook.removed", subject=row.public_id, now=now,
           account_id=row.account_id)  # fmt: skip


def deliveries_write(event: Event) -> int:
    """Subscriber of every event: one row and one job per endpoint that wants it; twice is once."""
    endpoints = Endpoint.objects.filter(account_id=event.account_id, is_active=True)
    written = 0
    for endpoint in endpoints:
        if endpoint.kinds and event.kind not in endpoint.kinds:
            continue
        row, is_new = WebhookDelivery.objects.get_or_create(
            endpoint=endpoint,
            event_id=event.id,
            defaults={
                "account_id": event.account_id,
                "kind": event.kind,
                "body": {
                    "type": event.kind,
                    "timestamp": event.occurred_at.isoformat(),
                    "data": {"subject": event.subject, **event.payload},
                },
                "state": WebhookState.WAITING,
                "created_at": event.occurred_at,
            },
        )
        if is_new:
            written += 1
            ports.jobs().defer("hooks.deliver", delivery_id=row.pk)
    return written


def delivery_send(*, delivery_id: int, real_now: datetime) -> bool:
    """Send one waiting delivery and write what was answered; True when it arrived.

    `real_now` is the time outside: signatures and waits do not follow the installation clock. The
    call stands outside any transaction; a kill in between sends again under the same id.
    """
    row = (
        WebhookDelivery.objects.select_related("endpoint")
        .filter(pk=delivery_id, state=WebhookState.WAITING)
        .first()
    )
    if row is None:
        return False
    status, error = _call(row, real_now)
    arrived = status is not None and httpx.codes.is_success(status)
    _write_answer(row, arrived=arrived, status=status, error=error, real_now=real_now)
    return arrived


def _call(row: WebhookDelivery, real_now: datetime) -> tuple[int | None, str]:
    body = json.dumps(row.body, ensure_ascii=False, separators=(",", ":")).encode()
    timestamp = int(real_now.timestamp())
    secret = unseal(row.endpoint.secret_sealed, purpose=SEALED_AS)
    try:
        answer = post_outside(
            row.endpoint.url,
            content=body,
            headers={
                "content-type": "application/json",
                "webhook-id": row.public_id,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": signature(
                    secret=secret, message_id=row.public_id, timestamp=timestamp, body=body
                ),
            },
            private_allowed=settings.SANDBOX,
            most_bytes=ANSWER_BYTES,
        )
    except NotPublic:
        return None, AddressRefused.__name__
    except httpx.HTTPError as error:
        return None, type(error).__name__
    return answer.status, answer.text


def _write_answer(
    row: WebhookDelivery, *, arrived: bool, status: int | None, error: str, real_now: datetime
) -> None:
    row.attempts += 1
    row.last_status = status
    row.last_error = "" if arrived else error[:200]
    if arrived:
        row.state, row.delivered_at, row.next_try_at = WebhookState.DELIVERED, real_now, None
    elif row.attempts > len(WAITS_SECONDS):
        row.state, row.next_try_at = WebhookState.FAILED, None
    else:
        row.next_try_at = real_now + timedelta(seconds=WAITS_SECONDS[row.attempts - 1])
    with transaction.atomic():
        row.save()
        Endpoint.objects.filter(pk=row.endpoint_id).update(
            failing_since=None if arrived else (row.endpoint.failing_since or real_now)
        )


def delivery_replay(*, delivery_id: int, actor: Actor, now: datetime) -> None:
    """Put a delivery back in the queue under its old id; the receiver sees a repeat as one."""
    with transaction.atomic():
        row = WebhookDelivery.objects.select_for_update().get(pk=delivery_id)
        row.state, row.attempts, row.next_try_at = WebhookState.WAITING, 0, None
        row.save(update_fields=["state", "attempts", "next_try_at"])
        ports.jobs().defer("hooks.deliver", delivery_id=row.pk)
        record(actor=actor, action="webhook.replayed", subject=row.public_id, now=now,
               account_id=row.account_id)  # fmt: skip
