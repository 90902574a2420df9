"""Başvurular: what the buyer asked its sellers for, a new one by kind, and one with its papers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vezne.accounts.models import AccountKind, Role
from vezne.applications.errors import ApplicationKindNotOffered, ApplicationNotFound
from vezne.applications.kinds import ApplicationKind, Parties, find_kind, list_kinds
from vezne.applications.models import Application
from vezne.applications.queries import (
    applications_for,
    document_of,
    documents_of,
    events_of,
    get_application,
    search_applications,
)
from vezne.applications.types import FILLABLE, LIVE, ApplicationState, Side, Writer
from vezne.core.errors import DomainError, NotFound
from vezne.flows.application_pages import (
    answers_of,
    identity_at,
    kinds_offered,
    offer_of,
)
from vezne.flows.applications import (
    application_take_back,
    application_under_way,
    document_look,
    paper_take_back,
)
from vezne.reports.sellers import Seller, sellers_of
from vezne.web.access import VezneRequest, panel_page
from vezne.web.application_forms import ApplicationForm
from vezne.web.application_writing import blank_answer, blank_of, fill_in, labelled
from vezne.web.listing import Filter, Listing, by_column, by_field
from vezne.web.panel.replies import done, page, refused
from vezne.web.uploads import attachment_answer

either = require_http_methods(["GET", "HEAD", "POST"])


def _kinds(request: VezneRequest) -> list[ApplicationKind]:
    """Those that this member may send."""
    return [kind for kind in list_kinds() if request.seat.may(kind.role)]


def _row(request: VezneRequest, public_id: str) -> Application:
    """One that this member may see: of a kind that they may send. Raises: ApplicationNotFound."""
    row = get_application(public_id)
    kind = find_kind(row.kind)
    if not request.seat.may(kind.role if kind else Role.ADMIN):
        raise ApplicationNotFound
    return row


def _sellers(request: VezneRequest) -> list[Seller]:
    seat = request.seat
    return sellers_of(seat.account_id, only_seller_id=seat.portal_seller_id)


@panel_page(role=Role.STAFF)
@require_safe
def applications(request: VezneRequest) -> HttpResponse:
    """All of them, and what each seller knows of who an individual is."""
    kinds = _kinds(request)
    keys = [kind.key for kind in kinds] + ([""] if request.seat.may(Role.ADMIN) else [])
    titles = {kind.key: kind.title for kind in list_kinds()}
    listing = Listing(
        request,
        applications_for(request.seat.account_id, kinds=keys),
        search=search_applications,
        filters=[
            Filter("durum", _("Durum"), ApplicationState.choices, by_field("state")),
            Filter("tur", _("Tür"), [(one.key, one.title) for one in kinds], by_field("kind")),
        ],
        sorts={"no": by_column("number"), "tarih": by_column("changed_at")},
    )
    context: dict[str, Any] = {
        "listing": listing,
        "rows": [(row, titles.get(row.kind, "")) for row in listing.page.object_list],
        "checks": _checks(request),
        "can_begin": bool(kinds) and bool(_sellers(request)),
    }
    return page(request, "applications", context)


def _checks(request: VezneRequest) -> list[tuple[Seller, Any]]:
    if request.seat.account.kind != AccountKind.PERSON or not request.seat.may(Role.ADMIN):
        return []
    buyer_id = request.seat.account_id
    found = [
        (one, identity_at(seller_id=one.account_id, buyer_id=buyer_id)) for one in _sellers(request)
    ]
    return [(seller, check) for seller, check in found if check.state != "not_started"]


# -- a new one -------------------------------------------------------------------------------


@panel_page(role=Role.STAFF)
@never_cache
@either
def application_new(request: VezneRequest) -> HttpResponse:
    """Which kind, to whom; then its form."""
    sellers = _sellers(request)
    wanted, key = request.GET.get("satici", ""), request.GET.get("tur", "")
    offers = [
        (one, [kind for kind in _offered(request, one) if request.seat.may(kind.role)])
        for one in sellers
        if wanted in {"", one.public_id}
    ]
    fitting = [(one, kind) for one, kinds in offers for kind in kinds if kind.key == key]
    if len(fitting) != 1:
        narrowed = [(one, [kind for one_, kind in fitting if one_ == one]) for one, _k in offers]
        context = {"offers": narrowed if fitting else offers, "has_choice": len(offers) > 1}
        return page(request, "application_new", context)
    seller, kind = fitting[0]
    parties = Parties(seller.account_id, request.seat.account_id)
    under_way = application_under_way(parties, kind.key)
    if under_way is not None and request.method != "POST":
        return done(request, _("Başladığınız başvuruyla sürdürüyorsunuz."), "application",
                    under_way.public_id)  # fmt: skip
    return _write(request, parties, kind, None)


def _offered(request: VezneRequest, seller: Seller) -> list[ApplicationKind]:
    return kinds_offered(Parties(seller.account_id, request.seat.account_id))


def _write(
    request: VezneRequest, parties: Parties, kind: ApplicationKind, row: Application | None
) -> HttpResponse:
    """The form, or what was typed into it kept, and sent where the button says so."""
    writer = Writer(request.user.pk, request.user.full_name)
    filled = fill_in(request, parties=parties, kind=kind, row=row, writer=writer)
    if filled.is_kept and filled.row is not None:
        return _kept(request, filled.row)
    return _show(request, kind, parties, filled.row, form=filled.form, papers=filled.papers)


def _kept(request: VezneRequest, row: Application) -> HttpResponse:
    is_draft = row.state in FILLABLE
    words = _("Başvurunuz kaydedildi; henüz gönderilmedi.") if is_draft else _(
        "Başvurunuz gönderildi. Sonucunu size bildireceğiz."
    )  # fmt: skip
    return done(request, words, "application", row.public_id)


def _show(
    request: VezneRequest,
    kind: ApplicationKind | None,
    parties: Parties,
    row: Application | None,
    *,
    papers: list[Any],
    form: ApplicationForm | None = None,
) -> HttpResponse:
    seller = next((one for one in _sellers(request) if one.account_id == parties.seller_id), None)
    context: dict[str, Any] = {
        "application": row,
        "kind": kind,
        "seller": seller,
        "form": form,
        "papers": labelled(kind, papers),
        "answers": answers_of(row) if row and form is None else [],
        "events": events_of(row) if row else [],
        "can_take_back": row is not None and row.state in LIVE,
        "url": reverse("web:application", args=[row.public_id]) if row else request.get_full_path(),
    }
    is_bad = form is not None and form.is_bound
    return page(request, "application", context, status=422 if is_bad else 200)


# -- one -------------------------------------------------------------------------------------


@panel_page(role=Role.STAFF)
@never_cache
@either
def application(request: VezneRequest, public_id: str) -> HttpResponse:
    """Its form while it may be changed, else what was answered and what became of it."""
    row = _row(request, public_id)
    kind, parties = find_kind(row.kind), Parties(row.seller_id, row.buyer_id)
    if kind is not None and row.state in FILLABLE:
        return _write(request, parties, kind, row)
    if request.method == "POST":
        return refused(request, ApplicationKindNotOffered(), "application", public_id)
    return _show(request, kind, parties, row, papers=documents_of(row))


@panel_page(role=Role.STAFF)
@require_POST
def application_withdraw(request: VezneRequest, public_id: str) -> HttpResponse:
    """Take it back before it is decided."""
    row = _row(request, public_id)
    try:
        application_take_back(row=row, side=Side.BUYER, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "application", public_id)
    return done(request, _("Başvurunuz geri çekildi."), "applications")


@panel_page(role=Role.STAFF)
@require_POST
def application_paper_drop(request: VezneRequest, public_id: str, file_id: str) -> HttpResponse:
    """Take a paper out while it may still be changed."""
    row, user = _row(request, public_id), request.user
    writer = Writer(user.pk, user.full_name)
    try:
        paper_take_back(
            row=row, public_id=file_id, writer=writer, actor=request.actor, now=request.now
        )
    except NotFound:
        raise
    except DomainError as error:
        return refused(request, error, "application", public_id)
    return done(request, _("Belge çıkarıldı."), "application", public_id)


@panel_page(role=Role.STAFF)
@never_cache
@require_safe
def application_paper(request: VezneRequest, public_id: str, file_id: str) -> HttpResponse:
    """A paper, as a download; that somebody looked is written down."""
    row = _row(request, public_id)
    paper = document_of(row, file_id)
    body = document_look(row=row, document=paper, actor=request.actor, now=request.now)
    return attachment_answer(body, paper.name, paper.media_type)


@panel_page(role=Role.STAFF)
@never_cache
@require_safe
def application_blank(request: VezneRequest, public_id: str) -> HttpResponse:
    """The blank with what was typed, to be signed."""
    return blank_of(request, _row(request, public_id))


@panel_page(role=Role.STAFF)
@never_cache
@require_safe
def application_blank_new(request: VezneRequest) -> HttpResponse:
    """The blank of a kind (`tur`) of a seller (`satici`) with what is known, before any draft."""
    key = request.GET.get("tur", "")
    for seller in _sellers(request):
        if request.GET.get("satici", "") in {"", seller.public_id}:
            for kind in _offered(request, seller):
                if kind.key == key and request.seat.may(kind.role):
                    parties = Parties(seller.account_id, request.seat.account_id)
                    known = offer_of(kind, parties).known
                    return blank_answer(request, kind, parties, known, None)
    return refused(request, ApplicationKindNotOffered(), "application_new")
