"""Money goes out of buyers' accounts again: the bank took it back, or it was somebody else's.

Out of a wallet goes what is there, the rest is owed: a debt that no invoice asks for, which the
next money pays first. Every function runs in its caller's transaction, the movement's row locked.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from vezne.banking.entries import (
    ARRIVED,
    ASSIGNED,
    BOOKED,
    TAKEN,
    UNDONE,
    arrived_entry,
    booked_entry,
    key_of,
    set_back_entry,
)
from vezne.banking.models import Movement, MovementPart
from vezne.banking.queries.reversals import Held, shares_of
from vezne.banking.services.bookkeeping import (
    Back,
    counts_on,
    entry_post,
    entry_take_back,
    house_of,
    moved,
    settled,
)
from vezne.banking.types import MovementKind, MovementState, Tier
from vezne.core.calendar import istanbul_date
from vezne.ledger.queries import wallet_available
from vezne.ledger.services import bank_take_back, current_accounts_lock, journal_open
from vezne.ledger.types import LedgerKind

UNASSIGNED = "unassigned"
"""Why a movement waits that was taken out of a buyer's account again."""
PUT_BACK = "put_back"
"""Why one waits that had been set aside."""
REVERSAL_UNKNOWN = "reversal_unknown"
"""Why a reversal waits: what it takes back is not known."""
WORDS = "Yanlış hesaba yazılan havale geri alındı"
"""On the buyer's statement, where the bank's own words stand otherwise."""


class Taken(NamedTuple):
    """What was taken from one buyer, and how much of it had to become a debt."""

    current_account_id: int
    buyer_id: int
    amount_minor: int
    debt_minor: int


class Under(NamedTuple):
    """Under whose name money is taken: the keys of its entries, and what a statement says."""

    public_id: str
    what: str
    words: str
    rounds: int = 0
    journal_id: int | None = None


@transaction.atomic
def movement_take_back(*, original: Movement, reversal: Movement, now: datetime) -> int:
    """Undo what a movement did, because the bank took it back; gives what became a debt.

    The rows of both are locked.
    """
    debt = 0
    house = house_of(original.seller_id, now)
    if original.state == MovementState.CREDITED:
        held = shares_of(original)
        current_accounts_lock(current_account_ids=[one.current_account_id for one in held])
        under = Under(reversal.public_id, TAKEN, reversal.description)
        debt = sum(one.debt_minor for one in _taken(original, held, under, now))
    elif original.state == MovementState.UNMATCHED:
        back = Back(original, ARRIVED, TAKEN, reversal.booked_on)
        entry_take_back(back, house_id=house.pk, now=now)
    elif original.state == MovementState.BOOKED:
        back = Back(original, BOOKED, TAKEN, reversal.booked_on)
        entry_take_back(back, house_id=house.pk, now=now)
    else:  # set aside: it stood in clearing, and goes from there
        entry_post(booked_entry(moved(reversal), house.pk, MovementKind.DEBIT), now=now)
    settled(original, MovementState.REVERSED, now)
    reversal.reverses = original
    reversal.save(update_fields=["reverses"])
    settled(
        reversal,
        MovementState.BOOKED,
        now,
        reason="",
        kind=MovementKind.REVERSAL,
        current_account_id=original.current_account_id,
        buyer_id=original.buyer_id,
    )
    return debt


@transaction.atomic
def movement_unassign(*, movement: Movement, now: datetime) -> list[Taken]:
    """Take a credited movement out of its buyers' accounts: nobody's again, in suspense.

    One operation over all current accounts. A new round begins, so that it can be assigned again;
    what it paid stays paid.
    """
    held = shares_of(movement)
    house = house_of(movement.seller_id, now)
    ids = [house.pk, *(one.current_account_id for one in held)]
    current_accounts_lock(current_account_ids=ids)
    journal = journal_open()
    under = Under(movement.public_id, UNDONE, WORDS, movement.rounds, journal)
    taken = _taken(movement, held, under, now)
    MovementPart.objects.filter(movement=movement).delete()
    movement.rounds += 1
    told = moved(movement, value_on=istanbul_date(now))
    entry_post(arrived_entry(told, house.pk)._replace(journal_id=journal), now=now)
    settled(
        movement,
        MovementState.UNMATCHED,
        now,
        tier=Tier.NONE,
        reason=UNASSIGNED,
        rounds=movement.rounds,
        current_account_id=None,
        buyer_id=None,
    )
    return taken


@transaction.atomic
def movement_put_back(*, movement: Movement, now: datetime) -> Movement:
    """Take a movement that was set aside into suspense again: it waits, in a new round.

    The caller holds its row and has looked at its state. Both entries share a journal id.
    """
    house = house_of(movement.seller_id, now)
    journal = journal_open()
    told = moved(movement, value_on=istanbul_date(now))
    entry_post(set_back_entry(told, house.pk)._replace(journal_id=journal), now=now)
    movement.rounds += 1
    told = moved(movement, value_on=istanbul_date(now))
    entry_post(arrived_entry(told, house.pk)._replace(journal_id=journal), now=now)
    reason = PUT_BACK if movement.amount_minor > 0 else REVERSAL_UNKNOWN
    return settled(movement, MovementState.UNMATCHED, now, reason=reason, rounds=movement.rounds)


def reversal_unsuspend(*, reversal: Movement, now: datetime) -> None:
    """Take an unknown reversal out of suspense, because it is known now what it takes back."""
    house = house_of(reversal.seller_id, now)
    back = Back(reversal, ARRIVED, ASSIGNED, counts_on(reversal, now))
    entry_take_back(back, house_id=house.pk, now=now)


def _taken(movement: Movement, held: list[Held], under: Under, now: datetime) -> list[Taken]:
    """Take every share; the current accounts are locked."""
    found = []
    for number, one in enumerate(held, 1):
        account, part = one.current_account_id, number if len(held) > 1 else 0
        free = wallet_available(current_account_id=account, unit=movement.currency, now=now)
        debt = max(0, one.amount_minor - max(0, free))
        bank_take_back(
            current_account_id=account,
            amount=one.amount_minor,
            unit=movement.currency,
            to_kind=LedgerKind.BANK,
            key=key_of(under.public_id, under.what, part, under.rounds),
            now=now,
            subject=under.public_id,
            description=under.words[:200],
            journal_id=under.journal_id,
        )
        found.append(Taken(account, one.buyer_id, one.amount_minor, debt))
    return found
