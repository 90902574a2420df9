"""Whether an account may use a key now: one statement, made for the entitlement API.

Access exists where a subscription of a product that gives the key is open and not blocked, and no
debt of the same buyer shuts the seller's platform. It is read from stored times only, by functions
of the database (`sql/entitlement_answer.sql`) whose plans the session keeps.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from vezne.core.prepared import Row, fetch_one
from vezne.subscriptions.types import Entitlement

BY_ACCOUNT = "SELECT * FROM vezne_entitlement($1, $2, $3, $4)"
ANSWER = "SELECT vezne_entitlement_answer($1, $2, $3, $4, $5)"


def entitlement_check(
    *, seller_id: int, account_public_id: str, key: str, now: datetime
) -> Entitlement:
    """Whether the account may use `key` of this seller at `now`, until when, or why not.

    `reason`: ok; none (never had it); pending (first payment awaited); trial_over; debt (of this
    or another service of the platform, `debtor_id`); staff; ended. One SQL statement; the caller
    is in the seller's desk scope, the buyer's panel scope or the system's.
    """
    return _entitlement(fetch_one(BY_ACCOUNT, [seller_id, account_public_id, key, now]))


def entitlement_answer(
    *, secret_hash: str, account_public_id: str, key: str, real_now: datetime
) -> str | None:
    """The same for an API key that is only known by its hash, at the installation's time, as JSON.

    The fields are those of the API's document (`api.entitlements.EntitlementOut`). None: no such
    key, or it may not ask. One round trip, in no scope.
    """
    instant, has_clock = real_now.isoformat(), "true" if settings.SANDBOX else "false"
    return fetch_one(ANSWER, (secret_hash, account_public_id, key, instant, has_clock))[0]


def _entitlement(row: Row) -> Entitlement:
    reason, until, platform_id, platform_name, subscription_id, debtor_id, left = row
    is_allowed = reason == "ok"
    return Entitlement(
        is_allowed=is_allowed,
        until=datetime.fromisoformat(until) if is_allowed and until else None,
        reason=reason or "",
        platform_id=platform_id or "",
        platform_name=platform_name or "",
        subscription_id=subscription_id or "",
        debtor_id=debtor_id or "",
        left=None if left is None else int(left),
    )
