"""CSV statements by their profile: headings found below any preamble, then a line a row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from vezne.banking.errors import StatementRefused
from vezne.banking.matching.references import clean_iban, clean_tax_id
from vezne.banking.readers.csv_profiles import BUILT_IN, COLUMNS, CsvProfile
from vezne.banking.readers.fields import (
    BadField,
    amount_of,
    aware,
    clock_of,
    currency_of,
    instant_of,
)
from vezne.banking.readers.text import clean, encoding_of, text_lines
from vezne.banking.types import Item, Line, RowProblem, StatementClosed, StatementOpened
from vezne.core.turkish import fold

MOST_PREAMBLE = 60
"""Rows above the headings: bank, account, period."""
DELIMITERS = ";,\t|"
MOST_COLUMNS = 200
SAMPLE_BYTES = 64 * 1024


class _Cells(NamedTuple):
    """The cells of one row by what they mean; in the order of `csv_profiles.COLUMNS`."""

    date: str
    time: str
    value_date: str
    amount: str
    debit: str
    credit: str
    direction: str
    currency: str
    description: str
    name: str
    iban: str
    tax_id: str
    bank_id: str
    reference: str
    balance: str
    reversal: str
    code: str


assert _Cells._fields == COLUMNS
NO_COLUMN = -1


def read(stream: BinaryIO, *, currency: str, profile: CsvProfile | None) -> Iterator[Item]:
    """The items of a file; rows are line numbers from 1.

    Raises: StatementRefused when no row has the headings of the profile.
    """
    sample = stream.read(SAMPLE_BYTES)
    stream.seek(0)
    encoding = (profile.encoding if profile else "") or encoding_of(sample)
    found = _headings(sample.decode(encoding, errors="replace"), profile)
    if found is None:
        raise StatementRefused(
            reason=_("tarih, açıklama ve tutar sütunları bulunamadı; CSV biçimini seçin")
        )
    used, delimiter, start, columns = found
    table = _Table(used, columns, currency)
    yield StatementOpened(iban="", currency=currency)
    yield from _rows(text_lines(stream, encoding), delimiter, start, table)
    yield StatementClosed()


def _rows(lines: Iterator[str], delimiter: str, start: int, table: _Table) -> Iterator[Item]:
    for _above in range(start):
        next(lines, None)
    rows = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    while True:
        try:
            cells = next(rows, None)
        except csv.Error as wrong:
            yield RowProblem(start + rows.line_num, _("Satır okunamadı: %s") % wrong)
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield table.line(cells, row=start + rows.line_num)


Headings = tuple[CsvProfile, str, int, dict[str, int]]


def _headings(text: str, profile: CsvProfile | None) -> Headings | None:
    """Profile, delimiter, rows to skip and place of each column, by the first fitting row."""
    profiles = [profile] if profile else [BUILT_IN[0], *BUILT_IN[2:]]
    for number, line in enumerate(text.splitlines()[:MOST_PREAMBLE]):
        for one in profiles:
            delimiter = one.delimiter or _delimiter(line)
            cells = _cells(line, delimiter)
            columns = _columns(cells, one)
            if one.is_whole(columns):
                return one, delimiter, number + 1, columns
    return None


def _delimiter(line: str) -> str:
    counts = Counter(c for c in line if c in DELIMITERS)
    return counts.most_common(1)[0][0] if counts else ";"


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line.lstrip("\ufeff")], delimiter=delimiter), [])[:MOST_COLUMNS]
    except csv.Error:
        return []


def _columns(cells: Sequence[str], profile: CsvProfile) -> dict[str, int]:
    folded = [fold(cell).rstrip(":").strip() for cell in cells]
    found: dict[str, int] = {}
    for column, words in profile.headings.items():
        for word in words:
            if word in folded and folded.index(word) not in found.values():
                found[column] = folded.index(word)
                break
    return found


class _Table:
    """The columns of one file; turns cells into lines."""

    def __init__(self, profile: CsvProfile, columns: dict[str, int], currency: str) -> None:
        self.profile, self.currency = profile, currency
        # A column that the file has not is the empty cell that is put behind every row.
        self.places = [columns.get(name, NO_COLUMN) for name in COLUMNS]
        self.width = max(columns.values()) + 1
        days, clocks = profile.dates, profile.times
        self.instants = (*days, *(f"{day} {clock}" for day in days for clock in clocks))

    def line(self, cells: list[str], *, row: int) -> Item:
        """A line or a problem; a row without a date is a foot, e.g. a total."""
        if len(cells) < self.width:
            cells.extend([""] * (self.width - len(cells)))
        cells.append("")
        values = _Cells(*[cells[place] for place in self.places])
        if not values.date.strip():
            return RowProblem(row, _("Tarihi olmayan satır atlandı."), is_harmless=True)
        try:
            return self._line(values, row)
        except BadField as wrong:
            words = _("Tutar veya tarih okunamadı: %(text)s")
            return RowProblem(row, words % {"text": clean(str(wrong))[:60]})

    def _line(self, of: _Cells, row: int) -> Item:
        currency = currency_of(of.currency) or self.currency
        local = self._instant(of)
        amount = self._amount(of, currency)
        if not amount:
            return RowProblem(row, _("Tutarı sıfır olan satır atlandı."), is_harmless=True)
        has_time = bool(of.time) or (local.hour, local.minute) != (0, 0)
        return Line(
            row=row,
            amount_minor=amount,
            currency=currency,
            booked_on=local.date(),
            value_on=self._day(of.value_date) if of.value_date else None,
            at=aware(local) if has_time else None,
            bank_id=clean(of.bank_id, longest=80),
            reference=clean(of.reference, longest=80),
            description=clean(of.description),
            counterparty_name=clean(of.name, longest=140),
            counterparty_iban=clean_iban(of.iban),
            counterparty_tax_id=clean_tax_id(of.tax_id),
            balance_minor=self._number(of.balance, currency) if of.balance.strip() else None,
            is_reversal=bool(of.reversal) and fold(of.reversal) in self.profile.reversals,
            code=clean(of.code, longest=20),
        )

    def _day(self, text: str) -> date:
        return instant_of(text.strip(), self.profile.dates).date()

    def _instant(self, of: _Cells) -> datetime:
        text, time = of.date.strip(), of.time.strip()
        if not time:
            return instant_of(text, self.instants)
        day = instant_of(text, self.profile.dates)
        return datetime.combine(day, clock_of(time, self.profile.times))

    def _number(self, text: str, currency: str) -> int:
        return amount_of(text.strip(), decimals=self.profile.decimals, currency=currency)

    def _amount(self, of: _Cells, currency: str) -> int:
        if not of.amount.strip():
            taken = abs(self._number(of.debit, currency)) if of.debit.strip() else 0
            given = abs(self._number(of.credit, currency)) if of.credit.strip() else 0
            return given - taken
        amount = self._number(of.amount, currency)
        if of.direction and fold(of.direction) in self.profile.outgoing:
            return -abs(amount)
        return amount
