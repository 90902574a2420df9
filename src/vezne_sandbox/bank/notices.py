"""Notices to the accounts' owners: written with the movement, sent by their own thread.

A POST of one movement as JSON, as docs/api/bank.md has it. ``X-Bank-Timestamp`` holds Unix
seconds, ``X-Bank-Signature`` is ``sha256=`` and the hexadecimal HMAC-SHA256, under the account's
secret, of the timestamp, a dot and the body as sent. Anything but 2xx is tried again with growing
pauses, for a day.
"""

import hashlib
import hmac
import json
import logging
import threading
import time
from datetime import timedelta

import httpx
from django.db import DatabaseError, InterfaceError, close_old_connections, transaction

from vezne_sandbox.bank.models import Movement, Notice
from vezne_sandbox.bank.statements import ISTANBUL
from vezne_sandbox.clock import real_now
from vezne_sandbox.traffic.log import Spoken, exchange_record
from vezne_sandbox.traffic.models import Direction, SwitchName
from vezne_sandbox.traffic.switches import Disturbances

ENDPOINT = "bank.notice"
_PAUSES = (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)  # seconds after each failed try
_LEASE = timedelta(seconds=60)
_PAUSE_SECONDS = 0.1
_client = httpx.Client(timeout=10.0, trust_env=False)
_log = logging.getLogger(__name__)


def body_of(movement: Movement) -> bytes:
    """What is sent of a movement."""
    account = movement.account
    given = {
        "iban": account.iban,
        "id": movement.number,
        "reference": movement.end_to_end,
        "at": movement.at.astimezone(ISTANBUL).isoformat(),
        "amount": format(movement.amount, "f"),
        "currency": account.currency,
        "balance": format(movement.balance_after, "f"),
        "description": movement.description,
        "name": movement.name,
        "counterIban": movement.iban,
        "counterTaxId": movement.tax_id,
        "type": movement.channel,
        "reverses": movement.reverses.number if movement.reverses else "",
    }
    return json.dumps(given, ensure_ascii=False).encode()


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """The header's value."""
    made = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={made.hexdigest()}"


def deliver_due() -> int:
    """Send what is due; how many tries were made."""
    claimed = _claim()
    for notice in claimed:
        disturbances = Disturbances(ENDPOINT)
        if disturbances.take(SwitchName.NO_WEBHOOK):
            Notice.objects.filter(pk=notice.pk).update(due_at=None)
            continue
        status = _send(notice.movement, disturbances)
        if disturbances.take(SwitchName.DUPLICATE_WEBHOOK):
            _send(notice.movement, disturbances)
        is_delivered = 200 <= status < 300
        is_over = is_delivered or notice.tries > len(_PAUSES)
        pause = timedelta(seconds=_PAUSES[min(notice.tries, len(_PAUSES)) - 1])
        Notice.objects.filter(pk=notice.pk).update(
            last_status=status,
            is_delivered=is_delivered,
            due_at=None if is_over else real_now() + pause,
        )
    return len(claimed)


def deliver_until(stop: threading.Event) -> None:
    """The loop of the sending thread; a lost database is waited for."""
    while not stop.is_set():
        try:
            made = deliver_due()
        except (DatabaseError, InterfaceError) as error:
            _log.warning("notices wait for the database: %s", error)
            close_old_connections()
            made = 0
            time.sleep(1)
        if not made:
            stop.wait(_PAUSE_SECONDS)


def _claim() -> list[Notice]:
    with transaction.atomic():
        due = Notice.objects.filter(due_at__lte=real_now()).order_by("pk")
        claimed = list(due.select_for_update(skip_locked=True, of=("self",))[:20])
        for notice in claimed:
            notice.tries += 1
            notice.due_at = real_now() + _LEASE
            notice.save(update_fields=["tries", "due_at"])
    return claimed


def _send(movement: Movement, disturbances: Disturbances) -> int:
    """The receiver's status; 0 when it did not answer."""
    account, body, timestamp = movement.account, body_of(movement), str(int(time.time()))
    signature = signature_of(account.notice_secret, timestamp, body)
    if disturbances.take(SwitchName.WRONG_SIGNATURE):
        signature = signature[::-1]
    headers = {
        "Content-Type": "application/json",
        "X-Bank-Timestamp": timestamp,
        "X-Bank-Signature": signature,
    }
    at, started = real_now(), time.monotonic()
    try:
        answer = _client.post(account.notice_url, content=body, headers=headers)
        status, text = answer.status_code, answer.text
    except httpx.HTTPError as error:
        status, text = 0, f"{type(error).__name__}: {error}"
    exchange_record(
        Spoken(
            at=at,
            direction=Direction.OUT,
            method="POST",
            address=account.notice_url,
            endpoint=ENDPOINT,
            status=status,
            duration_ms=round((time.monotonic() - started) * 1000),
            request_body=body.decode(),
            answer_body=text,
            disturbances=tuple(disturbances.used),
        )
    )
    return status
