"""All writes of invoicing, one file per thing that happens to an invoice."""

from __future__ import annotations

from vezne.invoicing.services.deadlines import invoice_deadline_set
from vezne.invoicing.services.discounts import invoice_discount_apply, invoice_discount_remove
from vezne.invoicing.services.exchange import bulletin_record, rate_record
from vezne.invoicing.services.opening import invoice_open, invoices_open_many
from vezne.invoicing.services.settling import (
    invoice_address_mend,
    invoice_address_set,
    invoice_allocate,
    invoice_settle_free,
    invoice_settle_received,
)
from vezne.invoicing.services.voiding import invoice_void, invoice_void_to_wallet

__all__ = [
    "bulletin_record",
    "invoice_address_mend",
    "invoice_address_set",
    "invoice_allocate",
    "invoice_deadline_set",
    "invoice_discount_apply",
    "invoice_discount_remove",
    "invoice_open",
    "invoice_settle_free",
    "invoice_settle_received",
    "invoice_void",
    "invoice_void_to_wallet",
    "invoices_open_many",
    "rate_record",
]
