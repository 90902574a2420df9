"""What is read from the ledger by other packages: one current account, its balances, lists later.

Stored balances are read, never summed; what has expired but was not yet retired by a posting is
taken off at the asked instant.
"""

from __future__ import annotations

from vezne.ledger.errors import CurrentAccountNotFound
from vezne.ledger.models import CurrentAccount


def find_current_account(*, seller_id: int, buyer_id: int) -> CurrentAccount | None:
    """The current account of this pair in the current scope, or None."""
    return CurrentAccount.objects.filter(seller_id=seller_id, buyer_id=buyer_id).first()


def current_account_for(*, seller_id: int, buyer_id: int) -> CurrentAccount:
    """The current account of this pair. Raises: CurrentAccountNotFound."""
    found = find_current_account(seller_id=seller_id, buyer_id=buyer_id)
    if found is None:
        raise CurrentAccountNotFound
    return found
