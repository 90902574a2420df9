"""What a captured try books: cash against the receivable, and whatever the invoice did not need.

Cash is debited in the charge's currency. A charge in TRY for an invoice in another currency passes
the `fx` account, so each currency balances. Money that the invoice does not need any more (it was
paid by another try, or withdrawn) goes to the buyer's wallet, never dropped. What the payer paid
more for instalments is booked apart and is never the invoice's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vezne.core.money import Money, share
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.invoicing.services import invoice_allocate
from vezne.ledger.services import post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.payments.models import Allocation, Attempt, Payment
from vezne.payments.queries.attempts import debt_key
from vezne.payments.services.debt import debt_pay_first
from vezne.payments.services.wallet_part import wallet_part_take


@dataclass(frozen=True, slots=True)
class Split:
    """How a capture is used; `needed` in the invoice's currency, the rest in the charge's."""

    needed_minor: int  # goes to the invoice
    needed_charge_minor: int  # the same in the charge's currency
    surplus_minor: int  # goes to the wallet
    difference_minor: int  # cost of instalments


def split_capture(*, attempt: Attempt, invoice: Invoice | None, charged: int) -> Split:
    """Divide a capture between invoice, wallet and instalment difference; pure.

    What is still owed is paid first, whichever try brings it: a payment may have been paid over
    less than is owed now (a coupon came off, another try covered a part). Without an invoice all
    of it loads the wallet.
    """
    is_owed = invoice is not None and invoice.status == InvoiceStatus.OPEN
    needed = min(attempt.covers_minor, invoice.open_minor) if invoice and is_owed else 0
    needed_charge = share(attempt.amount_minor, needed, attempt.covers_minor)
    return Split(
        needed_minor=needed,
        needed_charge_minor=needed_charge,
        surplus_minor=attempt.amount_minor - needed_charge,
        difference_minor=charged - attempt.amount_minor,
    )


def capture_postings(*, payment: Payment, attempt: Attempt, split: Split) -> tuple[Posting, ...]:
    """The ledger movements of a capture, in the order of a statement; pure."""
    subject, charge = payment.public_id, attempt.currency
    cash = LedgerKind.CASH.value
    found = []
    if split.needed_minor and charge == payment.currency:
        found.append((cash, LedgerKind.RECEIVABLE, split.needed_minor, charge, Reason.PAYMENT))
    elif split.needed_minor:
        found.append((cash, LedgerKind.FX, split.needed_charge_minor, charge, Reason.EXCHANGE))
        found.append(
            (
                LedgerKind.FX,
                LedgerKind.RECEIVABLE,
                split.needed_minor,
                payment.currency,
                Reason.PAYMENT,
            )
        )
    if split.surplus_minor:
        found.append((cash, LedgerKind.WALLET, split.surplus_minor, charge, Reason.TOP_UP))
    if split.difference_minor:
        kind, reason = LedgerKind.INSTALMENT_DIFFERENCE, Reason.INSTALMENT_DIFFERENCE
        found.append((cash, kind, split.difference_minor, charge, reason))
    return tuple(
        Posting(
            debit_kind=str(debit),
            credit_kind=str(credit),
            amount=amount,
            unit=unit,
            reason=str(reason),
            subject=subject,
        )
        for debit, credit, amount, unit, reason in found
    )


def book_capture(
    *, payment: Payment, attempt: Attempt, charged: int, now: datetime
) -> tuple[Split, Invoice | None]:
    """Post a capture, allocate it and count it towards the invoice, in the caller's transaction.

    The payment's and the attempt's rows are locked by the caller; the invoice's is locked here.
    A part that the wallet adds is taken now, as far as it is still needed and there. What goes to
    the wallet pays first what was taken back from the buyer and was not there any more.
    """
    invoice = None
    if payment.invoice_id is not None:
        invoice = Invoice.objects.select_for_update().get(pk=payment.invoice_id)
    split = split_capture(attempt=attempt, invoice=invoice, charged=charged)
    post(
        current_account_id=payment.current_account_id,
        key=f"{attempt.public_id}:capture",
        postings=capture_postings(payment=payment, attempt=attempt, split=split),
        now=now,
    )
    if invoice is not None:
        left = invoice.open_minor - split.needed_minor
        from_wallet = wallet_part_take(payment=payment, attempt=attempt, most_minor=left, now=now)
        paid = split.needed_minor + from_wallet
        if paid:
            allocate(attempt=attempt, payment=payment, minor=paid, now=now)
            invoice = invoice_allocate(invoice_id=invoice.pk, amount_minor=paid, now=now)
    if split.surplus_minor:
        debt_pay_first(
            current_account_id=payment.current_account_id,
            came=Money(split.surplus_minor, attempt.currency),
            key=debt_key(attempt),
            subject=payment.public_id,
            now=now,
        )
    return split, invoice


def allocate(*, attempt: Attempt, payment: Payment, minor: int, now: datetime) -> None:
    """Write how much of the try pays its payment's invoice; the only link between them."""
    assert payment.invoice_id is not None  # a load pays nothing
    Allocation.objects.create(
        payment=payment,
        attempt=attempt,
        invoice_id=payment.invoice_id,
        seller_id=payment.seller_id,
        buyer_id=payment.buyer_id,
        amount_minor=minor,
        currency=payment.currency,
        created_at=now,
    )
