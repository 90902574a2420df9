"""A long statement is read in a process of its own, so that reading takes no time of the writing.

Python runs one thread at a time, and reading and looking through a line costs as much as judging
and writing it. The other process (`vezne.banking.reader`) asks no database: it is told what to read
over its standard input, and its batches come back over its standard output in the order of the
file, a few ahead of the writing and no more. The cursor moves with what is written, as ever: who
reads makes no difference. When the asker ends, killed or not, that input does, and the reader too.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Generator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.utils import translation

from vezne.banking.errors import StatementRefused
from vezne.banking.identity import Identity
from vezne.banking.matching.decide import Clues
from vezne.banking.services.batches import LINES, Batch, Parsed, Source
from vezne.banking.services.judging import Read
from vezne.banking.services.recording import Heard
from vezne.banking.types import Line

FROM_BYTES = 6 * 1024 * 1024
"""From this size on, some 50,000 lines: a process costs two seconds before it reads its first."""
ROOM_BYTES = 1024 * 1024
"""Of the way back, what Linux gives anybody: some four batches."""
PROGRAM = "vezne.banking.reader"
_LINE = len(Line._fields)
_KIND = _LINE + len(Identity._fields)


class Order(NamedTuple):
    """What the reader is told, in the language of its asker."""

    source: Source
    after: int
    size: int
    language: str


class Packed(NamedTuple):
    """A batch under way; its lines lie apart, value by value."""

    batch: Batch  # without its lines
    columns: list[tuple[Any, ...]]  # fields of `Line`, of `Identity`, the kind, fields of `Clues`


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
    order = Order(source, after, size, translation.get_language() or "tr")
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
                batch = _batch(told)
                is_last = batch.is_last
                yield batch
        except (EOFError, pickle.UnpicklingError) as lost:
            raise ReaderLost from lost
        finally:
            reader.kill()


def packed(batch: Batch) -> Packed:
    """A batch as columns of plain values: a pickle of its objects would cost four times as much."""
    days: dict[date, date] = {}  # one object for all lines of a day is written once
    rows = [
        (
            *line._replace(booked_on=days.setdefault(line.booked_on, line.booked_on)),
            *identity,
            kind,
            *clues,
        )
        for (line, identity), (_line, kind, clues) in batch.lines
    ]
    return Packed(replace(batch, lines=[]), list(zip(*rows, strict=True)))


def unpacked(told: Packed) -> Batch:
    """The batch again."""
    batch = told.batch
    for row in zip(*told.columns, strict=True):
        line = Line._make(row[:_LINE])
        heard = Heard(line, Identity._make(row[_LINE:_KIND]))
        batch.lines.append(Parsed(heard, Read(line, row[_KIND], Clues._make(row[_KIND + 1 :]))))
    return batch


def _batch(told: Packed | Refused | Missing) -> Batch:
    if isinstance(told, Refused):
        raise StatementRefused(reason=told.reason)
    if isinstance(told, Missing):
        raise FileNotFoundError
    return unpacked(told)
