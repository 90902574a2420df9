"""By what a line is known over all channels; pure.

The bank's own id is the key. A line without one is known by its *twin* number (date, amount and
words) and by which of that day's equal lines it is: two equal payments on one day are two
payments. The twin also finds the same line that came with an id over another channel.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from vezne.banking.matching.normal import compact, upper
from vezne.banking.types import Line

WORDS = 60
"""Characters of the words that count: channels cut them at different lengths."""


class Identity(NamedTuple):
    """A line's key, its twin number, and which of its day's equal lines it is (from 1)."""

    key: str
    twin: int
    ordinal: int = 1

    @property
    def is_banks(self) -> bool:
        """The key is the bank's own id."""
        return is_banks(self.key)


class Heard(NamedTuple):
    """A line with its identity."""

    line: Line
    identity: Identity


def is_banks(key: str) -> bool:
    """The key is the bank's own id."""
    return key.startswith("id:")


def key_of_id(bank_id: str) -> str:
    """The key of a line with this id."""
    return f"id:{bank_id[:90]}"


def twin_of(line: Line) -> int:
    """Date, amount and words as a signed 64-bit number."""
    words = compact(upper(line.description))[:WORDS]
    text = f"{line.booked_on}|{line.amount_minor}|{words}"
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


class Identifier:
    """Names the lines of one file in their order; remembers one day at a time."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._seen: Counter[int] = Counter()

    def of(self, line: Line) -> Identity:
        """The identity of the next line."""
        twin = twin_of(line)
        if line.bank_id:
            return Identity(key_of_id(line.bank_id), twin)
        if line.booked_on != self._day:
            self._day, self._seen = line.booked_on, Counter()
        self._seen[twin] += 1
        return Identity(f"fp:{twin}:{self._seen[twin]}", twin, self._seen[twin])
