"""The bank takes a movement back: what it did is undone, what is no longer there becomes a debt."""

from __future__ import annotations

from datetime import datetime

from vezne.banking.models import BankAccount, Movement
from vezne.banking.queries.reversals import find_reversed, shares_of
from vezne.banking.services.bookkeeping import movement_lock, movement_suspend
from vezne.banking.services.taking_back import REVERSAL_UNKNOWN, movement_take_back
from vezne.banking.services.task import task_raise
from vezne.banking.types import MovementState, TaskKind
from vezne.core import outbox
from vezne.core.money import Money
from vezne.core.wording import money_words
from vezne.flows.bank_notices import tell_reversed, tell_staff

UNKNOWN = REVERSAL_UNKNOWN


def reversal_apply(*, movement: Movement, now: datetime) -> Movement:
    """Undo what a reversal takes back, in the caller's transaction; its row is locked.

    An unknown one waits in the queue, in suspense, with a task. What cannot be taken out of the
    buyer's wallet is owed, blocks spending, and is a task too.
    """
    found = find_reversed(movement)
    original = movement_lock(found.pk) if found is not None else None
    if original is None or original.state == MovementState.REVERSED:
        movement = movement_suspend(movement=movement, reason=UNKNOWN, now=now)
        staff_task(movement=movement, kind=TaskKind.REVERSAL_UNKNOWN, now=now)
        return movement
    return reversal_known(movement=movement, original=original, now=now)


def reversal_known(*, movement: Movement, original: Movement, now: datetime) -> Movement:
    """Undo the movement that a reversal takes back, and tell of it; both rows are locked."""
    if original.state in (MovementState.RECEIVED, MovementState.PENDING):
        # Not booked yet: into suspense first, so that both lines stand in the books.
        original = movement_suspend(movement=original, reason="no_clue", now=now)
    buyers = [one.buyer_id for one in shares_of(original)]
    debt = movement_take_back(original=original, reversal=movement, now=now)
    outbox.emit(
        kind="bank.reversed",
        account_id=movement.seller_id,
        subject=original.public_id,
        now=now,
        reversal=movement.public_id,
        amount_minor=original.amount_minor,
        currency=original.currency,
        debt_minor=debt,
    )
    for buyer_id in buyers:
        tell_reversed(original=original, buyer_id=buyer_id, now=now)
    if debt:
        words = money_words(Money(debt, original.currency))
        staff_task(movement=movement, kind=TaskKind.REVERSAL_DEBT, now=now, debt=words)
    return movement


def staff_task(
    *, movement: Movement, kind: TaskKind, now: datetime, key: str = "", **details: str
) -> None:
    """Raise a task about a movement, and tell the seller's people of it."""
    task_raise(
        bank_account=BankAccount.objects.get(pk=movement.bank_account_id),
        kind=kind,
        key=key or movement.public_id,
        now=now,
        movement_public_id=movement.public_id,
        **details,
    )
    tell_staff(movement=movement, kind=kind, now=now)
