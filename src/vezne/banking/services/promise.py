"""A buyer chooses transfer for an invoice: what it was told to send, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from vezne.banking.errors import NoBankAccount
from vezne.banking.models import BankAccount, Promise
from vezne.banking.queries.rules import rules_of
from vezne.core.locks import lock_row
from vezne.core.money import share
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.invoicing.queries import rate_for
from vezne.invoicing.rates import to_try
from vezne.payments.errors import InvoiceNotOpen

HOME = "TRY"


@transaction.atomic
def promise_make(*, invoice_id: int, now: datetime) -> Promise:
    """Keep what a payer is told to send for an invoice; asked again, the same answer.

    In the invoice's currency where the seller shows an account in it, else in TRY at the rate of
    this moment, kept for the seller's days; an older one is replaced when its rate has run out or
    another sum is owed. In system scope (the caller has checked whose invoice it is).
    Raises: NotFound, InvoiceNotOpen, NoBankAccount, RateUnknown.
    """
    invoice = lock_row(Invoice.objects, pk=invoice_id)
    if invoice.status != InvoiceStatus.OPEN or invoice.open_minor <= 0:
        raise InvoiceNotOpen
    known = Promise.objects.filter(invoice=invoice, ended_at=None).first()
    if known is not None:
        is_stale = known.rate_micro is not None and known.valid_until <= now
        if known.covers_minor == invoice.open_minor and not is_stale:
            return known
        known.ended_at = now
        known.save(update_fields=["ended_at"])
    return _made(invoice, now)


def _made(invoice: Invoice, now: datetime) -> Promise:
    shown = BankAccount.objects.filter(seller_id=invoice.seller_id, is_shown=True, is_active=True)
    currencies = set(shown.values_list("currency", flat=True))
    owed = invoice.open_minor
    amount, currency, rate_micro, rate_on = owed, invoice.currency, None, None
    if currency not in currencies:
        if HOME not in currencies:
            raise NoBankAccount
        rate = rate_for(invoice.currency, now)
        amount, currency = to_try(owed, rate.rate_micro), HOME
        rate_micro, rate_on = rate.rate_micro, rate.bulletin_on
    return Promise.objects.create(
        seller_id=invoice.seller_id,
        buyer_id=invoice.buyer_id,
        current_account_id=invoice.current_account_id,
        invoice=invoice,
        amount_minor=amount,
        currency=currency,
        covers_minor=owed,
        rate_micro=rate_micro,
        rate_on=rate_on,
        valid_until=now + timedelta(days=rules_of(invoice.seller_id).promise_days),
        made_at=now,
    )


def promises_kept(*, invoice_ids: list[int], now: datetime) -> int:
    """End the promises of invoices that a transfer has paid."""
    rows = Promise.objects.filter(invoice_id__in=invoice_ids, ended_at=None)
    return rows.update(kept_at=now, ended_at=now)


@transaction.atomic
def promise_lessen(*, invoice_id: int, owed_minor: int, now: datetime) -> Promise | None:
    """A part has come: the same is promised for what is left, at the same rate and until then.

    None where nothing was promised.
    """
    known = Promise.objects.filter(invoice_id=invoice_id, ended_at=None).first()
    if known is None:
        return None
    promise_end(invoice_id=invoice_id, now=now)
    amount = share(known.amount_minor, owed_minor, known.covers_minor)
    return Promise.objects.create(
        seller_id=known.seller_id,
        buyer_id=known.buyer_id,
        current_account_id=known.current_account_id,
        invoice_id=invoice_id,
        amount_minor=max(amount, 1),
        currency=known.currency,
        covers_minor=owed_minor,
        rate_micro=known.rate_micro,
        rate_on=known.rate_on,
        valid_until=known.valid_until,
        made_at=known.made_at,
    )


@transaction.atomic
def promise_end(*, invoice_id: int, now: datetime) -> bool:
    """The payer pays otherwise, or the invoice is withdrawn; False when nothing was promised."""
    return bool(Promise.objects.filter(invoice_id=invoice_id, ended_at=None).update(ended_at=now))
