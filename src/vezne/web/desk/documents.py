"""Belgeler: every legal document of the seller, its page, its files, and what came back."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.accounts.identifiers import shown_tax_id
from vezne.core.calendar import istanbul_date
from vezne.core.errors import DomainError
from vezne.core.turkish import fold
from vezne.edocuments.models import UNNUMBERED_STATES, Document, DocumentKind, DocumentState
from vezne.edocuments.queries import (
    DocumentDetail,
    document_detail,
    documents_of_seller,
    find_integrator,
    find_issuer,
    get_document,
    incoming_of_seller,
    live_documents_of,
)
from vezne.invoicing.models import InvoiceStatus
from vezne.reports.edocuments import urgent_of
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.document_words import error_shown, events_shown, findings_shown, settings_url
from vezne.web.desk.replies import page, refused
from vezne.web.document_files import TAIL, archive_answer, by_month, file_answer
from vezne.web.listing import (
    Column,
    Filter,
    Listing,
    Rows,
    by_column,
    by_columns,
    by_days,
    by_field,
    excel_answer,
)

KINDS = [(kind.value, kind.label) for kind in DocumentKind if kind.value]
OPEN_STATES = (DocumentState.ISSUED, DocumentState.UNKNOWN, DocumentState.SENT)
CANCELLABLE = (DocumentState.SENT, DocumentState.ACCEPTED)
RETURNABLE = (DocumentState.ACCEPTED,)
MAILABLE = (DocumentState.ACCEPTED, DocumentState.CANCELLED)
COLUMNS = (
    Column(_("Belge no"), lambda row: row.number, 20),
    Column(_("Tarih"), lambda row: row.issued_on, 12),
    Column(_("Alıcı"), lambda row: row.buyer.legal_name, 36),
    Column(_("Hesap no"), lambda row: row.buyer.number, 14),
    Column(_("Tür"), lambda row: row.get_kind_display(), 16),
    Column(_("Senaryo"), lambda row: row.profile, 16),
    Column(_("Durum"), lambda row: row.get_state_display(), 20),
    *TAIL,
)


def _search(rows: Rows, text: str) -> Rows:
    for word in text.split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(buyer__search_key__contains=fold(word))
            | Q(invoice__reference__icontains=word)
        )
    return rows


def _listing(request: VezneRequest) -> Listing:
    return Listing(
        request,
        documents_of_seller(request.seat.account_id),
        search=_search,
        filters=[
            Filter("durum", _("Durum"), DocumentState.choices, by_field("state")),
            Filter("tur", _("Tür"), KINDS, by_field("kind")),
        ],
        sorts={
            "no": by_column("number"),
            "alici": by_column("buyer__search_key"),
            "tarih": by_column("issued_on"),
            "tutar": by_column("total_minor"),
        },
        days=by_days("issued_on"),
    )


@desk_page()
@require_safe
def documents(request: VezneRequest) -> HttpResponse:
    """All of them; above them what runs out of time, and what is not set up yet."""
    seller_id = request.seat.account_id
    context = {
        "listing": _listing(request),
        "urgent": list(urgent_of(seller_id, now=request.now)),
        "today": istanbul_date(request.now),
        "is_set_up": find_issuer(seller_id) is not None and find_integrator(seller_id) is not None,
    }
    return page(request, "documents", context)


@desk_page()
@require_safe
def documents_excel(request: VezneRequest) -> HttpResponse:
    """The same list, filtered alike, as Excel."""
    rows = _listing(request).rows
    return excel_answer("belgeler", COLUMNS, rows.iterator(chunk_size=1_000))


@desk_page()
@require_safe
def documents_zip(request: VezneRequest) -> HttpResponseBase:
    """PDF and XML of the numbered ones of the same list, filtered alike, in one zip."""
    rows = _listing(request).rows.exclude(number="").defer("draft_sealed", "xml_sealed")
    try:
        return archive_answer("belgeler", rows, COLUMNS, now=request.now, folder_of=by_month)
    except DomainError as error:
        return refused(request, error, "desk_documents")


@desk_page()
@require_safe
def incoming(request: VezneRequest) -> HttpResponse:
    """Iade invoices that buyers sent, by hand or over the integrator."""
    listing = Listing(
        request,
        incoming_of_seller(request.seat.account_id),
        search=by_columns("number", "buyer__name", "document__number"),
        sorts={"tarih": by_column("issued_on"), "tutar": by_column("total_minor")},
        days=by_days("issued_on"),
    )
    return page(request, "documents_incoming", {"listing": listing})


@desk_page()
@require_safe
def document(request: VezneRequest, public_id: str) -> HttpResponse:
    """The whole of one."""
    return show(request, public_id)


def show(
    request: VezneRequest, public_id: str, *, status: int = 200, **more: object
) -> HttpResponse:
    """The page of a document, also after a refusal."""
    detail = document_detail(public_id)
    context = {**_context(detail), **more, "settings_url": settings_url()}
    return page(request, "document", context, status=status)


def _context(detail: DocumentDetail) -> dict[str, Any]:
    row, draft = detail.document, detail.draft
    is_unnumbered = row.state in UNNUMBERED_STATES and row.is_live
    is_returnable = row.state in RETURNABLE and row.kind != DocumentKind.SLIP
    findings = findings_shown(row, draft.seller.name)
    is_dead_sale = not row.is_live and row.kind != DocumentKind.SLIP
    successor = live_documents_of([row.invoice_id]).get(row.invoice_id) if is_dead_sale else None
    return {
        "document": row,
        "draft": draft,
        "buyer_tax_id": shown_tax_id(draft.buyer.tax_id),
        "findings": findings,
        "is_late": any(one.whose == "late" for one in findings),
        "error": error_shown(row),
        "events": events_shown(detail.events),
        "slips": detail.slips,
        "incoming": detail.incoming,
        "differences": detail.differences,
        "has_xml": row.xml_sealed is not None,
        "can_try": is_unnumbered,
        "can_send": row.state in OPEN_STATES,
        "can_give_up": row.state == DocumentState.ISSUED and bool(row.error_code),
        "can_replace": not row.is_live
        and successor is None
        and row.invoice.status != InvoiceStatus.VOID
        and row.state != DocumentState.DROPPED,
        "successor": successor,
        "can_mail": row.state in MAILABLE,
        "can_cancel": row.state in CANCELLABLE
        and row.kind in (DocumentKind.EARSIV, DocumentKind.EFATURA),
        "can_slip": is_returnable
        and row.kind == DocumentKind.EARSIV
        and not draft.buyer.is_firm
        and slip_left(detail) > 0,
        "can_incoming": is_returnable and draft.buyer.is_firm,
        "slip_left": slip_left(detail),
    }


def slip_left(detail: DocumentDetail) -> int:
    """How much of a consumer's document no slip has taken yet."""
    live = [one for one in detail.slips if one.state != DocumentState.CANCELLED]
    return detail.document.total_minor - sum(one.total_minor for one in live)


@desk_page()
@require_safe
def document_file(request: VezneRequest, public_id: str, kind: str) -> HttpResponse:
    """The print in the browser, or the XML."""
    del request
    row: Document = get_document(public_id)
    return file_answer(row, kind)
