"""How often somebody may call an address that everybody can reach.

Counted in the memory of each process, one number a caller: a call that is turned away costs
nothing, where a counter in the database (the shared cache, as sign-in uses it) would cost more
than the call itself. So a limit holds for each web process, and a new process begins anew; what is
counted in this way must be safe to turn away and safe to let pass. Sign-in, where a guess must be
counted over all processes, keeps to the shared cache.

The time is the machine's own, which only goes forward (`time.monotonic_ns`), and is passed in.
"""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address
from threading import Lock

SECOND_NS = 10**9
MOST_CALLERS = 4_096
"""Remembered at a time; the one that was longest away is forgotten first."""
IPV6_PREFIX = 64
"""What one household or machine is given: counted as one caller."""


class RateLimit:
    """So many calls a minute from each caller, and so many at once when it was quiet before."""

    def __init__(self, *, per_minute: int, at_once: int) -> None:
        """Both above zero."""
        self._step_ns = 60 * SECOND_NS // per_minute
        self._slack_ns = self._step_ns * (at_once - 1)
        self._free_at: dict[str, int] = {}  # caller → when all its calls will have been paid off
        self._lock = Lock()

    def wait_seconds(self, caller: str, *, at_ns: int) -> int:
        """0: the call may pass and is counted. Else: how many seconds until the next one may."""
        with self._lock:
            free_at = max(self._free_at.pop(caller, at_ns), at_ns)
            too_early = free_at - at_ns - self._slack_ns
            self._free_at[caller] = free_at if too_early > 0 else free_at + self._step_ns
            if len(self._free_at) > MOST_CALLERS:
                del self._free_at[next(iter(self._free_at))]
        return max(0, -(-too_early // SECOND_NS))


def caller_of(address: str | None) -> str:
    """An address as callers are told apart by: an IPv6 one by its network."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, IPV6_PREFIX), strict=False))
    return str(parsed)
