"""A batch of a statement made ready for the database: judged, its rows and entries in its words.

Plain loads and money of nobody are booked together; what may pay something, and what takes
something back, is stored as `received` and goes through the full flow right after, one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from vezne.banking.entries import Moved, arrived_entry, booked_entry, credit_entry
from vezne.banking.models import BankAccount
from vezne.banking.queries.rules import SellerFacts
from vezne.banking.services.batches import Batch, Parsed
from vezne.banking.services.judging import Verdict, lines_judge
from vezne.banking.services.recording import Names, names_of
from vezne.banking.services.rows import Columns, Draft, columns_of, first_kind, movements_ready
from vezne.banking.types import Channel, MovementKind, MovementState
from vezne.core.bulk import ReadyRows
from vezne.core.ids import new_public_ids
from vezne.ledger.services import batch_ready
from vezne.ledger.types import Entry, ReadyBatch


@dataclass(frozen=True, slots=True)
class Run:
    """One run over one file."""

    statement_import_id: int
    bank_account: BankAccount
    facts: SellerFacts
    house_id: int  # the seller's house account
    is_bulk: bool  # plain loads together and untold; else every credit by the full flow
    now: datetime


class Balance(NamedTuple):
    """What the bank says of the account after a batch; None: nothing."""

    minor: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """The lines of a batch judged: a draft of each, and what it books at once."""

    drafts: list[Draft]
    entries: list[Entry | None]  # None: nothing, or the flow books it
    columns: Columns


@dataclass(frozen=True, slots=True)
class Whole:
    """A batch as it is written when all of its lines are new, which is nearly always."""

    names: Names
    rows: ReadyRows
    ready: ReadyBatch
    to_apply: list[str]  # public ids of movements for the full flow
    matched: int
    balance: Balance


def batch_plan(run: Run, batch: Batch) -> Plan:
    """Judge the lines of a batch; nothing is written.

    Reads the directory as it stands, perhaps some batches early: what changes in between is a
    matter of seconds, as when the line had come those seconds before.
    """
    verdicts = lines_judge([one.read for one in batch.lines], run.facts)
    ids = new_public_ids("mov", len(verdicts))
    plans = [_plan(run, *each) for each in zip(ids, batch.lines, verdicts, strict=True)]
    drafts = [draft for draft, _entry in plans]
    return Plan(drafts, [entry for _draft, entry in plans], drafts_columns(run, drafts))


def plan_whole(run: Run, batch: Batch, plan: Plan) -> Whole:
    """The plan as it is written when every line is new."""
    return Whole(
        names=names_of([one.heard for one in batch.lines]),
        rows=movements_ready(plan.columns),
        ready=entries_ready(plan.entries, run.now),
        to_apply=[one.public_id for one in plan.drafts if one.state == MovementState.RECEIVED],
        matched=sum(1 for one in plan.drafts if one.state == MovementState.CREDITED),
        balance=balance_of(batch, run.now),
    )


def entries_ready(entries: Iterable[Entry | None], now: datetime) -> ReadyBatch:
    """The entries that there are, in the words of the ledger."""
    return batch_ready(entries=[entry for entry in entries if entry is not None], now=now)


def drafts_columns(run: Run, drafts: Sequence[Draft]) -> Columns:
    """The rows of a file's new movements."""
    return columns_of(
        drafts,
        bank_account=run.bank_account,
        channel=Channel.FILE,
        now=run.now,
        statement_import_id=run.statement_import_id,
    )


def balance_of(batch: Batch, now: datetime) -> Balance:
    """The balance that the newest line of a batch says, if it is booked."""
    newest = max((one.heard.line for one in batch.lines), key=lambda line: line.booked_on)
    return Balance(None if newest.is_pending else newest.balance_minor, newest.at or now)


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
