"""Reads of legal documents within the current scope, and what is due of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from vezne.core.calendar import istanbul_date
from vezne.core.crypto import unseal
from vezne.edocuments.draft import DocumentDraft, Party
from vezne.edocuments.errors import DocumentNotFound, IssuerMissing
from vezne.edocuments.models import (
    DEAD_STATES,
    Document,
    DocumentEvent,
    DocumentKind,
    DocumentState,
    IncomingDocument,
    IntegratorAccount,
    Issuer,
    IssuesAt,
    Series,
)
from vezne.edocuments.sealing import ISSUER_TAX_ID, unseal_draft, unseal_xml
from vezne.edocuments.types import ErrorCode, FindingCode
from vezne.invoicing.models import Invoice, InvoiceStatus

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
class DocumentDetail:
    """Everything that is known about a document, for a page."""

    document: Document
    draft: DocumentDraft
    events: list[DocumentEvent]
    findings: list[tuple[str, str]]  # words and detail of each
    slips: list[Document]
    incoming: list[IncomingDocument]


@dataclass(frozen=True, slots=True)
class SeriesFault:
    """A series whose documents do not follow from its counter."""

    seller_id: int
    letters: str
    year: int
    counted: int
    found: int


def _light() -> QuerySet[Document]:
    """Rows for lists: without the sealed bodies."""
    return Document.objects.defer("draft_sealed", "xml_sealed")


def documents_for(buyer_id: int) -> QuerySet[Document]:
    """A buyer's numbered documents over its sellers, the newest first, with seller and invoice."""
    rows = _light().filter(buyer_id=buyer_id).exclude(number="")
    return rows.select_related("seller", "invoice").order_by("-id")


def documents_of_seller(
    seller_id: int, *, states: Collection[str] = (), kind: str = ""
) -> QuerySet[Document]:
    """A seller's documents, the newest first, with buyer and invoice; of some states or a kind."""
    rows = _light().filter(seller_id=seller_id)
    if states:
        rows = rows.filter(state__in=states)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related("buyer", "invoice").order_by("-id")


def documents_of_period(seller_or_buyer: Q, first: date, last: date) -> QuerySet[Document]:
    """Numbered documents dated within a period, in the order of their numbers, for the zip."""
    rows = Document.objects.filter(seller_or_buyer, issued_on__range=(first, last))
    return rows.order_by("issued_on", "number")


def get_document(public_id: str) -> Document:
    """One document of the current scope, with its sides and invoice. Raises: DocumentNotFound."""
    rows = Document.objects.select_related("seller", "buyer", "invoice")
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise DocumentNotFound
    return row


def get_document_by_id(document_id: int) -> Document:
    """The same by its inner id. Raises: DocumentNotFound."""
    row = Document.objects.select_related("invoice").filter(pk=document_id).first()
    if row is None:
        raise DocumentNotFound
    return row


def document_detail(public_id: str) -> DocumentDetail:
    """A document with what it says, its log, what holds it back, and what came back of it.

    Raises: DocumentNotFound.
    """
    document = get_document(public_id)
    return DocumentDetail(
        document=document,
        draft=draft_of(document),
        events=list(DocumentEvent.objects.filter(document=document).order_by("id")),
        findings=finding_words(document),
        slips=list(_light().filter(replaces=document, kind=DocumentKind.SLIP).order_by("id")),
        incoming=list(IncomingDocument.objects.filter(document=document).order_by("id")),
    )


def draft_of(document: Document) -> DocumentDraft:
    """What the document says."""
    return unseal_draft(document.draft_sealed)


def xml_of(document: Document) -> bytes:
    """The XML as it was sent. Raises: DocumentNotFound for one without (a slip, a draft)."""
    if document.xml_sealed is None:
        raise DocumentNotFound
    return unseal_xml(document.xml_sealed)


def finding_words(document: Document) -> list[tuple[str, str]]:
    """Why a document is held back: what is wrong, in words, and where."""
    return [(str(FindingCode(one["code"]).label), one["detail"]) for one in document.findings]


def live_documents_of(invoice_ids: Sequence[int]) -> dict[int, Document]:
    """The live document of each of these invoices that has one, without its body."""
    rows = _light().filter(invoice_id__in=invoice_ids).exclude(state__in=DEAD_STATES)
    return {row.invoice_id: row for row in rows.exclude(kind=DocumentKind.SLIP)}


def incoming_of_seller(seller_id: int) -> QuerySet[IncomingDocument]:
    """Iade invoices that a seller's buyers sent, the newest first."""
    rows = IncomingDocument.objects.filter(seller_id=seller_id)
    return rows.select_related("buyer", "document").order_by("-issued_on", "-id")


def known_incoming(seller_id: int, numbers: Sequence[str]) -> set[str]:
    """Which of these numbers are recorded already."""
    rows = IncomingDocument.objects.filter(seller_id=seller_id, number__in=numbers)
    return set(rows.values_list("number", flat=True))


def has_document_with(seller_id: int, buyer_id: int) -> bool:
    """Whether the seller has ever issued anything to this buyer."""
    rows = Document.objects.filter(seller_id=seller_id, buyer_id=buyer_id)
    return rows.exclude(number="").exists()


# -- settings ----------------------------------------------------------------------------------


def find_issuer(seller_id: int) -> Issuer | None:
    """Who the seller is on documents; None when it has not said."""
    return Issuer.objects.filter(seller_id=seller_id).first()


def get_issuer(seller_id: int) -> Issuer:
    """The same. Raises: IssuerMissing."""
    issuer = find_issuer(seller_id)
    if issuer is None:
        raise IssuerMissing
    return issuer


def issuer_tax_id(issuer: Issuer) -> str:
    """The VKN or TCKN in plain."""
    return unseal(issuer.tax_id_sealed, purpose=ISSUER_TAX_ID)


def party_of(issuer: Issuer) -> Party:
    """The seller as a document says it."""
    return Party(
        tax_id=issuer_tax_id(issuer),
        title=issuer.title,
        first_name=issuer.first_name,
        family_name=issuer.family_name,
        street=issuer.street,
        building=issuer.building,
        district=issuer.district,
        city=issuer.city,
        postal_code=issuer.postal_code,
        tax_office=issuer.tax_office,
        mersis=issuer.mersis,
        trade_register=issuer.trade_register,
        website=issuer.website,
        phone=issuer.phone,
        email=issuer.email,
    )


def find_integrator(seller_id: int) -> IntegratorAccount | None:
    """The seller's contract with an integrator; its key stays sealed."""
    return IntegratorAccount.objects.filter(seller_id=seller_id).first()


def has_real_integrator() -> bool:
    """Whether any active contract is a real one: then the installation clock does not move."""
    return IntegratorAccount.objects.filter(is_active=True, is_test=False).exists()


def series_of(seller_id: int) -> list[Series]:
    """The seller's runs of numbers, the newest year first."""
    return list(Series.objects.filter(seller_id=seller_id).order_by("-year", "letters"))


# -- what is due -------------------------------------------------------------------------------


def active_issuers() -> list[Issuer]:
    """Sellers for which documents are made."""
    with_integrator = IntegratorAccount.objects.filter(
        seller_id=OuterRef("seller_id"), is_active=True
    )
    return list(Issuer.objects.filter(Exists(with_integrator), is_active=True).defer("logo"))


def invoices_without_document(issuer: Issuer, *, now: datetime, limit: int = 500) -> list[Invoice]:
    """Invoices whose document is due and was never begun, oldest first.

    At payment: paid since the seller began; at period start: begun, paid or not. Never one that
    asks for nothing. A refused document is made again by itself once, where another kind or year
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
    rows = Invoice.objects.filter(is_due, seller_id=issuer.seller_id, total_minor__gt=0)
    return list(rows.filter(~Exists(done)).order_by(order, "pk")[:limit])


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
    rows = _light().filter(state=DocumentState.ACCEPTED, told_at=None)
    return list(rows.order_by("pk")[:limit])


def near_deadline(*, now: datetime) -> list[Document]:
    """Unnumbered documents whose last day is near or past, not warned about yet."""
    until = istanbul_date(now) + timedelta(days=WARN_DAYS)
    rows = _light().filter(state__in=UNNUMBERED, deadline_on__lte=until, warned_at=None)
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
    rows = _light().filter(seller_id=seller_id, state__in=live, invoice__status=InvoiceStatus.VOID)
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
