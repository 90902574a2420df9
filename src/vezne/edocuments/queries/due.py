"""What the clock does next, and the proof of the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from vezne.core.calendar import istanbul_date
from vezne.edocuments.models import (
    Document,
    DocumentKind,
    DocumentState,
    Issuer,
    IssuesAt,
)
from vezne.edocuments.queries.documents import light
from vezne.edocuments.types import ErrorCode
from vezne.invoicing.models import Invoice, InvoiceKind, InvoiceStatus

LOOK_BACK = timedelta(days=60)
"""How long after its event an invoice without a document is still found by the clock."""
WARN_DAYS = 2
"""The alarm comes so many days before the last day to issue."""
MADE_AGAIN = (
    ErrorCode.BUYER_IS_REGISTERED,
    ErrorCode.BUYER_NOT_REGISTERED,
    ErrorCode.SERIES_YEAR,
)
"""Refusals that a new document mends without a person."""
DOCUMENTED = Q(total_minor__gt=0) & ~Q(kind=InvoiceKind.OPENING)
"""Not what asks for nothing, nor what was owed before the books began: it had its document then."""
UNNUMBERED = (DocumentState.DRAFT, DocumentState.BLOCKED)

# A gap or a double would stand here: what each series counted beside what its documents hold.
SERIES_CHECK = """
SELECT s.seller_id, s.letters, s.year, s.last_number, count(d.id), min(d.number), max(d.number),
       count(*) FILTER (WHERE d.falls_back)
FROM edocuments_series s
LEFT JOIN LATERAL (
    SELECT id, number, issued_on < lag(issued_on) OVER (ORDER BY number) AS falls_back
    FROM edocuments_document
    WHERE seller_id = s.seller_id AND number <> '' AND left(number, 7) = s.letters || s.year
) d ON true
GROUP BY s.id
ORDER BY s.seller_id, s.letters, s.year
"""


@dataclass(frozen=True, slots=True)
class SeriesFault:
    """A series whose documents do not follow from its counter."""

    seller_id: int
    letters: str
    year: int
    counted: int
    found: int


def invoices_without_document(issuer: Issuer, *, now: datetime, limit: int = 500) -> list[Invoice]:
    """Invoices whose document is due and was never begun, oldest first.

    At payment: paid since the seller began; at period start: begun, paid or not; always what
    `asks_for_document`. A refused document is made again by itself once, where another kind or year
    mends it; what else died is made again by a person.
    """
    begun = Document.objects.filter(invoice_id=OuterRef("pk")).exclude(kind=DocumentKind.SLIP)
    done = begun.exclude(state=DocumentState.REFUSED, error_code__in=MADE_AGAIN, replaces=None)
    since = max(issuer.starts_at, now - LOOK_BACK)
    if issuer.issues_at == IssuesAt.PAYMENT:
        is_due = Q(status=InvoiceStatus.PAID, paid_at__gte=since, paid_at__lte=now)
        order = "paid_at"
    else:
        open_or_paid = (InvoiceStatus.OPEN, InvoiceStatus.PAID)
        is_due = Q(status__in=open_or_paid, due_at__gte=since, due_at__lte=now)
        order = "due_at"
    rows = Invoice.objects.filter(is_due, DOCUMENTED, seller_id=issuer.seller_id)
    return list(rows.filter(~Exists(done)).order_by(order, "pk")[:limit])


def asks_for_document(invoice: Invoice) -> bool:
    """The same as `DOCUMENTED` of a row at hand."""
    return invoice.total_minor > 0 and invoice.kind != InvoiceKind.OPENING


def due_drafts(*, now: datetime, limit: int = 500) -> list[tuple[int, int]]:
    """Drafts to be decided, checked and numbered now, with their sellers, the most urgent first."""
    rows = Document.objects.filter(state=DocumentState.DRAFT, next_check_at__lte=now)
    return list(rows.order_by("deadline_on", "pk").values_list("pk", "seller_id")[:limit])


def due_calls(*, now: datetime, limit: int = 500) -> list[tuple[int, int]]:
    """Numbered documents to be sent or asked about now, with their sellers."""
    rows = Document.objects.filter(next_check_at__lte=now).exclude(state__in=UNNUMBERED)
    return list(rows.order_by("next_check_at", "pk").values_list("pk", "seller_id")[:limit])


def untold(*, limit: int = 500) -> list[Document]:
    """Accepted documents whose buyer has no mail yet."""
    rows = light().filter(state=DocumentState.ACCEPTED, told_at=None)
    return list(rows.order_by("pk")[:limit])


def near_deadline(*, now: datetime) -> list[Document]:
    """Unnumbered documents whose last day is near or past, not warned about yet."""
    until = istanbul_date(now) + timedelta(days=WARN_DAYS)
    rows = light().filter(state__in=UNNUMBERED, deadline_on__lte=until, warned_at=None)
    return list(rows.select_related("invoice").order_by("deadline_on", "pk"))


def unnumbered_of_void(*, limit: int = 500) -> list[int]:
    """Documents without a number whose invoice was withdrawn meanwhile."""
    rows = Document.objects.filter(state__in=UNNUMBERED, invoice__status=InvoiceStatus.VOID)
    return list(rows.values_list("pk", flat=True)[:limit])


def numbered_of_void(seller_id: int) -> list[Document]:
    """Live documents whose invoice was withdrawn: to be cancelled, or given back, by a person."""
    live = (
        DocumentState.ISSUED,
        DocumentState.UNKNOWN,
        DocumentState.SENT,
        DocumentState.ACCEPTED,
    )
    rows = light().filter(seller_id=seller_id, state__in=live, invoice__status=InvoiceStatus.VOID)
    return list(rows.exclude(kind=DocumentKind.SLIP).select_related("buyer").order_by("pk"))


def series_faults() -> list[SeriesFault]:
    """Series with a gap, a double or a date that falls back; none ever, and `vezne` can show it."""
    with connection.cursor() as cursor:
        cursor.execute(SERIES_CHECK)
        rows = cursor.fetchall()
    faults = []
    for seller_id, letters, year, counted, found, first, last, backwards in rows:
        is_whole = counted == found and not backwards
        if counted:
            is_whole &= (first, last) == (
                f"{letters}{year}{1:09d}",
                f"{letters}{year}{counted:09d}",
            )
        if not is_whole:
            faults.append(SeriesFault(seller_id, letters, year, counted, found))
    return faults
