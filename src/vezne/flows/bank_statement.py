"""A statement file is read to its end: batch by batch, from the cursor where the last run ended.

Safe to run twice and to kill anywhere: a batch is one transaction with its cursor, and what needs
the full flow is stored first and applied after, each in its own.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from datetime import datetime

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import F

from vezne.banking.errors import StatementRefused
from vezne.banking.models import BankAccount, StatementImport
from vezne.banking.queries.gaps import gaps_of
from vezne.banking.queries.rules import seller_facts
from vezne.banking.services.apart import FROM_BYTES, batches_apart, planned_apart
from vezne.banking.services.batches import (
    LINES,
    Batch,
    Source,
    ahead,
    batches_of,
    profile_for,
)
from vezne.banking.services.bookkeeping import house_of
from vezne.banking.services.bulk import Planned, Written, batch_prepare, batch_write
from vezne.banking.services.planning import Run
from vezne.banking.services.statement import file_of, statement_end
from vezne.banking.services.task import task_raise
from vezne.banking.types import ImportState, MovementState, TaskKind
from vezne.core import outbox
from vezne.core.batches import collected_rarely
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.core.wording import money_words
from vezne.flows.bank import movement_apply

BULK_FROM_BYTES = 512 * 1024
"""From this size on plain loads are booked together and nobody is told of each: years of lines."""
TRIES = 5
"""Of a batch that met somebody else's lines or locks."""


def statement_run(
    *,
    import_id: int,
    now: datetime,
    bulk_from_bytes: int = BULK_FROM_BYTES,
    batch_lines: int = LINES,
    apart_from_bytes: int = FROM_BYTES,
) -> StatementImport:
    """Read a running import from its cursor to its end; one that has ended stays as it is.

    A file of `apart_from_bytes` or more is read by another process.
    """
    with acting_as_system("flows: bank statement"):
        row = StatementImport.objects.select_related("bank_account").get(pk=import_id)
        if row.state != ImportState.RUNNING:
            return row
        run = Run(
            statement_import_id=row.pk,
            bank_account=row.bank_account,
            facts=seller_facts(row.seller_id),
            house_id=house_of(row.seller_id, now).pk,
            is_bulk=row.size_bytes >= bulk_from_bytes,
            now=now,
        )
        source = Source(
            path=file_of(row.public_id),
            bank_account=row.bank_account,
            facts=run.facts,
            profile=profile_for(row.bank_account, row.profile),
        )
        failure, is_ours = "", True
        try:
            is_apart = row.size_bytes >= apart_from_bytes
            planned = _planned(run, source, row.cursor_items, batch_lines, is_apart=is_apart)
            with collected_rarely():
                is_ours = _read(run, planned)
        except StatementRefused as refused:
            failure = str(refused)
        except FileNotFoundError:
            failure = "file lost"
        if not is_ours:
            return StatementImport.objects.get(pk=import_id)
        ended = _ended(row, failure, now)
        file_of(row.public_id).unlink(missing_ok=True)
        return ended


def _read(run: Run, batches: Iterator[Planned]) -> bool:
    """Write batch after batch and apply what needs the full flow; False: another run goes on."""
    for planned in batches:
        written = _written(run, planned)
        if written is None:
            return False
        _applied(run.statement_import_id, written, run.now)
    return True


def _applied(import_id: int, written: Written, now: datetime) -> None:
    """Take each movement that needs it the whole way, and count those that found their buyer."""
    matched = 0
    for pk in written.to_apply:
        with suppress(DomainError):  # stays received: the tick tries again and tells
            matched += movement_apply(movement_id=pk, now=now).state == MovementState.CREDITED
    if matched:
        rows = StatementImport.objects.filter(pk=import_id)
        rows.update(matched=F("matched") + matched)


def _planned(
    run: Run, source: Source, after: int, size: int, *, is_apart: bool
) -> Iterator[Planned]:
    """The batches made ready, while the caller writes those before.

    A long file's in another process, else in a thread with a connection of its own: the database is
    never without work. Inside the caller's transaction only the reading is apart: another
    connection would not see what it has written.
    """
    if not connection.in_atomic_block:
        if is_apart:
            return ahead(planned_apart(run, source, after=after, size=size))
        return ahead(_elsewhere(run, ahead(batches_of(source, after=after, size=size))))
    if is_apart:
        return _prepared(run, batches_apart(source, after=after, size=size))
    return _prepared(run, ahead(batches_of(source, after=after, size=size)))


def _elsewhere(run: Run, batches: Generator[Batch, None, None]) -> Generator[Planned, None, None]:
    try:
        with acting_as_system("flows: bank statement"):
            yield from _prepared(run, batches)
    finally:
        connection.close()


def _prepared(run: Run, batches: Generator[Batch, None, None]) -> Generator[Planned, None, None]:
    with closing(batches):
        for batch in batches:
            yield batch_prepare(run, batch)


def _written(run: Run, planned: Planned) -> Written | None:
    """Write a batch; once more where another channel wrote the same lines in the same moment."""
    for left in reversed(range(TRIES)):
        try:
            return batch_write(run, planned)
        except (IntegrityError, OperationalError):
            if not left or not connection.is_usable():
                raise
    return None


def _ended(row: StatementImport, failure: str, now: datetime) -> StatementImport:
    with transaction.atomic():
        ended = statement_end(import_id=row.pk, now=now, failure=failure)
        if ended is None:
            return StatementImport.objects.get(pk=row.pk)
        gaps_note(bank_account=row.bank_account, now=now)
        outbox.emit(
            kind="bank.statement_read",
            account_id=ended.seller_id,
            subject=ended.public_id,
            now=now,
            lines=ended.lines,
            added=ended.added,
            known=ended.known,
            problems=ended.problem_count,
            has_failed=bool(failure),
        )
        return ended


def gaps_note(*, bank_account: BankAccount, now: datetime) -> int:
    """Raise a task for every gap of a bank account that has none yet; gives how many are new."""
    new = 0
    for gap in gaps_of(bank_account):
        missing = money_words(Money(gap.missing_minor, gap.currency))
        new += task_raise(
            bank_account=bank_account,
            kind=TaskKind.GAP,
            key=f"{gap.on}:{'in' if gap.is_inside else 'at'}:{gap.expected_minor}",
            now=now,
            on=gap.on.isoformat(),
            missing=missing,
            is_inside=gap.is_inside,
        )
    return new
