"""Same key + same body = same answer; another body = 409; nothing is done twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from vezne.core.errors import IdempotencyConflict
from vezne.core.models import IdempotencyKey

Answer = tuple[int, Any]
"""HTTP status and JSON body."""


def body_hash(body: Any) -> str:
    """SHA-256 of the canonical JSON of a request's body."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def once(*, scope: str, key: str, body: Any, now: datetime, work: Callable[[], Answer]) -> Answer:
    """Run `work` the first time and give its stored answer every later time.

    The key row is written first and locked until commit, so two calls at once wait for each other.
    Raises: IdempotencyConflict when the key came before with another body.
    """
    digest = body_hash(body)
    IdempotencyKey.objects.bulk_create(
        [IdempotencyKey(scope=scope, key=key, body_hash=digest, created_at=now)],
        ignore_conflicts=True,
    )
    row = IdempotencyKey.objects.select_for_update().get(scope=scope, key=key)
    if row.body_hash != digest:
        raise IdempotencyConflict
    if row.status:
        return row.status, row.answer
    row.status, row.answer = work()
    row.save(update_fields=["status", "answer"])
    return row.status, row.answer
