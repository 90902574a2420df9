"""Destek: the buyer's tickets, a new one, and one with its conversation."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vezne.accounts.models import Role
from vezne.core.errors import DomainError, NotFound
from vezne.flows.ticket_notices import may_reply_by_mail
from vezne.flows.ticket_opening import Question, question_ask, service_label
from vezne.flows.tickets import buyer_says, ticket_end
from vezne.followup.queries import representatives_for
from vezne.reports.sellers import Seller, sellers_of
from vezne.subscriptions.queries import services_for
from vezne.subscriptions.states import OVER_STATES
from vezne.support.models import Ticket
from vezne.support.queries import (
    attachment_for,
    conversation_of,
    departments_of,
    get_ticket,
    search_tickets,
    tickets_for,
)
from vezne.support.services import ticket_rate
from vezne.support.types import LIVE, TicketState
from vezne.web.access import VezneRequest, panel_page
from vezne.web.listing import Filter, Listing, by_column, by_field
from vezne.web.panel.replies import done, page, refused
from vezne.web.ticket_forms import QuestionForm, RatingForm, WordsForm
from vezne.web.uploads import download

BY_MAIL_TOO = _(
    "Talebiniz alındı. Yanıtlandığında size e-posta gönderilecek;"
    " onu yanıtlayarak da yazabilirsiniz."
)
either = require_http_methods(["GET", "HEAD", "POST"])


@panel_page()
@require_safe
def support(request: VezneRequest) -> HttpResponse:
    """The tickets, and how else each seller is reached."""
    seat = request.seat
    listing = Listing(
        request,
        tickets_for(seat.account_id),
        search=lambda rows, text: search_tickets(rows, text, prefix="seller"),
        filters=[Filter("durum", _("Durum"), TicketState.choices, by_field("state"))],
        sorts={
            "no": by_column("number"),
            "konu": by_column("subject"),
            "tarih": by_column("changed_at"),
        },
    )
    sellers = sellers_of(seat.account_id, only_seller_id=seat.portal_seller_id)
    return page(request, "support", {
        "listing": listing, "sellers": sellers,
        "representatives": representatives_for(seat.account_id),
    })  # fmt: skip


@panel_page(role=Role.STAFF)
@never_cache
@either
def ticket_new(request: VezneRequest) -> HttpResponse:
    """Ask; whom is asked first when there are several sellers."""
    seat = request.seat
    sellers = sellers_of(seat.account_id, only_seller_id=seat.portal_seller_id)
    seller = _seller(request, sellers)
    if seller is None:
        return page(request, "ticket_seller", {"sellers": sellers})
    services = [
        (row.subscription.public_id, service_label(row.subscription))
        for row in services_for(seat.account_id, now=request.now, seller_id=seller.account_id)
        if row.state not in OVER_STATES
    ]
    is_sent = request.method == "POST"
    form = QuestionForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        departments=list(departments_of(seller.account_id, active_only=True)),
        services=services,
        initial={"service": request.GET.get("hizmet", "")},
    )
    if is_sent and form.is_valid():
        try:
            ticket = _ask(request, seller, form)
        except DomainError as error:
            form.refuse(error, _field(error))
        else:
            words = _("Talebiniz alındı. Yanıtlandığında size haber vereceğiz.")
            if may_reply_by_mail(ticket):
                words = BY_MAIL_TOO
            return done(request, words, "ticket", ticket.public_id)
    context = {"form": form, "seller": seller, "has_choice": len(sellers) > 1}
    return page(request, "ticket_new", context, status=422 if is_sent else 200)


def _seller(request: VezneRequest, sellers: list[Seller]) -> Seller | None:
    wanted = request.GET.get("satici", "")
    if not wanted:
        return sellers[0] if len(sellers) == 1 else None
    for one in sellers:
        if one.public_id == wanted:
            return one
    raise NotFound


def _ask(request: VezneRequest, seller: Seller, form: QuestionForm) -> Ticket:
    typed = form.cleaned_data
    question = Question(
        subject=typed["subject"],
        priority=typed["priority"],
        department=typed.get("department", ""),
        service=typed.get("service", ""),
    )
    return question_ask(
        seller_id=seller.account_id,
        buyer_id=request.seat.account_id,
        question=question,
        words=form.words(request),
        actor=request.actor,
        now=request.now,
    )


def _field(error: DomainError) -> str | None:
    """At which field a refusal stands."""
    is_file = error.code.startswith("file_") or error.code == "too_many_files"
    return "attachments" if is_file else None


@panel_page()
@never_cache
@require_safe
def ticket(request: VezneRequest, public_id: str) -> HttpResponse:
    """What was said, and the form to say more."""
    return _show(request, get_ticket(public_id))


@panel_page(role=Role.STAFF)
@require_POST
def ticket_reply(request: VezneRequest, public_id: str) -> HttpResponse:
    """Say more; a refused form keeps what was typed."""
    row = get_ticket(public_id)
    form = WordsForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            message = buyer_says(
                ticket_id=row.pk, words=form.words(request), actor=request.actor, now=request.now
            )
        except DomainError as error:
            form.refuse(error, _field(error))
        else:
            where = message.ticket.public_id
            return done(request, _("Mesajınız iletildi."), "ticket", where)
    return _show(request, row, form=form, status=422)


def _show(
    request: VezneRequest,
    row: Ticket,
    *,
    form: WordsForm | None = None,
    rating: RatingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "ticket": row,
        "said": conversation_of(row),
        "form": form or WordsForm(),
        "rating": rating or RatingForm(),
        "is_live": row.state in LIVE,
        "can_write": row.state != TicketState.MERGED,
        "can_rate": row.state == TicketState.CLOSED and row.rating is None,
    }
    return page(request, "ticket", context, status=status)


@panel_page(role=Role.STAFF)
@require_POST
def ticket_close(request: VezneRequest, public_id: str) -> HttpResponse:
    """It is settled."""
    row = get_ticket(public_id)
    try:
        ticket_end(ticket_id=row.pk, side="buyer", actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "ticket", public_id)
    return done(request, _("Talebiniz kapandı."), "ticket", public_id)


@panel_page(role=Role.STAFF)
@require_POST
def ticket_stars(request: VezneRequest, public_id: str) -> HttpResponse:
    """What the buyer thought of it."""
    row = get_ticket(public_id)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _show(request, row, rating=form, status=422)
    typed = form.cleaned_data
    try:
        ticket_rate(
            ticket_id=row.pk,
            stars=typed["stars"],
            note=typed["note"],
            actor=request.actor,
            now=request.now,
        )
    except DomainError as error:
        return refused(request, error, "ticket", public_id)
    return done(request, _("Teşekkür ederiz."), "ticket", public_id)


@panel_page()
@require_safe
def ticket_file(request: VezneRequest, public_id: str, file_id: str) -> HttpResponse:
    """A file of the conversation, as a download."""
    del request
    return download(attachment_for(get_ticket(public_id), file_id))
