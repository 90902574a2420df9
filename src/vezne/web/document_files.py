"""A legal document as a download, the same for panel and desk: print, XML, a month's all, Excel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError, NotFound
from vezne.core.money import Money
from vezne.core.scope import Scope, acting_in, current_scope
from vezne.edocuments.models import Document, DocumentState
from vezne.edocuments.queries import pdf_of, xml_of
from vezne.flows.document_files import document_files
from vezne.web.archives import safe_name, zip_answer
from vezne.web.listing import Column, excel_answer

MOST_ZIPPED = 1_000
AT_ONCE = 20
PDF, XML = "pdf", "xml"
ENDINGS = {DocumentState.CANCELLED: "-iptal", DocumentState.DECLINED: "-red"}


class TooManyDocuments(DomainError):
    """More documents than one archive holds; nothing is left out in silence."""

    code = "documents_too_many"
    status = 422
    message = _("%(count)s belge var, tek dosyada en çok %(most)s indirilebilir.")


def file_answer(document: Document, kind: str) -> HttpResponse:
    """One document: the print in the browser, the XML as a download. Raises: NotFound."""
    if kind not in (PDF, XML) or not document.number:
        raise NotFound
    name = f"{document.number}.{kind}"
    if kind == XML:
        answer = HttpResponse(xml_of(document), content_type="application/xml")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    answer = HttpResponse(pdf_of(document), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def archive_answer(
    name: str,
    rows: QuerySet[Document],
    columns: Sequence[Column],
    *,
    now: datetime,
    folder_of: Callable[[Document], str],
) -> StreamingHttpResponse:
    """PDF and XML of these documents in their folders, and a list of them.

    Raises: TooManyDocuments, NotFound where there is none.
    """
    listed = list(rows.select_related("seller", "buyer", "invoice")[: MOST_ZIPPED + 1])
    if not listed:
        raise NotFound
    if len(listed) > MOST_ZIPPED:
        raise TooManyDocuments(count=rows.count(), most=MOST_ZIPPED)
    scope = current_scope()
    assert scope is not None, "a page of an account"
    book = excel_answer(name, columns, listed).content
    return zip_answer(name, _files(listed, book, scope, folder_of), now=now)


def by_seller(document: Document) -> str:
    """A buyer keeps its sellers apart."""
    return safe_name(document.seller.name)


def by_month(document: Document) -> str:
    """A seller keeps its months apart."""
    return f"{document.issued_on:%Y-%m}"


def _files(
    rows: Sequence[Document], book: bytes, scope: Scope, folder_of: Callable[[Document], str]
) -> Iterator[tuple[str, bytes]]:
    """Read while the answer is on its way, after the page's own scope has ended."""
    yield "liste.xlsx", book
    ids = iter([row.pk for row in rows])
    while batch := list(islice(ids, AT_ONCE)):
        with acting_in(scope):
            made = [file for pk in batch for file in _both(pk, folder_of)]
        yield from made


def _both(document_id: int, folder_of: Callable[[Document], str]) -> Iterator[tuple[str, bytes]]:
    row = Document.objects.select_related("seller").get(pk=document_id)
    ending = ENDINGS.get(DocumentState(row.state), "")
    path = f"{folder_of(row)}/{row.number}{ending}"
    for name, body, _kind in document_files(row):
        yield path + name.removeprefix(row.number), body


def money(field: str) -> Any:
    """A column's amount in the document's currency."""
    return lambda row: Money(getattr(row, field), row.currency)


TAIL = (
    Column(_("ETTN"), lambda row: str(row.ettn), 38),
    Column(_("Matrah"), money("net_minor"), 14),
    Column(_("Vergiler"), money("tax_minor"), 14),
    Column(_("Tevkifat"), money("withheld_minor"), 14),
    Column(_("Ödenecek"), money("total_minor"), 14),
    Column(_("Para birimi"), lambda row: row.currency, 12),
    Column(_("Ödeme talebi"), lambda row: row.invoice.reference, 16),
)
"""The columns that buyer and seller both have, behind their own."""
