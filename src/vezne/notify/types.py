"""Values that go in and out of the package."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Voice:
    """In whose name a message speaks: the seller's brand, colour and support line."""

    seller_id: int | None
    brand: str
    color: str = "#1d4ed8"
    reply_to: str = ""
    support: str = ""  # one line: phone, e-mail


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in one language."""

    title: str
    text: str
    html: str
    first_line: str
    action: str
    subject: str = ""  # of the mail; "": the title
    sms: str = ""  # the whole SMS; "": never by SMS


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One message inside the daily mail."""

    title: str
    text: str
    at: str
    url: str
