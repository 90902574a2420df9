"""Legal documents as a buyer's and a seller's people look for them: by month, with sums and words.

What a document says and how it is printed is `edocuments`'; here it is only found and named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vezne.core.calendar import istanbul_date
from vezne.core.compiled import compiled
from vezne.core.money import Money
from vezne.edocuments.models import Document, DocumentKind, DocumentState
from vezne.edocuments.queries import (
    asks_for_document,
    documents_for,
    documents_of_seller,
    issues_documents,
    live_documents_of,
)
from vezne.invoicing.models import Invoice
from vezne.orders.queries import awaits_approval
from vezne.reports.panel import in_order

BUYER_WORDS: dict[str, str | Promise] = {
    DocumentState.ISSUED: _("Düzenlendi, iletiliyor"),
    DocumentState.UNKNOWN: _("Düzenlendi, iletiliyor"),
    DocumentState.SENT: _("Gelir İdaresinin yanıtı bekleniyor"),
    DocumentState.ACCEPTED: _("Kesildi"),
    DocumentState.DECLINED: _("Reddettiniz"),
    DocumentState.CANCELLED: _("İptal edildi"),
}
"""What a buyer reads; it does not see what never became a document."""
LEGAL = (DocumentState.ACCEPTED, DocumentState.CANCELLED)
"""What an accountant files; the cancelled ones with their stamp."""
WAITING = (DocumentState.DRAFT, DocumentState.BLOCKED)
URGENT_DAYS = 2
"""As long before the last day the desk shows its alarm; the mail comes on the same day."""


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document as its buyer sees it."""

    document: Document
    words: str  # its state


def shown_to_buyer(document: Document) -> ShownDocument:
    """With its state in the buyer's words; of one that `documents_shown_for` gives."""
    return ShownDocument(document, str(BUYER_WORDS[document.state]))


@dataclass(frozen=True, slots=True)
class Paper:
    """What a payer reads of the invoice's document; None where it is being made."""

    document: Document | None


@dataclass(slots=True)
class MonthOfDocuments:
    """The documents of one month that stand on a page, with the sums of the whole month."""

    month: date  # its first day
    count: int = 0
    sums: tuple[Money, ...] = ()  # by currency, what is legally issued
    rows: list[ShownDocument] = field(default_factory=list)


def documents_shown_for(buyer_id: int) -> QuerySet[Document]:
    """A buyer's documents but those that were refused, the newest first."""
    rows = documents_for(buyer_id).exclude(state=DocumentState.REFUSED)
    return rows.order_by("-issued_on", "-id")


def by_month(rows: Iterable[Document], all_rows: QuerySet[Document]) -> list[MonthOfDocuments]:
    """Rows of a page below their months; sums are of all rows of the month; one query."""
    months: dict[date, MonthOfDocuments] = {}
    for row in rows:
        assert row.issued_on is not None, "numbered documents are dated"
        first = row.issued_on.replace(day=1)
        months.setdefault(first, MonthOfDocuments(first)).rows.append(shown_to_buyer(row))
    sums: dict[date, dict[str, int]] = {}
    for found in _sums(all_rows) if months else ():
        month = months.get(found["month"])
        if month is not None:
            month.count += found["count"]
            sums.setdefault(month.month, {})[found["currency"]] = found["sum"] or 0
    for first, by_currency in sums.items():
        months[first].sums = in_order({name: sum_ for name, sum_ in by_currency.items() if sum_})
    return list(months.values())


def _sums(rows: QuerySet[Document]) -> list[dict[str, Any]]:
    is_sale = Q(state=DocumentState.ACCEPTED) & ~Q(kind=DocumentKind.SLIP)
    grouped: Any = (
        rows.order_by().annotate(month=TruncMonth("issued_on")).values("month", "currency")
    )
    return list(grouped.annotate(count=Count("id"), sum=Sum("total_minor", filter=is_sale)))


def documents_of_invoices(invoice_ids: Iterable[int | None]) -> dict[int, ShownDocument]:
    """The numbered document of each of a buyer's invoices that has one; one query."""
    found = live_documents_of([pk for pk in invoice_ids if pk is not None])
    return {pk: shown_to_buyer(row) for pk, row in found.items() if row.number}


def paper_of(invoice: Invoice) -> Paper | None:
    """The document of a paid invoice; None where there is none to wait for.

    None is made by a seller that issues none, for an order that waits for its approval, for
    nothing, and for what an earlier book has documented.
    """
    found = live_documents_of([invoice.pk]).get(invoice.pk)
    if found is not None:
        return Paper(found if found.number else None)
    if not asks_for_document(invoice):
        return None
    return (
        None
        if awaits_approval(invoice.pk) or not issues_documents(invoice.seller_id)
        else Paper(None)
    )


def month_span(month: date) -> tuple[date, date]:
    """First and last day."""
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return month, following - timedelta(days=1)


def legal_of_month(rows: QuerySet[Document], month: date) -> QuerySet[Document]:
    """What is filed of a month, in the order of date and number."""
    found = rows.filter(issued_on__range=month_span(month), state__in=LEGAL)
    return found.order_by("issued_on", "number")


def urgent_of(seller_id: int, *, now: datetime) -> QuerySet[Document]:
    """A seller's documents without a number whose last day is near or gone, the oldest first."""
    until = istanbul_date(now) + timedelta(days=URGENT_DAYS)
    rows = documents_of_seller(seller_id, states=WAITING).filter(deadline_on__lte=until)
    return rows.order_by("deadline_on", "id")


def held_up_of(seller_id: int, *, now: datetime, limit: int) -> list[Document]:
    """A seller's documents that wait for a hand: held back by findings, or running out of days."""
    return _held_up(seller_id, istanbul_date(now) + timedelta(days=URGENT_DAYS), limit)


@compiled
def _held_up(seller_id: int, until: date, limit: int) -> QuerySet[Document]:
    rows = documents_of_seller(seller_id, states=WAITING)
    held = rows.filter(Q(state=DocumentState.BLOCKED) | Q(deadline_on__lte=until))
    return held.order_by("deadline_on", "id")[:limit]
