"""Exchange differences: each payment compared once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core import outbox
from vezne.core.calendar import istanbul_date
from vezne.edocuments.exchange import difference_of
from vezne.edocuments.models import DifferenceState, Document, ExchangeDifference
from vezne.edocuments.queries import draft_of
from vezne.invoicing.models import Invoice
from vezne.payments.models import Allocation


@transaction.atomic
def difference_record(
    *,
    document: Document,
    allocation: Allocation,
    paid_rate_micro: int,
    invoice: Invoice | None,
    now: datetime,
) -> ExchangeDifference:
    """Keep what the rate made of one payment of a document in another currency.

    `invoice` is the seller's own for it, where the difference is the seller's. The state follows
    from the sign. Recorded before: IntegrityError, the payment's row is one-to-one.
    """
    exchange = draft_of(document).exchange
    assert exchange is not None  # a document in TRY is not compared
    difference = difference_of(
        allocation.amount_minor,
        document_rate_micro=exchange.rate_micro,
        paid_rate_micro=paid_rate_micro,
    )
    row = ExchangeDifference.objects.create(
        seller_id=document.seller_id,
        buyer_id=document.buyer_id,
        document=document,
        allocation=allocation,
        invoice=invoice,
        state=_state(difference, invoice),
        paid_on=istanbul_date(allocation.created_at),
        amount_minor=allocation.amount_minor,
        currency=allocation.currency,
        document_rate_micro=exchange.rate_micro,
        paid_rate_micro=paid_rate_micro,
        difference_minor=difference,
        found_at=now,
    )
    if difference:
        outbox.emit(
            kind="exchange.found",
            account_id=row.seller_id,
            subject=document.public_id,
            now=now,
            buyer_id=row.buyer_id,
            state=row.state,
            difference_minor=difference,
            invoice=invoice.public_id if invoice else "",
        )
    return row


def _state(difference: int, invoice: Invoice | None) -> DifferenceState:
    if invoice is not None:
        return DifferenceState.BILLED
    if difference == 0:
        return DifferenceState.NONE
    return DifferenceState.BY_HAND if difference > 0 else DifferenceState.BUYERS
