"""How the sandbox's processes hold together: none outlives the one that started it."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent dies, even of kill -9.

    Else a killed sandbox leaves a worker behind that holds the port. Linux only; elsewhere the
    orphan must be ended by hand. Does nothing unless SANDBOX_SUPERVISED is set.
    """
    if not sys.platform.startswith("linux") or os.environ.get("SANDBOX_SUPERVISED") != "1":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:  # the parent was gone before the call
        os._exit(1)
