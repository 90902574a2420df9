"""Holds: value reserved until an outside answer comes, or until its time is over.

A hold behind a call to the outside never expires by itself (`expires_at=None`): only the answer,
or a person, ends it. One that waits for a user (a reserved seat, an open checkout) has its end.
"""

from __future__ import annotations

from datetime import date, datetime

from vezne.core.calendar import istanbul_date
from vezne.core.ids import new_public_id
from vezne.ledger.database import fetch_one
from vezne.ledger.posting import (
    body_hash,
    check_amount,
    check_key,
    check_posting,
    posting_parts,
    raise_refusal,
    receipt,
    utc,
)
from vezne.ledger.types import HoldTicket, LedgerKind, Posting, Receipt

PLACE = (
    "SELECT code, hold FROM"
    " ledger_hold_place($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
)
END = (
    "SELECT current_account, code, first_sequence, last_sequence FROM"
    " ledger_hold_end($1, $2, $3, $4)"
)
CREDIT_HOLD = (LedgerKind.CREDIT, LedgerKind.CREDIT_USED)


def hold_place(
    *,
    current_account_id: int,
    posting: Posting,
    key: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> HoldTicket:
    """Reserve the posting's amount on its debit account (wallet, receivable, or credits in lots).

    Raises: InsufficientFunds, InsufficientCredits, CreditLimitExceeded, KeyConflict,
    CurrentAccountNotFound; ValueError for an end that has passed.
    """
    check_key(key)
    if (posting.debit_kind, posting.credit_kind) == CREDIT_HOLD:
        check_amount(posting.amount)
    else:
        check_posting(posting)
    if expires_at is not None and expires_at <= now:
        raise ValueError("a hold ends after it is placed")
    code, public_id = fetch_one(
        PLACE,
        (
            current_account_id,
            key,
            body_hash(utc(expires_at), *posting_parts(posting)),
            now,
            posting.debit_kind,
            posting.credit_kind,
            posting.amount,
            posting.unit,
            posting.reason,
            posting.subject,
            posting.description,
            expires_at,
            new_public_id("hld"),
        ),
    )
    raise_refusal(code)
    return HoldTicket(
        public_id=public_id or "",
        amount=posting.amount,
        expires_at=expires_at,
        is_replay=code == "duplicate",
    )


def hold_post(
    *, hold_id: str, now: datetime, amount: int | None = None, value_on: date | None = None
) -> Receipt:
    """Turn a hold into its transfer: all of it, or `amount` of it with the rest given back.

    Once more with the same amount gives the same receipt. Raises: HoldGone when it was voided, has
    expired or was posted with another amount; MonthClosed, EntryNotFound; ValueError.
    """
    if amount is not None:
        check_amount(amount)
    current_account_id, *answer = fetch_one(
        END, (hold_id, amount, now, value_on or istanbul_date(now))
    )
    return receipt(int(current_account_id or 0), answer)


def hold_void(*, hold_id: str, now: datetime) -> None:
    """Give back what a hold reserved; once more, or after its time, changes nothing.

    Raises: HoldGone when it was posted; EntryNotFound.
    """
    code = fetch_one(END, (hold_id, 0, now, istanbul_date(now)))[1]
    raise_refusal(code)
