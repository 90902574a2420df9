"""Giving more time: the instant from which an unpaid invoice shuts what it pays for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core import audit
from vezne.core.audit import Actor
from vezne.invoicing.errors import DeadlineNotAllowed
from vezne.invoicing.models import Invoice
from vezne.invoicing.services.rows import locked_open_invoice


@transaction.atomic
def invoice_deadline_set(
    *, invoice_id: int, shuts_off_at: datetime, reason: str, actor: Actor, now: datetime
) -> Invoice:
    """Move the shut-off of an open invoice to a later or earlier instant ahead of `now`.

    The subscription's own instant is moved by the caller, in the same transaction.
    Raises: InvoiceNotFound, InvoiceNotOpen, DeadlineNotAllowed (past, before the due instant, or an
    invoice that never shuts anything).
    """
    invoice = locked_open_invoice(invoice_id)
    if invoice.shuts_off_at is None or shuts_off_at <= now or shuts_off_at < invoice.due_at:
        raise DeadlineNotAllowed
    before, invoice.shuts_off_at = invoice.shuts_off_at, shuts_off_at
    invoice.save(update_fields=["shuts_off_at"])
    audit.record(
        actor=actor,
        action="invoice.deadline_set",
        subject=invoice.public_id,
        now=now,
        account_id=invoice.seller_id,
        before=before.isoformat(),
        after=shuts_off_at.isoformat(),
        reason=reason,
    )
    return invoice
