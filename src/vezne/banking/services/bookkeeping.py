"""Movements in the ledger and in their states; each step once, under the movement's row lock.

A business date in a month that the seller has closed is refused by the ledger; such a line counts
on the day it was heard, as an accountant would book it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Sum

from vezne.banking.entries import (
    ARRIVED,
    ASSIGNED,
    BOOKED,
    DEBT,
    TAKEN,
    Moved,
    arrived_entry,
    booked_entry,
    credit_entry,
    key_of,
)
from vezne.banking.errors import MovementNotFound, WrongBuyer
from vezne.banking.models import Movement, MovementPart
from vezne.banking.types import MovementKind, MovementState, Tier
from vezne.core.calendar import istanbul_date
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.ledger.errors import MonthClosed
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import receivable_balance, wallet_available
from vezne.ledger.services import (
    bank_take_back,
    current_account_open,
    current_accounts_lock,
    journal_open,
    post,
    reverse,
)
from vezne.ledger.types import Entry, LedgerKind, Posting, Reason, Receipt


def movement_lock(movement_id: int) -> Movement:
    """The movement's row, locked until commit. Raises: MovementNotFound."""
    row = Movement.objects.select_for_update().filter(pk=movement_id).first()
    if row is None:
        raise MovementNotFound
    return row


def house_of(seller_id: int, now: datetime) -> CurrentAccount:
    """The seller's current account with itself, opened when first needed."""
    return current_account_open(seller_id=seller_id, buyer_id=seller_id, now=now)


def moved(movement: Movement, *, value_on: date | None = None) -> Moved:
    """What the entries of a movement say."""
    words = movement.description or movement.counterparty_name
    return Moved(
        public_id=movement.public_id,
        amount_minor=movement.amount_minor,
        currency=movement.currency,
        words=words,
        value_on=value_on or movement.booked_on,
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
    return _settled(movement, MovementState.UNMATCHED, now, reason=reason)


@transaction.atomic
def movement_book(*, movement: Movement, kind: MovementKind, now: datetime) -> Movement:
    """Book a fee, an own transfer, a payout or money out in the house account; nothing is to do."""
    house = house_of(movement.seller_id, now)
    entry_post(booked_entry(moved(movement), house.pk, kind), now=now)
    return _settled(movement, MovementState.BOOKED, now, kind=kind)


@transaction.atomic
def movement_credit(
    *, movement: Movement, current_account: CurrentAccount, tier: Tier, now: datetime
) -> Movement:
    """Put a movement into its buyer's wallet; out of suspense where it stood there.

    The caller holds the movement's row and whatever it will pay. Raises: WrongBuyer.
    """
    _check_buyer(movement, current_account)
    journal = _out_of_suspense(movement, [current_account.pk], now)
    entry = credit_entry(moved(movement), current_account.pk, journal_id=journal)
    entry_post(entry, now=now)
    _debt_paid_first(movement, current_account.pk, movement.amount_minor, now)
    return _settled(
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
    made = []
    for position, (account, amount) in enumerate(parts, 1):
        entry = credit_entry(
            moved(movement), account.pk, amount_minor=amount, part=position, journal_id=journal
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
    _settled(movement, MovementState.CREDITED, now, tier=Tier.STAFF, reason="")
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
    back = _Back(house.pk, movement.public_id, ARRIVED, ASSIGNED, movement.booked_on)
    _taken_back(back, now, journal)
    return journal


@dataclass(frozen=True, slots=True)
class _Back:
    """Which entry of a movement is reversed, under which name, for which date."""

    house_id: int
    public_id: str
    what: str
    by: str
    value_on: date


def _taken_back(back: _Back, now: datetime, journal_id: int | None = None) -> None:
    """Reverse an entry of a movement on its date, or today where the month is closed."""

    def once(day: date) -> None:
        reverse(
            current_account_id=back.house_id,
            of_key=key_of(back.public_id, back.what),
            key=key_of(back.public_id, back.by),
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
    """What an earlier reversal left as a debt is taken before the money may be spent.

    A reversal's debt is what is owed beyond the open invoices: no invoice asks for it.
    """
    owed = receivable_balance(current_account_id=current_account_id, unit=movement.currency)
    if owed <= 0:
        return
    debt = owed - invoiced_minor(current_account_id, movement.currency)
    free = wallet_available(current_account_id=current_account_id, unit=movement.currency, now=now)
    taken = min(debt, amount, free)
    if taken > 0:
        posting = Posting(
            LedgerKind.WALLET.value,
            LedgerKind.RECEIVABLE.value,
            taken,
            movement.currency,
            Reason.WALLET_PAYMENT.value,
            movement.public_id,
        )
        key = key_of(movement.public_id, DEBT, part)
        post(current_account_id=current_account_id, postings=(posting,), key=key, now=now)


def invoiced_minor(current_account_id: int, currency: str) -> int:
    """What the open invoices of a current account still ask for."""
    rows = Invoice.objects.filter(
        current_account_id=current_account_id, currency=currency, status=InvoiceStatus.OPEN
    )
    total = rows.aggregate(total=Sum(F("total_minor") - F("paid_minor")))["total"]
    return int(total or 0)


@transaction.atomic
def movement_set_aside(*, movement: Movement, state: MovementState, now: datetime) -> Movement:
    """Take a movement out of suspense into clearing: it goes back, or is no customer's money."""
    house = house_of(movement.seller_id, now)
    posting = Posting(
        LedgerKind.SUSPENSE.value,
        LedgerKind.CLEARING.value,
        movement.amount_minor,
        movement.currency,
        Reason.CORRECTION.value,
        movement.public_id,
        movement.description[:200],
    )
    entry = Entry(house.pk, key_of(movement.public_id, state), (posting,), istanbul_date(now))
    entry_post(entry, now=now)
    return _settled(movement, state, now, reason="")


@transaction.atomic
def movement_take_back(*, original: Movement, reversal: Movement, now: datetime) -> int:
    """Undo what a movement did, because the bank took it back; gives what became a debt.

    Out of a wallet goes what is there, the rest is owed. The rows of both are locked.
    """
    debt = 0
    house = house_of(original.seller_id, now)
    if original.state == MovementState.CREDITED:
        debt = _take_from_buyers(original, reversal, now)
    elif original.state == MovementState.UNMATCHED:
        _taken_back(_Back(house.pk, original.public_id, ARRIVED, TAKEN, reversal.booked_on), now)
    elif original.state == MovementState.BOOKED:
        _taken_back(_Back(house.pk, original.public_id, BOOKED, TAKEN, reversal.booked_on), now)
    else:  # set aside: it stood in clearing, and goes from there
        entry_post(booked_entry(moved(reversal), house.pk, MovementKind.DEBIT), now=now)
    _settled(original, MovementState.REVERSED, now)
    reversal.reverses = original
    reversal.save(update_fields=["reverses"])
    _settled(
        reversal,
        MovementState.BOOKED,
        now,
        reason="",
        kind=MovementKind.REVERSAL,
        current_account_id=original.current_account_id,
        buyer_id=original.buyer_id,
    )
    return debt


def _take_from_buyers(original: Movement, reversal: Movement, now: datetime) -> int:
    parts = [
        (part.current_account_id, part.amount_minor)
        for part in MovementPart.objects.filter(movement=original).order_by("position")
    ]
    if not parts:
        assert original.current_account_id is not None
        parts = [(original.current_account_id, original.amount_minor)]
    current_accounts_lock(current_account_ids=[account for account, _amount in parts])
    debt = 0
    for number, (account, amount) in enumerate(parts, 1):
        free = wallet_available(current_account_id=account, unit=original.currency, now=now)
        debt += max(0, amount - max(0, free))
        bank_take_back(
            current_account_id=account,
            amount=amount,
            unit=original.currency,
            to_kind=LedgerKind.BANK,
            key=key_of(reversal.public_id, TAKEN, number if len(parts) > 1 else 0),
            now=now,
            subject=reversal.public_id,
            description=reversal.description[:200],
        )
    return debt


def _settled(
    movement: Movement, state: MovementState, now: datetime, **changes: object
) -> Movement:
    movement.state, movement.settled_at = state, now
    for name, value in changes.items():
        setattr(movement, name, value)
    movement.save(update_fields=["state", "settled_at", *changes])
    return movement
