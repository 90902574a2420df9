"""What a pulled feed is: asked for a stretch of the bank's time, it gives lines, oldest first.

A feed has no memory. Its caller asks with overlap and lets the bank's ids tell what is new, so an
answer that was lost is simply asked for again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from vezne.banking.types import Line, RowProblem


class FeedError(Exception):
    """The feed did not answer, or not in its contract; the text is for staff."""


@dataclass(frozen=True, slots=True)
class FeedKeys:
    """Where a feed is and how it lets us in."""

    url: str
    token: str
    account_reference: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a feed gave for a stretch of time."""

    lines: Sequence[Line]
    problems: Sequence[RowProblem]


class BankFeed(Protocol):
    """One bank account's movements at one provider."""

    def pull(self, *, since: datetime, until: datetime) -> Pulled:
        """All lines of `[since, until]` by the bank's instants. Raises: FeedError."""
