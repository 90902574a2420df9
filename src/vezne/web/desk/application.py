"""One application at the desk: read and decided, or filled in for somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from vezne.accounts.models import Role
from vezne.applications.errors import ApplicationKindNotOffered
from vezne.applications.kinds import ApplicationKind, Parties, find_kind
from vezne.applications.models import Application
from vezne.applications.queries import (
    documents_of,
    events_of,
)
from vezne.applications.types import WAITING, ApplicationState, Side, Source, Writer
from vezne.core.errors import DomainError, NotAllowed
from vezne.flows import applications as flow
from vezne.flows.application_pages import answers_of, kinds_offered
from vezne.reports.desk import get_buyer
from vezne.web.access import VezneRequest, desk_page
from vezne.web.application_forms import WhyForm
from vezne.web.application_writing import fill_in, labelled
from vezne.web.desk.application_papers import row_at_desk
from vezne.web.desk.catalogue import either
from vezne.web.desk.replies import done, page, refused
from vezne.web.forms import VezneForm


def _is_ours(row: Application) -> bool:
    """Whether staff fills it in: what it has drafted itself, or what came by mail."""
    return row.state == ApplicationState.DRAFT and row.source != Source.PANEL


def _writer(request: VezneRequest) -> Writer:
    return Writer(request.user.pk, request.user.full_name, Side.SELLER, Source.DESK)


@desk_page(role=Role.STAFF)
@never_cache
@either
def application(request: VezneRequest, public_id: str) -> HttpResponse:
    """What was asked for, with the papers; a draft of ours is its form."""
    row = row_at_desk(public_id)
    kind = find_kind(row.kind)
    if kind is not None and _is_ours(row):
        return _write(request, row, row.buyer, kind)
    if request.method == "POST":
        return refused(request, ApplicationKindNotOffered(), "desk_application", public_id)
    return _show(request, row)


def _show(
    request: VezneRequest, row: Application, *, status: int = 200, **refused_forms: VezneForm
) -> HttpResponse:
    kind, seen = find_kind(row.kind), {"seen": row.version}
    parties = Parties(row.seller_id, row.buyer_id)
    context: dict[str, Any] = {
        "application": row,
        "kind": kind,
        "answers": answers_of(row),
        "papers": labelled(kind, documents_of(row)),
        "events": events_of(row),
        "is_waiting": row.state in WAITING,
        "may_decide": kind is not None and request.seat.may(kind.decider),
        "is_ours": _is_ours(row),
        "offered": kinds_offered(parties) if _is_ours(row) and kind is None else [],
        "return_form": WhyForm(initial=seen, prefix="geri"),
        "reject_form": WhyForm(initial=seen, prefix="ret"),
        **refused_forms,
    }
    return page(request, "application", context, status=status)


# -- for somebody ----------------------------------------------------------------------------


@desk_page(role=Role.STAFF)
@never_cache
@either
def application_open(request: VezneRequest, public_id: str) -> HttpResponse:
    """Begin one for a customer who rang or sent paper: which kind, then its form."""
    buyer = get_buyer(request.seat.account_id, public_id)
    kinds = kinds_offered(Parties(request.seat.account_id, buyer.pk))
    wanted = request.GET.get("tur", "")
    for kind in kinds:
        if kind.key == wanted:
            return _write(request, None, buyer, kind)
    return page(request, "application_open", {"buyer": buyer, "kinds": kinds})


def _write(
    request: VezneRequest, row: Application | None, buyer: Any, kind: ApplicationKind
) -> HttpResponse:
    """The form, or what was typed into it kept, and sent on where the button says so."""
    parties = Parties(request.seat.account_id, buyer.pk)
    filled = fill_in(request, parties=parties, kind=kind, row=row, writer=_writer(request))
    row = filled.row
    if filled.is_kept and row is not None:
        return done(request, _("Başvuru kaydedildi."), "desk_application", row.public_id)
    context = {
        "application": row,
        "buyer": buyer,
        "kind": kind,
        "form": filled.form,
        "papers": labelled(kind, filled.papers),
        "url": reverse("web:desk_application", args=[row.public_id])
        if row
        else request.get_full_path(),
    }
    return page(request, "application_form", context, status=422 if filled.form.is_bound else 200)


class KindForm(VezneForm):
    """What a mail's draft is."""

    tur = forms.CharField(max_length=40)


@desk_page(role=Role.STAFF)
@require_POST
def application_kind(request: VezneRequest, public_id: str) -> HttpResponse:
    """Say what a mail's draft is; its form follows."""
    row, form = row_at_desk(public_id), KindForm(request.POST)
    if not form.is_valid():
        return refused(request, ApplicationKindNotOffered(), "desk_application", public_id)
    kind = form.cleaned_data["tur"]
    wanted = flow.Form(typed={}, note=row.note, kind=kind)

    def write() -> None:
        flow.application_write(
            parties=Parties(row.seller_id, row.buyer_id),
            row=row,
            form=wanted,
            writer=_writer(request),
            actor=request.actor,
            now=request.now,
        )

    return _act(request, row, _("Başvurunun türü seçildi; bilgileri tamamlayın."), write)


# -- deciding --------------------------------------------------------------------------------


def _act(
    request: VezneRequest, row: Application, words: Any, write: Callable[[], object]
) -> HttpResponse:
    """Do it and go back, or say why not."""
    try:
        write()
    except DomainError as error:
        return refused(request, error, "desk_application", row.public_id)
    return done(request, words, "desk_application", row.public_id)


def _decider(request: VezneRequest, row: Application) -> None:
    """Some kinds are decided by a manager. Raises: NotAllowed."""
    kind = find_kind(row.kind)
    if kind is not None and not request.seat.may(kind.decider):
        raise NotAllowed


@desk_page(role=Role.STAFF)
@require_POST
def application_take(request: VezneRequest, public_id: str) -> HttpResponse:
    """Look at it oneself."""
    row = row_at_desk(public_id)
    return _act(
        request,
        row,
        _("Başvuruyu incelemeye aldınız."),
        lambda: flow.application_begin_review(
            application_id=row.pk, actor=request.actor, now=request.now
        ),
    )


@desk_page(role=Role.STAFF)
@require_POST
def application_approve(request: VezneRequest, public_id: str) -> HttpResponse:
    """Approve what was seen; it applies itself."""
    row = row_at_desk(public_id)
    seen = request.POST.get("seen", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0

    try:
        _decider(request, row)
        ended, is_new = flow.application_approve(
            application_id=row.pk, seen=version, actor=request.actor, now=request.now
        )
    except DomainError as error:
        return refused(request, error, "desk_application", public_id)
    words = str(_("Başvuru onaylandı ve uygulandı."))
    if not is_new:  # somebody else's, or the other of two clicks
        by = {"who": ended.decided_by_label}
        words = str(_("Başvuruyu %(who)s zaten onaylamış; ikinci kez uygulanmadı.")) % by
    return done(request, words, "desk_application", public_id)


@desk_page(role=Role.STAFF)
@require_POST
def application_return(request: VezneRequest, public_id: str) -> HttpResponse:
    """Ask the buyer for what is missing."""
    row, form = row_at_desk(public_id), WhyForm(request.POST, prefix="geri")
    if not form.is_valid():
        return _show(request, row, return_form=form, status=422)
    return _act(
        request,
        row,
        _("Başvuru, eksiğiyle birlikte geri gönderildi."),
        lambda: flow.application_send_back(
            application_id=row.pk, actor=request.actor, now=request.now, **form.cleaned_data
        ),
    )


@desk_page(role=Role.STAFF)
@require_POST
def application_reject(request: VezneRequest, public_id: str) -> HttpResponse:
    """Say no, and why."""
    row, form = row_at_desk(public_id), WhyForm(request.POST, prefix="ret")
    if not form.is_valid():
        return _show(request, row, reject_form=form, status=422)

    def write() -> None:
        _decider(request, row)
        flow.application_reject(
            application_id=row.pk, actor=request.actor, now=request.now, **form.cleaned_data
        )

    return _act(request, row, _("Başvuru reddedildi."), write)


@desk_page(role=Role.STAFF)
@require_POST
def application_drop(request: VezneRequest, public_id: str) -> HttpResponse:
    """Nobody needs our draft."""
    row = row_at_desk(public_id)
    try:
        flow.application_take_back(row=row, side=Side.SELLER, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "desk_application", public_id)
    return done(request, _("Taslak silindi."), "desk_applications")
