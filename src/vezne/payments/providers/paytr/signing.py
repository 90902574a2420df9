"""PayTR's hashes; pure functions over text.

Source: PayTR's sample code of each service. Fields are joined without a separator, the salt comes
last, in notices second.
"""

from __future__ import annotations

import base64
import hashlib
import hmac


def _hash(merchant_key: str, text: str) -> str:
    digest = hmac.new(merchant_key.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def token_of(*, merchant_key: str, merchant_salt: str, fields: tuple[str, ...]) -> str:
    """`paytr_token` of a request over its hashed fields in their order."""
    return _hash(merchant_key, "".join(fields) + merchant_salt)


def notice_hash(
    *, merchant_key: str, merchant_salt: str, merchant_oid: str, status: str, total_amount: str
) -> str:
    """The hash that a notice must carry."""
    return _hash(merchant_key, merchant_oid + merchant_salt + status + total_amount)


def is_genuine(given: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())
