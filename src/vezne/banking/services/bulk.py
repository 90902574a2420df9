"""A batch of a statement in one transaction: movements, ledger, counts and the durable cursor.

The same judging as for one line. Plain loads and money of nobody are booked together; what may pay
something, and what takes something back, is stored as `received` and goes through the full flow
right after, one by one. Killed anywhere, a batch is either whole or not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from vezne.banking.entries import Moved, arrived_entry, booked_entry, credit_entry
from vezne.banking.models import BankAccount, StatementImport, StatementSpan
from vezne.banking.queries.rules import SellerFacts
from vezne.banking.services.batches import Batch, Parsed
from vezne.banking.services.judging import Verdict, lines_judge
from vezne.banking.services.recording import (
    Columns,
    Draft,
    balance_heard,
    columns_of,
    columns_write,
    first_kind,
    lines_sort,
)
from vezne.banking.types import Channel, ImportState, MovementKind, MovementState
from vezne.core.calendar import istanbul_date
from vezne.core.ids import new_public_ids
from vezne.ledger.errors import REFUSALS
from vezne.ledger.services import batch_post, batch_ready, post_many
from vezne.ledger.types import Entry, ReadyBatch

MOST_PROBLEMS = 500
"""Kept with an import; the others are counted."""


@dataclass(slots=True)
class Written:
    """What one batch did; `to_apply` are movements for the full flow."""

    added: int = 0
    known: int = 0
    matched: int = 0
    to_apply: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Run:
    """One run over one file."""

    statement_import_id: int
    bank_account: BankAccount
    facts: SellerFacts
    house_id: int  # the seller's house account
    is_bulk: bool  # plain loads together and untold; else every credit by the full flow
    now: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """A batch ready for the database: its lines judged, its rows and entries made."""

    batch: Batch
    drafts: list[Draft]
    entries: list[Entry | None]  # of each draft; None: nothing, or the flow books it
    ready: ReadyBatch  # all of those entries
    columns: Columns


def batch_plan(run: Run, batch: Batch) -> Planned:
    """Judge the lines of a batch and make what will be written; nothing is written yet.

    Reads the directory as it stands, perhaps some batches early: what changes in between is a
    matter of seconds, as when the line had come those seconds before.
    """
    verdicts = lines_judge([one.read for one in batch.lines], run.facts)
    ids = new_public_ids("mov", len(verdicts))
    plans = [_plan(run, *each) for each in zip(ids, batch.lines, verdicts, strict=True)]
    drafts = [draft for draft, _entry in plans]
    entries = [entry for _draft, entry in plans]
    ready = _ready(entries, run.now)
    return Planned(batch, drafts, entries, ready, _columns(run, drafts))


def _ready(entries: Iterable[Entry | None], now: datetime) -> ReadyBatch:
    return batch_ready(entries=[entry for entry in entries if entry is not None], now=now)


def _columns(run: Run, drafts: Sequence[Draft]) -> Columns:
    return columns_of(
        drafts,
        bank_account=run.bank_account,
        channel=Channel.FILE,
        now=run.now,
        statement_import_id=run.statement_import_id,
    )


@transaction.atomic
def batch_write(run: Run, planned: Planned) -> Written | None:
    """Write one batch and move the cursor; None when somebody else has been here."""
    batch = planned.batch
    row = StatementImport.objects.select_for_update().get(pk=run.statement_import_id)
    if row.cursor_items != batch.starts or row.state != ImportState.RUNNING:
        return None
    written = _lines_write(run, planned)
    _spans_write(run, batch)
    room = MOST_PROBLEMS - len(row.problems)
    row.problems += [
        {"row": one.row, "reason": one.reason, "is_harmless": one.is_harmless}
        for one in batch.problems[: max(0, room)]
    ]
    row.problem_count += len(batch.problems)
    row.cursor_items = batch.ends
    row.lines += len(batch.lines)
    row.added += written.added
    row.known += written.known
    row.matched += written.matched
    row.save()
    return written


def _lines_write(run: Run, planned: Planned) -> Written:
    lines = planned.batch.lines
    found = lines_sort(
        bank_account=run.bank_account, heard=[one.heard for one in lines], now=run.now
    )
    done = Written(known=found.known, to_apply=found.booked)
    if not found.fresh:
        return done
    columns = planned.columns
    if len(found.fresh) < len(lines):
        fresh = {id(heard) for heard in found.fresh}
        columns = _columns(run, [one for one in planned.drafts if id(one.heard) in fresh])
    ids = columns_write(columns)
    real = [
        (draft, entry)
        for draft, entry in zip(planned.drafts, planned.entries, strict=True)
        if draft.public_id in ids
    ]
    is_whole = len(real) == len(planned.drafts)
    _book(planned.ready if is_whole else _ready((entry for _draft, entry in real), run.now))
    done.added = len(real)
    done.known += len(found.fresh) - len(real)
    done.matched = sum(1 for draft, _entry in real if draft.state == MovementState.CREDITED)
    done.to_apply += [
        ids[draft.public_id] for draft, _entry in real if draft.state == MovementState.RECEIVED
    ]
    newest = max(lines, key=lambda one: one.heard.line.booked_on)
    balance_heard(bank_account=run.bank_account, line=newest.heard.line, now=run.now)
    return done


def _plan(run: Run, public_id: str, one: Parsed, verdict: Verdict) -> tuple[Draft, Entry | None]:
    """How a new line is stored, and what it books at once (None: nothing, or the flow does)."""
    heard, line = one.heard, one.heard.line
    if line.is_pending:
        return Draft(heard, public_id, first_kind(line), MovementState.PENDING), None
    account_id = verdict.decision.current_account_id
    is_for_flow = account_id is not None and (verdict.needs_flow or not run.is_bulk)
    if is_for_flow or verdict.kind == MovementKind.REVERSAL:
        return Draft(heard, public_id, first_kind(line), MovementState.RECEIVED), None
    words = line.description or line.counterparty_name
    moved = Moved(public_id, line.amount_minor, line.currency, words, line.booked_on)
    if verdict.kind != MovementKind.CREDIT:
        entry = booked_entry(moved, run.house_id, verdict.kind)
        return Draft(heard, public_id, verdict.kind, MovementState.BOOKED), entry
    if account_id is None:
        draft = Draft(
            heard,
            public_id,
            MovementKind.CREDIT,
            MovementState.UNMATCHED,
            reason=verdict.decision.reason,
        )
        return draft, arrived_entry(moved, run.house_id)
    draft = Draft(
        heard,
        public_id,
        MovementKind.CREDIT,
        MovementState.CREDITED,
        tier=verdict.decision.tier,
        current_account_id=account_id,
        buyer_id=verdict.buyer_id,
    )
    return draft, credit_entry(moved, account_id)


def _book(ready: ReadyBatch) -> None:
    """Post them; those of a closed month count today. Raises: what else the ledger refuses."""
    late = []
    for entry, result in zip(ready.entries, batch_post(ready), strict=True):
        if result.code == "month_closed":
            late.append(entry._replace(value_on=istanbul_date(ready.now)))
        elif not result.is_booked:
            raise REFUSALS[result.code]
    for result in post_many(entries=late, now=ready.now) if late else []:
        if not result.is_booked:
            raise REFUSALS[result.code]


def _spans_write(run: Run, batch: Batch) -> None:
    rows = [
        StatementSpan(
            seller_id=run.bank_account.seller_id,
            bank_account=run.bank_account,
            statement_import_id=run.statement_import_id,
            place=span.place,
            number=span.number,
            opening_minor=span.opening_minor,
            opening_on=span.opening_on,
            closing_minor=span.closing_minor,
            closing_on=span.closing_on,
            sum_minor=span.sum_minor,
            line_count=span.line_count,
        )
        for span in batch.spans
    ]
    if rows:
        StatementSpan.objects.bulk_create(rows, ignore_conflicts=True)
