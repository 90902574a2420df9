"""Credits (kontör): granted in lots, spent earliest expiry first."""

from __future__ import annotations

import json
from datetime import datetime

from vezne.core.calendar import istanbul_date
from vezne.ledger.database import fetch_one
from vezne.ledger.posting import body_hash, check_amount, check_key, receipt, utc
from vezne.ledger.types import LotPart, Reason, Receipt, Spent

GRANT = (
    "SELECT code, first_sequence, last_sequence FROM"
    " ledger_credits_grant($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
)
SPEND = (
    "SELECT code, first_sequence, last_sequence, parts FROM"
    " ledger_credits_spend($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
)


def credits_grant(
    *,
    current_account_id: int,
    unit: str,
    quantity: int,
    expires_at: datetime | None,
    key: str,
    now: datetime,
    reason: str = Reason.CREDIT_GRANT,
    subject: str = "",
    description: str = "",
) -> Receipt:
    """Give the buyer a lot of credits that ends at `expires_at` (None: never).

    Raises: KeyConflict, CurrentAccountNotFound; ValueError for a lot that has expired already.
    """
    check_amount(quantity)
    check_key(key)
    if expires_at is not None and expires_at <= now:
        raise ValueError("a lot expires after it is granted")
    answer = fetch_one(
        GRANT,
        (
            current_account_id,
            key,
            body_hash("grant", unit, quantity, utc(expires_at), reason, subject, description),
            now,
            istanbul_date(now),
            unit,
            quantity,
            expires_at,
            reason,
            subject,
            description,
        ),
    )
    return receipt(current_account_id, answer)


def credits_spend(
    *,
    current_account_id: int,
    unit: str,
    quantity: int,
    key: str,
    now: datetime,
    reason: str = Reason.CREDIT_SPEND,
    subject: str = "",
    description: str = "",
) -> Spent:
    """Use up credits, all of them or none, earliest expiry first; says from which lots.

    Raises: InsufficientCredits, KeyConflict, CurrentAccountNotFound.
    """
    check_amount(quantity)
    check_key(key)
    *answer, parts = fetch_one(
        SPEND,
        (
            current_account_id,
            key,
            body_hash("spend", unit, quantity, reason, subject, description),
            now,
            istanbul_date(now),
            unit,
            quantity,
            reason,
            subject,
            description,
        ),
    )
    return Spent(
        receipt=receipt(current_account_id, answer),
        parts=tuple(LotPart(lot_id=lot, quantity=taken) for lot, taken in json.loads(parts or "")),
    )
