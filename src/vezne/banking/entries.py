"""What movements book in the ledger; pure. The package's docstring says the accounting."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from vezne.banking.types import MovementKind, MovementState
from vezne.ledger.types import Entry, LedgerKind, Posting, Reason

ARRIVED, CREDIT, BOOKED, ASSIGNED = "arrived", "credit", "booked", "assigned"
TAKEN, DEBT, UNDONE = "taken", "debt", "undone"
LONGEST = 200


class Moved(NamedTuple):
    """As much of a movement as its entries need."""

    public_id: str
    amount_minor: int  # signed
    currency: str
    words: str  # of a statement
    value_on: date | None
    rounds: int = 0  # how often it was taken out of a buyer's account again


def key_of(public_id: str, what: str, part: int = 0, rounds: int = 0) -> str:
    """The ledger's key of an entry of a movement; parts of a split are numbered from 1.

    A movement that was taken out of a wrong account begins anew: what its second round books is
    `<movement>:r1:credit` and so on.
    """
    name = f"r{rounds}:{what}" if rounds else what
    return f"{public_id}:{name}:{part}" if part else f"{public_id}:{name}"


def credit_entry(
    moved: Moved,
    current_account_id: int,
    *,
    amount_minor: int | None = None,
    part: int = 0,
    journal_id: int | None = None,
) -> Entry:
    """Money of a buyer: bank against its wallet."""
    amount = amount_minor or moved.amount_minor
    return _entry(
        moved,
        current_account_id,
        key_of(moved.public_id, CREDIT, part, moved.rounds),
        (LedgerKind.BANK, LedgerKind.WALLET, amount, Reason.TOP_UP),
        journal_id,
    )


def arrived_entry(moved: Moved, house_id: int) -> Entry:
    """Money of nobody: bank against suspense; one that went out the other way round."""
    sides = (LedgerKind.BANK, LedgerKind.SUSPENSE)
    key = key_of(moved.public_id, ARRIVED, rounds=moved.rounds)
    return _entry(moved, house_id, key, (*_turned(moved, sides),))


def set_aside_entry(moved: Moved, house_id: int, state: MovementState) -> Entry:
    """Out of suspense into clearing: it goes back, or is no customer's money."""
    key = key_of(moved.public_id, state, rounds=moved.rounds)
    sides = (LedgerKind.SUSPENSE, LedgerKind.CLEARING)
    debit, credit, amount, _reason = _turned(moved, sides)
    return _entry(moved, house_id, key, (debit, credit, amount, Reason.CORRECTION))


def set_back_entry(moved: Moved, house_id: int) -> Entry:
    """Out of clearing and off the bank again, so that a new round may begin with its arrival."""
    debit, credit, amount, _reason = _turned(moved, (LedgerKind.CLEARING, LedgerKind.BANK))
    line = (debit, credit, amount, Reason.CORRECTION)
    return _entry(moved, house_id, key_of(moved.public_id, UNDONE, rounds=moved.rounds), line)


def booked_entry(moved: Moved, house_id: int, kind: MovementKind) -> Entry:
    """A fee, an own transfer, a payout or money out, in the house account."""
    other, reason = {
        MovementKind.FEE: (LedgerKind.FEE, Reason.FEE),
        MovementKind.PAYOUT: (LedgerKind.CASH, Reason.PAYMENT),
    }.get(kind, (LedgerKind.CLEARING, Reason.CORRECTION))
    debit, credit, amount, _reason = _turned(moved, (LedgerKind.BANK, other))
    line = (debit, credit, amount, reason)
    return _entry(moved, house_id, key_of(moved.public_id, BOOKED), line)


def _turned(
    moved: Moved, sides: tuple[LedgerKind, LedgerKind]
) -> tuple[LedgerKind, LedgerKind, int, Reason]:
    bank, other = sides
    if moved.amount_minor > 0:
        return bank, other, moved.amount_minor, Reason.TOP_UP
    return other, bank, -moved.amount_minor, Reason.CORRECTION


def _entry(
    moved: Moved,
    current_account_id: int,
    key: str,
    line: tuple[LedgerKind, LedgerKind, int, Reason],
    journal_id: int | None = None,
) -> Entry:
    debit, credit, amount, reason = line
    posting = Posting(
        debit_kind=debit.value,
        credit_kind=credit.value,
        amount=amount,
        unit=moved.currency,
        reason=reason.value,
        subject=moved.public_id,
        description=moved.words[:LONGEST],
    )
    return Entry(current_account_id, key, (posting,), moved.value_on, journal_id)
