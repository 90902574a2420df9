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
SPARE = 4
"""Bytes of a draw beyond its letters: one in 32 is left out."""
_EVEN = 256 // len(ALPHABET) * len(ALPHABET)
_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_UNEVEN = bytes(range(_EVEN, 256))


def new_public_id(prefix: str) -> str:
    """A fresh id such as `inv_7f3k…`: about 99 random bits."""
    return f"{prefix}_{random_letters(RANDOM_LENGTH)}"


def new_public_ids(prefix: str, count: int) -> list[str]:
    """So many fresh ids, for the rows of a batch: one draw for all of them."""
    letters = random_letters(count * RANDOM_LENGTH)
    places = range(0, count * RANDOM_LENGTH, RANDOM_LENGTH)
    return [f"{prefix}_{letters[place : place + RANDOM_LENGTH]}" for place in places]


def random_letters(length: int) -> str:
    """So many random letters of the alphabet, each as likely as any other."""
    letters = ""
    while len(letters) < length:  # bytes that would favour some letters are left out
        letters += secrets.token_bytes(length + SPARE).translate(_LETTERS, _UNEVEN).decode()
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
