"""Money back to the card: its own rows, never more than what remains.

A refund gives back money that lies in the buyer's wallet (a withdrawn invoice puts it there, a
late second payment did). It is reserved by a hold of the ledger until the provider's answer is
certain, so it cannot be spent meanwhile; a hold behind an outside call never expires.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from vezne.core import outbox
from vezne.core.audit import Actor, record
from vezne.core.errors import NotFound
from vezne.core.ids import new_public_id
from vezne.core.scope import acting_as_system
from vezne.ledger.services import hold_place, hold_post, hold_void, post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.payments.errors import NotRefundable, RefundTooLarge
from vezne.payments.models import (
    Attempt,
    AttemptMethod,
    AttemptState,
    Payment,
    Refund,
    RefundState,
)
from vezne.payments.queries.payments import refundable_minor
from vezne.payments.retries import next_check
from vezne.payments.services.attempt import attempt_event, attempt_locked
from vezne.payments.services.refund_parts import exchanged_part, hold_ids, refund_postings
from vezne.payments.types import ErrorCode, Refunded, RefundFacts, Refused

HOLD_NAMES = ("hold", "second")
"""Name the holds of a refund in its current account."""

FROM_WALLET = (AttemptMethod.WALLET, AttemptMethod.BANK_TRANSFER)
"""No provider took this money, so none gives it back."""


@transaction.atomic
def refund_request(
    *, attempt_id: int, amount_minor: int, reason: str, actor: Actor, now: datetime
) -> Refund:
    """Ask for money back of a captured try, in the charge's currency; a job sends it later.

    The rows are locked, so the sum of done, open and unknown refunds never passes the capture.
    Raises: NotFound, NotRefundable, RefundTooLarge, InsufficientFunds (not in the wallet).
    """
    attempt = attempt_locked(attempt_id)
    if attempt.method in FROM_WALLET or not refundable_minor(attempt):
        raise NotRefundable
    if not 0 < amount_minor <= refundable_minor(attempt):
        raise RefundTooLarge
    payment = Payment.objects.get(pk=attempt.payment_id)
    public_id = new_public_id("rfd")
    holds = _place_holds(public_id, payment, attempt, amount_minor, now)
    refund = Refund.objects.create(
        public_id=public_id,
        reference=public_id,
        attempt=attempt,
        seller_id=attempt.seller_id,
        buyer_id=attempt.buyer_id,
        amount_minor=amount_minor,
        currency=attempt.currency,
        state=RefundState.CREATED,
        reason=reason[:200],
        requested_by=actor.label[:200],
        hold_public_id=holds[0],
        second_hold_public_id=holds[1],
        created_at=now,
        next_check_at=now,
    )
    record(
        actor=actor,
        action="refund.requested",
        subject=payment.public_id,
        now=now,
        account_id=payment.seller_id,
        amount_minor=amount_minor,
        currency=attempt.currency,
        reason=refund.reason,
    )
    return refund


def _place_holds(
    public_id: str, payment: Payment, attempt: Attempt, amount_minor: int, now: datetime
) -> tuple[str, str]:
    """Reserve the money in one wallet or in two; their public ids, empty where there is none."""
    postings = refund_postings(payment=payment, attempt=attempt, amount_minor=amount_minor, now=now)
    placed = [
        hold_place(
            current_account_id=payment.current_account_id,
            posting=posting,
            key=f"{public_id}:{name}",
            now=now,
        ).public_id
        for posting, name in zip(postings, HOLD_NAMES, strict=False)
    ]
    first, second, *_none = [*placed, "", ""]
    return first, second


@transaction.atomic
def refund_asked(*, refund_id: int, now: datetime) -> bool:
    """Mark that the provider is about to be called; False when it was called before."""
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    if refund.asked_at is not None:
        return False
    refund.asked_at, refund.state = now, RefundState.UNKNOWN
    refund.next_check_at = next_check(checks=0, now=now)
    refund.save(update_fields=["asked_at", "state", "next_check_at"])
    return True


def refund_settle(*, refund_id: int, facts: RefundFacts, now: datetime) -> Refund:
    """Apply what the provider said about a refund, once: done books it, refused frees the money.

    Raises: NotFound.
    """
    with acting_as_system("refund settlement"), transaction.atomic():
        known = Refund.objects.filter(pk=refund_id).first()
        if known is None:
            raise NotFound
        attempt = attempt_locked(known.attempt_id)
        refund = Refund.objects.select_for_update().get(pk=refund_id)
        if refund.state in (RefundState.DONE, RefundState.FAILED):
            return refund
        outcome = facts.outcome
        if isinstance(outcome, Refunded):
            _done(refund, attempt, outcome, now)
        elif isinstance(outcome, Refused):
            _failed(refund, attempt, outcome.code, outcome.detail, now)
        else:
            refund.state = RefundState.UNKNOWN
            refund.error_detail = outcome.reason[:200]
            refund.checks += 1
            refund.next_check_at = next_check(checks=refund.checks, now=now)
            refund.save()
        attempt_event(
            attempt=attempt,
            kind=f"refund_{refund.state}",
            source="refund",
            now=now,
            refund=refund.public_id,
            detail=refund.error_detail,
            answer=facts.transcript,
        )
        return refund


def _done(refund: Refund, attempt: Attempt, outcome: Refunded, now: datetime) -> None:
    payment = Payment.objects.get(pk=attempt.payment_id)
    for hold_id in hold_ids(refund):
        hold_post(hold_id=hold_id, now=now)
    exchanged = exchanged_part(refund)
    if exchanged:
        leg = Posting(
            debit_kind=LedgerKind.FX,
            credit_kind=LedgerKind.CASH,
            amount=exchanged,
            unit=refund.currency,
            reason=Reason.EXCHANGE,
            subject=payment.public_id,
        )
        post(
            current_account_id=payment.current_account_id,
            key=f"{refund.public_id}:exchange",
            postings=(leg,),
            now=now,
        )
    refund.state = RefundState.DONE
    refund.host_reference = outcome.host_reference[:60]
    refund.error_detail = ""
    refund.settled_at, refund.next_check_at = now, None
    refund.save()
    done = Refund.objects.filter(attempt=attempt, state=RefundState.DONE)
    total = done.aggregate(total=Sum("amount_minor"))["total"]
    if total == attempt.amount_minor:
        attempt.state = AttemptState.REFUNDED
        attempt.save(update_fields=["state"])
    _emit("refund.done", refund, payment, now)


def _failed(refund: Refund, attempt: Attempt, code: ErrorCode, detail: str, now: datetime) -> None:
    for hold_id in hold_ids(refund):
        hold_void(hold_id=hold_id, now=now)
    refund.state = RefundState.FAILED
    refund.error_code, refund.error_detail = code, detail[:200]
    refund.settled_at, refund.next_check_at = now, None
    refund.save()
    _emit("refund.failed", refund, Payment.objects.get(pk=attempt.payment_id), now)


def _emit(kind: str, refund: Refund, payment: Payment, now: datetime) -> None:
    outbox.emit(
        kind=kind,
        account_id=refund.seller_id,
        subject=payment.public_id,
        now=now,
        refund=refund.public_id,
        buyer_id=refund.buyer_id,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
    )
