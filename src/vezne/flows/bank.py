"""A bank movement arrives: recorded once, credited to whose it is, and what it pays is opened.

File, webhook and poll all come to `movement_arrive`; whoever is second changes nothing. All that
follows from a movement is written in its own transaction: wallet, invoices, services, messages.
Rows are locked in the house's order: movement, subscription, payments, invoice, current account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from vezne.banking.models import BankAccount, Movement
from vezne.banking.queries.lines import line_of
from vezne.banking.queries.lists import received_ids
from vezne.banking.queries.rules import seller_facts
from vezne.banking.services.bookkeeping import (
    counts_on,
    movement_book,
    movement_credit,
    movement_lock,
    movement_suspend,
)
from vezne.banking.services.judging import Verdict, line_read, lines_judge
from vezne.banking.services.notice import notices_met
from vezne.banking.services.recording import line_hear
from vezne.banking.services.task import task_raise
from vezne.banking.types import Channel, Line, MovementKind, MovementState, TaskKind, Tier
from vezne.core import outbox
from vezne.core.audit import SYSTEM, Actor
from vezne.core.errors import DomainError
from vezne.core.scope import acting_as_system
from vezne.flows.bank_notices import tell_credited
from vezne.flows.bank_paying import Spent, invoices_lock, invoices_pay
from vezne.flows.bank_reversal import reversal_apply
from vezne.ledger.models import CurrentAccount

LATE = timedelta(minutes=5)
"""A line that reaches the wallet later than this after the bank's posting raises a task."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of a line."""

    movement_id: int
    movement_public_id: str
    state: str
    is_new: bool


def movement_arrive(
    *, bank_account_id: int, line: Line, channel: Channel, now: datetime
) -> Arrival:
    """Record a line once and do all that follows from it, in one transaction.

    Raises: BankAccountNotFound.
    """
    with acting_as_system("flows: bank"), transaction.atomic():
        movement, is_new = line_hear(
            bank_account_id=bank_account_id, line=line, channel=channel, now=now
        )
        if movement.state == MovementState.RECEIVED:
            movement = movement_apply(movement_id=movement.pk, now=now)
        return Arrival(movement.pk, movement.public_id, movement.state, is_new)


def movement_apply(*, movement_id: int, now: datetime) -> Movement:
    """Judge a received movement and book it; one that was judged before stays as it is.

    Raises: MovementNotFound.
    """
    with acting_as_system("flows: bank"), transaction.atomic():
        movement = movement_lock(movement_id)
        if movement.state != MovementState.RECEIVED:
            return movement
        facts = seller_facts(movement.seller_id)
        verdict = lines_judge([line_read(line_of(movement), facts)], facts)[0]
        movement = _booked(movement, verdict, now)
        _note_late(movement, now)
        return movement


def _booked(movement: Movement, verdict: Verdict, now: datetime) -> Movement:
    if verdict.kind == MovementKind.REVERSAL:
        return reversal_apply(movement=movement, now=now)
    if verdict.kind != MovementKind.CREDIT:
        return movement_book(movement=movement, kind=verdict.kind, now=now)
    account_id = verdict.decision.current_account_id
    if account_id is None:
        return _to_queue(movement, verdict.decision.reason, now)
    account = CurrentAccount.objects.get(pk=account_id)
    return credit(
        movement=movement,
        current_account=account,
        tier=verdict.decision.tier,
        named=verdict.named_invoices,
        actor=SYSTEM,
        now=now,
    )


def credit(
    *,
    movement: Movement,
    current_account: CurrentAccount,
    tier: Tier,
    actor: Actor,
    now: datetime,
    named: Sequence[int] = (),
    chosen: int | None = None,
) -> Movement:
    """Put a locked movement into its buyer's wallet and pay what it is for, in this transaction."""
    locked = invoices_lock(current_account=current_account, chosen=chosen)
    movement = movement_credit(
        movement=movement, current_account=current_account, tier=tier, now=now
    )
    spent = invoices_pay(
        current_account=current_account,
        invoices=locked,
        amount_minor=movement.amount_minor,
        currency=movement.currency,
        named=named,
        chosen=chosen,
        value_on=counts_on(movement, now),
        actor=actor,
        now=now,
    )
    notices_met(movement=movement, current_account_id=current_account.pk, now=now)
    credited_told(movement=movement, buyer_id=current_account.buyer_id, spent=spent, now=now)
    return movement


def credited_told(
    *,
    movement: Movement,
    buyer_id: int,
    spent: Spent,
    now: datetime,
    amount_minor: int | None = None,
) -> None:
    """Write the event of a credit and tell the buyer, with what was paid of it."""
    amount = amount_minor or movement.amount_minor
    outbox.emit(
        kind="bank.credited",
        account_id=movement.seller_id,
        subject=movement.public_id,
        now=now,
        buyer_id=buyer_id,
        amount_minor=amount,
        currency=movement.currency,
        tier=str(movement.tier),
    )
    tell_credited(movement=movement, buyer_id=buyer_id, amount_minor=amount, spent=spent, now=now)


def _to_queue(movement: Movement, reason: str, now: datetime) -> Movement:
    movement = movement_suspend(movement=movement, reason=reason, now=now)
    outbox.emit(
        kind="bank.unmatched",
        account_id=movement.seller_id,
        subject=movement.public_id,
        now=now,
        amount_minor=movement.amount_minor,
        currency=movement.currency,
        reason=reason,
    )
    return movement


def _note_late(movement: Movement, now: datetime) -> None:
    """A pushed or pulled line that is booked more than five minutes after the bank's posting."""
    if movement.channel == Channel.FILE or movement.bank_at is None:
        return
    if now - movement.bank_at <= LATE or movement.kind == MovementKind.REVERSAL:
        return
    account = BankAccount.objects.get(pk=movement.bank_account_id)
    is_new = task_raise(
        bank_account=account,
        kind=TaskKind.LATE,
        key="late",  # one open task for an account that runs late, not one for each line
        now=now,
        movement_public_id=movement.public_id,
        late_seconds=int((now - movement.bank_at).total_seconds()),
    )
    if is_new:
        outbox.emit(
            kind="bank.late",
            account_id=movement.seller_id,
            subject=account.public_id,
            now=now,
            movement=movement.public_id,
        )


def movements_due(*, now: datetime) -> int:
    """Finish movements that were stored and not judged; one that fails stops no other.

    A process that dies between two transactions leaves them; nobody's hand is needed. What cannot
    be booked raises a task and is tried again by the next tick.
    """
    done = 0
    for pk in received_ids(before=now - timedelta(seconds=20)):
        try:
            movement_apply(movement_id=pk, now=now)
            done += 1
        except DomainError as refusal:
            with acting_as_system("flows: bank"):
                movement = Movement.objects.select_related("bank_account").get(pk=pk)
                task_raise(
                    bank_account=movement.bank_account,
                    kind=TaskKind.STUCK,
                    key=movement.public_id,
                    now=now,
                    movement_public_id=movement.public_id,
                    code=refusal.code,
                )
    return done
