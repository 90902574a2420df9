"""ISO 20022 camt.053, and camt.052/.054 of the same shape: any version, any namespace.

Read element by element; each is emptied when it was read, so memory does not grow with the file.
Document types and entities are refused: a statement has none, and they are how such files attack.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, cast
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from vezne.banking.errors import StatementRefused
from vezne.banking.matching.references import clean_iban, clean_tax_id
from vezne.banking.readers.fields import (
    BadField,
    checked_date,
    currency_of,
    iso_instant,
    minor_of,
)
from vezne.banking.readers.text import clean
from vezne.banking.types import Item, Line, RowProblem, StatementClosed, StatementOpened

STATEMENTS = frozenset({"Stmt", "Rpt", "Ntfctn"})
ENTRY, BALANCE, ACCOUNT = "Ntry", "Bal", "Acct"
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
PENDING = ("PDNG", "INFO", "FUTR")
NO_ID = {"", "NOTPROVIDED", "NONREF", "NOT PROVIDED"}
MOST_DEPTH = 40
"""A statement is a dozen deep; more is an attack."""


def read(stream: BinaryIO) -> Iterator[Item]:
    """The items of a file; rows are the entries' numbers from 1.

    Raises: StatementRefused for XML that is damaged, has entities, or holds no statement.
    """
    reader = _Reader()
    try:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            yield from reader.take(event, cast("Element", element))
    except DefusedXmlException:
        raise StatementRefused(reason=_("XML içinde tanım (DTD, entity) bulunamaz")) from None
    except (ParseError, ValueError, LookupError) as wrong:  # LookupError: an unknown encoding
        raise StatementRefused(reason=_("XML bozuk: %s") % clean(str(wrong))[:80]) from None
    if not reader.statements:
        raise StatementRefused(reason=_("dosyada ekstre yok"))


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


@dataclass(slots=True)
class _Statement:
    number: str = ""
    iban: str = ""
    currency: str = ""
    opening_minor: int | None = None
    opening_on: date | None = None
    closing_minor: int | None = None
    closing_on: date | None = None
    is_announced: bool = False


class _Reader:
    """Follows where we are: path of open elements, running statement, entries counted."""

    def __init__(self) -> None:
        self.path: list[Element] = []
        self.statements = 0
        self.entries = 0
        self.running = _Statement()

    def take(self, event: str, element: Element) -> Iterator[Item]:
        """One start or end of an element."""
        if event == "start":
            self.path.append(element)
            if len(self.path) > MOST_DEPTH:
                raise StatementRefused(reason=_("XML çok derin"))
            if _name(element) in STATEMENTS:
                self.statements += 1
                self.running = _Statement()
            return
        self.path.pop()
        name, parent = _name(element), self.path[-1] if self.path else None
        if name in STATEMENTS:
            yield from self._announced()
            yield StatementClosed(self.running.closing_minor, self.running.closing_on)
        elif parent is not None and _name(parent) in STATEMENTS:
            if name == ENTRY:
                self.entries += 1
                yield from self._announced()
                yield from entry_lines(element, row=self.entries, statement=self.running.currency)
            else:
                self._head(name, element)
        else:
            return  # inside an entry or a head: its parent reads it
        element.clear()
        if parent is not None:
            parent.remove(element)

    def _announced(self) -> Iterator[Item]:
        head = self.running
        if not head.is_announced:
            head.is_announced = True
            yield StatementOpened(
                head.iban, head.currency, head.number, head.opening_minor, head.opening_on
            )

    def _head(self, name: str, element: Element) -> None:
        head = self.running
        if name in ("Id", "ElctrncSeqNb", "LglSeqNb"):
            head.number = clean(element.text, longest=20) or head.number
        elif name == ACCOUNT:
            head.iban = _text(element, "Id/IBAN") or _text(element, "Id/Othr/Id")
            head.iban = head.iban.replace(" ", "")[:40]
            head.currency = currency_of(_text(element, "Ccy")) or head.currency
        elif name == BALANCE:
            self._balance(element)

    def _balance(self, element: Element) -> None:
        head, amount = self.running, _find(element, "Amt")
        kind = _text(element, "Tp/CdOrPrtry/Cd") or _text(element, "Tp/CdOrPrtry/Prtry")
        if amount is None or kind not in (*OPENING, *CLOSING):
            return
        try:
            minor = _signed(element, amount, head.currency)
        except BadField:
            return  # the lines still count; the gap report says that a balance is missing
        head.currency = head.currency or currency_of(amount.get("Ccy", ""))
        on = _date(_find(element, "Dt"))
        if kind in CLOSING:
            head.closing_minor, head.closing_on = minor, on
        elif head.opening_minor is None or kind == OPENING[0]:
            head.opening_minor, head.opening_on = minor, on


def _find(element: Element | None, path: str) -> Element | None:
    """The first child along a path, whatever the namespace."""
    for step in path.split("/"):
        if element is None:
            return None
        element = next((child for child in element if _name(child) == step), None)
    return element


def _all(element: Element | None, path: str) -> list[Element]:
    """Every child at the end of a path."""
    found = [element] if element is not None else []
    for step in path.split("/"):
        found = [child for one in found for child in one if _name(child) == step]
    return found


def _text(element: Element | None, path: str, *, longest: int = 140) -> str:
    found = _find(element, path)
    return clean(found.text, longest=longest) if found is not None else ""


def _first(element: Element | None, paths: Sequence[str]) -> str:
    return next((text for path in paths if (text := _text(element, path))), "")


def _date(element: Element | None) -> date | None:
    at = _instant(element)
    if at is not None:
        return at.date()
    text = _text(element, "Dt") if element is not None else ""
    try:
        return checked_date(date.fromisoformat(text[:10])) if text else None
    except ValueError:
        return None


def _instant(element: Element | None) -> datetime | None:
    text = _text(element, "DtTm") if element is not None else ""
    return iso_instant(text) if text else None


def _signed(holder: Element, amount: Element, fallback: str) -> int:
    currency = currency_of(amount.get("Ccy", "")) or fallback
    minor = minor_of((amount.text or "").strip(), currency=currency)
    return minor if _text(holder, "CdtDbtInd") == "CRDT" else -minor


def entry_lines(entry: Element, *, row: int, statement: str) -> Iterator[Item]:
    """The lines of one entry: one for each of its transactions that has an amount, else one."""
    amount, direction = _find(entry, "Amt"), _text(entry, "CdtDbtInd")
    booked_on = _date(_find(entry, "BookgDt")) or _date(_find(entry, "ValDt"))
    if amount is None or direction not in ("CRDT", "DBIT") or booked_on is None:
        yield RowProblem(row, _("Kayıtta tutar, yön veya tarih eksik."))
        return
    try:
        total = _signed(entry, amount, statement)
    except BadField as wrong:
        yield RowProblem(row, _("Tutar okunamadı: %(text)s") % {"text": clean(str(wrong))[:60]})
        return
    if not total:
        yield RowProblem(row, _("Tutarı sıfır olan satır atlandı."), is_harmless=True)
        return
    currency = currency_of(amount.get("Ccy", "")) or statement
    details = _all(entry, "NtryDtls/TxDtls")
    parts = _parts(details, total, currency)
    for number, (detail, minor) in enumerate(parts):
        head = _EntryHead(row, minor, currency, booked_on, number if len(parts) > 1 else None)
        yield _line(entry, detail, head)


@dataclass(frozen=True, slots=True)
class _EntryHead:
    row: int
    minor: int
    currency: str
    booked_on: date
    part: int | None  # place in a batch booking; None: the whole entry


def _parts(details: list[Element], total: int, currency: str) -> list[tuple[Element | None, int]]:
    """The transactions with their amounts, if they sum to the entry; else the entry as one."""
    if len(details) < 2:
        return [(details[0] if details else None, total)]
    found: list[tuple[Element | None, int]] = []
    for detail in details:
        amount = _find(detail, "Amt")
        if amount is None:
            amount = _find(detail, "AmtDtls/TxAmt/Amt")
        if amount is None or currency_of(amount.get("Ccy", currency)) != currency:
            return [(details[0], total)]
        try:
            minor = abs(minor_of((amount.text or "").strip(), currency=currency))
        except BadField:
            return [(details[0], total)]
        sign = _text(detail, "CdtDbtInd")
        is_in = total > 0 if sign not in ("CRDT", "DBIT") else sign == "CRDT"
        found.append((detail, minor if is_in else -minor))
    if sum(minor for _detail, minor in found) != total or not all(m for _d, m in found):
        return [(details[0], total)]
    return found


def _line(entry: Element, detail: Element | None, head: _EntryHead) -> Line:
    # The other side pays us in a credit, is paid in a debit; in a reversal it is the other way.
    is_reversal = _text(entry, "RvslInd").lower() in ("true", "1")
    is_payer = (head.minor > 0) != is_reversal
    side = "Dbtr" if is_payer else "Cdtr"
    parties = _find(detail, "RltdPties")
    booked = _find(entry, "BookgDt")
    return Line(
        row=head.row,
        amount_minor=head.minor,
        currency=head.currency,
        booked_on=head.booked_on,
        value_on=_date(_find(entry, "ValDt")),
        at=_instant(booked) or _detail_instant(detail),
        bank_id=_bank_id(entry, detail, head),
        reference=_known(_first(detail, ("Refs/EndToEndId", "Refs/TxId", "Refs/InstrId"))),
        description=_description(entry, detail),
        counterparty_name=_first(parties, (f"{side}/Pty/Nm", f"{side}/Nm")),
        counterparty_iban=clean_iban(_text(parties, f"{side}Acct/Id/IBAN")),
        counterparty_tax_id=_tax_id(parties, side),
        is_reversal=is_reversal,
        is_pending=(_text(entry, "Sts/Cd") or _text(entry, "Sts")) in PENDING,
        code=_first(entry, ("BkTxCd/Prtry/Cd", "BkTxCd/Domn/Fmly/SubFmlyCd", "BkTxCd/Domn/Cd")),
    )


def _detail_instant(detail: Element | None) -> datetime | None:
    text = _first(detail, ("RltdDts/AccptncDtTm", "RltdDts/TxDtTm"))
    return iso_instant(text) if text else None


def _known(text: str) -> str:
    return "" if text.upper() in NO_ID else text[:80]


def _bank_id(entry: Element, detail: Element | None, head: _EntryHead) -> str:
    """The servicer's own reference; of a batch's part its own, or the entry's with its place."""
    whole = _known(_text(entry, "AcctSvcrRef")) or _known(_text(entry, "NtryRef"))
    own = _known(_text(detail, "Refs/AcctSvcrRef"))
    if head.part is None:
        return whole or own
    if own and own != whole:
        return own
    return f"{whole[:70]}/{head.part + 1}" if whole else ""


def _description(entry: Element, detail: Element | None) -> str:
    words = [one.text or "" for one in _all(detail, "RmtInf/Ustrd")]
    words += [one.text or "" for one in _all(detail, "RmtInf/Strd/CdtrRefInf/Ref")]
    words.append(_text(detail, "AddtlTxInf", longest=500))
    if not any(word.strip() for word in words):
        words = [_text(entry, "AddtlNtryInf", longest=500)]
    return clean(" ".join(words))


def _tax_id(parties: Element | None, side: str) -> str:
    for holder in (f"{side}/Pty/Id", f"{side}/Id"):
        for kind in ("OrgId/Othr", "PrvtId/Othr"):
            for other in _all(parties, f"{holder}/{kind}"):
                found = clean_tax_id(_text(other, "Id"))
                if found:
                    return found
    return ""
