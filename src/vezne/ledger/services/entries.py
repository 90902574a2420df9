"""Entries: one or more postings under one key; all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from vezne.core.calendar import istanbul_date
from vezne.ledger.database import Row, fetch_all, fetch_one
from vezne.ledger.posting import (
    MAX_BATCH,
    batch_results,
    body_hash,
    check_amount,
    check_key,
    check_posting,
    entry_hash,
    entry_lines,
    receipt,
)
from vezne.ledger.types import (
    BatchResult,
    Entry,
    LedgerKind,
    Posting,
    ReadyBatch,
    Reason,
    Receipt,
)

POST = (
    "SELECT code, first_sequence, last_sequence FROM"
    " ledger_post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
)
POST_ENTRY = "SELECT code, first_sequence, last_sequence FROM ledger_post_entry($1, $2)"
POST_MANY = "SELECT item, code, first_sequence, last_sequence FROM ledger_post_many($1, $2)"
REVERSE = (
    "SELECT code, first_sequence, last_sequence FROM"
    " ledger_reverse($1, $2, $3, $4, $5, $6, $7, $8, $9)"
)
WALLET_UNDER_LOCK = (
    "SELECT -balance - held FROM ledger_ledgeraccount"
    " WHERE current_account_id = $1 AND kind = 'wallet' AND unit = $2"
)


def post(
    *,
    current_account_id: int,
    postings: Sequence[Posting],
    key: str,
    now: datetime,
    value_on: date | None = None,
    journal_id: int | None = None,
) -> Receipt:
    """Book an entry in one current account, in one statement.

    The same key with the same postings gives the first receipt again. `value_on` is the Istanbul
    date of `now` unless given. Raises: InsufficientFunds, CreditLimitExceeded, KeyConflict,
    MonthClosed, CurrentAccountNotFound; after any of them nothing is written.
    """
    check_key(key)
    for posting in postings:
        check_posting(posting)
    digest = entry_hash(postings, value_on)
    day = value_on or istanbul_date(now)
    if len(postings) == 1:
        p = postings[0]
        answer = fetch_one(
            POST,
            (
                current_account_id,
                key,
                digest,
                now,
                day,
                journal_id,
                p.debit_kind,
                p.credit_kind,
                p.amount,
                p.unit,
                p.reason,
                p.subject,
                p.description,
            ),
        )
    else:
        entry = Entry(current_account_id, key, tuple(postings), day, journal_id)
        answer = _post_lines(entry, now, digest)
    return receipt(current_account_id, answer)


def _post_lines(entry: Entry, now: datetime, digest: bytes) -> Row:
    if not entry.postings:
        raise ValueError("an entry has at least one posting")
    lines = entry_lines(entry, item=0, value_on=entry.value_on or istanbul_date(now), digest=digest)
    return fetch_one(POST_ENTRY, (now, f"[{lines}]"))


def post_many(*, entries: Sequence[Entry], now: datetime) -> list[BatchResult]:
    """Book up to 1,000 entries over any current accounts; one result per entry, in their order.

    All are written in one transaction, locks taken in the order of ids. A refused entry (its
    result says the error's code) does not hold up the others. Shapes: entries of one current
    account are booked in the order given.
    """
    return batch_post(batch_ready(entries=entries, now=now))


def batch_ready(*, entries: Sequence[Entry], now: datetime) -> ReadyBatch:
    """Check up to 1,000 entries and put them into the words of the database; nothing is read.

    For who makes a batch while another is being written: `batch_post` then only waits.
    """
    if len(entries) > MAX_BATCH:
        raise ValueError(f"a batch has at most {MAX_BATCH} entries, not {len(entries)}")
    today = istanbul_date(now)
    lines: list[str] = []
    for item, entry in enumerate(entries):
        check_key(entry.key)
        if not entry.postings:
            raise ValueError("an entry has at least one posting")
        for posting in entry.postings:
            check_posting(posting)
        digest = entry_hash(entry.postings, entry.value_on)
        lines.append(entry_lines(entry, item=item, value_on=entry.value_on or today, digest=digest))
    return ReadyBatch(tuple(entries), f"[{','.join(lines)}]", now)


def batch_post(ready: ReadyBatch) -> list[BatchResult]:
    """Book what `batch_ready` made, as `post_many` does."""
    if not ready.entries:
        return []
    with transaction.atomic(savepoint=False):
        rows = fetch_all(POST_MANY, (ready.now, ready.lines))
    return batch_results(rows)


def reverse(
    *,
    current_account_id: int,
    of_key: str,
    key: str,
    now: datetime,
    reason: str = Reason.REVERSAL,
    description: str = "",
    value_on: date | None = None,
    journal_id: int | None = None,
) -> Receipt:
    """Take back the entry with key `of_key`: its transfers with their sides exchanged, its lots.

    Credits go back to the lots they came from; a lot that has expired since expires again. Raises:
    EntryNotFound, AlreadyReversed, KeyConflict, MonthClosed, and InsufficientFunds,
    InsufficientCredits or CreditLimitExceeded where the value is no longer there.
    """
    check_key(key)
    answer = fetch_one(
        REVERSE,
        (
            current_account_id,
            of_key,
            key,
            body_hash("reverse", of_key, reason, description, value_on),
            now,
            value_on or istanbul_date(now),
            journal_id,
            reason,
            description,
        ),
    )
    return receipt(current_account_id, answer)


def bank_take_back(
    *,
    current_account_id: int,
    amount: int,
    unit: str,
    to_kind: LedgerKind,
    key: str,
    now: datetime,
    subject: str = "",
    description: str = "",
    journal_id: int | None = None,
) -> Receipt:
    """Book money that is taken back: chargeback, returned transfer, one of somebody else's.

    Empties the wallet; the rest goes to the receivable, which only this may push past its credit
    limit. `to_kind` is where the money had been: cash, bank or clearing. Raises: KeyConflict.
    """
    check_amount(amount)
    check_key(key)
    digest = body_hash("bank_take_back", amount, unit, to_kind, subject, description)
    with transaction.atomic():
        fetch_one("SELECT (ledger_lock($1, $2)).id", (current_account_id, now))
        rows = fetch_all(WALLET_UNDER_LOCK, (current_account_id, unit))
        from_wallet = min(amount, int(rows[0][0] or 0)) if rows else 0
        parts = ((LedgerKind.WALLET, from_wallet), (LedgerKind.RECEIVABLE, amount - from_wallet))
        postings = tuple(
            Posting(kind, to_kind, part, unit, Reason.BANK_REVERSAL, subject, description)
            for kind, part in parts
            if part
        )
        entry = Entry(current_account_id, key, postings, journal_id=journal_id)
        answer = _post_lines(entry, now, digest)
        return receipt(current_account_id, answer)


def journal_open() -> int:
    """A fresh number that entries of one operation over several current accounts share."""
    return int(fetch_one("SELECT nextval('ledger_journal')", ())[0] or 0)
