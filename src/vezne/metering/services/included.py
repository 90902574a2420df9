"""Credits that a plan includes, as lots that end with their period."""

from __future__ import annotations

from datetime import datetime

from vezne.ledger.services import credits_grant
from vezne.ledger.types import Receipt


def credits_for_period(
    *,
    current_account_id: int,
    unit: str,
    quantity: int,
    key: str,
    subject: str,
    expires_at: datetime,
    now: datetime,
) -> Receipt:
    """Grant what a paid period includes; `key` names the period, so a repeat grants nothing.

    Raises: what the ledger refuses.
    """
    return credits_grant(
        current_account_id=current_account_id,
        unit=unit,
        quantity=quantity,
        expires_at=expires_at,
        key=key,
        now=now,
        subject=subject,
    )
