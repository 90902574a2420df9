"""The two sides of a row of trade, and the person who did something: foreign keys that repeat."""

from __future__ import annotations

from django.db import models

from vezne.accounts.models import Account, User


def side() -> models.ForeignKey[Account, Account]:
    """Seller or buyer, each with its index."""
    return models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")


def listed_side(*, is_copy: bool = False) -> models.ForeignKey[Account, Account]:
    """Seller or buyer that the table's composite indexes find.

    A copy is as good as its original's, and checking it would share-lock a busy seller's row with
    every line.
    """
    return models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=not is_copy,
    )


def person() -> models.ForeignKey[User | None, User | None]:
    """Who did it; null: no person. Nothing is looked for by it."""
    return models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
