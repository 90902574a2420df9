"""May this account use this key now? Answered by one statement over stored times.

In a running installation `fast` answers before this endpoint is reached; it stands for the
document of the API, for refusals, and for everything that does not come over WSGI.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Router, Schema

from vezne.api.auth import KeyAuth, KeyRequest, in_scope
from vezne.subscriptions.queries import entitlement_check

router = Router(tags=["entitlements"])


class EntitlementOut(Schema):
    """The answer: allowed or why not, until when, and how much of the quota is left."""

    allowed: bool
    until: datetime | None
    reason: str
    platform: str
    subscription: str
    left: int | None


@router.get("/{account}/{key}", response=EntitlementOut, auth=KeyAuth("entitlements:read"))
@in_scope
def entitlement(request: KeyRequest, account: str, key: str) -> dict[str, Any]:
    """Whether `account` (its public id) may use `key` of the key's seller."""
    found = entitlement_check(
        seller_id=request.api_key.account_id, account_public_id=account, key=key, now=request.now
    )
    return {
        "allowed": found.is_allowed,
        "until": found.until,
        "reason": found.reason,
        "platform": found.platform_name,
        "subscription": found.subscription_id,
        "left": found.left,
    }
