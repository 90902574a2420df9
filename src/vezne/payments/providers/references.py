"""Our references as providers take them who allow letters and figures only; pure.

Ours are `att_…` and `rfd_…`: three letters, a low line, and the random part.
"""

from __future__ import annotations

import re

_OURS = re.compile(r"[a-z]{3}_[a-z0-9]{1,36}")
_THEIRS = re.compile(r"[a-z]{3}[a-z0-9]{1,36}")


def order_id(reference: str) -> str:
    """The provider's order number of our reference. Raises: ValueError for another form."""
    if not _OURS.fullmatch(reference):
        raise ValueError(f"{reference!r} is no reference of ours")
    return reference.replace("_", "", 1)


def reference_of(given: str) -> str:
    """Our reference of an order number; one that is none of ours comes back as it is."""
    return f"{given[:3]}_{given[3:]}" if _THEIRS.fullmatch(given) else given
