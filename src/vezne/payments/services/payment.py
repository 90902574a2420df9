"""The intent to pay an open invoice or to load the wallet: found or begun, and given up."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from vezne.core.errors import NotFound
from vezne.core.locks import lock_row
from vezne.core.money import Money
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.invoicing.types import BillingAddress
from vezne.ledger.models import CurrentAccount
from vezne.payments.errors import AttemptInDoubt, InvoiceNotOpen
from vezne.payments.models import Attempt, Payment, PaymentStatus
from vezne.payments.queries.attempts import is_in_doubt


@transaction.atomic
def payment_begin(*, invoice_id: int, now: datetime, is_automatic: bool = False) -> Payment:
    """The invoice's open intent, begun when there is none; its amount is what is still owed.

    Rows are locked in the order payment, invoice, as in the settlement; two tabs find the same
    intent. A try keeps the amount of its own moment. Raises: NotFound, InvoiceNotOpen.
    """
    known, invoice = _locked(invoice_id)
    if invoice is None:
        raise NotFound
    if invoice.status != InvoiceStatus.OPEN or invoice.open_minor <= 0:
        raise InvoiceNotOpen
    if known is None:
        return Payment.objects.create(
            seller_id=invoice.seller_id,
            buyer_id=invoice.buyer_id,
            current_account_id=invoice.current_account_id,
            invoice_id=invoice.pk,
            status=PaymentStatus.OPEN,
            amount_minor=invoice.open_minor,
            currency=invoice.currency,
            is_automatic=is_automatic,
            created_at=now,
        )
    known.amount_minor, known.is_automatic = invoice.open_minor, is_automatic
    known.save(update_fields=["amount_minor", "is_automatic"])
    return known


class _Overtaken(Exception):
    """No error: an intent was begun between the two locks."""


def _locked(invoice_id: int) -> tuple[Payment | None, Invoice | None]:
    """The invoice's open intent and the invoice, locked in this order.

    Where another begins the intent in between, the invoice's row is given back with the savepoint
    and both are taken anew: whoever has the intent may be waiting for the invoice.
    """
    opened = Payment.objects.filter(invoice_id=invoice_id, status=PaymentStatus.OPEN)
    while True:
        known = opened.select_for_update().first()
        with suppress(_Overtaken), transaction.atomic():
            invoice = Invoice.objects.select_for_update().filter(pk=invoice_id).first()
            if known is None and opened.exists():
                raise _Overtaken
            return known, invoice


def load_begin(
    *, current_account: CurrentAccount, amount: Money, address: BillingAddress, now: datetime
) -> Payment:
    """A fresh intent to load the wallet of a current account; all that is captured goes there.

    Each is its own: one that is left open is never paid twice by another.
    """
    return Payment.objects.create(
        seller_id=current_account.seller_id,
        buyer_id=current_account.buyer_id,
        current_account=current_account,
        invoice=None,
        status=PaymentStatus.OPEN,
        amount_minor=amount.minor,
        currency=amount.currency,
        billing_address=asdict(address),
        created_at=now,
    )


def payments_lock(*, invoice_id: int) -> int | None:
    """Lock every intent to pay an invoice until commit, ahead of the invoice's own row.

    Returns the id of the open one, if there is one.
    """
    rows = Payment.objects.select_for_update().filter(invoice_id=invoice_id).order_by("pk")
    return next((row.pk for row in rows if row.status == PaymentStatus.OPEN), None)


@transaction.atomic
def payment_cancel(*, payment_id: int) -> Payment:
    """Close an open intent without money, e.g. when its invoice is voided; a closed one stays.

    A form that is still open is not recalled: money that comes later goes to the wallet.
    Raises: NotFound, AttemptInDoubt while a charge has no certain end.
    """
    payment = lock_row(Payment.objects, pk=payment_id)
    if payment.status == PaymentStatus.OPEN:
        if any(is_in_doubt(attempt) for attempt in Attempt.objects.filter(payment=payment)):
            raise AttemptInDoubt
        payment.status = PaymentStatus.CANCELLED
        payment.save(update_fields=["status"])
    return payment
