"""The reference of an open invoice for people: `ÖT-7K3M9P2A`, written in transfers and mails."""

from __future__ import annotations

from vezne.core.ids import random_letters

PREFIX = "ÖT-"
LENGTH = 8


def new_reference() -> str:
    """A fresh reference; one in 850 billion, and the table refuses a second of the same."""
    return PREFIX + random_letters(LENGTH).upper()


def normal_reference(typed: str) -> str:
    """A reference as it is kept, from what somebody typed: `ot-7k3m9p2a`, `7K3M 9P2A`."""
    return PREFIX + "".join(typed.split())[-LENGTH:].upper()
