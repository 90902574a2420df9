"""Payments of documents in another currency, and what the rate made of them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import TruncDate

from vezne.core.calendar import ISTANBUL
from vezne.edocuments.models import (
    Document,
    DocumentKind,
    DocumentState,
    ExchangeDifference,
    Issuer,
)
from vezne.edocuments.queries.due import LOOK_BACK
from vezne.payments.models import Allocation


def payments_to_compare(*, now: datetime, limit: int = 500) -> list[tuple[int, int]]:
    """Ids of payments with the accepted document that each pays part of, made on a later day than
    the document's tax arose and not compared yet, the oldest first; in system scope.
    """
    documents = Document.objects.filter(
        invoice_id=OuterRef("invoice_id"),
        state=DocumentState.ACCEPTED,
        event_on__lt=OuterRef("paid_on"),
    )
    rows = Allocation.objects.filter(
        Exists(
            Issuer.objects.filter(
                seller_id=OuterRef("seller_id"), is_active=True, bills_exchange=True
            )
        ),
        ~Exists(ExchangeDifference.objects.filter(allocation_id=OuterRef("pk"))),
        created_at__gte=now - LOOK_BACK,
    ).exclude(currency="TRY")
    paid_on = TruncDate("created_at", tzinfo=ISTANBUL)
    paid = Subquery(documents.exclude(kind=DocumentKind.SLIP).values("pk")[:1])
    found = rows.annotate(paid_on=paid_on).annotate(document_id=paid).exclude(document_id=None)
    return list(found.order_by("pk").values_list("pk", "document_id")[:limit])
