"""Writes messages to phones and reads them."""

from datetime import datetime

from vezne_sandbox.sms.models import Sms
from vezne_sandbox.text import find_code, phone_key


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


def list_sms(*, to: str = "", limit: int = 100) -> list[Sms]:
    """The newest first, of one phone or of all."""
    messages = Sms.objects.order_by("-pk")
    if to:
        messages = messages.filter(phone=phone_key(to))
    return list(messages[:limit])
