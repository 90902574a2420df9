"""PayTR's two hashes, written apart from any client. Pure functions."""

import base64
import hashlib
import hmac


def sign(key: str, text: str) -> str:
    """Base64 of HMAC-SHA256."""
    digest = hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def request_token(key: str, salt: str, *fields: str) -> str:
    """``paytr_token``: the fields one after another, then the salt."""
    return sign(key, "".join(fields) + salt)


def notice_hash(key: str, salt: str, *, oid: str, status: str, total: str) -> str:
    """The hash of a notice: the salt in the second place."""
    return sign(key, oid + salt + status + total)


def is_genuine(given: str, expected: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())
