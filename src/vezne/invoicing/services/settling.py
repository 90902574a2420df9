"""Paying an invoice, as far as the invoice is concerned: how much of it is paid, and to whom."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from vezne.core.audit import Actor, record
from vezne.invoicing.errors import InvoiceNotOpen, OverAllocation
from vezne.invoicing.models import Invoice, InvoiceKind, InvoiceStatus
from vezne.invoicing.services.rows import locked_invoice, locked_open_invoice
from vezne.invoicing.types import BillingAddress


@transaction.atomic
def invoice_allocate(*, invoice_id: int, amount_minor: int, now: datetime) -> Invoice:
    """Count an amount of a captured payment towards the invoice; the last kuruş makes it paid.

    Only `payments` calls it, with its own allocation row in the same transaction, which also makes
    it happen once; the entry is the payment's.
    Raises: InvoiceNotFound, InvoiceNotOpen, OverAllocation, ValueError for nothing or less.
    """
    if amount_minor <= 0:
        raise ValueError("an allocation is positive")
    invoice = locked_open_invoice(invoice_id)
    if amount_minor > invoice.open_minor:
        raise OverAllocation
    invoice.paid_minor += amount_minor
    return _saved(invoice, now)


@transaction.atomic
def invoice_settle_free(*, invoice_id: int, now: datetime) -> Invoice:
    """Close an open invoice on which nothing is left to pay, because a coupon took all of it.

    Paid already: nothing changes. Raises: InvoiceNotFound, InvoiceNotOpen (void, or still owed).
    """
    invoice = locked_invoice(invoice_id)
    if invoice.status == InvoiceStatus.PAID:
        return invoice
    if invoice.status == InvoiceStatus.VOID or invoice.open_minor:
        raise InvoiceNotOpen
    return _saved(invoice, now)


@transaction.atomic
def invoice_settle_received(*, invoice_id: int, paid_at: datetime) -> Invoice:
    """Mark an exchange difference as paid: it came with the payment that made it, at `paid_at`.

    Raises: InvoiceNotFound, InvoiceNotOpen (any other kind, or no longer open).
    """
    invoice = locked_open_invoice(invoice_id)
    if invoice.kind != InvoiceKind.EXCHANGE:
        raise InvoiceNotOpen
    invoice.paid_minor = invoice.total_minor
    invoice.status, invoice.paid_at = InvoiceStatus.PAID, paid_at
    invoice.save(update_fields=["paid_minor", "status", "paid_at"])
    return invoice


@transaction.atomic
def invoice_address_set(*, invoice_id: int, address: BillingAddress) -> Invoice:
    """Keep the invoice address as it is at this checkout; a later change of it changes nothing.

    Raises: InvoiceNotFound, InvoiceNotOpen.
    """
    invoice = locked_open_invoice(invoice_id)
    invoice.billing_address = asdict(address)
    invoice.save(update_fields=["billing_address"])
    return invoice


@transaction.atomic
def invoice_address_mend(
    *, invoice_id: int, address: BillingAddress, actor: Actor, now: datetime
) -> Invoice:
    """Correct what stands on an invoice about its buyer, paid or not: a typing error found late.

    The caller has seen to it that no legal document says the old one; the log keeps who did it.
    Raises: InvoiceNotFound.
    """
    invoice = locked_invoice(invoice_id)
    before = invoice.billing_address or {}
    invoice.billing_address = asdict(address)
    invoice.save(update_fields=["billing_address"])
    fields = sorted(
        name for name, value in invoice.billing_address.items() if value != before.get(name)
    )
    record(
        actor=actor,
        action="invoice.address_mended",
        subject=invoice.public_id,
        now=now,
        account_id=invoice.seller_id,
        fields=fields,
    )
    return invoice


def _saved(invoice: Invoice, now: datetime) -> Invoice:
    if not invoice.open_minor:
        invoice.status, invoice.paid_at = InvoiceStatus.PAID, now
    invoice.save(update_fields=["paid_minor", "status", "paid_at"])
    return invoice
