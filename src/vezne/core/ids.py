"""Public ids: a prefix that says what it is, and 20 random characters that say nothing.

Inside the database rows are joined by bigint; outside (addresses, API, messages) only the public
id is shown, so nobody can count a firm's invoices or guess another's.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without 0/o, 1/i/l: an id read out over the phone survives."""
RANDOM_LENGTH = 20
_BLOCK = 20_000
"""Letters of one draw for many ids."""
_EVEN = 256 // len(ALPHABET) * len(ALPHABET)
_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_UNEVEN = bytes(range(_EVEN, 256))
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]


def new_public_id(prefix: str) -> str:
    """A fresh id such as `inv_7f3k…`: about 99 random bits."""
    return f"{prefix}_{random_letters(RANDOM_LENGTH)}"


def new_public_ids(prefix: str, count: int) -> list[str]:
    """So many fresh ids for the rows of a batch, from few draws: a hundred times faster."""
    letters = ""
    while len(letters) < count * RANDOM_LENGTH:  # bytes that would favour some letters are left out
        letters += secrets.token_bytes(_BLOCK).translate(_LETTERS, _UNEVEN).decode()
    places = range(0, count * RANDOM_LENGTH, RANDOM_LENGTH)
    return [f"{prefix}_{letters[place : place + RANDOM_LENGTH]}" for place in places]


def random_letters(length: int) -> str:
    """So many random letters of the alphabet, from one draw: twenty draws are ten times slower."""
    number = secrets.randbelow(len(_PAIRS) ** ((length + 1) // 2))
    letters = ""
    while len(letters) < length:
        number, place = divmod(number, len(_PAIRS))
        letters += _PAIRS[place]
    return letters[:length]


class PublicIdField(models.CharField):  # type: ignore[type-arg]
    """A unique `public_id` column that fills itself with `prefix_…` when the row is made."""

    def __init__(self, *args: Any, prefix: str = "", **kwargs: Any) -> None:
        """Take the prefix; length, uniqueness and editability are fixed."""
        self.prefix = prefix
        kwargs["max_length"] = 40
        kwargs["unique"] = True
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Say in migrations what the column is."""
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "unique", "editable"):
            kwargs.pop(fixed, None)
        kwargs["prefix"] = self.prefix
        return name, path, args, kwargs

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """`varchar` in full: by its short name Django would add a second index, for LIKE."""
        del connection
        return f"character varying({self.max_length})"

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Give the row its id when it is first written."""
        value = getattr(model_instance, self.attname)
        if add and not value:
            value = new_public_id(self.prefix)
            setattr(model_instance, self.attname, value)
        return str(value)
