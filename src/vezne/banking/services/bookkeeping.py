"""Movements in the ledger and in their states; each step once, under the movement's row lock.

A business date in a month that the seller has closed is refused by the ledger; such a line counts
on the day it was heard, as an accountant would book it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vezne.banking.entries import (
    ARRIVED,
    ASSIGNED,
    DEBT,
    Moved,
    arrived_entry,
    booked_entry,
    credit_entry,
    key_of,
    set_aside_entry,
)
from vezne.banking.errors import MovementNotFound, WrongBuyer
from vezne.banking.models import Movement, MovementPart
from vezne.banking.types import MovementKind, MovementState, Tier
from vezne.core.calendar import istanbul_date
from vezne.core.locks import lock_row
from vezne.core.money import Money
from vezne.ledger.errors import MonthClosed
from vezne.ledger.models import CurrentAccount
from vezne.ledger.services import (
    current_account_open,
    current_accounts_lock,
    journal_open,
    post,
    reverse,
)
from vezne.ledger.types import Entry, Receipt
from vezne.payments.services import debt_pay_first


def movement_lock(movement_id: int) -> Movement:
    """The movement's row, locked until commit. Raises: MovementNotFound."""
    return lock_row(Movement.objects, MovementNotFound, pk=movement_id)


def house_of(seller_id: int, now: datetime) -> CurrentAccount:
    """The seller's current account with itself, opened when first needed."""
    return current_account_open(seller_id=seller_id, buyer_id=seller_id, now=now)


def counts_on(movement: Movement, now: datetime) -> date:
    """The business date of what a movement books: the bank's; today once it was taken out again.

    What was booked for a wrong buyer stays in its past, so the right one's entry is of today.
    """
    return istanbul_date(now) if movement.rounds else movement.booked_on


def moved(movement: Movement, *, value_on: date | None = None) -> Moved:
    """What the entries of a movement say."""
    words = movement.description or movement.counterparty_name
    return Moved(
        public_id=movement.public_id,
        amount_minor=movement.amount_minor,
        currency=movement.currency,
        words=words,
        value_on=value_on or movement.booked_on,
        rounds=movement.rounds,
    )


def entry_post(entry: Entry, *, now: datetime) -> Receipt:
    """Post an entry on its date, or today where its month is closed."""
    try:
        return _post(entry, now)
    except MonthClosed:
        return _post(entry._replace(value_on=istanbul_date(now)), now)


def _post(entry: Entry, now: datetime) -> Receipt:
    return post(
        current_account_id=entry.current_account_id,
        postings=entry.postings,
        key=entry.key,
        now=now,
        value_on=entry.value_on,
        journal_id=entry.journal_id,
    )


@transaction.atomic
def movement_suspend(*, movement: Movement, reason: str, now: datetime) -> Movement:
    """Keep a movement of nobody in the seller's suspense account, to wait for a person."""
    house = house_of(movement.seller_id, now)
    entry_post(arrived_entry(moved(movement), house.pk), now=now)
    return settled(movement, MovementState.UNMATCHED, now, reason=reason)


@transaction.atomic
def movement_book(*, movement: Movement, kind: MovementKind, now: datetime) -> Movement:
    """Book a fee, an own transfer, a payout or money out in the house account; nothing is to do."""
    house = house_of(movement.seller_id, now)
    entry_post(booked_entry(moved(movement), house.pk, kind), now=now)
    return settled(movement, MovementState.BOOKED, now, kind=kind)


@transaction.atomic
def movement_credit(
    *, movement: Movement, current_account: CurrentAccount, tier: Tier, now: datetime
) -> Movement:
    """Put a movement into its buyer's wallet; out of suspense where it stood there.

    The caller holds the movement's row and whatever it will pay. Raises: WrongBuyer.
    """
    _check_buyer(movement, current_account)
    journal = _out_of_suspense(movement, [current_account.pk], now)
    told = moved(movement, value_on=counts_on(movement, now))
    entry_post(credit_entry(told, current_account.pk, journal_id=journal), now=now)
    _debt_paid_first(movement, current_account.pk, movement.amount_minor, now)
    return settled(
        movement,
        MovementState.CREDITED,
        now,
        tier=tier,
        reason="",
        kind=MovementKind.CREDIT,
        current_account_id=current_account.pk,
        buyer_id=current_account.buyer_id,
    )


@transaction.atomic
def movement_divide(
    *, movement: Movement, parts: list[tuple[CurrentAccount, int]], now: datetime
) -> list[MovementPart]:
    """Credit the parts of a movement to several buyers; the parts sum to it (the caller checks).

    Raises: WrongBuyer.
    """
    for current_account, _amount in parts:
        _check_buyer(movement, current_account)
    journal = _out_of_suspense(movement, [account.pk for account, _amount in parts], now)
    told = moved(movement, value_on=counts_on(movement, now))
    made = []
    for position, (account, amount) in enumerate(parts, 1):
        entry = credit_entry(
            told, account.pk, amount_minor=amount, part=position, journal_id=journal
        )
        entry_post(entry, now=now)
        _debt_paid_first(movement, account.pk, amount, now, part=position)
        made.append(
            MovementPart(
                movement=movement,
                seller_id=movement.seller_id,
                buyer_id=account.buyer_id,
                current_account=account,
                position=position,
                amount_minor=amount,
                created_at=now,
            )
        )
    MovementPart.objects.bulk_create(made)
    settled(movement, MovementState.CREDITED, now, tier=Tier.STAFF, reason="")
    return made


def _check_buyer(movement: Movement, current_account: CurrentAccount) -> None:
    if current_account.seller_id != movement.seller_id or current_account.is_house:
        raise WrongBuyer


def _out_of_suspense(movement: Movement, ids: list[int], now: datetime) -> int | None:
    """Reverse the arrival in the house account, under a journal id that the credit shares."""
    if movement.state == MovementState.RECEIVED:
        return None
    house = house_of(movement.seller_id, now)
    current_accounts_lock(current_account_ids=[house.pk, *ids])
    journal = journal_open()
    back = Back(movement, ARRIVED, ASSIGNED, counts_on(movement, now))
    entry_take_back(back, house_id=house.pk, now=now, journal_id=journal)
    return journal


@dataclass(frozen=True, slots=True)
class Back:
    """Which of a movement's entries is reversed (in the house), under which name, for which day."""

    movement: Movement
    what: str
    by: str
    value_on: date


def entry_take_back(
    back: Back, *, house_id: int, now: datetime, journal_id: int | None = None
) -> None:
    """Reverse an entry of a movement on its date, or today where the month is closed."""
    public_id, rounds = back.movement.public_id, back.movement.rounds

    def once(day: date) -> None:
        reverse(
            current_account_id=house_id,
            of_key=key_of(public_id, back.what, rounds=rounds),
            key=key_of(public_id, back.by, rounds=rounds),
            now=now,
            value_on=day,
            journal_id=journal_id,
        )

    try:
        once(back.value_on)
    except MonthClosed:
        once(istanbul_date(now))


def _debt_paid_first(
    movement: Movement, current_account_id: int, amount: int, now: datetime, *, part: int = 0
) -> None:
    """What was taken back and was not there any more is paid before the money may be spent."""
    debt_pay_first(
        current_account_id=current_account_id,
        came=Money(amount, movement.currency),
        key=key_of(movement.public_id, DEBT, part, movement.rounds),
        subject=movement.public_id,
        now=now,
    )


@transaction.atomic
def movement_set_aside(*, movement: Movement, state: MovementState, now: datetime) -> Movement:
    """Take a movement out of suspense into clearing: it goes back, or is no customer's money."""
    house = house_of(movement.seller_id, now)
    told = moved(movement, value_on=istanbul_date(now))
    entry_post(set_aside_entry(told, house.pk, state), now=now)
    return settled(movement, state, now, reason="")


def settled(movement: Movement, state: MovementState, now: datetime, **changes: object) -> Movement:
    """Give a movement its state, with whatever else changes of it."""
    movement.state, movement.settled_at = state, now
    for name, value in changes.items():
        setattr(movement, name, value)
    movement.save(update_fields=["state", "settled_at", *changes])
    return movement
