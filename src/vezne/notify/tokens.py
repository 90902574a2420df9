"""The address in a mail that stops mails of its kind: signed, for ever, and for nothing else.

It names the delivery, so it holds nothing about the person, and nobody can make one for another's.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing

STOP_PATH = "/bildirim-kapat/"
"""Where the page lies that takes it (`web:notice_stop`)."""
_SALT = "notify.stop"


def stop_token(delivery_public_id: str) -> str:
    """The signed name of a delivery."""
    return signing.Signer(salt=_SALT, sep=".").sign(delivery_public_id)


def stop_url(delivery_public_id: str) -> str:
    """The whole address for the mail and its `List-Unsubscribe`."""
    return f"{settings.VEZNE_WEB_URL.rstrip('/')}{STOP_PATH}{stop_token(delivery_public_id)}/"


def read_stop_token(token: str) -> str | None:
    """The delivery's public id; None for an address that is not ours."""
    try:
        return signing.Signer(salt=_SALT, sep=".").unsign(token)
    except signing.BadSignature:
        return None
