"""Signed calls of banks: checked, stored sealed, answered; a job applies them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from vezne.banking.errors import BankAccountNotFound, MessageUnreadable, SignatureWrong
from vezne.banking.feeds.notice import is_genuine, line_of, movements_in
from vezne.banking.models import BankAccount, BankMessage
from vezne.banking.sealing import MESSAGE, opened, sealed
from vezne.banking.services.bank_account import feed_keys
from vezne.banking.types import FeedKind, Line, RowProblem
from vezne.core import ports
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as_system

MOST_BYTES = 1024 * 1024
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it came."""

    timestamp: str
    signature: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A stored call with its lines."""

    id: int
    bank_account_id: int
    lines: tuple[Line, ...]
    problems: tuple[RowProblem, ...]


def message_store(
    *, bank_account_public_id: str, call: Call, real_now: datetime, now: datetime
) -> int | None:
    """Keep a genuine call and defer the job `banking.message` in the same transaction.

    None for a call that was stored before: the same body again, whatever its timestamp, is the
    same call. Raises: BankAccountNotFound (also one without a pushed feed), SignatureWrong,
    MessageUnreadable.
    """
    with acting_as_system("bank webhook"), transaction.atomic():
        rows = BankAccount.objects.filter(
            public_id=bank_account_public_id, connection__kind=FeedKind.PUSH, is_active=True
        )
        account = rows.first()
        if account is None:
            raise BankAccountNotFound
        _check(account, call, real_now)
        row, is_new = BankMessage.objects.get_or_create(
            bank_account=account,
            message_id=hashlib.sha256(call.body).hexdigest(),
            defaults={
                "seller_id": account.seller_id,
                "body_sealed": sealed(call.body.decode(), purpose=MESSAGE),
                "received_at": now,
            },
        )
        if not is_new:
            return None
        ports.jobs().defer("banking.message", message_id=row.pk)
        return row.pk


def _check(account: BankAccount, call: Call, real_now: datetime) -> None:
    if len(call.body) > MOST_BYTES:
        raise MessageUnreadable(reason=f"> {MOST_BYTES // 1024} KB")
    genuine = is_genuine(
        secret=feed_keys(account).get("secret", ""),
        timestamp=call.timestamp,
        signature=call.signature,
        body=call.body,
        at_seconds=int(real_now.timestamp()),
    )
    if not genuine:
        raise SignatureWrong
    try:
        call.body.decode()
        movements_in(call.body)
    except (ValueError, RecursionError):
        raise MessageUnreadable(reason="JSON") from None


def message_lines(*, message_id: int) -> Message | None:
    """The lines of a stored call; None when it was applied before. Raises: NotFound."""
    row = BankMessage.objects.select_related("bank_account").filter(pk=message_id).first()
    if row is None:
        raise NotFound
    if row.applied_at is not None:
        return None
    account = row.bank_account
    body = opened(row.body_sealed, purpose=MESSAGE).encode()
    told = [
        line_of(one, iban=account.iban, currency=account.currency, row_number=number)
        for number, one in enumerate(movements_in(body), 1)
    ]
    return Message(
        row.pk,
        account.pk,
        tuple(one for one in told if isinstance(one, Line)),
        tuple(one for one in told if isinstance(one, RowProblem)),
    )


@transaction.atomic
def message_applied(*, message: Message, new: int, now: datetime) -> None:
    """Mark a call as done, with what came of it."""
    outcome = {
        "new": new,
        "known": len(message.lines) - new,
        "problems": [{"row": one.row, "reason": one.reason} for one in message.problems],
    }
    BankMessage.objects.filter(pk=message.id, applied_at=None).update(
        applied_at=now, outcome=outcome
    )


def messages_forget(*, now: datetime) -> int:
    """Empty the bodies of calls that were applied thirty days ago: they hold personal data."""
    rows = BankMessage.objects.filter(applied_at__lt=now - timedelta(days=KEPT_DAYS))
    return rows.exclude(body_sealed="").update(body_sealed="")
