"""What staff does with a movement that waits: assign, split, send back, set aside.

Each is one transaction that begins with the movement's row: two of staff at once, and the second
finds that it waits no more. Whose movement it is, is asked in the desk's own scope first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vezne.banking.errors import MovementNotOpen, NotACredit, PartsDoNotFit, WrongBuyer
from vezne.banking.models import Movement
from vezne.banking.queries.lists import get_movement
from vezne.banking.services.bookkeeping import (
    counts_on,
    movement_divide,
    movement_lock,
    movement_set_aside,
)
from vezne.banking.services.notice import notice_found
from vezne.banking.services.payer import payer_learn
from vezne.banking.services.task import tasks_close_about
from vezne.banking.types import MovementState, TaskKind, Tier
from vezne.core import audit, outbox
from vezne.core.audit import Actor
from vezne.core.scope import acting_as_system
from vezne.flows.bank import credit, credited_told
from vezne.flows.bank_paying import invoices_lock, invoices_pay
from vezne.invoicing.models import Invoice
from vezne.ledger.models import CurrentAccount


def movement_assign(
    *,
    public_id: str,
    current_account_public_id: str,
    learns: bool,
    actor: Actor,
    now: datetime,
    notice_id: int | None = None,
    chosen: int | None = None,
) -> Movement:
    """Credit a waiting movement to a buyer; `learns` ties its IBAN and tax id to that buyer.

    `notice_id` is a Havale/EFT notice that this answers. Pays open invoices as an automatic match
    does, `chosen` before all others.
    Raises: MovementNotFound, MovementNotOpen, NotACredit, WrongBuyer.
    """
    movement_id = get_movement(public_id=public_id).pk
    with acting_as_system("flows: bank queue"), transaction.atomic():
        movement = _waiting(movement_id)
        account = _account(movement, current_account_public_id)
        movement = credit(
            movement=movement,
            current_account=account,
            tier=Tier.STAFF,
            actor=actor,
            now=now,
            chosen=chosen,
        )
        if learns:
            payer_learn(movement=movement, current_account=account, actor=actor, now=now)
        if notice_id is not None:
            notice_found(notice_id=notice_id, movement=movement, now=now)
        _log("bank.assigned", movement, actor, now, buyer=account.public_id, learns=learns)
        return movement


def movement_split(
    *,
    public_id: str,
    parts: Sequence[tuple[str, int]],
    actor: Actor,
    now: datetime,
) -> Movement:
    """Divide a waiting movement over several buyers; (current account, minor units) each.

    Each part pays what its buyer has open. Nothing is learned: the payer is several buyers'.
    Raises: MovementNotFound, MovementNotOpen, NotACredit, PartsDoNotFit, WrongBuyer.
    """
    movement_id = get_movement(public_id=public_id).pk
    with acting_as_system("flows: bank queue"), transaction.atomic():
        movement = _waiting(movement_id)
        amounts = [amount for _account_id, amount in parts]
        accounts = [_account(movement, given) for given, _amount in parts]
        is_whole = sum(amounts) == movement.amount_minor and min(amounts, default=0) > 0
        if not is_whole or len({one.pk for one in accounts}) != len(accounts):
            raise PartsDoNotFit
        ordered = sorted(zip(accounts, amounts, strict=True), key=lambda part: part[0].pk)
        locked: dict[int, list[Invoice]] = {
            account.pk: invoices_lock(current_account=account) for account, _amount in ordered
        }
        movement_divide(movement=movement, parts=ordered, now=now)
        for account, amount in ordered:
            spent = invoices_pay(
                current_account=account,
                invoices=locked[account.pk],
                amount_minor=amount,
                currency=movement.currency,
                named=(),
                value_on=counts_on(movement, now),
                actor=actor,
                now=now,
            )
            credited_told(
                movement=movement,
                buyer_id=account.buyer_id,
                spent=spent,
                now=now,
                amount_minor=amount,
            )
        _log("bank.split", movement, actor, now, parts=len(parts))
        return movement


def movement_return(*, public_id: str, note: str, actor: Actor, now: datetime) -> Movement:
    """Mark that a waiting movement is sent back to its payer; the bank's line of it closes it.

    It leaves suspense for clearing, where money out is booked. Raises: MovementNotFound,
    MovementNotOpen, NotACredit.
    """
    return _set_aside(public_id, MovementState.RETURNED, note, actor, now)


def movement_ignore(*, public_id: str, note: str, actor: Actor, now: datetime) -> Movement:
    """Mark that a waiting movement is no customer's money, e.g. interest. Raises: as above.

    Also an unknown reversal: it takes back what was no customer's either; its task closes.
    """
    return _set_aside(public_id, MovementState.IGNORED, note, actor, now)


def _set_aside(
    public_id: str, state: MovementState, note: str, actor: Actor, now: datetime
) -> Movement:
    movement_id = get_movement(public_id=public_id).pk
    with acting_as_system("flows: bank queue"), transaction.atomic():
        movement = _waiting(movement_id, goes_out=state == MovementState.IGNORED)
        movement = movement_set_aside(movement=movement, state=state, now=now)
        tasks_close_about(
            movement=movement, kind=TaskKind.REVERSAL_UNKNOWN, note=note, actor=actor, now=now
        )
        _log(f"bank.{state.value}", movement, actor, now, note=note.strip()[:300])
        outbox.emit(
            kind="bank.set_aside",
            account_id=movement.seller_id,
            subject=movement.public_id,
            now=now,
            state=state.value,
        )
        return movement


def _waiting(movement_id: int, *, goes_out: bool = False) -> Movement:
    """The locked movement that waits: money that came in, or where it may be what went out.

    Raises: MovementNotOpen, NotACredit.
    """
    movement = movement_lock(movement_id)
    if movement.state != MovementState.UNMATCHED:
        raise MovementNotOpen
    if movement.amount_minor <= 0 and not goes_out:
        raise NotACredit
    return movement


def _account(movement: Movement, public_id: str) -> CurrentAccount:
    found = CurrentAccount.objects.filter(public_id=public_id, seller_id=movement.seller_id).first()
    if found is None or found.is_house:
        raise WrongBuyer
    return found


def _log(action: str, movement: Movement, actor: Actor, now: datetime, **details: object) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=movement.public_id,
        now=now,
        account_id=movement.seller_id,
        **details,
    )
