"""Withdrawing an invoice: its postings are taken back, never deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core import audit
from vezne.core.audit import Actor
from vezne.invoicing.errors import InvoiceHasPayments, InvoiceNotOpen
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.invoicing.services.books import book, void_entry
from vezne.invoicing.services.rows import locked_invoice


@transaction.atomic
def invoice_void(*, invoice_id: int, reason: str, actor: Actor, now: datetime) -> Invoice:
    """Withdraw an open invoice of which nothing is paid; a void one stays as it is.

    Raises: InvoiceNotFound, InvoiceNotOpen, InvoiceHasPayments.
    """
    invoice = locked_invoice(invoice_id)
    if invoice.status == InvoiceStatus.VOID:
        return invoice
    if invoice.paid_minor:
        raise InvoiceHasPayments
    if invoice.status != InvoiceStatus.OPEN:
        raise InvoiceNotOpen
    return _void(invoice, reason, actor, now)


@transaction.atomic
def invoice_void_to_wallet(*, invoice_id: int, reason: str, actor: Actor, now: datetime) -> Invoice:
    """Withdraw an invoice, paid or not; what was paid of it goes to the buyer's wallet.

    For an order that is rejected after payment. A void one stays as it is.
    Raises: InvoiceNotFound.
    """
    invoice = locked_invoice(invoice_id)
    if invoice.status == InvoiceStatus.VOID:
        return invoice
    return _void(invoice, reason, actor, now)


def _void(invoice: Invoice, reason: str, actor: Actor, now: datetime) -> Invoice:
    book([void_entry(invoice)], now=now)
    invoice.status, invoice.voided_at, invoice.void_reason = InvoiceStatus.VOID, now, reason[:200]
    invoice.save(update_fields=["status", "voided_at", "void_reason"])
    audit.record(
        actor=actor,
        action="invoice.voided",
        subject=invoice.public_id,
        now=now,
        account_id=invoice.seller_id,
        reason=invoice.void_reason,
        to_wallet_minor=invoice.paid_minor,
    )
    return invoice
