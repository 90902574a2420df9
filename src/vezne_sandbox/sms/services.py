"""Writes messages to phones and reads them."""

import re
from datetime import datetime

from vezne_sandbox.sms.models import Sms
from vezne_sandbox.text import phone_key

_CODE = re.compile(r"(?<![0-9.,:/-])[0-9]{4,8}(?![0-9.,:/-][0-9]|[0-9])")


def sms_receive(*, number: str, sender: str, text: str, now: datetime, code: str = "") -> Sms:
    """A message arrives; ``code`` is found in the text when it is not told."""
    return Sms.objects.create(
        phone=phone_key(number),
        number=number,
        sender=sender,
        text=text,
        code=code or find_code(text),
        received_at=now,
    )


def find_code(text: str) -> str:
    """The first run of four to eight digits that is not part of an amount or a date."""
    found = _CODE.search(text)
    return found[0] if found else ""


def list_sms(*, to: str = "", limit: int = 100) -> list[Sms]:
    """The newest first, of one phone or of all."""
    messages = Sms.objects.order_by("-pk")
    if to:
        messages = messages.filter(phone=phone_key(to))
    return list(messages[:limit])
