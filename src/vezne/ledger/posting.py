"""Rules of an entry before it reaches the database: shape, body hash, refusals into errors.

Pure: no table is read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import blake2b
from json.encoder import encode_basestring as _text

from vezne.ledger.errors import REFUSALS
from vezne.ledger.types import BatchResult, Entry, LedgerKind, Posting, Receipt

BOOKED = frozenset({"posted", "duplicate", "voided"})
HASH_BYTES = 16
KEY_LENGTH = 120
MAX_BATCH = 1000
_KINDS = frozenset(LedgerKind.values)


def body_hash(*parts: object) -> bytes:
    """What was asked for, in 16 bytes: the same key may only come back with the same.

    By the text of the parts, so that a kind written as a word and as a choice are the same.
    """
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=HASH_BYTES).digest()


def entry_hash(postings: Sequence[Posting], value_on: date | None) -> bytes:
    """The body of an entry: its lines, and its business date where the caller gave one."""
    parts: list[object] = [value_on]
    for p in postings:
        parts += posting_parts(p)
    return body_hash(*parts)


def posting_parts(p: Posting) -> tuple[object, ...]:
    """What a posting asks for, in a fixed order."""
    return (p.debit_kind, p.credit_kind, p.amount, p.unit, p.reason, p.subject, p.description)


def utc(instant: datetime | None) -> datetime | None:
    """The same instant in the same words, whatever zone the caller writes it in."""
    return None if instant is None else instant.astimezone(UTC)


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


def entry_lines(entry: Entry, *, item: int, value_on: date, digest: bytes) -> str:
    """The lines of an entry as JSON objects of the database type `ledger_line`.

    Written by hand, with only the texts escaped by `json`: three times faster than through
    dictionaries, and a batch has a thousand of them.
    """
    journal = "null" if entry.journal_id is None else entry.journal_id
    head = (
        f'{{"item":{item},"current_account":{entry.current_account_id},"journal":{journal},'
        f'"key":{_text(entry.key)},"hash":"{digest.hex()}","value_on":"{value_on}"'
    )
    return ",".join(
        f'{head},"line":{number},"debit":"{p.debit_kind}","credit":"{p.credit_kind}",'
        f'"amount":{p.amount},"unit":{_text(p.unit)},"reason":{_text(p.reason)},'
        f'"subject":{_text(p.subject)},"description":{_text(p.description)}}}'
        for number, p in enumerate(entry.postings)
    )


def raise_refusal(code: str | None) -> None:
    """Turn a refusing code into its error; booked codes pass."""
    if code is not None and code not in BOOKED:
        raise REFUSALS[code]


def receipt(current_account_id: int, answer: Sequence[str | None]) -> Receipt:
    """What the caller gets for the database's code, first and last sequence.

    Raises: the error of a refusing code.
    """
    code, first, last = answer
    raise_refusal(code)
    return Receipt(
        current_account_id=current_account_id,
        first_sequence=int(first or 0),
        last_sequence=int(last or 0),
        is_replay=code == "duplicate",
    )


def batch_results(rows: Sequence[Sequence[str | None]]) -> list[BatchResult]:
    """The answers of a batch (item, code, first and last sequence) in the order of its entries."""
    by_item = {int(item or 0): rest for item, *rest in rows}
    return [
        BatchResult(
            code=code or "",
            first_sequence=int(first) if first else None,
            last_sequence=int(last) if last else None,
        )
        for code, first, last in (by_item[item] for item in range(len(by_item)))
    ]
