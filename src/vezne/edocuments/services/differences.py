"""Exchange differences: each payment compared once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core import outbox
from vezne.core.calendar import istanbul_date
from vezne.edocuments.exchange import Difference
from vezne.edocuments.models import DifferenceState, Document, ExchangeDifference
from vezne.invoicing.models import Invoice
from vezne.payments.models import Allocation


@transaction.atomic
def difference_record(
    *,
    document: Document,
    allocation: Allocation,
    difference: Difference,
    invoice: Invoice | None,
    now: datetime,
) -> ExchangeDifference:
    """Keep what the rate made of one payment of a document in another currency.

    `invoice` is the seller's own for it, where the difference is the seller's. The state follows
    from the sign. Recorded before: IntegrityError, the payment's row is one-to-one.
    """
    row = ExchangeDifference.objects.create(
        seller_id=document.seller_id,
        buyer_id=document.buyer_id,
        document=document,
        allocation=allocation,
        invoice=invoice,
        state=_state(difference.minor, invoice),
        paid_on=istanbul_date(allocation.created_at),
        amount_minor=difference.paid_minor,
        currency=allocation.currency,
        document_rate_micro=difference.document_rate_micro,
        paid_rate_micro=difference.paid_rate_micro,
        difference_minor=difference.minor,
        found_at=now,
    )
    if row.difference_minor:
        outbox.emit(
            kind="exchange.found",
            account_id=row.seller_id,
            subject=document.public_id,
            now=now,
            buyer_id=row.buyer_id,
            state=row.state,
            difference_minor=row.difference_minor,
            invoice=invoice.public_id if invoice else "",
        )
    return row


def _state(difference: int, invoice: Invoice | None) -> DifferenceState:
    if invoice is not None:
        return DifferenceState.BILLED
    if difference == 0:
        return DifferenceState.NONE
    return DifferenceState.BY_HAND if difference > 0 else DifferenceState.BUYERS
