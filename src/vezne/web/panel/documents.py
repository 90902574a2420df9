"""Belgelerim: the legal documents of all sellers by month, each to be read, kept and handed on."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.core.errors import DomainError, NotFound
from vezne.edocuments.errors import DocumentNotFound
from vezne.edocuments.models import Document, DocumentKind
from vezne.reports.edocuments import (
    BUYER_WORDS,
    by_month,
    documents_shown_for,
    legal_of_month,
    shown_to_buyer,
)
from vezne.web.access import VezneRequest, panel_page
from vezne.web.document_files import TAIL, archive_answer, by_seller, file_answer
from vezne.web.listing import Column, Filter, Listing, by_columns, by_field, excel_answer
from vezne.web.panel.replies import page, refused

MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")
KINDS = [(kind.value, kind.label) for kind in DocumentKind if kind.value]
COLUMNS = (
    Column(_("Belge no"), lambda row: row.number, 20),
    Column(_("Tarih"), lambda row: row.issued_on, 12),
    Column(_("Satıcı"), lambda row: row.seller.legal_name, 36),
    Column(_("Tür"), lambda row: row.get_kind_display(), 16),
    Column(_("Durum"), lambda row: BUYER_WORDS[row.state], 22),
    *TAIL,
)


def _rows(request: VezneRequest) -> QuerySet[Document]:
    return documents_shown_for(request.seat.account_id)


def _listing(request: VezneRequest) -> Listing:
    return Listing(
        request,
        _rows(request),
        search=by_columns("number", "seller__name", "invoice__reference"),
        filters=[Filter("tur", _("Tür"), KINDS, by_field("kind"))],
    )


@panel_page()
@require_safe
def documents(request: VezneRequest) -> HttpResponse:
    """All of them, below their months."""
    listing = _listing(request)
    months = by_month(listing.page.object_list, listing.rows)
    return page(request, "documents", {"listing": listing, "months": months})


@panel_page()
@require_safe
def documents_excel(request: VezneRequest) -> HttpResponse:
    """The same list, filtered alike, as Excel."""
    rows = _listing(request).rows
    return excel_answer("belgelerim", COLUMNS, rows.iterator(chunk_size=1_000))


@panel_page()
@require_safe
def documents_month(request: VezneRequest, month: str) -> HttpResponseBase:
    """PDF and XML of a month's documents with a list of them, in one zip."""
    if not MONTH.fullmatch(month):
        raise NotFound
    rows = legal_of_month(_rows(request), date.fromisoformat(f"{month}-01"))
    try:
        return archive_answer(
            f"belgeler-{month}", rows, COLUMNS, now=request.now, folder_of=by_seller
        )
    except NotFound:
        raise
    except DomainError as error:
        return refused(request, error, "documents")


def _document(request: VezneRequest, public_id: str) -> Document:
    row = _rows(request).filter(public_id=public_id).first()
    if row is None:
        raise DocumentNotFound
    return row


@panel_page()
@require_safe
def document(request: VezneRequest, public_id: str) -> HttpResponse:
    """One of them in words, with its downloads."""
    row = _document(request, public_id)
    return page(request, "document", {"shown": shown_to_buyer(row), "document": row})


@panel_page()
@require_safe
def document_file(request: VezneRequest, public_id: str, kind: str) -> HttpResponse:
    """The print, or the XML."""
    return file_answer(_document(request, public_id), kind)
