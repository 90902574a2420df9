"""The one place where a try ends: return, webhook, poller and janitor all come here.

Idempotent under row locks (payment, then attempt, then invoice, then current account): the same
facts twice change nothing the second time. A capture is taken from whatever state the try is in,
because money that arrived is never dropped; nothing else leaves a certain end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.core import outbox
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import InvoiceStatus
from vezne.payments.models import (
    Attempt,
    AttemptMethod,
    AttemptState,
    Payment,
    PaymentStatus,
    StoredCard,
)
from vezne.payments.providers.base import EXPIRY_MARGIN
from vezne.payments.queries.attempts import UNDER_WAY
from vezne.payments.retries import next_check, retry_class
from vezne.payments.services.attempt import attempt_event, attempt_locked
from vezne.payments.services.booking import book_capture
from vezne.payments.services.card import card_save
from vezne.payments.services.wallet_part import wallet_part_release
from vezne.payments.types import (
    Abandoned,
    Captured,
    ErrorCode,
    Outcome,
    Pending,
    ProviderFacts,
    Refused,
    RequiresAction,
    RetryClass,
    Settlement,
    Unknown,
)

QUIET_SOURCES = ("janitor", "poller")
"""Their unanswered questions do not disturb a payer who is still on the form."""
TAKEN = (AttemptState.CAPTURED, AttemptState.REFUNDED)


@dataclass(frozen=True, slots=True)
class _Step:
    """One answer being applied: the locked rows, what was heard, from where, when."""

    payment: Payment
    attempt: Attempt
    facts: ProviderFacts
    source: str
    now: datetime

    def log(self, kind: str, **details: object) -> None:
        """Append to the attempt's events."""
        attempt_event(
            attempt=self.attempt,
            kind=kind,
            source=self.source,
            now=self.now,
            answer=self.facts.transcript,
            **details,
        )

    def emit(self, kind: str, **payload: object) -> None:
        """Write an event for whoever subscribes."""
        outbox.emit(
            kind=kind,
            account_id=self.payment.seller_id,
            subject=self.payment.public_id,
            now=self.now,
            attempt=self.attempt.public_id,
            buyer_id=self.payment.buyer_id,
            invoice_id=self.payment.invoice_id,
            is_automatic=self.attempt.is_automatic,
            **payload,
        )

    def result(self, *, has_changed: bool, is_invoice_paid_now: bool = False) -> Settlement:
        """What the caller learns; a change to captured is the capture itself."""
        attempt, payment = self.attempt, self.payment
        return Settlement(
            attempt_id=attempt.pk,
            payment_id=payment.pk,
            invoice_id=payment.invoice_id,
            seller_id=payment.seller_id,
            buyer_id=payment.buyer_id,
            state=attempt.state,
            has_changed=has_changed,
            is_captured_now=has_changed and attempt.state == AttemptState.CAPTURED,
            is_invoice_paid_now=is_invoice_paid_now,
            is_surplus=attempt.surplus_minor > 0,
            error_code=attempt.error_code,
            stored_card_id=attempt.stored_card_id,
        )


def attempt_settle(
    *, attempt_id: int, facts: ProviderFacts, source: str, now: datetime
) -> Settlement:
    """Apply what the provider said about a try, once; may run inside a bigger transaction.

    On a capture: books cash, allocates to the invoice (what it does not need goes to the wallet),
    keeps the card when asked, and closes the payment. Facts that do not fit the try's amount are
    an alarm and leave it unknown. Raises: NotFound.
    """
    with acting_as_system("payment settlement"), transaction.atomic():
        attempt = attempt_locked(attempt_id)
        payment = Payment.objects.get(pk=attempt.payment_id)
        step = _Step(payment, attempt, facts, source, now)
        outcome = _fitting(attempt, facts.outcome)
        if isinstance(outcome, Captured):
            return _capture(step, outcome)
        if isinstance(outcome, Refused):
            return _end(step, AttemptState.FAILED, outcome)
        if isinstance(outcome, Abandoned):
            expired = Refused(ErrorCode.FORM_EXPIRED, outcome.reason)
            return _end(step, AttemptState.CANCELLED, expired)
        return _wait(step, outcome)


def _fitting(attempt: Attempt, outcome: Outcome) -> Outcome:
    if not isinstance(outcome, Captured):
        return outcome
    expected = Money(attempt.amount_minor, attempt.currency)
    if outcome.amount != expected or outcome.charged.currency != attempt.currency:
        return Unknown("settled amount", is_alarm=True)
    if outcome.charged < expected:
        return Unknown("settled charge", is_alarm=True)
    return outcome


def _capture(step: _Step, outcome: Captured) -> Settlement:
    payment, attempt, now = step.payment, step.attempt, step.now
    if attempt.state in TAKEN:
        _keep_late(step, outcome)
        return step.result(has_changed=False)
    split, invoice = book_capture(
        payment=payment, attempt=attempt, charged=outcome.charged.minor, now=now
    )
    was, attempt.state = attempt.state, AttemptState.CAPTURED
    attempt.surplus_minor = split.surplus_minor
    attempt.charged_minor, attempt.instalments = outcome.charged.minor, outcome.instalments
    attempt.provider_payment_id = outcome.payment_id
    attempt.provider_item_id = outcome.item_id
    attempt.card_brand = outcome.card.brand
    attempt.card_last_four = outcome.card.last_four
    attempt.error_code = attempt.error_detail = ""
    attempt.settled_at, attempt.next_check_at = now, None
    if attempt.wants_storing and outcome.card.token:
        attempt.stored_card = card_save(attempt=attempt, facts=outcome.card, now=now)
    attempt.save()
    if payment.status != PaymentStatus.PAID:
        payment.status, payment.paid_at = PaymentStatus.PAID, now
        payment.save(update_fields=["status", "paid_at"])
    is_paid_now = (
        invoice is not None and bool(split.needed_minor) and invoice.status == InvoiceStatus.PAID
    )
    if invoice is not None and is_paid_now:
        others = Payment.objects.filter(invoice_id=invoice.pk, status=PaymentStatus.OPEN)
        others.exclude(pk=payment.pk).update(status=PaymentStatus.CANCELLED)
    step.log("captured", was=was, surplus_minor=split.surplus_minor)
    step.emit("payment.captured", surplus_minor=split.surplus_minor, is_invoice_paid=is_paid_now)
    return step.result(has_changed=True, is_invoice_paid_now=is_paid_now)


def _keep_late(step: _Step, outcome: Captured) -> None:
    """A card whose keys its provider tells only after the money: kept when they come."""
    attempt = step.attempt
    if attempt.wants_storing and attempt.stored_card_id is None and outcome.card.token:
        attempt.stored_card = card_save(attempt=attempt, facts=outcome.card, now=step.now)
        attempt.save(update_fields=["stored_card"])
        step.log("card_kept")


def _end(step: _Step, state: AttemptState, outcome: Refused) -> Settlement:
    attempt = step.attempt
    if attempt.state not in UNDER_WAY:
        return _again(step, is_certain=True)
    was, attempt.state = attempt.state, state
    attempt.error_code, attempt.error_detail = outcome.code, outcome.detail[:200]
    attempt.provider_payment_id = outcome.payment_id
    attempt.card_brand = outcome.card.brand
    attempt.card_last_four = outcome.card.last_four
    attempt.settled_at = step.now
    attempt.next_check_at = _form_check(attempt, is_certain=True, now=step.now)
    wallet_part_release(attempt=attempt, now=step.now)
    attempt.save()
    if retry_class(outcome.code) is RetryClass.HARD and attempt.stored_card_id is not None:
        cards = StoredCard.objects.filter(pk=attempt.stored_card_id)
        cards.update(blocked_reason=outcome.code)
    step.log(state.value, was=was, code=outcome.code, detail=attempt.error_detail)
    step.emit(f"payment.{state.value}", code=outcome.code)
    return step.result(has_changed=True)


def _wait(step: _Step, outcome: Pending | RequiresAction | Unknown) -> Settlement:
    attempt = step.attempt
    reason = outcome.reason[:200] if isinstance(outcome, Unknown) else ""
    is_alarm = isinstance(outcome, Unknown) and outcome.is_alarm
    if is_alarm:
        step.log("alarm", reason=reason)
        step.emit("payment.alarm", reason=reason)
    if attempt.state not in UNDER_WAY:
        return _again(step, is_certain=False)
    was = attempt.state
    attempt.state = _waiting_state(attempt, outcome, step.source)
    if step.source != "poller":  # a payer who watches does not push the janitor's turn away
        attempt.checks += 1
        attempt.next_check_at = next_check(checks=attempt.checks, now=step.now)
    attempt.save(update_fields=["state", "checks", "next_check_at"])
    if not is_alarm:
        step.log(attempt.state, was=was, reason=reason)
    return step.result(has_changed=attempt.state != was)


def _again(step: _Step, *, is_certain: bool) -> Settlement:
    """A try that has ended was asked about once more; only a form that still lives is asked on."""
    attempt = step.attempt
    if step.source != "poller":
        attempt.checks += 1
    attempt.next_check_at = _form_check(attempt, is_certain=is_certain, now=step.now)
    attempt.save(update_fields=["checks", "next_check_at"])
    return step.result(has_changed=False)


def _form_check(attempt: Attempt, *, is_certain: bool, now: datetime) -> datetime | None:
    """When an ended try is asked about again, because its payer may still succeed on its form.

    Nobody need come back from there. Until the form's life is over at the provider, and then once
    more with a certain answer.
    """
    is_open = attempt.state not in TAKEN and bool(attempt.page_url)
    if not is_open or attempt.expires_at is None:
        return None
    over_at = attempt.expires_at + EXPIRY_MARGIN
    at = next_check(checks=attempt.checks, now=now)
    if now < over_at:
        return min(at, over_at)
    return None if is_certain else at


def _waiting_state(
    attempt: Attempt, outcome: Pending | RequiresAction | Unknown, source: str
) -> AttemptState:
    is_hosted = attempt.method == AttemptMethod.HOSTED_CARD
    if isinstance(outcome, Pending):
        return AttemptState.PENDING
    if isinstance(outcome, RequiresAction):
        return AttemptState.REQUIRES_ACTION if is_hosted else AttemptState.UNKNOWN
    is_on_form = attempt.state == AttemptState.REQUIRES_ACTION and source in QUIET_SOURCES
    if is_on_form and not outcome.is_alarm:
        return AttemptState.REQUIRES_ACTION
    return AttemptState.UNKNOWN
