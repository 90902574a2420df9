"""What the panel and the desk share of applications: filling in the form, papers, the blank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from vezne.applications.errors import ApplicationNotFound
from vezne.applications.kinds import ApplicationKind, Parties, find_kind
from vezne.applications.models import Application, ApplicationDocument
from vezne.applications.queries import contents_of, documents_of
from vezne.applications.types import Writer
from vezne.core.errors import DomainError
from vezne.flows.application_pages import blank_pdf, offer_of
from vezne.flows.applications import application_write
from vezne.web.access import VezneRequest
from vezne.web.application_forms import ApplicationForm, initial_of

PDF = "application/pdf"


@dataclass(slots=True)
class Filled:
    """The form as it goes back to its writer, or nothing to go back for (`is_kept`)."""

    form: ApplicationForm
    row: Application | None
    papers: list[ApplicationDocument] = field(default_factory=list)
    is_kept: bool = False


def fill_in(
    request: VezneRequest,
    *,
    parties: Parties,
    kind: ApplicationKind,
    row: Application | None,
    writer: Writer,
) -> Filled:
    """The form of a new application or of `row`; a POST writes it, and sends it where asked to.

    What was typed stays, with what is wrong at its field, or why it could not be sent.
    """
    offer = offer_of(kind, parties)
    known = dict(contents_of(row).values) if row else dict(offer.known)
    papers = documents_of(row) if row else []
    is_sent = request.method == "POST"
    form = ApplicationForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        offer=offer,
        there={one.paper for one in papers},
        initial={**initial_of(offer, known), "note": row.note if row else ""},
    )
    if not is_sent or not form.is_valid():
        return Filled(form, row, papers)
    try:
        written = application_write(
            parties=parties,
            row=row,
            form=form.written(kind="" if row else kind.key, sends="gonder" in request.POST),
            writer=writer,
            actor=request.actor,
            now=request.now,
        )
    except DomainError as error:
        form.refuse(error)
        return Filled(form, row, papers)
    for name, words in written.wrong.items():
        form.add_error(name, words)
    if written.refusal is not None:
        form.refuse_send(written.refusal)
    is_kept = not written.wrong and written.refusal is None
    papers = [] if is_kept else documents_of(written.row)
    return Filled(form, written.row, papers, is_kept)


def labelled(
    kind: ApplicationKind | None, papers: Iterable[ApplicationDocument]
) -> list[tuple[ApplicationDocument, Any]]:
    """Papers with what their kind calls them."""
    labels = kind.all_papers if kind else {}
    return [(one, labels.get(one.paper, _("Belge"))) for one in papers]


def blank_of(request: VezneRequest, row: Application) -> HttpResponse:
    """The blank with what was typed, to be signed.

    Raises: ApplicationNotFound (nobody has said yet what it is).
    """
    kind = find_kind(row.kind)
    if kind is None:
        raise ApplicationNotFound
    values = contents_of(row).values
    return blank_answer(request, kind, Parties(row.seller_id, row.buyer_id), values, row.number)


def blank_answer(
    request: VezneRequest,
    kind: ApplicationKind,
    parties: Parties,
    values: Mapping[str, Any],
    number: int | None,
) -> HttpResponse:
    """The PDF, as a download; it holds personal data and is kept by nobody between."""
    body = blank_pdf(kind=kind, parties=parties, values=values, number=number, now=request.now)
    answer = HttpResponse(body, content_type=PDF)
    name = f"{kind.title}{f' {number}' if number else ''}.pdf"
    header = content_disposition_header(as_attachment=True, filename=name)
    answer.headers["Content-Disposition"] = header or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
