"""The papers of an application at the desk: the viewer, which logs who looked, and the blank."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vezne.accounts.models import Role
from vezne.applications.errors import ApplicationNotFound
from vezne.applications.kinds import find_kind
from vezne.applications.models import Application
from vezne.applications.queries import document_of, documents_of, get_application
from vezne.applications.types import ApplicationState, Source
from vezne.flows.application_pages import answers_of
from vezne.flows.applications import document_look
from vezne.web.access import VezneRequest, desk_page
from vezne.web.application_writing import blank_of, labelled
from vezne.web.desk.replies import page
from vezne.web.uploads import SAFE, attachment_answer

PICTURES = ("image/png", "image/jpeg", "image/webp")


def row_at_desk(public_id: str) -> Application:
    """One that the desk may see: a buyer's own draft is not its affair yet."""
    row = get_application(public_id)
    if row.state == ApplicationState.DRAFT and row.source == Source.PANEL:
        raise ApplicationNotFound
    return row


@desk_page(role=Role.STAFF)
@never_cache
@require_safe
def viewer(request: VezneRequest, public_id: str, file_id: str) -> HttpResponse:
    """One paper large, the others beside it."""
    row = row_at_desk(public_id)
    paper = document_of(row, file_id)
    kind = find_kind(row.kind)
    context = {
        "application": row,
        "kind": kind,
        "paper": paper,
        "label": labelled(kind, [paper])[0][1],
        "is_picture": paper.media_type in PICTURES,
        "papers": labelled(kind, documents_of(row)),
        "answers": answers_of(row),
    }
    return page(request, "application_paper", context)


@desk_page(role=Role.STAFF)
@never_cache
@require_safe
def paper_body(request: VezneRequest, public_id: str, file_id: str) -> HttpResponse:
    """Its decrypted bytes, never kept; that somebody looked is written down first.

    Only a picture is shown in place, and as nothing but a picture.
    """
    row = row_at_desk(public_id)
    paper = document_of(row, file_id)
    body = document_look(row=row, document=paper, actor=request.actor, now=request.now)
    answer = attachment_answer(body, paper.name, paper.media_type)
    if paper.media_type in PICTURES and "indir" not in request.GET:
        header = content_disposition_header(as_attachment=False, filename=paper.name)
        answer.headers["Content-Disposition"] = header or "inline"
        answer.headers["Content-Security-Policy"] = SAFE
    return answer


@desk_page(role=Role.STAFF)
@never_cache
@require_safe
def blank(request: VezneRequest, public_id: str) -> HttpResponse:
    """The blank with what is known, to be given to the customer."""
    return blank_of(request, row_at_desk(public_id))
