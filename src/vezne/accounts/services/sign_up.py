"""A sign-up on its way: written for everybody who asks, confirmed by mail and phone, used once.

Nothing of an account exists until the end, so a page never says whether an address is known. All of
it runs in the system's scope, because a visitor has none.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from vezne.accounts.errors import CodeWrong, SignUpOver
from vezne.accounts.models import SignUp, User
from vezne.accounts.queries import hash_of_secret
from vezne.accounts.services.code import MOST_ATTEMPTS, hash_of_code, new_code
from vezne.accounts.services.password import password_check
from vezne.core.crypto import seal, unseal
from vezne.core.ids import new_public_id
from vezne.core.locks import lock_row
from vezne.core.scope import acting_as_system

SIGN_UP_HOURS = 24
TOKEN_BYTES = 32
DETAILS_SEALED_AS = "accounts_signup.details"
SECRET_SEALED_AS = "accounts_signup.secret"  # noqa: S105 - what the seal is bound to
WHY = "accounts: who signs up has no scope yet"


@dataclass(frozen=True, slots=True)
class SignUpDetails:
    """What is filled in of person and firm; numbers already in their one form."""

    first_name: str
    last_name: str
    phone: str
    kind: str
    company: str = ""
    tax_id: str = ""
    tax_office: str = ""

    @property
    def account_name(self) -> str:
        """The firm's, or the person's."""
        return self.company or f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class SignUpWish:
    """A sign-up as the page hands it over."""

    seller_id: int
    email: str
    password: str
    details: SignUpDetails
    texts: tuple[str, ...]
    language: str = "tr"
    ip: str | None = None


def details_of(row: SignUp) -> SignUpDetails:
    """What was filled in. Raises: SignUpOver when it was made an account of already."""
    if not row.details_sealed:
        raise SignUpOver
    return SignUpDetails(**json.loads(unseal(row.details_sealed, purpose=DETAILS_SEALED_AS)))


def secrets_of(row: SignUp) -> tuple[str, str]:
    """Token and code for the mail."""
    token, code = json.loads(unseal(row.secret_sealed, purpose=SECRET_SEALED_AS))
    return token, code


def sign_up_begin(*, wish: SignUpWish, real_now: datetime, now: datetime) -> SignUp:
    """Writes a sign-up, for known and unknown addresses alike. Raises: WeakPassword."""
    details = wish.details
    password_check(
        wish.password,
        User(email=wish.email, first_name=details.first_name, last_name=details.last_name),
    )
    public_id, code = new_public_id("sgn"), new_code()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with acting_as_system(WHY), transaction.atomic():
        row = SignUp(
            public_id=public_id,
            seller_id=wish.seller_id,
            email=wish.email.strip().lower(),
            details_sealed=seal(json.dumps(asdict(details)), purpose=DETAILS_SEALED_AS),
            password=make_password(wish.password),
            texts=list(wish.texts),
            language=wish.language,
            ip=wish.ip,
            token_hash=hash_of_secret(token),
            code_hash=hash_of_code(code, public_id),
            secret_sealed=seal(json.dumps([token, code]), purpose=SECRET_SEALED_AS),
            accepted_at=now,
            created_at=real_now,
            expires_at=real_now + timedelta(hours=SIGN_UP_HOURS),
        )
        row.save(force_insert=True)
    return row


def find_sign_up(public_id: str, *, real_now: datetime) -> SignUp | None:
    """A sign-up that is still on its way, with its seller."""
    with acting_as_system(WHY):
        rows = SignUp.objects.filter(public_id=public_id, finished_at=None, expires_at__gt=real_now)
        return rows.select_related("seller").first()


def find_sign_up_by_token(token: str, *, real_now: datetime) -> SignUp | None:
    """The sign-up behind a mailed link. Reading it changes nothing: mail scanners do."""
    with acting_as_system(WHY):
        rows = SignUp.objects.filter(
            token_hash=hash_of_secret(token), finished_at=None, expires_at__gt=real_now
        )
        return rows.select_related("seller").first()


def sign_up_mail_confirm(*, public_id: str, code: str | None, real_now: datetime) -> SignUp:
    """Marks the mail as confirmed: by its link (`code` None: the caller has the token) or its code.

    Raises: SignUpOver, CodeWrong (five wrong ones and only the link is left).
    """
    with acting_as_system(WHY):
        with transaction.atomic():
            row = lock_row(
                SignUp.objects,
                SignUpOver,
                public_id=public_id,
                finished_at=None,
                expires_at__gt=real_now,
            )
            if code is None or _is_code(row, code):
                row.email_verified_at = row.email_verified_at or real_now
                row.save(update_fields=["email_verified_at"])
                return row
            SignUp.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)
        raise CodeWrong


def _is_code(row: SignUp, code: str) -> bool:
    digits = "".join(c for c in code if c.isdecimal())
    right = secrets.compare_digest(hash_of_code(digits, row.public_id), row.code_hash)
    return right and row.attempts < MOST_ATTEMPTS


def sign_up_phone_set(*, sign_up_id: int, phone: str) -> None:
    """Another phone, typed after the first one was wrong; it must be confirmed anew."""
    with acting_as_system(WHY), transaction.atomic():
        row = SignUp.objects.select_for_update().get(pk=sign_up_id)
        changed = {**asdict(details_of(row)), "phone": phone}
        row.details_sealed = seal(json.dumps(changed), purpose=DETAILS_SEALED_AS)
        row.phone_verified_at = None
        row.save(update_fields=["details_sealed", "phone_verified_at"])


def sign_up_phone_confirmed(*, sign_up_id: int, real_now: datetime) -> None:
    """Marks the phone as confirmed."""
    with acting_as_system(WHY):
        SignUp.objects.filter(pk=sign_up_id).update(phone_verified_at=real_now)
