"""The reference of an open invoice for people: `ÖT-7K3M9P2A`, written in transfers and mails."""

from __future__ import annotations

import secrets

from vezne.core.ids import ALPHABET

PREFIX = "ÖT-"
LETTERS = ALPHABET.upper()
LENGTH = 8


def new_reference() -> str:
    """A fresh reference; one in 850 billion, and the table refuses a second of the same."""
    return PREFIX + "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
