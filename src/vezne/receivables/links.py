"""Links of reconciliation letters: signed, for one letter; the letter itself knows its end."""

from __future__ import annotations

from django.core import signing

from vezne.receivables.errors import LetterNotFound

SALT = "vezne.reconciliation-letter"


def make_link(letter_public_id: str) -> str:
    """A token that opens one letter."""
    return signing.Signer(salt=SALT).sign(letter_public_id).replace(":", "~")


def read_link(token: str) -> str:
    """The letter of a token. Raises: LetterNotFound for a damaged one."""
    try:
        return signing.Signer(salt=SALT).unsign(token.replace("~", ":"))
    except signing.BadSignature:
        raise LetterNotFound from None
