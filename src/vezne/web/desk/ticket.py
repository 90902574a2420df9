"""One ticket at the desk: its conversation with notes, the customer beside it, and what is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.accounts.people import team_of
from vezne.core.errors import DomainError
from vezne.flows import tickets as flow
from vezne.subscriptions.queries import services_for
from vezne.subscriptions.types import State
from vezne.support import services
from vezne.support.models import Ticket
from vezne.support.queries import (
    attachment_for,
    canned_of,
    conversation_of,
    departments_of,
    events_of,
    get_canned,
    get_department,
    get_ticket,
    mergeable_with,
    note_file_for,
    notes_of,
)
from vezne.support.queries.tickets import last_seen
from vezne.support.types import LIVE, TicketState
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.replies import done, page, refused
from vezne.web.forms import VezneForm
from vezne.web.ticket_forms import AnswerForm, AssignForm, MergeForm, MoveForm, NoteForm
from vezne.web.uploads import download

MOST_SERVICES = 5


@desk_page()
@never_cache
@require_safe
def ticket(request: VezneRequest, public_id: str) -> HttpResponse:
    """All of it."""
    return _show(request, get_ticket(public_id))


def _show(
    request: VezneRequest, row: Ticket, *, status: int = 200, **refused_forms: VezneForm
) -> HttpResponse:
    said = conversation_of(row, with_originals=True)
    departments = list(departments_of(row.seller_id))
    members = [one for one in team_of(row.seller_id) if one.role != Role.VIEWER]
    others = mergeable_with(row)
    forms: dict[str, VezneForm] = {
        "form": AnswerForm(initial={"seen": last_seen(said, row)}),
        "note_form": NoteForm(),
        "assign_form": AssignForm(
            members=members,
            initial={"assignee": row.assignee.public_id if row.assignee else ""},
        ),
        "move_form": MoveForm(
            departments=departments,
            initial={
                "subject": row.subject,
                "department": row.department.public_id if row.department else "",
                "priority": row.priority,
            },
        ),
        "merge_form": MergeForm(tickets=others),
    }
    context: dict[str, Any] = {
        "ticket": row,
        "said": said,
        "notes": notes_of(row),
        "events": events_of(row),
        "services": _services(request, row),
        "canned": canned_of(row.seller_id),
        "others": others,
        "is_live": row.state in LIVE,
        "is_late": row.answer_due_at is not None and row.answer_due_at <= request.now,
        "can_write": row.state != TicketState.MERGED,
        **forms,
        **refused_forms,
    }
    return page(request, "ticket", context, status=status)


def _services(request: VezneRequest, row: Ticket) -> list[tuple[Any, Any]]:
    """The customer's services here, each with its state in words."""
    found = services_for(row.buyer_id, now=request.now, seller_id=row.seller_id)
    return [(one, State(one.state).label) for one in found[:MOST_SERVICES]]


@desk_page(role=Role.STAFF)
@require_POST
def ticket_answer(request: VezneRequest, public_id: str) -> HttpResponse:
    """Send the words to the customer; a refused form keeps what was typed."""
    row = get_ticket(public_id)
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            message = flow.seller_says(
                ticket_id=row.pk,
                words=form.words(request),
                seen=form.cleaned_data["seen"] or None,
                closes="kapat" in request.POST,
                actor=request.actor,
                now=request.now,
            )
        except DomainError as error:
            form.refuse(error)
            form = _with_fresh_seen(form, row)
        else:
            where = message.ticket.public_id
            return done(request, _("Yanıtınız gönderildi."), "desk_ticket", where)
    return _show(request, row, form=form, status=422)


def _with_fresh_seen(form: AnswerForm, row: Ticket) -> AnswerForm:
    """The page is drawn with all messages now, so the next try names the last of them."""
    data: Any = form.data
    data = data.copy()
    data["seen"] = last_seen(conversation_of(row), row)
    form.data = data
    return form


@desk_page(role=Role.STAFF)
@require_POST
def ticket_note(request: VezneRequest, public_id: str) -> HttpResponse:
    """Keep what the customer does not see."""
    row = get_ticket(public_id)
    form = NoteForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            flow.staff_notes(ticket_id=row.pk, words=form.words(request), now=request.now)
        except DomainError as error:
            form.refuse(error, "note_files")
        else:
            return done(request, _("Not eklendi."), "desk_ticket", public_id)
    return _show(request, row, note_form=form, status=422)


def _act(
    request: VezneRequest, row: Ticket, words: Any, write: Callable[[], object]
) -> HttpResponse:
    """Do it and go back, or say why not."""
    try:
        write()
    except DomainError as error:
        return refused(request, error, "desk_ticket", row.public_id)
    return done(request, words, "desk_ticket", row.public_id)


@desk_page(role=Role.STAFF)
@require_POST
def ticket_give(request: VezneRequest, public_id: str) -> HttpResponse:
    """Make it somebody's; without a name it is taken by whoever asks."""
    row = get_ticket(public_id)
    wanted = request.POST.get("assignee", "")
    if "al" in request.POST:
        wanted = request.user.public_id

    def write() -> None:
        flow.ticket_give(ticket=row, assignee=wanted, actor=request.actor, now=request.now)

    return _act(request, row, _("Sorumlu değişti."), write)


@desk_page(role=Role.STAFF)
@require_POST
def ticket_move(request: VezneRequest, public_id: str) -> HttpResponse:
    """Another department, priority or subject."""
    row = get_ticket(public_id)
    form = MoveForm(request.POST, departments=list(departments_of(row.seller_id)))
    if not form.is_valid():
        return _show(request, row, move_form=form, status=422)
    typed = form.cleaned_data
    wanted = typed["department"]
    department = get_department(row.seller_id, wanted) if wanted else None

    def write() -> None:
        services.ticket_move(
            ticket_id=row.pk,
            department=department,
            priority=typed["priority"],
            subject=typed["subject"],
            actor=request.actor,
            now=request.now,
        )

    return _act(request, row, _("Talep güncellendi."), write)


@desk_page(role=Role.STAFF)
@require_POST
def ticket_merge(request: VezneRequest, public_id: str) -> HttpResponse:
    """It goes on as another one."""
    row = get_ticket(public_id)
    form = MergeForm(request.POST, tickets=mergeable_with(row))
    if not form.is_valid():
        return _show(request, row, merge_form=form, status=422)
    into = get_ticket(form.cleaned_data["into"])
    try:
        flow.ticket_join(ticket_id=row.pk, into_id=into.pk, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "desk_ticket", public_id)
    return done(request, _("Talepler birleştirildi."), "desk_ticket", into.public_id)


@desk_page(role=Role.STAFF)
@require_POST
def ticket_end(request: VezneRequest, public_id: str) -> HttpResponse:
    """Close it without words, or take it up again."""
    row = get_ticket(public_id)
    if row.state == TicketState.CLOSED:

        def reopen() -> None:
            services.ticket_reopen(ticket_id=row.pk, actor=request.actor, now=request.now)

        return _act(request, row, _("Talep yeniden açıldı."), reopen)

    def close() -> None:
        flow.ticket_end(ticket_id=row.pk, side="seller", actor=request.actor, now=request.now)

    return _act(request, row, _("Talep kapandı."), close)


@desk_page(role=Role.STAFF)
@require_safe
def ticket_canned(request: VezneRequest, public_id: str) -> HttpResponse:
    """The answer's field with words to use again behind what was typed already."""
    row = get_ticket(public_id)
    wanted = request.GET.get("yanit", "")
    words = get_canned(row.seller_id, wanted).body if wanted else ""
    words = words.replace("{musteri}", row.buyer.name).replace("{numara}", f"#{row.number}")
    typed = request.GET.get("body", "").rstrip()
    body = f"{typed}\n\n{words}" if typed else words
    form = AnswerForm(initial={"body": body})
    if request.htmx:
        return render(request, "desk/_ticket_body.html", {"form": form})
    said = conversation_of(row)
    form = AnswerForm(initial={"body": body, "seen": last_seen(said, row)})
    return _show(request, row, form=form)


@desk_page()
@require_safe
def ticket_file(request: VezneRequest, public_id: str, file_id: str) -> HttpResponse:
    """A file of the conversation, as a download."""
    del request
    return download(attachment_for(get_ticket(public_id), file_id))


@desk_page()
@require_safe
def note_file(request: VezneRequest, public_id: str, file_id: str) -> HttpResponse:
    """A file of a note, as a download; the buyer's panel has no such address."""
    del request
    return download(note_file_for(get_ticket(public_id), file_id))
