"""The seller's own panel, played by the sandbox: which Vezne it sells through, and its firms."""

from __future__ import annotations

from collections.abc import Sequence

import httpx
from django.conf import settings

from vezne.accounts.models import Account

BRAND = "Kule"
MODULE_KEY = "mesajkule.panel"
UNIT = "WP_MESAJ"


def outside_panel_connect(*, api_key: str, firms: Sequence[tuple[Account, str]]) -> None:
    """Give the sandbox's outside panel the seller's API key and its firms, each with who opens it.

    Raises: httpx.HTTPError.
    """
    answer = httpx.put(
        f"{settings.VEZNE_SANDBOX_URL}/_sandbox/outside-panel",
        json={
            "vezne_url": settings.VEZNE_WEB_URL,
            "api_key": api_key,
            "brand": BRAND,
            "key": MODULE_KEY,
            "unit": UNIT,
            "accounts": [
                {"id": account.public_id, "name": account.name, "user": email}
                for account, email in firms
            ],
        },
        timeout=10,
    )
    answer.raise_for_status()
