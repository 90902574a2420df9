"""One question over everything: services, requests, documents, tickets, applications, guides; at
the desk accounts, subscriptions, payments and bank movements too.

A face is one statement (`search_sql`), prepared once per connection, that answers with at most
`MOST` rows a group. It is bounded by how it is asked, not by what there is: references, numbers,
telephones and tax ids are looked up whole, by their indexes and however old; words and amounts
among the `NEWEST` rows of a list, where row security reads each row anyway and no index over words
could be used (it comes before conditions that are not leakproof). The lists themselves search all
of their rows.

Accounts alone are searched whole. They are read in system scope and narrowed to the seller's
buyers, as `reports.aging_list` does it: row security would ask about each of fifty thousand apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from vezne.accounts.identifiers import find_phone
from vezne.accounts.queries import ACCOUNT_TAX_ID
from vezne.applications.types import ApplicationState
from vezne.banking.types import MovementState
from vezne.content.models import ArticleKind
from vezne.content.search import asked
from vezne.core.crypto import index_of
from vezne.core.money import Money
from vezne.core.prepared import fetch_one
from vezne.core.scope import ScopeMissing, acting_as_system, current_scope
from vezne.core.turkish import fold
from vezne.edocuments.models import DocumentState
from vezne.invoicing.models import InvoiceStatus
from vezne.invoicing.references import normal_reference
from vezne.payments.models import PaymentStatus
from vezne.reports.edocuments import BUYER_WORDS
from vezne.reports.search_sql import ACCOUNTS, DESK, MOST, PANEL
from vezne.subscriptions.types import State
from vezne.support.types import TicketState

LONGEST, SHORTEST, MOST_WORDS = 100, 2, 8
LONGEST_NUMBER = 9
"""Digits of a ticket's or an application's number at most."""
_NOT_DIGITS = re.compile(r"\D")
_CODE = re.compile(r"[0-9A-Za-zÖö-]{8,16}")
_NUMBER = re.compile(rf"[0-9]{{1,{LONGEST_NUMBER}}}")
Words = Mapping[str, Mapping[str, str | Promise]]
"""By kind what a state is called."""
_BOTH: Words = {
    "services": {"ended": State.ENDED.label},
    "invoices": dict(InvoiceStatus.choices),
    "tickets": dict(TicketState.choices),
    "applications": dict(ApplicationState.choices),
    "guides": dict(ArticleKind.choices),
}
BUYERS: Words = {**_BOTH, "documents": BUYER_WORDS}
SELLERS: Words = {
    **_BOTH,
    "subscriptions": _BOTH["services"],
    "documents": dict(DocumentState.choices),
    "payments": dict(PaymentStatus.choices),
    "movements": dict(MovementState.choices),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody typed, read in all the ways it can be meant."""

    text: str
    patterns: tuple[str, ...] = ()  # LIKE, one a word
    reference: str = ""  # of a request; empty: it cannot be one
    code: str = ""  # in capitals: a document's number, a bank's or our own reference
    digits: str = ""
    number: int = 0  # of a ticket or an application; 0: not one
    phone: str = ""  # E.164
    amount_minor: int = 0  # 0: not an amount
    words: str = ""  # as `to_tsquery` takes them

    @property
    def is_enough(self) -> bool:
        """Whether it is worth a question."""
        return len("".join(fold(self.text).split())) >= SHORTEST


def read_asked(typed: str, *, amount_minor: int | None = None) -> Asked:
    """Read what was typed; `amount_minor` is what the page's language makes of it as money."""
    text = " ".join(typed.replace("\x00", "").split())[:LONGEST]
    digits = _NOT_DIGITS.sub("", text)
    bare = text.removeprefix("#").replace(" ", "")
    return Asked(
        text=text,
        patterns=tuple(f"%{_escaped(word)}%" for word in _words(text)),
        reference=normal_reference(bare) if _CODE.fullmatch(bare) else "",
        code=bare.upper(),
        digits=digits,
        number=int(bare) if _NUMBER.fullmatch(bare) else 0,
        phone=find_phone(text) or "",
        amount_minor=amount_minor or 0,
        words=asked(text),
    )


def _words(text: str) -> list[str]:
    return [word.removeprefix("#") for word in fold(text).split()[:MOST_WORDS]]


def _escaped(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)


@dataclass(frozen=True, slots=True)
class Found:
    """A line of the answer; what a line has not is empty or None."""

    public_id: str
    title: str
    detail: str = ""
    amount: Money | None = None
    at: datetime | None = None
    state: str = ""
    state_label: str = ""


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """Lines of one kind, the likeliest first."""

    kind: str
    rows: list[Found] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class KindNames:
    """A kind of application that the reader may see: its title, and all its names, folded."""

    key: str  # "": came by mail, nobody has said yet
    title: str = ""
    names: str = ""


__all__ = ["MOST", "Asked", "Found", "FoundGroup", "KindNames", "read_asked", "search"]
PANEL_KINDS = ("services", "invoices", "documents", "tickets", "applications", "guides")
DESK_KINDS = (
    "subscriptions", "invoices", "payments", "documents", "movements", "tickets", "applications",
    "guides",
)  # fmt: skip


def search(
    wanted: Asked, *, account_id: int, language: str = "tr", kinds: Sequence[KindNames] = ()
) -> list[FoundGroup]:
    """What the scope's account finds: the panel's one statement, the desk's two.

    A buyer finds applications of these `kinds`; a seller all, but only these by their names. Empty
    groups are left out; nothing is asked for less than two letters. Raises: ScopeMissing.
    """
    scope = current_scope()
    if scope is None or scope.face == "system":
        raise ScopeMissing("search is asked outside acting_as(…)")
    if not wanted.is_enough:
        return []
    values = (
        account_id, wanted.patterns, wanted.reference, wanted.code, wanted.number,
        wanted.amount_minor, wanted.words, language, [kind.key for kind in kinds],
        [kind.title for kind in kinds], [kind.names for kind in kinds],
    )  # fmt: skip
    if scope.face == "panel":
        return _groups(PANEL_KINDS, fetch_one(PANEL, values), BUYERS)
    with acting_as_system("reports: search among a seller's buyers"):
        found = fetch_one(ACCOUNTS, _account_values(account_id, wanted))
    return _groups(("accounts",), found, {}) + _groups(DESK_KINDS, fetch_one(DESK, values), SELLERS)


def _account_values(seller_id: int, wanted: Asked) -> tuple[int | str | tuple[str, ...], ...]:
    digits = wanted.digits
    is_number = bool(digits) and digits == "".join(wanted.text.split())
    tail = f"%{digits}" if is_number and len(digits) >= 4 else ""
    tax_id = index_of(digits, purpose=ACCOUNT_TAX_ID) if len(digits) in (10, 11) else ""
    first = wanted.patterns[0].removeprefix("%") if wanted.patterns else ""
    return (
        seller_id, wanted.patterns, wanted.phone, tail, digits if len(digits) == 4 else "", tax_id,
        first,
    )  # fmt: skip


def _groups(
    kinds: tuple[str, ...], found: tuple[str | None, ...], words: Words
) -> list[FoundGroup]:
    return [
        FoundGroup(kind, [_found(row, words.get(kind, {})) for row in json.loads(rows)])
        for kind, rows in zip(kinds, found, strict=True)
        if rows is not None
    ]


def _found(row: list[Any], words: Mapping[str, str | Promise]) -> Found:
    public_id, title, detail, minor, currency, at, state = row
    return Found(
        public_id=public_id,
        title=title,
        detail="" if detail == title else detail,
        amount=None if minor is None else Money(minor, currency),
        at=None if at is None else datetime.fromisoformat(at),
        state=state,
        state_label=str(words.get(state, "")),
    )
