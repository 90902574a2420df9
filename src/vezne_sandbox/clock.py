"""What time it is in the simulated world: the panel's clock, else the real one.

The panel moves its clock through years in a film, and what a processor stamps, expires and
reports must move along. Network waits and deliveries use real time and are not asked for here.
"""

import json
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from django.conf import settings

_CACHED_SECONDS = 0.5
_TIMEOUT_SECONDS = 1.0


@dataclass
class _Reading:
    now: datetime
    taken_at: float


_client = httpx.Client(timeout=_TIMEOUT_SECONDS, trust_env=False)
_lock = threading.Lock()
_last: list[_Reading] = []


def real_now() -> datetime:
    """The machine's own time, for deliveries and durations."""
    return datetime.now(UTC)


def sandbox_now() -> datetime:
    """The panel's time, at most half a second old.

    Without an answer the last one stands (a jump from a film's year to today would expire every
    open form); without any answer ever, it is the real time.
    """
    if not settings.SANDBOX_CLOCK_URL:
        return real_now()
    with _lock:
        if _last and time.monotonic() - _last[0].taken_at < _CACHED_SECONDS:
            return _last[0].now
    asked = _ask(settings.SANDBOX_CLOCK_URL)
    with _lock:
        if asked is not None:
            _last[:] = [_Reading(now=asked, taken_at=time.monotonic())]
        return _last[0].now if _last else real_now()


def clock_refresh() -> datetime:
    """Forget the last reading, because the panel's clock was just moved, and ask again."""
    with _lock:
        for reading in _last:
            reading.taken_at = float("-inf")
    return sandbox_now()


def _ask(url: str) -> datetime | None:
    try:
        answer = _client.get(url)
        now = datetime.fromisoformat(json.loads(answer.text)["now"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None
    return now if now.tzinfo else now.replace(tzinfo=UTC)
