"""Clues of a line and what they mean → whose it is, or why nobody's.

One rule stands above the tiers: what names two buyers names none. A reference is the payer's own
word and goes before everything that only suggests who paid (a parent may pay for its daughter). A
phone is the weakest: whatever else speaks for another buyer vetoes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from vezne.banking.matching import phones, references
from vezne.banking.matching.normal import compact, upper
from vezne.banking.reference import Codec
from vezne.banking.types import Line, OtherAmount, PayerPolicy, Tier


class Clues(NamedTuple):
    """Everything in a line that may say whose it is."""

    accounts: frozenset[int] = frozenset()  # current accounts, by our own reference
    invoices: frozenset[str] = frozenset()  # invoice references, perhaps of none
    iban: str = ""  # of the payer, as the bank says it
    tax_ids: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """What a seller lets happen without a person."""

    uses_phones: bool = False
    iban_policy: str = PayerPolicy.ALWAYS
    tax_id_policy: str = PayerPolicy.EXACT
    other_amount: str = OtherAmount.ACCOUNT
    limit_minor: int | None = None  # above it a person looks; None: none


class Meanings(NamedTuple):
    """What the clues of one line mean, as current accounts of its seller."""

    references: frozenset[int] = frozenset()
    ibans: frozenset[int] = frozenset()
    tax_ids: frozenset[int] = frozenset()
    phones: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a current account has open, in the line's currency."""

    sums: frozenset[int] = frozenset()  # each open invoice, promised sums, and the total
    has_open: bool = False  # something is open, in whatever currency


class Decision(NamedTuple):
    """Whose a line is (None: nobody's yet), by which tier, and the reasons for staff."""

    current_account_id: int | None
    tier: Tier = Tier.NONE
    reason: str = ""  # one of REASONS


REASONS = (
    "no_clue", "two_references", "two_payers", "two_phones", "payer_against_phone",
    "over_limit", "other_amount", "payer_not_exact", "policy_off",
)  # fmt: skip
"""Why a line waits for a person; `queries.reason_words` says them in Turkish."""
NOTHING = Standing()
_DIGIT = re.compile(r"\d").search


def clues_of(line: Line, *, codec: Codec, with_phones: bool) -> Clues:
    """Read a line's words once; phones only where somebody will look at them."""
    words = upper(f"{line.description} {line.reference}" if line.reference else line.description)
    compacted = compact(words)
    accounts = references.own_references(compacted, codec)
    invoices = references.invoice_references(compacted)
    if accounts:  # the payer's own word decides alone: nothing else is looked for
        return Clues(accounts, invoices, line.counterparty_iban)
    has_digits = _DIGIT(words) is not None
    masked = references.ibans(words)[1] if has_digits else words
    tax_ids = references.tax_ids(masked) if has_digits else frozenset()
    if line.counterparty_tax_id:
        tax_ids |= {line.counterparty_tax_id}
    found = phones.phones_in(masked) if with_phones and has_digits else frozenset()
    return Clues(accounts, invoices, line.counterparty_iban, tax_ids, found)


def decide(
    *, amount_minor: int, meanings: Meanings, rules: Rules, standings: Mapping[int, Standing]
) -> Decision:
    """Whose a credit of `amount_minor` is under a seller's rules."""
    found = _whose(meanings, rules)
    if found.current_account_id is None:
        return found
    standing = standings.get(found.current_account_id, NOTHING)
    is_exact = amount_minor in standing.sums
    if rules.limit_minor is not None and amount_minor > rules.limit_minor:
        return Decision(None, reason="over_limit")
    if found.tier == Tier.REFERENCE:
        if is_exact:
            return Decision(found.current_account_id, Tier.REFERENCE_EXACT)
        if standing.has_open and rules.other_amount == OtherAmount.QUEUE:
            return Decision(None, reason="other_amount")
        return found
    policy = {Tier.IBAN: rules.iban_policy, Tier.TAX_ID: rules.tax_id_policy}.get(found.tier)
    if policy == PayerPolicy.EXACT and not is_exact:
        return Decision(None, reason="payer_not_exact")
    return found


def _whose(meanings: Meanings, rules: Rules) -> Decision:
    if len(meanings.references) > 1:
        return Decision(None, reason="two_references")
    if meanings.references:
        return Decision(next(iter(meanings.references)), Tier.REFERENCE)
    payers = meanings.ibans | meanings.tax_ids
    phones_count = meanings.phones if rules.uses_phones else frozenset()
    if len(payers) > 1:
        return Decision(None, reason="two_payers")
    if len(phones_count) > 1:
        return Decision(None, reason="two_phones")
    if payers and phones_count and payers != phones_count:
        return Decision(None, reason="payer_against_phone")
    return _by_payer(meanings, rules, phones_count)


def _by_payer(meanings: Meanings, rules: Rules, phone: frozenset[int]) -> Decision:
    """At most one buyer is left; the surest tier that may speak for it does."""
    if meanings.ibans and rules.iban_policy != PayerPolicy.OFF:
        return Decision(next(iter(meanings.ibans)), Tier.IBAN)
    if phone:
        return Decision(next(iter(phone)), Tier.PHONE)
    if meanings.tax_ids and rules.tax_id_policy != PayerPolicy.OFF:
        return Decision(next(iter(meanings.tax_ids)), Tier.TAX_ID)
    reason = "policy_off" if meanings.ibans or meanings.tax_ids or meanings.phones else "no_clue"
    return Decision(None, reason=reason)


@dataclass(slots=True)
class Wanted:
    """The clues of many lines together, to be looked up at once."""

    accounts: set[int] = field(default_factory=set)
    invoices: set[str] = field(default_factory=set)
    ibans: set[str] = field(default_factory=set)
    tax_ids: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)

    def add(self, clues: Clues) -> None:
        """Take in the clues of one line."""
        self.accounts |= clues.accounts
        self.invoices |= clues.invoices
        self.tax_ids |= clues.tax_ids
        self.phones |= clues.phones
        if clues.iban:
            self.ibans.add(clues.iban)
