"""A statement file as batches: read, named and judged as far as it goes without the database.

The reading runs in its own thread (a long file's in its own process: `apart`), a few batches ahead
of the writing. Memory holds a few thousand lines, whatever the file.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

from django.utils import translation
from django.utils.translation import gettext as _

from vezne.banking.identity import Heard, Identifier
from vezne.banking.models import BankAccount
from vezne.banking.queries.rules import SellerFacts
from vezne.banking.readers import open_statement
from vezne.banking.readers.csv_profiles import CsvProfile, built_in
from vezne.banking.services.judging import Read, line_read
from vezne.banking.spans import Span, SpanReader
from vezne.banking.types import Item, Line, RowProblem, StatementClosed, StatementOpened

T = TypeVar("T")
LINES = 1_000
"""Of one batch and transaction: what the ledger takes at once."""
MOST_PROBLEMS = 1_000
AHEAD = 3
"""Batches that are read before they are wanted."""
PATIENCE_SECONDS = 0.5


class Parsed(NamedTuple):
    """A line as far as it is known without the database."""

    heard: Heard
    read: Read


@dataclass(slots=True)
class Batch:
    """Some items of a file, from the cursor `starts` to the cursor `ends`."""

    starts: int
    ends: int = 0
    lines: list[Parsed] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    is_last: bool = False

    def is_full(self, size: int) -> bool:
        """Time for the database."""
        return len(self.lines) >= size or len(self.problems) >= MOST_PROBLEMS


@dataclass(frozen=True, slots=True)
class Source:
    """A file and by what it is read."""

    path: Path
    bank_account: BankAccount
    facts: SellerFacts
    profile: CsvProfile | None


def profile_for(bank_account: BankAccount, name: str) -> CsvProfile | None:
    """The CSV profile by its name; `own` is the bank account's. Raises: ProfileUnknown."""
    if name == "own" and bank_account.csv_profile:
        return CsvProfile.from_json(bank_account.csv_profile)
    if name and name != "own":
        return built_in(name)
    return CsvProfile.from_json(bank_account.csv_profile) if bank_account.csv_profile else None


def batches_of(source: Source, *, after: int, size: int = LINES) -> Generator[Batch, None, None]:
    """The batches of a file behind the cursor `after`; the last one says so, and may be empty.

    Raises: StatementRefused, where the file cannot be read (further).
    """
    identifier, spans = Identifier(), SpanReader()
    batch, place = Batch(after), 0
    accepts = Accepts(source.bank_account)
    with source.path.open("rb") as stream:
        _kind, items = open_statement(
            stream, currency=source.bank_account.currency, profile=source.profile
        )
        for item in items:
            place += 1
            told = accepts.take(item)
            span: Span | None = None
            parsed: Parsed | None = None
            if isinstance(told, Line):
                spans.add(told)
                identity = identifier.of(told)  # also behind the cursor: it counts equal lines
                if place > after:
                    parsed = Parsed(Heard(told, identity), line_read(told, source.facts))
            elif isinstance(told, StatementOpened):
                spans.opened(told)
            elif isinstance(told, StatementClosed):
                span = spans.closed(told)
            if place <= after:
                continue
            _put(batch, parsed, told, span)
            batch.ends = place
            if batch.is_full(size):
                yield batch
                batch = Batch(place)
    batch.ends, batch.is_last = max(place, after), True
    yield batch


def _put(batch: Batch, parsed: Parsed | None, told: Item | None, span: Span | None) -> None:
    if parsed is not None:
        batch.lines.append(parsed)
    if isinstance(told, RowProblem):
        batch.problems.append(told)
    if span is not None:
        batch.spans.append(span)


class Accepts:
    """Refuses what is of another account or currency than the one that the file was given for."""

    def __init__(self, bank_account: BankAccount) -> None:
        self._iban, self._currency = bank_account.iban, bank_account.currency
        self._is_other = False

    def take(self, item: Item) -> Item | None:
        """The item, a problem in its place, or nothing (inside another account's statement)."""
        if isinstance(item, StatementOpened):
            self._is_other = not self._is_ours(item.iban)
            if self._is_other:
                words = _("Ekstre başka bir hesabın: %(iban)s")
                return RowProblem(0, words % {"iban": item.iban[-4:]})
            return item
        if self._is_other:
            return None
        if isinstance(item, Line) and item.currency != self._currency:
            words = _("Para birimi hesabınkinden farklı: %(currency)s")
            return RowProblem(item.row, words % {"currency": item.currency[:10]})
        return item

    def _is_ours(self, told: str) -> bool:
        """An IBAN must be this account's; a bare account number its end; none says nothing."""
        if not told:
            return True
        if told.startswith("TR"):
            return told == self._iban
        digits = "".join(c for c in told if c.isdigit()).lstrip("0")
        return not digits or digits in self._iban


_END = object()


@dataclass(frozen=True, slots=True)
class _Raised:
    """What the other thread could not go on with."""

    failure: Exception


def ahead(items: Generator[T, None, None]) -> Generator[T, None, None]:
    """The same items, made in another thread while the caller works on those before.

    What their making raises is raised here, in its place; a caller that stops stops it too.
    """
    ready: queue.Queue[object] = queue.Queue(maxsize=AHEAD)
    is_over = threading.Event()
    language = translation.get_language() or "tr"

    def put(value: object) -> None:
        while not is_over.is_set():
            try:
                ready.put(value, timeout=PATIENCE_SECONDS)
                return
            except queue.Full:
                continue

    def read() -> None:
        with translation.override(language), closing(items):
            try:
                for item in items:
                    put(item)
                    if is_over.is_set():
                        return
                put(_END)
            except Exception as failure:  # noqa: BLE001 - raised again where it is waited for
                put(_Raised(failure))

    thread = threading.Thread(target=read, name="vezne-statement", daemon=True)
    thread.start()
    try:
        while (told := ready.get()) is not _END:
            if isinstance(told, _Raised):
                raise told.failure
            yield cast("T", told)
    finally:
        is_over.set()
        thread.join(timeout=10)
