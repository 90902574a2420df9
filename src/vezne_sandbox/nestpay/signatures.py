"""Hash ver3, written apart from any client. Pure functions."""

import base64
import hashlib
import hmac

_OUTSIDE = ("hash", "encoding", "nationalidno")


def hash_of(fields: dict[str, str], store_key: str) -> str:
    """Over all fields but the hash, the encoding and the national id, by name without case."""
    signed = [
        value
        for name, value in sorted(fields.items(), key=lambda pair: pair[0].lower())
        if name.lower() not in _OUTSIDE
    ]
    escaped = [value.replace("\\", "\\\\").replace("|", "\\|") for value in [*signed, store_key]]
    return base64.b64encode(hashlib.sha512("|".join(escaped).encode()).digest()).decode()


def is_genuine(fields: dict[str, str], store_key: str) -> bool:
    """In constant time."""
    given = next((value for name, value in fields.items() if name.lower() == "hash"), "")
    return hmac.compare_digest(given.encode(), hash_of(fields, store_key).encode())
