"""SWIFT MT940 (and MT942): `:61:` lines with their `:86:` words, raw or with `?xx` sub-fields.

Our own reader, because published ones drop the sub-fields that Turkish banks put the payer's IBAN
into, and join the sub-fields of the purpose without the blanks that stood between words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from vezne.banking.matching.references import clean_iban, clean_tax_id
from vezne.banking.readers.fields import BadField, currency_of, minor_of, near, six_digits
from vezne.banking.readers.text import clean, text_lines
from vezne.banking.types import Item, Line, RowProblem, StatementClosed, StatementOpened

TAG = re.compile(r":(\d{2}[A-Z]?):")
LINE = re.compile(
    r"(\d{6})(\d{4})?\s*(R?[CD]|E[CD])([A-Z])?\s*([\d.]{1,18}(?:,\d{0,5})?)"
    r"(?:([A-Z][A-Z0-9]{3})(.*))?$"
)
BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})([\d.]{1,18}(?:,\d{0,5})?)")
STRUCTURED = re.compile(r"(?:\d{3}|(?=\?))([?<+~^!|])(?=\d{2})")
CHUNK = 27
"""A `?2x` sub-field has at most so many characters; a full one goes on in the next word by word."""
FULL_LINE = 65
"""A `:86:` line has at most so many; a full one goes on in the next without a blank."""
MOST_LINES = 40
"""Of one `:86:`; a file without another tag is cut here, so memory stays bounded."""
NO_REFERENCE = {"", "NONREF", "NOTPROVIDED", "NOREF"}


@dataclass(slots=True)
class _Entry:
    """A `:61:` that waits for its `:86:`."""

    row: int
    text: str
    supplement: str = ""
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Statement:
    """What the head of the running statement has said so far."""

    iban: str = ""
    number: str = ""
    currency: str = ""
    is_open: bool = False


def read(stream: BinaryIO, *, encoding: str) -> Iterator[Item]:
    """The items of a file; rows are line numbers from 1."""
    state, entry = _Statement(), None
    for row, tag, text in _fields(stream, encoding):
        if tag == "61":
            if entry is not None:
                yield _line(entry, state)
            entry = _Entry(row, text[0], clean(" ".join(text[1:])))
            if not state.is_open:
                yield from _open(state, None, None, "")
        elif tag == "86":
            if entry is not None:
                entry.words = text
                yield _line(entry, state)
                entry = None
        else:
            if entry is not None:
                yield _line(entry, state)
                entry = None
            yield from _head(state, row, tag, text[0])
    if entry is not None:
        yield _line(entry, state)
    if state.is_open:
        yield StatementClosed()


def _fields(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, str, list[str]]]:
    """Tags with their row and lines; what stands outside any tag (SWIFT envelopes) is skipped."""
    tag, start, text = "", 0, list[str]()
    for row, line in enumerate(text_lines(stream, encoding), 1):
        match = TAG.match(line)
        if match is None:
            brace = line.find("{4:")
            if brace >= 0:
                match = TAG.match(line[brace + 3 :])
                line = line[brace + 3 :]
        if match is not None:
            if tag:
                yield start, tag, text
            tag, start, text = match[1], row, [line[match.end() :]]
        elif line.startswith(("-}", "{")) or line.strip() == "-":
            if tag:
                yield start, tag, text
            tag = ""
        elif tag and len(text) < MOST_LINES:
            text.append(line)
    if tag:
        yield start, tag, text


def _head(state: _Statement, row: int, tag: str, text: str) -> Iterator[Item]:
    if tag == "25":
        state.iban = clean(text.rsplit("/", 1)[-1], longest=40).replace(" ", "")
    elif tag in ("28", "28C"):
        state.number = clean(text, longest=20)
    elif tag in ("60F", "60M", "62F", "62M"):
        match = BALANCE.match(text.strip())
        balance = on = None
        if match is not None:
            try:
                balance, on = _signed(match[1], match[4], match[3]), six_digits(match[2])
                state.currency = currency_of(match[3])
            except BadField:
                match = None
        if match is None:
            yield RowProblem(row, _("Bakiye okunamadı: %(text)s") % {"text": clean(text)[:60]})
        if tag.startswith("60"):
            yield from _open(state, balance, on, state.currency)
        elif state.is_open:
            state.is_open = False
            yield StatementClosed(closing_minor=balance, closing_on=on)
    elif tag == "20":
        if state.is_open:
            yield StatementClosed()
        state.iban = state.number = state.currency = ""
        state.is_open = False


def _open(state: _Statement, balance: int | None, on: date | None, currency: str) -> Iterator[Item]:
    if state.is_open:
        yield StatementClosed()
    state.is_open = True
    yield StatementOpened(
        iban=state.iban,
        currency=currency,
        number=state.number,
        opening_minor=balance,
        opening_on=on,
    )


def _signed(mark: str, digits: str, currency: str) -> int:
    minor = minor_of(_plain(digits), currency=currency_of(currency))
    return minor if mark == "C" else -minor


def _plain(digits: str) -> str:
    """`1.234,5` → `1234.5`; a point alone is a decimal point, as some banks have it."""
    if "," in digits:
        return digits.replace(".", "").replace(",", ".").rstrip(".") or "0"
    return digits


def _line(entry: _Entry, state: _Statement) -> Item:
    match = LINE.match(entry.text.strip())
    if match is None:
        return RowProblem(entry.row, _("Hareket satırı okunamadı: %(text)s") % _cut(entry.text))
    try:
        return _built(entry, state, match)
    except BadField as wrong:
        words = _("Tutar veya tarih okunamadı: %(text)s")
        return RowProblem(entry.row, words % _cut(str(wrong)))


def _cut(text: str) -> dict[str, str]:
    return {"text": clean(text)[:60]}


def _built(entry: _Entry, state: _Statement, match: re.Match[str]) -> Item:
    day, month_day, mark, _funds, digits, code, references = match.groups()
    currency = state.currency or "TRY"
    amount = minor_of(_plain(digits), currency=currency)
    if not amount:
        return RowProblem(entry.row, _("Tutarı sıfır olan satır atlandı."), is_harmless=True)
    value_on = six_digits(day)
    booked_on = near(month_day, value_on) if month_day else value_on
    is_in = mark in ("C", "RD", "EC")
    customer, _slashes, bank = (references or "").partition("//")
    parts = _sub_fields(entry.words)
    bank_id = clean(bank, longest=80)
    customer = clean(customer, longest=80)
    if parts:
        description = _purpose(parts) or entry.supplement
    else:
        description = _raw(entry.words) or entry.supplement
    return Line(
        row=entry.row,
        amount_minor=amount if is_in else -amount,
        currency=currency,
        booked_on=booked_on,
        value_on=value_on,
        bank_id="" if bank_id.upper() in NO_REFERENCE else bank_id,
        reference="" if customer.upper() in NO_REFERENCE else customer,
        description=clean(description),
        counterparty_name=clean(parts.get("32", "") + parts.get("33", ""), longest=140),
        counterparty_iban=clean_iban(parts.get("38", "")) or clean_iban(parts.get("31", "")),
        counterparty_tax_id=clean_tax_id(parts.get("39", "")),
        is_reversal=mark in ("RC", "RD"),
        is_pending=mark in ("EC", "ED"),
        code=code or "",
    )


def _raw(words: list[str]) -> str:
    """The lines of a free `:86:`: a full one was broken inside a word, a shorter one after it."""
    found = ""
    for number, line in enumerate(words):
        is_glued = number > 0 and len(words[number - 1]) >= FULL_LINE
        found += line if is_glued or not found else f" {line}"
    return found


def _sub_fields(words: list[str]) -> dict[str, str]:
    """`?xx` sub-fields by their number; empty where the field is free text."""
    if not words:
        return {}
    mark = STRUCTURED.match(words[0])
    if mark is None:
        return {}
    whole = "".join(words)
    found: dict[str, str] = {}
    for part in re.split(re.escape(mark[1]) + r"(?=\d{2})", whole)[1:]:
        found.setdefault(part[:2], "")
        found[part[:2]] += part[2:]
    return found


def _purpose(parts: dict[str, str]) -> str:
    """The purpose: `?20`–`?29`, `?60`–`?63`, with a blank where a chunk was not full."""
    found, last_length = "", CHUNK
    for number in (*range(20, 30), *range(60, 64)):
        text = parts.get(str(number))
        if text is None:
            continue
        found += text if last_length >= CHUNK or not found else f" {text}"
        last_length = len(text)
    return found or parts.get("00", "")
