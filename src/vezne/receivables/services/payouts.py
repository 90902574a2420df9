"""Pay-outs: money of the wallet to the buyer's bank, reserved from the asking on.

waiting → approved (or seconded, above the limit) → sent. The hold never expires by itself: only
people end it. The row is locked while it is decided.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.accounts.identifiers import normalise_iban
from vezne.core import outbox
from vezne.core.audit import Actor, record
from vezne.core.crypto import seal
from vezne.core.ids import new_public_id
from vezne.core.locks import lock_row
from vezne.ledger.models import CurrentAccount
from vezne.ledger.services import hold_place, hold_post, hold_void
from vezne.ledger.types import LedgerKind, Posting
from vezne.receivables.errors import (
    AmountNotAllowed,
    PayoutNotFound,
    PayoutStateConflict,
    SecondLookBySame,
)
from vezne.receivables.models import Payout
from vezne.receivables.queries.decisions import IBAN_PURPOSE
from vezne.receivables.queries.terms import seller_terms_of
from vezne.receivables.types import OPEN_PAYOUTS, PayoutDraft, PayoutState, needs_two

REASON = "payout"
"""Why money left the wallet, in the ledger."""


@transaction.atomic
def payout_ask(
    *, current_account: CurrentAccount, draft: PayoutDraft, actor: Actor, now: datetime
) -> Payout:
    """Ask for money of the wallet; it is reserved at once.

    Raises: InvalidIban, AmountNotAllowed, InsufficientFunds.
    """
    iban = normalise_iban(draft.iban)
    if draft.amount_minor <= 0:
        raise AmountNotAllowed
    public_id = new_public_id("pyo")
    limit = seller_terms_of(current_account.seller_id).payout_limit_minor
    ticket = hold_place(
        current_account_id=current_account.pk,
        posting=Posting(
            debit_kind=LedgerKind.WALLET,
            credit_kind=LedgerKind.BANK,
            amount=draft.amount_minor,
            unit=draft.currency,
            reason=REASON,
            subject=public_id,
            description=f"IBAN …{iban[-4:]}",
        ),
        key=f"{public_id}:hold",
        now=now,
    )
    payout = Payout.objects.create(
        public_id=public_id,
        seller_id=current_account.seller_id,
        buyer_id=current_account.buyer_id,
        current_account=current_account,
        state=PayoutState.WAITING,
        amount_minor=draft.amount_minor,
        currency=draft.currency,
        iban_sealed=seal(iban, purpose=IBAN_PURPOSE),
        iban_tail=iban[-4:],
        holder=draft.holder[:120],
        hold_id=ticket.public_id,
        needs_second_look=needs_two(limit, draft.amount_minor, draft.currency),
        asked_by_label=actor.label[:200],
        asked_at=now,
    )
    _note("payout.asked", payout, actor, now, account_id=payout.buyer_id)
    _emit("payout.asked", payout, now)
    return payout


@transaction.atomic
def payout_approve(*, payout_id: int, actor: Actor, now: datetime) -> Payout:
    """A member of the seller says yes; above the limit a second, other member must as well.

    Raises: PayoutNotFound, PayoutStateConflict, SecondLookBySame.
    """
    payout = lock_row(Payout.objects, PayoutNotFound, pk=payout_id)
    if payout.state == PayoutState.WAITING:
        payout.approved_by_id, payout.approved_by_label = actor.id, actor.label[:200]
        payout.approved_at = now
        is_enough = not payout.needs_second_look
        payout.state = PayoutState.APPROVED if is_enough else PayoutState.SECONDED
    elif payout.state == PayoutState.SECONDED:
        if actor.id is None or actor.id == payout.approved_by_id:
            raise SecondLookBySame
        payout.seconded_by_id, payout.seconded_by_label = actor.id, actor.label[:200]
        payout.state = PayoutState.APPROVED
    else:
        raise PayoutStateConflict
    payout.save()
    _note("payout.approved", payout, actor, now, account_id=payout.seller_id)
    if payout.state == PayoutState.APPROVED:
        _emit("payout.approved", payout, now)
    return payout


@transaction.atomic
def payout_sent(*, payout_id: int, bank_reference: str, actor: Actor, now: datetime) -> Payout:
    """The transfer was given to the bank: the reserved money leaves the wallet.

    Raises: PayoutNotFound, PayoutStateConflict.
    """
    payout = lock_row(Payout.objects, PayoutNotFound, pk=payout_id)
    if payout.state != PayoutState.APPROVED:
        raise PayoutStateConflict
    hold_post(hold_id=payout.hold_id, now=now)
    payout.bank_reference = bank_reference[:60]
    _ended(payout, PayoutState.SENT, actor, now, account_id=payout.seller_id)
    _emit("payout.sent", payout, now)
    return payout


@transaction.atomic
def payout_refuse(*, payout_id: int, reason: str, actor: Actor, now: datetime) -> Payout:
    """The seller says no; the money is free in the wallet again.

    Raises: PayoutNotFound, PayoutStateConflict.
    """
    payout = lock_row(Payout.objects, PayoutNotFound, pk=payout_id)
    if payout.state not in OPEN_PAYOUTS:
        raise PayoutStateConflict
    hold_void(hold_id=payout.hold_id, now=now)
    payout.refuse_reason = reason[:200]
    _ended(payout, PayoutState.REFUSED, actor, now, account_id=payout.seller_id)
    _emit("payout.refused", payout, now)
    return payout


@transaction.atomic
def payout_withdraw(*, payout_id: int, actor: Actor, now: datetime) -> Payout:
    """The buyer changes its mind before the approval is complete.

    Raises: PayoutNotFound, PayoutStateConflict.
    """
    payout = lock_row(Payout.objects, PayoutNotFound, pk=payout_id)
    if payout.state not in (PayoutState.WAITING, PayoutState.SECONDED):
        raise PayoutStateConflict
    hold_void(hold_id=payout.hold_id, now=now)
    _ended(payout, PayoutState.WITHDRAWN, actor, now, account_id=payout.buyer_id)
    _emit("payout.withdrawn", payout, now)
    return payout


def _ended(
    payout: Payout, state: PayoutState, actor: Actor, now: datetime, *, account_id: int
) -> None:
    payout.state, payout.ended_at, payout.ended_by_label = state, now, actor.label[:200]
    payout.save()
    _note(f"payout.{state.value}", payout, actor, now, account_id=account_id)


def _note(action: str, payout: Payout, actor: Actor, now: datetime, *, account_id: int) -> None:
    record(
        actor=actor,
        action=action,
        subject=payout.public_id,
        now=now,
        account_id=account_id,
        state=payout.state,
        amount_minor=payout.amount_minor,
        currency=payout.currency,
        reason=payout.refuse_reason,
    )


def _emit(kind: str, payout: Payout, now: datetime) -> None:
    outbox.emit(
        kind=kind,
        account_id=payout.seller_id,
        subject=payout.public_id,
        now=now,
        buyer_id=payout.buyer_id,
        amount_minor=payout.amount_minor,
        currency=payout.currency,
    )
