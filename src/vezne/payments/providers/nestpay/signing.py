"""NestPay's hash ver3; pure functions over text.

All fields but the hash itself, the encoding and the national id, sorted by name without regard to
case, values escaped and joined by `|`, the store key last: base64 of SHA-512.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

UNSIGNED = frozenset({"hash", "encoding", "nationalidno"})


def form_hash(fields: Mapping[str, str], *, store_key: str) -> str:
    """The hash of a form or of an answer, over everything that is signed in it."""
    names = sorted((name for name in fields if name.lower() not in UNSIGNED), key=str.lower)
    values = [_escaped(fields[name]) for name in names]
    text = "|".join([*values, _escaped(store_key)])
    return base64.b64encode(hashlib.sha512(text.encode()).digest()).decode()


def signed_fields(fields: Mapping[str, str], *, store_key: str) -> dict[str, str] | None:
    """What of an answer is signed, when its hash is right; None when it is not.

    Compared in constant time. Whatever is not hashed does not come through.
    """
    given = next((value for name, value in fields.items() if name.lower() == "hash"), "")
    expected = form_hash(fields, store_key=store_key)
    if not hmac.compare_digest(given.encode(), expected.encode()):
        return None
    return {name: value for name, value in fields.items() if name.lower() not in UNSIGNED}


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\|")
