"""A long statement is read and judged in a process of its own, beside the writing.

Python runs one thread at a time, and making a batch ready costs as much as writing it. The other
process (`vezne.banking.reader`) is told what to read over its standard input; its batches come back
over its standard output in the order of the file, a few ahead of the writing and no more. It reads
the directory of buyers and writes nothing: the cursor moves with what is written, as ever. When the
asker ends, killed or not, that input does, and the reader too.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import replace
from typing import NamedTuple

from django.utils import translation

from vezne.banking.errors import StatementRefused
from vezne.banking.services.batches import LINES, Batch, Source
from vezne.banking.services.bulk import Planned
from vezne.banking.services.packing import lines_pack, lines_unpack
from vezne.banking.services.planning import Run

FROM_BYTES = 6 * 1024 * 1024
"""From this size on, some 50,000 lines: a process costs two seconds before it reads its first."""
ROOM_BYTES = 1024 * 1024
"""Of the way back, what Linux gives anybody: one batch or two."""
PROGRAM = "vezne.banking.reader"


class Order(NamedTuple):
    """What the reader is told, in the language of its asker."""

    source: Source
    after: int
    size: int
    language: str
    run: Run | None = None  # None: the asker judges the lines


class Refused(NamedTuple):
    """Instead of a batch: the file cannot be read (further)."""

    reason: str


class Missing(NamedTuple):
    """Instead of a batch: there is no file."""


class ReaderLost(RuntimeError):
    """The reader ended before the file did; what was written stands, the next run goes on."""


def batches_apart(source: Source, *, after: int, size: int = LINES) -> Generator[Batch, None, None]:
    """The same as `batches_of`, read by another process.

    Raises: StatementRefused, FileNotFoundError, ReaderLost.
    """
    with closing(_told(_order(source, after, size, None))) as answers:
        for told in answers:
            yield replace(told.batch, lines=lines_unpack(told.packed))


def planned_apart(
    run: Run, source: Source, *, after: int, size: int = LINES
) -> Generator[Planned, None, None]:
    """The batches read and made ready by another process, which sees what is committed.

    Raises: StatementRefused, FileNotFoundError, ReaderLost.
    """
    yield from _told(_order(source, after, size, run))


def _order(source: Source, after: int, size: int, run: Run | None) -> Order:
    return Order(source, after, size, translation.get_language() or "tr", run)


def _told(order: Order) -> Generator[Planned, None, None]:
    with subprocess.Popen(  # noqa: S603 (our own program)
        [sys.executable, "-m", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pipesize=ROOM_BYTES,
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        try:
            with suppress(BrokenPipeError):  # it ended at once: the next line says so
                pickle.dump(order, reader.stdin)
                reader.stdin.flush()
            is_last = False
            while not is_last:
                told = pickle.load(reader.stdout)  # noqa: S301 (our own process)
                planned = _planned(told)
                is_last = planned.batch.is_last
                yield planned
        except (EOFError, pickle.UnpicklingError) as lost:
            raise ReaderLost from lost
        finally:
            reader.kill()


def packed(planned: Planned) -> Planned:
    """As it goes over: the lines are seldom wanted again."""
    batch = planned.batch
    return replace(planned, batch=replace(batch, lines=[]), packed=lines_pack(batch.lines))


def _planned(told: Planned | Refused | Missing) -> Planned:
    if isinstance(told, Refused):
        raise StatementRefused(reason=told.reason)
    if isinstance(told, Missing):
        raise FileNotFoundError
    return told
