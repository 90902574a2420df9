"""A batch of a statement in one transaction: movements, ledger, counts and the durable cursor.

Nearly always all lines of a batch are new and all of its entries are booked: then it is written as
it was planned, perhaps by another process. Where a line is known, or its month is closed, nothing
of that is kept, and the batch is judged once more here, line by line. Killed anywhere, a batch is
either whole or not there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.db import transaction

from vezne.banking.models import StatementImport, StatementSpan
from vezne.banking.services.batches import Batch
from vezne.banking.services.packing import lines_unpack
from vezne.banking.services.planning import (
    Run,
    Whole,
    balance_of,
    batch_plan,
    drafts_columns,
    entries_ready,
    plan_whole,
)
from vezne.banking.services.recording import are_new, balance_heard, lines_sort
from vezne.banking.services.rows import columns_write, movements_write
from vezne.banking.types import ImportState, MovementState
from vezne.core.calendar import istanbul_date
from vezne.ledger.errors import REFUSALS
from vezne.ledger.services import batch_post, post_many
from vezne.ledger.types import ReadyBatch

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
class Planned:
    """A batch, and how it is written when all of its lines are new (None: it has none)."""

    batch: Batch  # from another process it comes without its lines
    whole: Whole | None
    packed: bytes = b""  # then they are here: `packing`


class _NotWhole(Exception):
    """Something of the batch is known, or not booked: line by line, then."""


def batch_prepare(run: Run, batch: Batch) -> Planned:
    """Do all that can be done for a batch before its turn to be written."""
    if not batch.lines:
        return Planned(batch, None)
    return Planned(batch, plan_whole(run, batch, batch_plan(run, batch)))


@transaction.atomic
def batch_write(run: Run, planned: Planned) -> Written | None:
    """Write one batch and move the cursor; None when somebody else has been here."""
    batch = planned.batch
    row = StatementImport.objects.select_for_update().get(pk=run.statement_import_id)
    if row.cursor_items != batch.starts or row.state != ImportState.RUNNING:
        return None
    written = Written()
    if planned.whole is not None:
        written = _whole_write(run, planned.whole) or _lines_write(run, _with_lines(planned))
    _spans_write(run, batch)
    room = MOST_PROBLEMS - len(row.problems)
    row.problems += [
        {"row": one.row, "reason": one.reason, "is_harmless": one.is_harmless}
        for one in batch.problems[: max(0, room)]
    ]
    row.problem_count += len(batch.problems)
    row.cursor_items = batch.ends
    row.lines += written.added + written.known
    row.added += written.added
    row.known += written.known
    row.matched += written.matched
    row.save()
    return written


def _whole_write(run: Run, whole: Whole) -> Written | None:
    """Write a batch of which nothing is known; None, and nothing written, where something is."""
    if not are_new(bank_account=run.bank_account, names=whole.names):
        return None
    try:
        with transaction.atomic():
            ids = movements_write(whole.rows)
            if len(ids) < len(whole.names.keys):
                raise _NotWhole
            if not all(result.is_booked for result in batch_post(whole.ready)):
                raise _NotWhole
    except _NotWhole:
        return None
    balance_heard(bank_account=run.bank_account, balance=whole.balance.minor, at=whole.balance.at)
    return Written(
        added=len(ids), matched=whole.matched, to_apply=[ids[one] for one in whole.to_apply]
    )


def _with_lines(planned: Planned) -> Batch:
    batch = planned.batch
    return replace(batch, lines=lines_unpack(planned.packed)) if planned.packed else batch


def _lines_write(run: Run, batch: Batch) -> Written:
    found = lines_sort(
        bank_account=run.bank_account, heard=[one.heard for one in batch.lines], now=run.now
    )
    done = Written(known=found.known, to_apply=found.booked)
    if not found.fresh:
        return done
    plan = batch_plan(run, batch)
    fresh = {id(heard) for heard in found.fresh}
    drafts = [one for one in plan.drafts if id(one.heard) in fresh]
    ids = columns_write(drafts_columns(run, drafts))
    real = [
        (draft, entry)
        for draft, entry in zip(plan.drafts, plan.entries, strict=True)
        if draft.public_id in ids
    ]
    _book(entries_ready((entry for _draft, entry in real), run.now))
    done.added = len(real)
    done.known += len(found.fresh) - len(real)
    done.matched = sum(1 for draft, _entry in real if draft.state == MovementState.CREDITED)
    done.to_apply += [
        ids[draft.public_id] for draft, _entry in real if draft.state == MovementState.RECEIVED
    ]
    said = balance_of(batch, run.now)
    balance_heard(bank_account=run.bank_account, balance=said.minor, at=said.at)
    return done


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
