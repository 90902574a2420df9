"""Whose certificates are believed when we call the outside, read from disk once in a process.

httpx reads all of them again for each call that names no context: more than twenty milliseconds of
computing, several times what the rest of a call costs.
"""

from __future__ import annotations

from functools import cache
from ssl import SSLContext

import httpx


@cache
def trusted() -> SSLContext:
    """The context of every call that takes nothing from the environment; shared by threads."""
    return httpx.create_ssl_context(trust_env=False)
