"""What the demo asks of the sandbox itself: contracts, accounts, money sent; not of its providers.

One connection for all of it; nothing of the environment's proxies.
"""

from __future__ import annotations

from typing import Any

import httpx
from django.conf import settings

from vezne.core.tls import trusted

TIMEOUT_SECONDS = 10
_client = httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False, verify=trusted())


def sandbox_call(method: str, what: str, body: dict[str, Any]) -> httpx.Response:
    """The answer of an address under `/_sandbox/`. Raises: httpx.HTTPError."""
    answer = _client.request(method, f"{settings.VEZNE_SANDBOX_URL}/_sandbox/{what}", json=body)
    return answer.raise_for_status()
