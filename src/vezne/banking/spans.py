"""What a statement opened and closed with, and what its lines sum to; pure.

A CSV says no such balances, but many give the balance after each line; read from those, whether
the file runs forward or, as most internet banks have it, backward in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vezne.banking.types import Line, StatementClosed, StatementOpened


@dataclass(frozen=True, slots=True)
class Span:
    """One statement of a file; `place` counts from 1."""

    place: int
    number: str
    opening_minor: int | None
    opening_on: date | None
    closing_minor: int | None
    closing_on: date | None
    sum_minor: int
    line_count: int


class SpanReader:
    """Follows the lines of one statement after the other."""

    def __init__(self) -> None:
        self._place = 0
        self._begin(StatementOpened(iban="", currency=""))

    def _begin(self, head: StatementOpened) -> None:
        self._head = head
        self._sum = self._count = 0
        self._first: Line | None = None
        self._last: Line | None = None
        self._has_balances = True
        self._days: tuple[date, date] | None = None

    def opened(self, head: StatementOpened) -> None:
        """A statement begins."""
        self._place += 1
        self._begin(head)

    def add(self, line: Line) -> None:
        """One booked line of it."""
        if line.is_pending:
            return
        self._sum += line.amount_minor
        self._count += 1
        self._first = self._first or line
        self._last = line
        self._has_balances = self._has_balances and line.balance_minor is not None
        low, high = self._days or (line.booked_on, line.booked_on)
        self._days = (min(low, line.booked_on), max(high, line.booked_on))

    def closed(self, foot: StatementClosed) -> Span | None:
        """The statement as a whole; None where it says nothing that could be compared."""
        opening, closing = self._head.opening_minor, foot.closing_minor
        if opening is None and closing is None:
            opening, closing = self._by_lines()
        if opening is None and closing is None:
            return None
        low, high = self._days or (None, None)
        return Span(
            place=self._place,
            number=self._head.number,
            opening_minor=opening,
            opening_on=self._head.opening_on or low,
            closing_minor=closing,
            closing_on=foot.closing_on or high,
            sum_minor=self._sum,
            line_count=self._count,
        )

    def _by_lines(self) -> tuple[int | None, int | None]:
        first, last = self._first, self._last
        if first is None or last is None or not self._has_balances:
            return None, None
        assert first.balance_minor is not None
        assert last.balance_minor is not None
        backward = (last.balance_minor - last.amount_minor, first.balance_minor)
        if backward[0] + self._sum == backward[1]:
            return backward
        return first.balance_minor - first.amount_minor, last.balance_minor
