"""Rules of an entry before it reaches the database: shape, body hash, refusals into errors.

Pure: no table is read here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from hashlib import blake2b

from vezne.ledger.errors import REFUSALS
from vezne.ledger.types import Entry, LedgerKind, Posting, Receipt

BOOKED = frozenset({"posted", "duplicate", "voided"})
HASH_BYTES = 16
KEY_LENGTH = 120
MAX_BATCH = 1000
_KINDS = frozenset(LedgerKind.values)


def body_hash(*parts: object) -> bytes:
    """What was asked for, in 16 bytes: the same key may only come back with the same."""
    return blake2b(repr(parts).encode(), digest_size=HASH_BYTES).digest()


def entry_hash(postings: Sequence[Posting], value_on: date | None) -> bytes:
    """The body of an entry: its lines, and its business date where the caller gave one."""
    return body_hash(
        value_on,
        [
            (p.debit_kind, p.credit_kind, p.amount, p.unit, p.reason, p.subject, p.description)
            for p in postings
        ],
    )


def check_amount(amount: int) -> None:
    """An amount is a positive int. Raises: ValueError, TypeError."""
    if type(amount) is not int:
        raise TypeError(f"an amount is an int, not {type(amount).__name__}")
    if amount <= 0:
        raise ValueError(f"an amount is above zero, not {amount}")


def check_key(key: str) -> None:
    """A key is there and fits its column. Raises: ValueError."""
    if not 0 < len(key) <= KEY_LENGTH:
        raise ValueError(f"a key has 1 to {KEY_LENGTH} characters, not {len(key)}")


def check_posting(posting: Posting) -> None:
    """What no caller may ask for: a mistake of ours, not of the user.

    Raises: ValueError for unknown or equal kinds, credits outside lots, an amount not above zero;
    TypeError for an amount that is not an int.
    """
    check_amount(posting.amount)
    if posting.debit_kind not in _KINDS or posting.credit_kind not in _KINDS:
        raise ValueError(f"unknown kind in {posting}")
    if posting.debit_kind == posting.credit_kind:
        raise ValueError(f"nothing moves in {posting}")
    if "credit" in (posting.debit_kind, posting.credit_kind):
        raise ValueError("credits move in lots: use credits_grant, credits_spend or reverse")


def entry_lines(
    entry: Entry, *, item: int, value_on: date, digest: bytes
) -> list[dict[str, object]]:
    """The lines of an entry as the database type `ledger_line` reads them from JSON."""
    head: dict[str, object] = {
        "item": item,
        "current_account": entry.current_account_id,
        "key": entry.key,
        "hash": digest.hex(),
        "value_on": value_on.isoformat(),
        "journal": entry.journal_id,
    }
    return [
        {
            **head,
            "line": number,
            "debit": p.debit_kind,
            "credit": p.credit_kind,
            "amount": p.amount,
            "unit": p.unit,
            "reason": p.reason,
            "subject": p.subject,
            "description": p.description,
        }
        for number, p in enumerate(entry.postings)
    ]


def to_json(lines: list[dict[str, object]]) -> str:
    """JSON as PostgreSQL reads it fastest."""
    return json.dumps(lines, ensure_ascii=False, separators=(",", ":"))


def raise_refusal(code: str) -> None:
    """Turn a refusing code into its error; booked codes pass."""
    if code not in BOOKED:
        raise REFUSALS[code]


def receipt(current_account_id: int, code: str, first: int, last: int) -> Receipt:
    """What the caller gets for a booked entry."""
    return Receipt(
        current_account_id=current_account_id,
        first_sequence=first,
        last_sequence=last,
        is_replay=code == "duplicate",
    )
