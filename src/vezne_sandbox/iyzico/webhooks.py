"""Notices to the shops: written with the payment, sent by their own thread.

Source: docs.iyzico.com, webhook: some seconds after the attempt, then every 15 minutes until the
shop answers 2xx, three tries at most. The signature is V3.
"""

import logging
import threading
import time
import uuid
from datetime import datetime, timedelta

import httpx
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, transaction
from django.db.models import Q

from vezne_sandbox.clock import real_now, sandbox_now
from vezne_sandbox.iyzico import wire
from vezne_sandbox.iyzico.models import Payment, PaymentSource, WebhookDelivery
from vezne_sandbox.iyzico.signatures import webhook_signature
from vezne_sandbox.traffic.log import Spoken, exchange_record
from vezne_sandbox.traffic.models import Direction, SwitchName
from vezne_sandbox.traffic.switches import Disturbances

ENDPOINT = "webhook"
_TRIES = 3
_RETRY_ON_CLOCK = timedelta(minutes=15)
_LEASE = timedelta(seconds=60)  # a sender that died is followed after this
_TIMEOUT_SECONDS = 15.0
_PAUSE_SECONDS = 0.2
_client = httpx.Client(timeout=_TIMEOUT_SECONDS, trust_env=False)
_log = logging.getLogger(__name__)


def webhook_queue(payment: Payment, *, now: datetime) -> None:
    """Write the notice about a finished attempt, in the attempt's own transaction."""
    merchant = payment.merchant
    if not merchant.webhook_url:
        return
    event_type = PaymentSource(payment.source).value
    body: dict[str, object] = {
        "paymentConversationId": payment.conversation_id,
        "merchantId": int(merchant.merchant_id)
        if merchant.merchant_id.isdigit()
        else merchant.merchant_id,
        "paymentId": payment.pk,
        "status": payment.status,
        "iyziReferenceCode": str(uuid.uuid4()),
        "iyziEventType": event_type,
        "iyziEventTime": int(now.timestamp() * 1000),
        "iyziPaymentId": payment.pk,
    }
    ids = [payment.payment_id, payment.conversation_id, payment.status]
    if payment.form_token:
        body["token"] = payment.form_token
        ids.insert(1, payment.form_token)
    WebhookDelivery.objects.create(
        merchant=merchant,
        url=merchant.webhook_url,
        body=wire.encode(body),
        signature=webhook_signature(merchant.secret_key, event_type, *ids),
        due_at=real_now() + timedelta(milliseconds=settings.SANDBOX_WEBHOOK_DELAY_MS),
    )


def deliver_due() -> int:
    """Send what is due; how many tries were made."""
    claimed = _claim()
    for delivery in claimed:
        disturbances = Disturbances(ENDPOINT)
        if disturbances.take(SwitchName.NO_WEBHOOK):
            WebhookDelivery.objects.filter(pk=delivery.pk).update(due_at=None)
            continue
        status = _send(delivery, disturbances)
        if disturbances.take(SwitchName.DUPLICATE_WEBHOOK):
            _send(delivery, disturbances)
        _settle(delivery, status)
    return len(claimed)


def deliver_until(stop: threading.Event) -> None:
    """The loop of the sending thread; a lost database is waited for."""
    while not stop.is_set():
        try:
            made = deliver_due()
        except (DatabaseError, InterfaceError) as error:
            _log.warning("webhooks wait for the database: %s", error)
            close_old_connections()
            made = 0
            time.sleep(1)
        if not made:
            stop.wait(_PAUSE_SECONDS)


def _claim() -> list[WebhookDelivery]:
    waiting = WebhookDelivery.objects.filter(due_at__isnull=False)
    due = Q(due_at__lte=real_now())
    if waiting.filter(due_on_clock_at__isnull=False).exists():
        due |= Q(due_on_clock_at__lte=sandbox_now())
    with transaction.atomic():
        claimed = list(waiting.filter(due).select_for_update(skip_locked=True).order_by("pk")[:20])
        for delivery in claimed:
            delivery.tries += 1
            delivery.due_at = real_now() + _LEASE
            delivery.due_on_clock_at = None
            delivery.save(update_fields=["tries", "due_at", "due_on_clock_at"])
    return claimed


def _send(delivery: WebhookDelivery, disturbances: Disturbances) -> int:
    """The shop's status; 0 when it did not answer."""
    signature = delivery.signature
    if disturbances.take(SwitchName.WRONG_SIGNATURE):
        signature = signature[::-1]
    at, started = real_now(), time.monotonic()
    try:
        answer = _client.post(
            delivery.url,
            content=delivery.body.encode(),
            headers={"Content-Type": "application/json", "X-IYZ-SIGNATURE-V3": signature},
        )
        status, text = answer.status_code, answer.text
    except httpx.HTTPError as error:
        status, text = 0, f"{type(error).__name__}: {error}"
    exchange_record(
        Spoken(
            at=at,
            direction=Direction.OUT,
            method="POST",
            address=delivery.url,
            endpoint=ENDPOINT,
            status=status,
            duration_ms=round((time.monotonic() - started) * 1000),
            request_body=delivery.body,
            answer_body=text,
            disturbances=tuple(disturbances.used),
        )
    )
    return status


def _settle(delivery: WebhookDelivery, status: int) -> None:
    delivery.last_status = status
    delivery.is_delivered = 200 <= status < 300
    if delivery.is_delivered or delivery.tries >= _TRIES:
        delivery.due_at = None
    else:
        delivery.due_at = real_now() + timedelta(milliseconds=settings.SANDBOX_WEBHOOK_RETRY_MS)
        delivery.due_on_clock_at = sandbox_now() + _RETRY_ON_CLOCK
    # Not save(): a reset may have taken the row away meanwhile.
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        last_status=delivery.last_status,
        is_delivered=delivery.is_delivered,
        due_at=delivery.due_at,
        due_on_clock_at=delivery.due_on_clock_at,
    )
