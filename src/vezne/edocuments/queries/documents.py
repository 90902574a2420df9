"""Documents as lists and pages show them, and what each says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from vezne.core.compiled import compiled
from vezne.core.scope import acting_as_system
from vezne.edocuments.draft import DocumentDraft
from vezne.edocuments.errors import DocumentNotFound
from vezne.edocuments.models import (
    DEAD_STATES,
    Document,
    DocumentEvent,
    DocumentKind,
    ExchangeDifference,
    IncomingDocument,
    Issuer,
)
from vezne.edocuments.prints import document_pdf
from vezne.edocuments.sealing import unseal_draft, unseal_xml
from vezne.edocuments.types import FindingCode


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """Everything that is known about a document, for a page."""

    document: Document
    draft: DocumentDraft
    events: list[DocumentEvent]
    findings: list[tuple[str, str]]  # words and detail of each
    slips: list[Document]
    incoming: list[IncomingDocument]
    differences: list[ExchangeDifference]  # of its payments at another rate


def light() -> QuerySet[Document]:
    """Rows for lists: without the sealed bodies."""
    return Document.objects.defer("draft_sealed", "xml_sealed")


def documents_for(buyer_id: int) -> QuerySet[Document]:
    """A buyer's numbered documents over its sellers, the newest first, with seller and invoice."""
    rows = light().filter(buyer_id=buyer_id).exclude(number="")
    return rows.select_related("seller", "invoice").order_by("-id")


def documents_of_seller(
    seller_id: int, *, states: Collection[str] = (), kind: str = ""
) -> QuerySet[Document]:
    """A seller's documents, the newest first, with buyer and invoice; of some states or a kind."""
    rows = light().filter(seller_id=seller_id)
    if states:
        rows = rows.filter(state__in=states)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related("buyer", "invoice").order_by("-id")


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
        slips=list(light().filter(replaces=document, kind=DocumentKind.SLIP).order_by("id")),
        incoming=list(IncomingDocument.objects.filter(document=document).order_by("id")),
        differences=_differences_of(document),
    )


def _differences_of(document: Document) -> list[ExchangeDifference]:
    """A document in TRY has none, and is not asked about."""
    if document.currency == "TRY":
        return []
    rows = ExchangeDifference.objects.filter(document=document).select_related("invoice")
    return list(rows.order_by("pk"))


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
    if not invoice_ids:
        return {}
    return {row.invoice_id: row for row in _live_documents(list(invoice_ids))}


@compiled
def _live_documents(invoice_ids: list[int]) -> QuerySet[Document]:
    rows = light().filter(invoice_id__one_of=invoice_ids).exclude(state__in=DEAD_STATES)
    return rows.exclude(kind=DocumentKind.SLIP)


def incoming_of_seller(seller_id: int) -> QuerySet[IncomingDocument]:
    """Iade invoices that a seller's buyers sent, the newest first."""
    rows = IncomingDocument.objects.filter(seller_id=seller_id)
    return rows.select_related("buyer", "document").order_by("-issued_on", "-id")


def known_incoming(seller_id: int, numbers: Sequence[str]) -> set[str]:
    """Which of these numbers are recorded already."""
    rows = IncomingDocument.objects.filter(seller_id=seller_id, number__in=numbers)
    return set(rows.values_list("number", flat=True))


def find_issued(*, seller_id: int, buyer_id: int, number: str) -> Document | None:
    """The seller's document of this number to this buyer."""
    rows = Document.objects.filter(seller_id=seller_id, buyer_id=buyer_id, number=number)
    return rows.first() if number else None


def has_document_with(seller_id: int, buyer_id: int) -> bool:
    """Whether the seller has ever issued anything to this buyer."""
    rows = Document.objects.filter(seller_id=seller_id, buyer_id=buyer_id)
    return rows.exclude(number="").exists()


def pdf_of(document: Document) -> bytes:
    """The print of a document of the current scope; the seller's logo is read for either side."""
    with acting_as_system("documents: print"):
        issuer = Issuer.objects.filter(seller_id=document.seller_id).first()
    return document_pdf(document, draft_of(document), issuer)
