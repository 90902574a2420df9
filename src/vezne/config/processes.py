"""How the processes of an installation hold together: none outlives the one that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)

SUPERVISED = "VEZNE_SUPERVISED"
"""Set for the processes that `vezne up` starts."""


def parent_death_signal(kind: signal.Signals) -> Callable[[], None]:
    """A function for a child to call before its program: a signal when the parent dies.

    The kernel sends it even when the parent is killed with -9. Linux only; elsewhere the next start
    clears what is left.
    """

    def ask() -> None:
        if sys.platform == "linux":
            _LIBC.prctl(_PR_SET_PDEATHSIG, kind)

    return ask


def die_with_parent() -> None:
    """In a supervised server's worker: end with it, else a killed server leaves its port taken."""
    if os.environ.get(SUPERVISED) == "1":
        parent_death_signal(signal.SIGKILL)()
