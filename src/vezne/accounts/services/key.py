"""Keys by which programs call: the secret is shown once, only its hash is kept."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from vezne.accounts.errors import InvalidKeyScope, InvalidOrigin
from vezne.accounts.models import ApiKey
from vezne.accounts.queries import hash_of_secret
from vezne.accounts.types import SCOPE_PATTERN
from vezne.core.audit import Actor, record
from vezne.core.locks import lock_row

SECRET_BYTES = 32
PREFIX_LENGTH = 12
LOCAL_HOSTS = ("localhost", "127.0.0.1")
_HOST = re.compile(r"[a-z0-9.-]+(:\d{1,5})?")


@transaction.atomic
def api_key_create(
    *,
    account_id: int,
    name: str,
    scopes: Iterable[str],
    now: datetime,
    actor: Actor,
    return_origins: Iterable[str] = (),
    secret: str | None = None,
) -> tuple[ApiKey, str]:
    """Makes a key and gives its secret in plain, for the only time.

    `return_origins` is where links of this key may lead back to, e.g. `https://panel.example`.
    `secret` is for installations whose key is set from outside (the demo); at least 32 characters.

    Raises: InvalidKeyScope, InvalidOrigin.
    """
    scopes = sorted(set(scopes))
    for scope in scopes:
        if not SCOPE_PATTERN.fullmatch(scope):
            raise InvalidKeyScope(scope=scope)
    origins = sorted({normalise_origin(origin) for origin in return_origins})
    secret = secret or "vzn_" + secrets.token_urlsafe(SECRET_BYTES)
    if len(secret) < SECRET_BYTES:
        raise ValueError("the secret of an API key has at least 32 characters")
    key = ApiKey(
        account_id=account_id,
        name=name.strip(),
        prefix=secret[:PREFIX_LENGTH],
        secret_hash=hash_of_secret(secret),
        scopes=scopes,
        return_origins=origins,
        created_by_id=actor.id if actor.kind == "user" else None,
        created_at=now,
    )
    key.save(force_insert=True)
    record(
        actor=actor,
        action="api_key.created",
        subject=key.public_id,
        now=now,
        account_id=account_id,
        scopes=scopes,
    )
    return key, secret


@transaction.atomic
def api_key_revoke(*, account_id: int, public_id: str, now: datetime, actor: Actor) -> None:
    """Ends a key; calls with it are refused from the next one on. Raises: NotFound."""
    key = lock_row(ApiKey.objects, account_id=account_id, public_id=public_id)
    if key.revoked_at is None:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        record(
            actor=actor,
            action="api_key.revoked",
            subject=public_id,
            now=now,
            account_id=account_id,
        )


def normalise_origin(origin: str) -> str:
    """`https://host[:port]` in small letters; http only for this machine. Raises: InvalidOrigin."""
    parts = urlsplit(origin.strip().lower())
    is_local = parts.hostname in LOCAL_HOSTS
    allowed = parts.scheme == "https" or (parts.scheme == "http" and is_local)
    beyond = parts.path.strip("/") or parts.query or parts.fragment
    if not allowed or beyond or not _HOST.fullmatch(parts.netloc):
        raise InvalidOrigin(origin=origin)
    return f"{parts.scheme}://{parts.netloc}"
