"""One-time codes: made for whoever asks, sent by a job, checked a few times at most."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from vezne.accounts.models import OneTimeCode
from vezne.core.crypto import index_of, seal, unseal
from vezne.core.ids import new_public_id

CODE_MINUTES = 10
MOST_ATTEMPTS = 5
SEALED_AS = "accounts_onetimecode.code"


@dataclass(frozen=True, slots=True)
class CodeWish:
    """What a code is asked for: where it goes, for what, in whose name."""

    purpose: str
    target: str
    subject: str = ""
    voice_id: int | None = None
    language: str = "tr"
    ip: str | None = None


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(10**6):06d}"


def hash_of_code(code: str, public_id: str) -> str:
    """Keyed, because six digits are found in no time."""
    return index_of(f"{public_id}:{code}", purpose=SEALED_AS)


@transaction.atomic
def code_make(*, wish: CodeWish, real_now: datetime) -> OneTimeCode:
    """Writes a code; those of the same purpose, address and subject before it are over."""
    open_ones = OneTimeCode.objects.filter(
        purpose=wish.purpose, target=wish.target, subject=wish.subject, used_at=None
    )
    open_ones.update(used_at=real_now, code_sealed="")
    public_id, code = new_public_id("otc"), new_code()
    row = OneTimeCode(
        public_id=public_id,
        purpose=wish.purpose,
        target=wish.target,
        subject=wish.subject,
        code_hash=hash_of_code(code, public_id),
        code_sealed=seal(code, purpose=SEALED_AS),
        voice_id=wish.voice_id,
        language=wish.language,
        ip=wish.ip,
        created_at=real_now,
        expires_at=real_now + timedelta(minutes=CODE_MINUTES),
    )
    row.save(force_insert=True)
    return row


@transaction.atomic
def code_claim(*, code_id: int, user_id: int | None, real_now: datetime) -> OneTimeCode | None:
    """Takes a code for sending, once: an SMS goes at most once. `user_id`: whose it is, if known.

    The row comes with its plain code in `code_sealed`; what is stored is emptied.
    """
    row = (
        OneTimeCode.objects.select_for_update()
        .filter(pk=code_id, sent_at=None, used_at=None)
        .first()
    )
    if row is None or not row.code_sealed:
        return None
    plain = unseal(row.code_sealed, purpose=SEALED_AS)
    row.code_sealed, row.sent_at, row.user_id = "", real_now, user_id
    row.save(update_fields=["code_sealed", "sent_at", "user"])
    row.code_sealed = plain
    return row


def code_sent(*, code_id: int, outcome: str) -> None:
    """Writes down what became of the sending."""
    OneTimeCode.objects.filter(pk=code_id).update(outcome=outcome[:20])


@transaction.atomic
def code_use(
    *, purpose: str, target: str, subject: str, code: str, real_now: datetime
) -> OneTimeCode | None:
    """The newest open code of an address, used up, when `code` is right; else None.

    Counts a wrong try in the same way whether there is such a code or not; after five it is dead.
    """
    row = (
        OneTimeCode.objects.select_for_update()
        .filter(purpose=purpose, target=target, subject=subject, used_at=None)
        .order_by("-created_at", "-pk")
        .first()
    )
    public_id = row.public_id if row else ""
    given = hash_of_code("".join(c for c in code if c.isdecimal()), public_id)
    OneTimeCode.objects.filter(pk=row.pk if row else 0).update(attempts=F("attempts") + 1)
    if row is None or row.attempts >= MOST_ATTEMPTS or row.expires_at <= real_now:
        return None
    if not secrets.compare_digest(given, row.code_hash):
        return None
    row.used_at = real_now
    row.save(update_fields=["used_at"])
    return row
