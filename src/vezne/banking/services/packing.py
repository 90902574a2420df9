"""The lines of a batch as columns of plain values, to hand them to another process.

A pickle of the objects themselves would cost four times as much.
"""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

from vezne.banking.identity import Heard, Identity
from vezne.banking.matching.decide import Clues
from vezne.banking.services.batches import Parsed
from vezne.banking.services.judging import Read
from vezne.banking.types import Line

_LINE = len(Line._fields)
_KIND = _LINE + len(Identity._fields)


def lines_pack(lines: list[Parsed]) -> bytes:
    """Fields of `Line`, of `Identity`, the kind, fields of `Clues`: a column each."""
    days: dict[date, date] = {}  # one object for all lines of a day is written once
    rows = [
        (
            *line._replace(booked_on=days.setdefault(line.booked_on, line.booked_on)),
            *identity,
            kind,
            *clues,
        )
        for (line, identity), (_line, kind, clues) in lines
    ]
    return pickle.dumps(list(zip(*rows, strict=True)), protocol=pickle.HIGHEST_PROTOCOL)


def lines_unpack(told: bytes) -> list[Parsed]:
    """The lines again."""
    columns: list[tuple[Any, ...]] = pickle.loads(told)  # noqa: S301 (from our own process)
    lines = []
    for row in zip(*columns, strict=True):
        line = Line._make(row[:_LINE])
        heard = Heard(line, Identity._make(row[_LINE:_KIND]))
        lines.append(Parsed(heard, Read(line, row[_KIND], Clues._make(row[_KIND + 1 :]))))
    return lines
