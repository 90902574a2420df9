"""Paying an open invoice from the buyer's wallet: certain at once, no provider.

Money of a bank transfer comes the same way: the movement has put it into the wallet, and from
there it pays invoices under the method *Havale/EFT*, all of one or a part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vezne.core import outbox
from vezne.core.audit import Actor
from vezne.core.ids import new_public_id
from vezne.core.money import Money
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.invoicing.services import invoice_allocate
from vezne.ledger.services import post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.payments.errors import AttemptInDoubt
from vezne.payments.models import Attempt, AttemptMethod, AttemptState, Payment, PaymentStatus
from vezne.payments.queries.attempts import is_in_doubt
from vezne.payments.services.attempt import attempt_event
from vezne.payments.services.booking import allocate
from vezne.payments.services.payment import payment_begin
from vezne.payments.types import Settlement


@dataclass(frozen=True, slots=True)
class FromWallet:
    """How much of the wallet pays how much of an invoice; exchanged where currencies differ."""

    taken: Money  # out of the wallet
    covers_minor: int  # of the invoice, in its currency
    rate_micro: int | None = None  # TRY per unit × 10⁶; None: the same currency
    rate_on: date | None = None  # that rate's bulletin day


@transaction.atomic
def wallet_pay(
    *,
    invoice_id: int,
    actor: Actor,
    now: datetime,
    part: FromWallet | None = None,
    method: AttemptMethod = AttemptMethod.WALLET,
    source: str = "web",
    value_on: date | None = None,
) -> Settlement:
    """Pay an invoice from the wallet: all that is owed, or the given part.

    An exchanged part passes the `fx` accounts at the kept rate, so that each currency balances.
    What came by transfer (`method`) may pay beside a charge in doubt: it asks nobody for money, and
    a charge that succeeds after all lies in the wallet.
    Raises: NotFound, InvoiceNotOpen, AttemptInDoubt, InsufficientFunds; then nothing changed.
    """
    payment = payment_begin(invoice_id=invoice_id, now=now)
    if method == AttemptMethod.WALLET and any(
        is_in_doubt(other) for other in Attempt.objects.filter(payment=payment)
    ):
        raise AttemptInDoubt
    owed = Money(payment.amount_minor, payment.currency)
    part = part or FromWallet(taken=owed, covers_minor=owed.minor)
    if not 0 < part.covers_minor <= owed.minor:
        raise ValueError("a part covers something, and not more than is owed")
    attempt = _captured(payment, part, method=method, actor=actor, now=now)
    post(
        current_account_id=payment.current_account_id,
        key=f"{attempt.public_id}:capture",
        postings=wallet_postings(payment, part),
        now=now,
        value_on=value_on,
    )
    allocate(attempt=attempt, payment=payment, minor=part.covers_minor, now=now)
    invoice = invoice_allocate(invoice_id=invoice_id, amount_minor=part.covers_minor, now=now)
    payment.amount_minor = part.covers_minor
    payment.status, payment.paid_at = PaymentStatus.PAID, now
    payment.save(update_fields=["amount_minor", "status", "paid_at"])
    attempt_event(attempt=attempt, kind="captured", source=source, now=now, by=actor.label[:200])
    return _told(payment, attempt, invoice, now)


def wallet_postings(payment: Payment, part: FromWallet) -> tuple[Posting, ...]:
    """The ledger movements of a payment from the wallet; pure."""
    wallet, owed = LedgerKind.WALLET, LedgerKind.RECEIVABLE
    unit, currency = part.taken.currency, payment.currency
    if unit == currency:
        moves = [(wallet, owed, part.taken.minor, unit, Reason.WALLET_PAYMENT)]
    else:
        moves = [
            (wallet, LedgerKind.FX, part.taken.minor, unit, Reason.EXCHANGE),
            (LedgerKind.FX, owed, part.covers_minor, currency, Reason.WALLET_PAYMENT),
        ]
    return tuple(
        Posting(str(debit), str(credit), minor, of, str(reason), payment.public_id)
        for debit, credit, minor, of, reason in moves
    )


def _captured(
    payment: Payment, part: FromWallet, *, method: AttemptMethod, actor: Actor, now: datetime
) -> Attempt:
    public_id = new_public_id("att")
    return Attempt.objects.create(
        public_id=public_id,
        reference=public_id,
        payment=payment,
        seller_id=payment.seller_id,
        buyer_id=payment.buyer_id,
        method=method,
        state=AttemptState.CAPTURED,
        amount_minor=part.taken.minor,
        currency=part.taken.currency,
        covers_minor=part.covers_minor,
        charged_minor=part.taken.minor,
        rate_micro=part.rate_micro,
        rate_on=part.rate_on,
        wants_3d=False,
        started_by=actor.label[:200],
        created_at=now,
        settled_at=now,
    )


def _told(payment: Payment, attempt: Attempt, invoice: Invoice, now: datetime) -> Settlement:
    is_paid = invoice.status == InvoiceStatus.PAID
    outbox.emit(
        kind="payment.captured",
        account_id=payment.seller_id,
        subject=payment.public_id,
        now=now,
        attempt=attempt.public_id,
        buyer_id=payment.buyer_id,
        invoice_id=invoice.pk,
        is_automatic=False,
        surplus_minor=0,
        is_invoice_paid=is_paid,
    )
    return Settlement(
        attempt_id=attempt.pk,
        payment_id=payment.pk,
        invoice_id=invoice.pk,
        seller_id=payment.seller_id,
        buyer_id=payment.buyer_id,
        state=attempt.state,
        has_changed=True,
        is_captured_now=True,
        is_invoice_paid_now=is_paid,
    )
