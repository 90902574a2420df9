"""What a line is and whose: clues, directory and rules put together, for one line or many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vezne.banking.matching.decide import Clues, Decision, clues_of, decide
from vezne.banking.matching.kinds import kind_of
from vezne.banking.queries.directory import Directory, directory_read, wanted_of
from vezne.banking.queries.rules import SellerFacts
from vezne.banking.reference import codec
from vezne.banking.types import Line, MovementKind

NOBODY = Decision(None, reason="no_clue")
NO_CLUES = Clues()


class Read(NamedTuple):
    """A line read without the database: what it is, and what may say whose it is."""

    line: Line
    kind: MovementKind
    clues: Clues


class Verdict(NamedTuple):
    """What a line is, and for money that came in whose."""

    kind: MovementKind
    decision: Decision
    buyer_id: int | None = None
    named_invoices: tuple[int, ...] = ()  # that the words name
    needs_flow: bool = False  # it may pay something


def line_read(line: Line, facts: SellerFacts) -> Read:
    """The part of judging that asks nobody; may run in another thread."""
    kind = kind_of(line, own_ibans=facts.own_ibans, payout_names=facts.payout_names)
    if kind != MovementKind.CREDIT:
        return Read(line, kind, NO_CLUES)
    return Read(line, kind, clues_of(line, codec=codec(), with_phones=facts.rules.uses_phones))


def lines_judge(read: Sequence[Read], facts: SellerFacts) -> list[Verdict]:
    """Judge many lines of one seller with one look into the directory, in system scope."""
    wanted = wanted_of(one.clues for one in read if one.kind == MovementKind.CREDIT)
    directory = directory_read(seller_id=facts.seller_id, wanted=wanted)
    return [_verdict(one, facts, directory) for one in read]


def _verdict(read: Read, facts: SellerFacts, directory: Directory) -> Verdict:
    if read.kind != MovementKind.CREDIT:
        return Verdict(read.kind, NOBODY)
    line = read.line
    meanings = directory.meanings(read.clues, at=line.at, on=line.booked_on)
    decision = decide(
        amount_minor=line.amount_minor,
        meanings=meanings,
        rules=facts.rules,
        standings=directory.standings(meanings, line.currency),
    )
    account = decision.current_account_id
    if account is None:
        return Verdict(read.kind, decision)
    named = tuple(
        directory.invoices[one][1] for one in read.clues.invoices if one in directory.invoices
    )
    return Verdict(
        read.kind, decision, directory.buyers[account], named, directory.needs_flow(account)
    )
