"""iyzico's signatures; pure functions over text and bytes.

Source: docs.iyzico.com, HMACSHA256 auth; response signature validation; webhook (V3).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

WEBHOOK_HEADER = "x-iyz-signature-v3"


def _hex(secret_key: str, message: bytes) -> str:
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()


def request_signature(*, secret_key: str, random: str, path: str, body: bytes) -> str:
    """Over random text, path without host and query, and exactly the bytes that are sent."""
    return _hex(secret_key, random.encode() + path.encode() + body)


def request_headers(
    *, api_key: str, secret_key: str, random: str, path: str, body: bytes
) -> dict[str, str]:
    """The headers of one signed request (IYZWSv2)."""
    signature = request_signature(secret_key=secret_key, random=random, path=path, body=body)
    text = f"apiKey:{api_key}&randomKey:{random}&signature:{signature}"
    return {
        "Authorization": "IYZWSv2 " + base64.b64encode(text.encode()).decode(),
        "x-iyzi-rnd": random,
        "Content-Type": "application/json",
        "Accept": "application/json",
    }


def signed_text(value: Any) -> str:
    """A field as answer signatures spell it: null is empty, decimals without trailing zeros."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def answer_signature(*, secret_key: str, fields: Iterable[Any]) -> str:
    """Over an answer's fields in their order, joined by colons."""
    return _hex(secret_key, ":".join(signed_text(field) for field in fields).encode())


def is_genuine(given: Any, expected: str) -> bool:
    """Compare in constant time; anything but text is not genuine."""
    return isinstance(given, str) and hmac.compare_digest(given.encode(), expected.encode())


CALLBACK_FIELDS = ("conversationData", "conversationId", "mdStatus", "paymentId", "status")


def callback_signature(*, secret_key: str, form: Mapping[str, str]) -> str:
    """Of the browser's form post after direct 3D; absent fields are empty."""
    return _hex(secret_key, ":".join(form.get(name, "") for name in CALLBACK_FIELDS).encode())


def webhook_signature(*, secret_key: str, notice: Mapping[str, Any]) -> str:
    """`X-IYZ-SIGNATURE-V3`: the secret also leads the message, nothing separates the fields.

    A notice with a token is about a hosted form and signs `iyziPaymentId` and the token; one
    without is about a direct charge and signs `paymentId`.
    """
    names = ["iyziEventType", "paymentId", "paymentConversationId", "status"]
    if notice.get("token"):
        names[1:2] = ["iyziPaymentId", "token"]
    text = secret_key + "".join(signed_text(notice.get(name)) for name in names)
    return _hex(secret_key, text.encode())
