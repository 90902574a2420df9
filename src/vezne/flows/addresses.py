"""The buyer's default invoice address on an invoice that nobody opened a payment page for."""

from __future__ import annotations

from vezne.accounts.models import Address
from vezne.flows.paying import snapshot_of
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import invoice_address_set


def default_address_set(*, invoice: Invoice) -> bool:
    """Put the default address on an invoice without one; False when the buyer has none either.

    Runs in system scope: the clock charges stored cards.
    """
    if invoice.billing_address:
        return True
    address = Address.objects.filter(
        account_id=invoice.buyer_id, is_default=True, archived_at=None
    ).first()
    if address is None:
        return False
    invoice_address_set(invoice_id=invoice.pk, address=snapshot_of(address))
    return True
