"""iyzico's three signatures: of a request, of an answer, of a webhook. Pure functions.

Source: docs.iyzico.com, HMACSHA256 auth, response signature validation, webhook.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from decimal import Decimal

SCHEME = "IYZWSv2"


@dataclass(frozen=True)
class Authorization:
    """What the Authorization header says."""

    api_key: str
    random_key: str
    signature: str


def sign(secret_key: str, message: str | bytes) -> str:
    """Hex HMAC-SHA256."""
    data = message.encode() if isinstance(message, str) else message
    return hmac.new(secret_key.encode(), data, hashlib.sha256).hexdigest()


def request_signature(secret_key: str, random_key: str, path: str, body: bytes) -> str:
    """Over random key, path without host and query, and the body's raw bytes."""
    return sign(secret_key, random_key.encode() + path.encode() + body)


def read_authorization(header: str) -> Authorization | None:
    """The parts of ``IYZWSv2 <base64 of apiKey:…&randomKey:…&signature:…>``; None if it is not."""
    scheme, _, encoded = header.partition(" ")
    if scheme != SCHEME:
        return None
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    parts = dict(part.partition(":")[::2] for part in text.split("&"))
    if not {"apiKey", "randomKey", "signature"} <= parts.keys():
        return None
    return Authorization(parts["apiKey"], parts["randomKey"], parts["signature"])


def is_genuine(given: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())


def signed_text(value: Decimal | str | int | None) -> str:
    """A value as the answer signatures spell it: no trailing zeros, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def answer_signature(secret_key: str, *fields: Decimal | str | int | None) -> str:
    """Over the call's fields in their order, joined by a colon."""
    return sign(secret_key, ":".join(signed_text(field) for field in fields))


def webhook_signature(secret_key: str, event_type: str, *fields: str) -> str:
    """X-IYZ-SIGNATURE-V3: the secret is also part of the message, nothing separates the fields."""
    return sign(secret_key, secret_key + event_type + "".join(fields))
