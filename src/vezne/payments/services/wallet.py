"""Paying an open invoice from the buyer's wallet: certain at once, no provider."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core import outbox
from vezne.core.audit import Actor
from vezne.core.ids import new_public_id
from vezne.invoicing.models import InvoiceStatus
from vezne.invoicing.services import invoice_allocate
from vezne.ledger.services import post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.payments.errors import AttemptInDoubt
from vezne.payments.models import Attempt, AttemptMethod, AttemptState, PaymentStatus
from vezne.payments.queries.attempts import is_in_doubt
from vezne.payments.services.attempt import attempt_event
from vezne.payments.services.booking import allocate
from vezne.payments.services.payment import payment_begin
from vezne.payments.types import Settlement


@transaction.atomic
def wallet_pay(*, invoice_id: int, actor: Actor, now: datetime) -> Settlement:
    """Pay all that is owed of an invoice from the wallet, in the invoice's currency.

    Raises: NotFound, InvoiceNotOpen, AttemptInDoubt, InsufficientFunds; then nothing changed.
    """
    payment = payment_begin(invoice_id=invoice_id, now=now)
    if any(is_in_doubt(other) for other in Attempt.objects.filter(payment=payment)):
        raise AttemptInDoubt
    public_id = new_public_id("att")
    amount = payment.amount_minor
    posting = Posting(
        debit_kind=LedgerKind.WALLET,
        credit_kind=LedgerKind.RECEIVABLE,
        amount=amount,
        unit=payment.currency,
        reason=Reason.WALLET_PAYMENT,
        subject=payment.public_id,
    )
    post(
        current_account_id=payment.current_account_id,
        key=f"{public_id}:capture",
        postings=(posting,),
        now=now,
    )
    attempt = Attempt.objects.create(
        public_id=public_id,
        reference=public_id,
        payment=payment,
        seller_id=payment.seller_id,
        buyer_id=payment.buyer_id,
        method=AttemptMethod.WALLET,
        state=AttemptState.CAPTURED,
        amount_minor=amount,
        currency=payment.currency,
        covers_minor=amount,
        charged_minor=amount,
        wants_3d=False,
        started_by=actor.label[:200],
        created_at=now,
        settled_at=now,
    )
    allocate(attempt=attempt, payment=payment, minor=amount, now=now)
    invoice = invoice_allocate(invoice_id=invoice_id, amount_minor=amount, now=now)
    payment.status, payment.paid_at = PaymentStatus.PAID, now
    payment.save(update_fields=["status", "paid_at"])
    attempt_event(attempt=attempt, kind="captured", source="web", now=now, by=actor.label[:200])
    outbox.emit(
        kind="payment.captured",
        account_id=payment.seller_id,
        subject=payment.public_id,
        now=now,
        attempt=attempt.public_id,
        buyer_id=payment.buyer_id,
        invoice_id=invoice_id,
        is_automatic=False,
        surplus_minor=0,
        is_invoice_paid=True,
    )
    return Settlement(
        attempt_id=attempt.pk,
        payment_id=payment.pk,
        invoice_id=invoice_id,
        seller_id=payment.seller_id,
        buyer_id=payment.buyer_id,
        state=attempt.state,
        has_changed=True,
        is_captured_now=True,
        is_invoice_paid_now=invoice.status == InvoiceStatus.PAID,
    )
