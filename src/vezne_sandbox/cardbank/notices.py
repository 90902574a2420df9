"""Providers' notices to shops: written with the payment, sent by their own thread.

PayTR: again after a minute until the body is exactly OK. NestPay's callbackurl: any 2xx.
"""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

import httpx
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, transaction

from vezne_sandbox.cardbank.models import ProviderNotice
from vezne_sandbox.clock import real_now
from vezne_sandbox.traffic.log import Spoken, exchange_record
from vezne_sandbox.traffic.models import Direction, SwitchName
from vezne_sandbox.traffic.switches import Disturbances

_LEASE = timedelta(seconds=60)
_TIMEOUT_SECONDS = 15.0
_PAUSE_SECONDS = 0.2
_client = httpx.Client(timeout=_TIMEOUT_SECONDS, trust_env=False)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class NoticeDraft:
    """A notice as its provider words it."""

    endpoint: str
    url: str
    fields: dict[str, str]
    hash_field: str
    subject: str
    wanted: str = ""


def notice_queue(draft: NoticeDraft) -> None:
    """Write a notice, in the payment's own transaction; without an address there is none."""
    if not draft.url:
        return
    ProviderNotice.objects.create(
        endpoint=draft.endpoint,
        url=draft.url,
        fields=draft.fields,
        hash_field=draft.hash_field,
        wanted=draft.wanted,
        subject=draft.subject,
        due_at=real_now() + timedelta(milliseconds=settings.SANDBOX_WEBHOOK_DELAY_MS),
    )


def notices_deliver() -> int:
    """Send what is due; how many tries were made."""
    claimed = _claim()
    for notice in claimed:
        disturbances = Disturbances(notice.endpoint)
        if disturbances.take(SwitchName.NO_WEBHOOK):
            ProviderNotice.objects.filter(pk=notice.pk).update(due_at=None)
            continue
        status, is_taken = _send(notice, disturbances)
        if disturbances.take(SwitchName.DUPLICATE_WEBHOOK):
            _send(notice, disturbances)
        _settle(notice, status, is_taken=is_taken)
    return len(claimed)


def deliver_notices_until(stop: threading.Event) -> None:
    """The loop of the sending thread; a lost database is waited for."""
    while not stop.is_set():
        try:
            made = notices_deliver()
        except (DatabaseError, InterfaceError) as error:
            _log.warning("notices wait for the database: %s", error)
            close_old_connections()
            made = 0
            time.sleep(1)
        if not made:
            stop.wait(_PAUSE_SECONDS)


def _claim() -> list[ProviderNotice]:
    with transaction.atomic():
        due = ProviderNotice.objects.filter(due_at__lte=real_now())
        claimed = list(due.select_for_update(skip_locked=True).order_by("pk")[:20])
        for notice in claimed:
            notice.tries += 1
            notice.due_at = real_now() + _LEASE
            notice.save(update_fields=["tries", "due_at"])
    return claimed


def _send(notice: ProviderNotice, disturbances: Disturbances) -> tuple[int, bool]:
    """The shop's status (0 = no answer) and whether it took the notice."""
    fields = dict(notice.fields)
    if disturbances.take(SwitchName.WRONG_SIGNATURE):
        fields[notice.hash_field] = fields[notice.hash_field][::-1]
    body = urlencode(fields)
    at, started = real_now(), time.monotonic()
    try:
        answer = _client.post(
            notice.url,
            content=body.encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        status, text = answer.status_code, answer.text
    except httpx.HTTPError as error:
        status, text = 0, f"{type(error).__name__}: {error}"
    exchange_record(
        Spoken(
            at=at,
            direction=Direction.OUT,
            method="POST",
            address=notice.url,
            endpoint=notice.endpoint,
            status=status,
            duration_ms=round((time.monotonic() - started) * 1000),
            request_body=body,
            answer_body=text,
            disturbances=tuple(disturbances.used),
        )
    )
    is_good = 200 <= status < 300
    return status, is_good and (not notice.wanted or text == notice.wanted)


def _settle(notice: ProviderNotice, status: int, *, is_taken: bool) -> None:
    is_over = is_taken or notice.tries >= notice.most_tries
    pause = timedelta(milliseconds=settings.SANDBOX_WEBHOOK_RETRY_MS)
    # Not save(): a reset may have taken the row away meanwhile.
    ProviderNotice.objects.filter(pk=notice.pk).update(
        last_status=status, is_taken=is_taken, due_at=None if is_over else real_now() + pause
    )


def is_told(subject: str, *, endpoint: str) -> bool:
    """Whether a notice about this order was taken."""
    return ProviderNotice.objects.filter(subject=subject, endpoint=endpoint, is_taken=True).exists()
