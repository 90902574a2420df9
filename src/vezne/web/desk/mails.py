"""Gelen posta: mails that are no answer to a ticket, or could not be read; a person says whose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.core.errors import DomainError, NotFound
from vezne.core.files import file_read
from vezne.flows.application_mail import mail_to_application
from vezne.flows.ticket_mail import mail_drop, mail_to_buyer, mail_to_ticket
from vezne.support.mail_reading import read_body
from vezne.support.models import InboundMail, TicketMessage
from vezne.support.queries import get_mail, mails_of_seller, mails_waiting, search_mails
from vezne.support.services.mail import UNDECIDED
from vezne.support.types import MailReason, MailState
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.bank_queue import buyers_found
from vezne.web.desk.forms import ReasonForm
from vezne.web.desk.replies import done, page, refused
from vezne.web.forms import VezneForm
from vezne.web.listing import Filter, Listing, by_column, by_days, by_field
from vezne.web.uploads import attachment_answer

MOST_TEXT = 60_000


class AttachForm(VezneForm):
    """Into which ticket."""

    number = forms.IntegerField(
        label=_("Talep no"),
        min_value=1,
        max_value=2_000_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


@desk_page(role=Role.STAFF)
@require_safe
def mails(request: VezneRequest) -> HttpResponse:
    """All that came; what waits by its tab."""
    seller_id = request.seat.account_id

    listing = Listing(
        request,
        mails_of_seller(seller_id),
        search=search_mails,
        filters=[
            Filter("durum", _("Durum"), MailState.choices, by_field("state")),
            Filter("neden", _("Neden"), MailReason.choices, by_field("reason")),
        ],
        sorts={"tarih": by_column("received_at"), "gonderen": by_column("sender")},
        days=by_days("received_at"),
    )
    tabs = [(MailState.WAITING, _("Bekleyen"), mails_waiting(seller_id))]
    tabs += [(MailState.IGNORED, MailState.IGNORED.label, 0)]
    return page(request, "mails", {"listing": listing, "tabs": tabs})


@desk_page(role=Role.STAFF)
@never_cache
@require_safe
def mail(request: VezneRequest, public_id: str) -> HttpResponse:
    """One mail, whole, with what can be done with it."""
    return _show(request, get_mail(public_id))


def _show(
    request: VezneRequest, row: InboundMail, *, status: int = 200, **refused_forms: VezneForm
) -> HttpResponse:
    text = request.GET.get("alici", "").strip()[:100]
    number = row.ticket.number if row.ticket else None
    body = _body(row)
    context: dict[str, Any] = {
        "mail": row,
        "text": body.text[:MOST_TEXT] if body else "",
        "files": [(name, len(content)) for name, content in body.files] if body else [],
        "is_open": row.state in UNDECIDED,
        "is_known": row.raw_key != "",
        "wanted": text,
        "found": buyers_found(row.seller_id, text) if text else [],
        "attach_form": AttachForm(initial={"number": number}),
        "drop_form": ReasonForm(),
        **refused_forms,
    }
    return page(request, "mail", context, status=status)


def _body(row: InboundMail) -> Any:
    """The mail, read anew from its original; None when that is gone or cannot be read."""
    try:
        return read_body(file_read(row.raw_key))
    except NotFound:
        return None


def _write(
    request: VezneRequest, row: InboundMail, write: Callable[[], TicketMessage]
) -> HttpResponse:
    try:
        message = write()
    except DomainError as error:
        return refused(request, error, "desk_mail", row.public_id)
    words = _("E-posta talebe yazıldı.")
    return done(request, words, "desk_ticket", message.ticket.public_id)


@desk_page(role=Role.STAFF)
@require_POST
def mail_attach(request: VezneRequest, public_id: str) -> HttpResponse:
    """Into a ticket, by its number."""
    row, form = get_mail(public_id), AttachForm(request.POST)
    if not form.is_valid():
        return _show(request, row, attach_form=form, status=422)
    number = form.cleaned_data["number"]
    return _write(
        request,
        row,
        lambda: mail_to_ticket(mail=row, number=number, actor=request.actor, now=request.now),
    )


@desk_page(role=Role.STAFF)
@require_POST
def mail_assign(request: VezneRequest, public_id: str) -> HttpResponse:
    """A new ticket of the chosen buyer, or the draft of an application."""
    row, buyer = get_mail(public_id), request.POST.get("hesap", "")
    if wanted := request.POST.get("basvuru", ""):
        return _draft(request, row, wanted)
    return _write(
        request,
        row,
        lambda: mail_to_buyer(mail=row, buyer=buyer, actor=request.actor, now=request.now),
    )


def _draft(request: VezneRequest, row: InboundMail, buyer: str) -> HttpResponse:
    try:
        draft = mail_to_application(mail=row, buyer=buyer, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "desk_mail", row.public_id)
    return done(request, _("E-posta taslak başvuru oldu."), "desk_application", draft.public_id)


@desk_page(role=Role.STAFF)
@require_POST
def mail_discard(request: VezneRequest, public_id: str) -> HttpResponse:
    """Nobody's; with the reason."""
    row, form = get_mail(public_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, row, drop_form=form, status=422)
    try:
        words = form.cleaned_data["reason"]
        mail_drop(mail=row, words=words, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "desk_mail", public_id)
    return done(request, _("E-posta atıldı."), "desk_mails")


@desk_page(role=Role.STAFF)
@require_safe
def mail_raw(request: VezneRequest, public_id: str) -> HttpResponse:
    """The original as it came, as a download."""
    del request
    row = get_mail(public_id)
    content = file_read(row.raw_key)
    return attachment_answer(content, f"{row.public_id}.eml", "application/octet-stream")
