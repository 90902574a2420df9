"""What staff puts right: a wrong account, an unknown reversal, what was set aside by mistake.

Each is one transaction that begins with the movement's row, as everything of the queue. Money that
the wrong buyer has spent meanwhile becomes a debt; what it paid stays paid, because the services
behind it were used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.banking.errors import (
    DebtGrew,
    MovementNotAside,
    MovementNotCredited,
    MovementNotOpen,
    NotReversible,
    ReturnHasLeft,
)
from vezne.banking.models import Movement
from vezne.banking.queries.lists import get_movement
from vezne.banking.queries.reversals import (
    find_return_of,
    payers_tied,
    reversed_candidates,
    shares_of,
)
from vezne.banking.services.bookkeeping import movement_lock
from vezne.banking.services.notice import notices_reopen
from vezne.banking.services.payer import payers_forget
from vezne.banking.services.taking_back import (
    Taken,
    movement_put_back,
    movement_unassign,
    reversal_unsuspend,
)
from vezne.banking.services.task import tasks_close_about
from vezne.banking.types import MovementState, TaskKind
from vezne.core import audit, outbox
from vezne.core.audit import Actor
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.core.wording import money_words
from vezne.flows.bank_notices import tell_moved
from vezne.flows.bank_reversal import UNKNOWN, reversal_known, staff_task
from vezne.ledger.models import CurrentAccount


@dataclass(frozen=True, slots=True)
class Unassignment:
    """What a person asks for when a transfer stands in a wrong account."""

    reason: str
    forgets: bool = True  # the payer is no longer known as that buyer's
    most_debt_minor: int | None = None  # what the person was told would become a debt; None: any


def unassign(*, public_id: str, wish: Unassignment, actor: Actor, now: datetime) -> Movement:
    """Take a credited movement, whole or split, out of its buyers' accounts; it waits again.

    Out of each wallet goes what is there, the rest is owed and is a task; paid invoices stay paid.
    Raises: MovementNotFound, MovementNotCredited, DebtGrew (then nothing changed).
    """
    movement_id = get_movement(public_id=public_id).pk
    with acting_as_system("flows: bank undoing"), transaction.atomic():
        movement = movement_lock(movement_id)
        if movement.state != MovementState.CREDITED:
            raise MovementNotCredited
        payers = payers_tied(movement, shares_of(movement)) if wish.forgets else []
        taken = movement_unassign(movement=movement, now=now)
        debt = sum(one.debt_minor for one in taken)
        if wish.most_debt_minor is not None and debt > wish.most_debt_minor:
            raise DebtGrew
        payers_forget(public_ids=[one.public_id for one in payers], actor=actor, now=now)
        notices_reopen(movement=movement)
        _unassigned_told(movement, taken, now)
        if debt:
            staff_task(
                movement=movement,
                kind=TaskKind.UNASSIGNED_DEBT,
                now=now,
                key=f"{movement.public_id}:{movement.rounds}",
                debt=money_words(Money(debt, movement.currency)),
            )
        _unassigned_logged(movement, taken, wish, actor, now)
        return movement


def movement_restore(*, public_id: str, reason: str, actor: Actor, now: datetime) -> Movement:
    """Put a movement that was set aside by mistake back into the queue, in a new round.

    An unknown reversal gets its task again. Raises: MovementNotFound, MovementNotAside,
    ReturnHasLeft (what was to be returned has left the bank account).
    """
    movement_id = get_movement(public_id=public_id).pk
    with acting_as_system("flows: bank undoing"), transaction.atomic():
        movement = movement_lock(movement_id)
        if movement.state not in (MovementState.RETURNED, MovementState.IGNORED):
            raise MovementNotAside
        was = movement.state
        left = find_return_of(movement) if was == MovementState.RETURNED else None
        if left is not None:
            raise ReturnHasLeft(on=f"{left.booked_on:%d.%m.%Y}")
        movement = movement_put_back(movement=movement, now=now)
        if movement.reason == UNKNOWN:
            key = f"{movement.public_id}:{movement.rounds}"
            staff_task(movement=movement, kind=TaskKind.REVERSAL_UNKNOWN, now=now, key=key)
        outbox.emit(
            kind="bank.unmatched",
            account_id=movement.seller_id,
            subject=movement.public_id,
            now=now,
            amount_minor=movement.amount_minor,
            currency=movement.currency,
            reason=movement.reason,
        )
        audit.record(
            actor=actor,
            action="bank.put_back",
            subject=movement.public_id,
            now=now,
            account_id=movement.seller_id,
            reason=reason.strip()[:300],
            was=str(was),
        )
        return movement


def _unassigned_told(movement: Movement, taken: Sequence[Taken], now: datetime) -> None:
    for one in taken:
        outbox.emit(
            kind="bank.unassigned",
            account_id=movement.seller_id,
            subject=movement.public_id,
            now=now,
            buyer_id=one.buyer_id,
            amount_minor=one.amount_minor,
            currency=movement.currency,
            debt_minor=one.debt_minor,
        )
        tell_moved(movement=movement, taken=one, now=now)


def _unassigned_logged(
    movement: Movement, taken: Sequence[Taken], wish: Unassignment, actor: Actor, now: datetime
) -> None:
    ids = [one.current_account_id for one in taken]
    accounts = dict(CurrentAccount.objects.filter(pk__in=ids).values_list("pk", "public_id"))
    audit.record(
        actor=actor,
        action="bank.unassigned",
        subject=movement.public_id,
        now=now,
        account_id=movement.seller_id,
        reason=wish.reason.strip()[:300],
        forgets=wish.forgets,
        taken=[
            {
                "account": accounts[one.current_account_id],
                "amount_minor": one.amount_minor,
                "debt_minor": one.debt_minor,
            }
            for one in taken
        ],
    )


def reversal_resolve(
    *, public_id: str, original_public_id: str, reason: str, actor: Actor, now: datetime
) -> Movement:
    """Say which movement a waiting reversal takes back; it counts as if it had been found.

    Its suspense entry is undone and its task closed. Raises: MovementNotFound, MovementNotOpen,
    NotReversible (not of this sum and account, too old, or taken back by now).
    """
    reversal_id = get_movement(public_id=public_id).pk
    original_id = get_movement(public_id=original_public_id).pk
    with acting_as_system("flows: bank undoing"), transaction.atomic():
        reversal = movement_lock(reversal_id)
        if reversal.state != MovementState.UNMATCHED or reversal.reason != UNKNOWN:
            raise MovementNotOpen
        original = movement_lock(original_id)
        if not reversed_candidates(reversal).filter(pk=original.pk).exists():
            raise NotReversible
        reversal_unsuspend(reversal=reversal, now=now)
        reversal = reversal_known(movement=reversal, original=original, now=now)
        tasks_close_about(
            movement=reversal, kind=TaskKind.REVERSAL_UNKNOWN, note=reason, actor=actor, now=now
        )
        audit.record(
            actor=actor,
            action="bank.reversal_resolved",
            subject=reversal.public_id,
            now=now,
            account_id=reversal.seller_id,
            original=original.public_id,
            reason=reason.strip()[:300],
        )
        return reversal
