"""The two sides of a row."""

from __future__ import annotations

from django.db import models

from vezne.accounts.models import Account


def side(*, is_copy: bool = False) -> models.ForeignKey[Account, Account]:
    """Seller or buyer; found through the composite indexes. A copy is as good as its document's,
    and checking it would share-lock a busy seller's row with every number."""
    return models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=not is_copy,
    )
