"""What the clues of many lines mean at one seller, read in a handful of statements.

For one line and for a thousand: the same reading, so that a file and a notice judge alike. Read in
system scope: payers' phones and tax ids are rows of the buyers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from vezne.banking.matching.decide import NOTHING, Clues, Meanings, Standing, Wanted
from vezne.banking.sealing import iban_index, tax_id_index
from vezne.core.calendar import start_of_day
from vezne.core.prepared import fetch_all

ACCOUNTS = """
SELECT id, buyer_id FROM ledger_currentaccount
WHERE seller_id = $1 AND id = ANY($2) AND buyer_id <> seller_id
"""
INVOICES = """
SELECT reference, current_account_id, id FROM invoicing_invoice
WHERE seller_id = $1 AND reference = ANY($2)
"""
PAYERS = """
SELECT value_index, current_account_id, buyer_id FROM banking_knownpayer
WHERE seller_id = $1 AND value_index = ANY($2) AND forgotten_at IS NULL
"""
TAX_IDS = """
SELECT a.tax_id_index, c.id, c.buyer_id
FROM accounts_account a
JOIN ledger_currentaccount c ON c.buyer_id = a.id AND c.seller_id = $1 AND c.buyer_id <> c.seller_id
WHERE a.tax_id_index = ANY($2)
"""
# A phone counts while it was its user's and its user was a member; the caller compares the dates.
PHONES = """
SELECT p.phone, greatest(p.starts_at, m.created_at), least(p.ends_at, m.ended_at), c.id, c.buyer_id
FROM accounts_userphone p
JOIN accounts_user u ON u.id = p.user_id AND u.is_active
JOIN accounts_membership m ON m.user_id = p.user_id
JOIN ledger_currentaccount c
  ON c.buyer_id = m.account_id AND c.seller_id = $1 AND c.buyer_id <> c.seller_id
WHERE p.phone = ANY($2)
"""
OPEN = """
SELECT current_account_id, currency, total_minor - paid_minor FROM invoicing_invoice
WHERE seller_id = $1 AND buyer_id = ANY($2) AND status = 'open'
"""
OWING = """
SELECT current_account_id FROM ledger_ledgeraccount
WHERE current_account_id = ANY($1) AND kind = 'receivable' AND balance > 0
"""
PROMISED = """
SELECT current_account_id, currency, amount_minor FROM banking_promise
WHERE seller_id = $1 AND current_account_id = ANY($2) AND ended_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class PhoneSpan:
    """Whose a phone was from when to when; None: it still is."""

    current_account_id: int
    starts_at: datetime
    ends_at: datetime | None

    def meets(self, begins: datetime, ends: datetime) -> bool:
        """Whether it was theirs at some instant of `[begins, ends]`."""
        return self.starts_at <= ends and (self.ends_at is None or self.ends_at > begins)


@dataclass(slots=True)
class Directory:
    """What was asked about, answered; every current account is one of the seller's buyers."""

    buyers: dict[int, int] = field(default_factory=dict)  # current account → buyer
    accounts: set[int] = field(default_factory=set)  # of those asked for by reference
    invoices: dict[str, tuple[int, int]] = field(default_factory=dict)  # → account, invoice
    ibans: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    tax_ids: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    phones: dict[str, list[PhoneSpan]] = field(default_factory=lambda: defaultdict(list))
    open_sums: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    promised: dict[int, dict[str, set[int]]] = field(default_factory=dict)
    owing: set[int] = field(default_factory=set)  # open invoices, or what a reversal left

    def meanings(self, clues: Clues, *, at: datetime | None, on: date) -> Meanings:
        """What one line's clues mean; `at` is the bank's instant, else all of the day counts."""
        references = clues.accounts & self.accounts
        if clues.invoices:
            references |= {self.invoices[one][0] for one in clues.invoices if one in self.invoices}
        if references:  # the payer's own word decides alone
            return Meanings(references=references)
        begins = at or start_of_day(on)
        ends = at or begins + timedelta(days=1)
        phones = {
            span.current_account_id
            for phone in clues.phones
            for span in self.phones.get(phone, ())
            if span.meets(begins, ends)
        }
        tax_ids: set[int] = set().union(*(self.tax_ids.get(one, ()) for one in clues.tax_ids))
        return Meanings(
            ibans=frozenset(self.ibans.get(clues.iban, ()) if clues.iban else ()),
            tax_ids=frozenset(tax_ids),
            phones=frozenset(phones),
        )

    def standing(self, current_account_id: int, currency: str) -> Standing:
        """What an account has open, as a sum in this currency may fit it."""
        if current_account_id not in self.open_sums and current_account_id not in self.promised:
            return NOTHING
        sums = self.open_sums.get(current_account_id, {})
        promised = self.promised.get(current_account_id, {}).get(currency, set())
        owed = sums.get(currency, [])
        fits = {*owed, *promised, sum(owed)} - {0}
        return Standing(sums=frozenset(fits), has_open=bool(sums) or bool(promised))

    def standings(self, meanings: Meanings, currency: str) -> dict[int, Standing]:
        """The standing of everybody that a line may mean and who has something open."""
        if not self.open_sums and not self.promised:
            return {}
        meant = meanings.references | meanings.ibans | meanings.tax_ids | meanings.phones
        return {one: self.standing(one, currency) for one in meant}

    def needs_flow(self, current_account_id: int) -> bool:
        """Whether money for this account may pay something, so that it is more than a load."""
        return current_account_id in self.owing or current_account_id in self.promised


def directory_read(*, seller_id: int, wanted: Wanted) -> Directory:
    """Look up the clues of many lines at once."""
    found = Directory()
    _references(found, seller_id, wanted)
    _payers(found, seller_id, wanted)
    if wanted.phones:
        rows = fetch_all(PHONES, (seller_id, list(wanted.phones)))
        for phone, starts_at, ends_at, account, buyer in rows:
            until = _instant(ends_at) if ends_at else None
            span = PhoneSpan(_id(account), _instant(starts_at), until)
            found.buyers[span.current_account_id] = _id(buyer)
            found.phones[phone or ""].append(span)
    if found.buyers:
        _open(found, seller_id)
    return found


def _id(text: str | None) -> int:
    return int(text or 0)


def _instant(text: str | None) -> datetime:
    return datetime.fromisoformat(text or "")


def _references(found: Directory, seller_id: int, wanted: Wanted) -> None:
    names: dict[str, tuple[int, int]] = {}
    if wanted.invoices:
        rows = fetch_all(INVOICES, (seller_id, list(wanted.invoices)))
        names = {reference or "": (_id(account), _id(pk)) for reference, account, pk in rows}
    asked = wanted.accounts | {account for account, _invoice in names.values()}
    if not asked:
        return
    rows = fetch_all(ACCOUNTS, (seller_id, list(asked)))
    known = {_id(account): _id(buyer) for account, buyer in rows}
    found.buyers.update(known)
    found.accounts = wanted.accounts & known.keys()
    found.invoices = {name: meant for name, meant in names.items() if meant[0] in known}


def _payers(found: Directory, seller_id: int, wanted: Wanted) -> None:
    ibans = {iban_index(one): one for one in wanted.ibans}
    tax_ids = {tax_id_index(one): one for one in wanted.tax_ids}
    if ibans or tax_ids:
        rows = fetch_all(PAYERS, (seller_id, [*ibans, *tax_ids]))
        for index, account, buyer in rows:
            found.buyers[_id(account)] = _id(buyer)
            if index in ibans:
                found.ibans[ibans[index]].add(_id(account))
            else:
                found.tax_ids[tax_ids[index or ""]].add(_id(account))
    if tax_ids:
        for index, account, buyer in fetch_all(TAX_IDS, (seller_id, list(tax_ids))):
            found.buyers[_id(account)] = _id(buyer)
            found.tax_ids[tax_ids[index or ""]].add(_id(account))


def _open(found: Directory, seller_id: int) -> None:
    """Open invoices are asked for only where something is owed: most loads are of nobody's debt."""
    found.owing = {_id(account) for (account,) in fetch_all(OWING, (list(found.buyers),))}
    if found.owing:
        owing = [found.buyers[one] for one in found.owing]
        for account, currency, owed in fetch_all(OPEN, (seller_id, owing)):
            sums = found.open_sums.setdefault(_id(account), {})
            sums.setdefault(currency or "", []).append(_id(owed))
    for account, currency, amount in fetch_all(PROMISED, (seller_id, list(found.buyers))):
        promised = found.promised.setdefault(_id(account), {})
        promised.setdefault(currency or "", set()).add(_id(amount))


def wanted_of(many: Iterable[Clues]) -> Wanted:
    """The clues of many lines as one question."""
    wanted = Wanted()
    for clues in many:
        wanted.add(clues)
    return wanted
