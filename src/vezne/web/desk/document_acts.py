"""What staff does with a document: again, by mail, mend, replace, take back, record a return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from vezne.accounts.models import Role
from vezne.core.errors import DomainError
from vezne.edocuments.errors import DocumentStateWrong
from vezne.edocuments.models import Document, DocumentKind
from vezne.edocuments.queries import document_detail, get_document
from vezne.edocuments.services import (
    document_abandon,
    document_cancelled_outside,
    incoming_record,
    slip_issue,
)
from vezne.flows.document_ends import document_cancel
from vezne.flows.document_mending import (
    document_buyer_mend,
    document_mail_again,
    document_replace,
    document_try_again,
)
from vezne.flows.documents import document_carry
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either, saved
from vezne.web.desk.document_forms import CancelForm, IncomingForm, SlipForm, buyer_form
from vezne.web.desk.documents import slip_left
from vezne.web.desk.form_pages import FormPage, answer_form
from vezne.web.desk.replies import done, page, refused
from vezne.web.panel.forms import AddressForm

PAGE = "desk_document"
QUEUED = _("Belge sıraya alındı; birazdan bu sayfada sonucunu görürsünüz.")


def _do(
    request: VezneRequest, public_id: str, write: Callable[[Document], object], words: str | Promise
) -> HttpResponse:
    """One button without a form."""
    row = get_document(public_id)
    try:
        write(row)
    except DomainError as error:
        return refused(request, error, PAGE, public_id)
    return done(request, words, PAGE, public_id)


@desk_page(role=Role.STAFF)
@require_POST
def document_retry(request: VezneRequest, public_id: str) -> HttpResponse:
    """Once more, after what was wrong has been mended; a manager also past the seven days."""
    accepts_late = "late" in request.POST and request.seat.may(Role.MANAGER)

    def write(row: Document) -> object:
        return document_try_again(
            document_id=row.pk, actor=request.actor, now=request.now, accepts_late=accepts_late
        )

    return _do(request, public_id, write, QUEUED)


@desk_page(role=Role.STAFF)
@require_POST
def document_send(request: VezneRequest, public_id: str) -> HttpResponse:
    """Send a numbered document now, or ask what became of it, instead of at its turn."""
    row = get_document(public_id)
    if not row.is_live or not row.number:
        return refused(request, DocumentStateWrong(), PAGE, public_id)
    document_carry(document_id=row.pk, now=request.now)
    after = get_document(public_id)
    words = _("Soruldu. Belgenin durumu: %(state)s.") % {"state": after.get_state_display()}
    return done(request, words, PAGE, public_id)


@desk_page(role=Role.STAFF)
@require_POST
def document_mail(request: VezneRequest, public_id: str) -> HttpResponse:
    """To the buyer's people once more."""

    def write(row: Document) -> object:
        return document_mail_again(document_id=row.pk, actor=request.actor, now=request.now)

    return _do(request, public_id, write, _("Belge alıcıya yeniden gönderildi."))


@desk_page(role=Role.MANAGER)
@require_POST
def document_give_up(request: VezneRequest, public_id: str) -> HttpResponse:
    """The integrator will never take it: its number is spent, and another one may follow."""

    def write(row: Document) -> object:
        return document_abandon(document_id=row.pk, actor=request.actor, now=request.now)

    words = _("Numarasından vazgeçildi; yerine yeni belge düzenleyebilirsiniz.")
    return _do(request, public_id, write, words)


@desk_page(role=Role.MANAGER)
@require_POST
def document_new(request: VezneRequest, public_id: str) -> HttpResponse:
    """Another document in place of a dead one."""
    row = get_document(public_id)
    try:
        made = document_replace(document_id=row.pk, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, PAGE, public_id)
    return done(request, _("Yeni belge hazırlanıyor."), PAGE, made.public_id)


def _around(row: Document, title: Any, button: Any, lead: Any = "") -> FormPage:
    back = reverse(f"web:{PAGE}", args=[row.public_id])
    return FormPage(title, button, back, row.number or row.invoice.reference, lead)


@desk_page(role=Role.STAFF)
@either
def document_buyer(request: VezneRequest, public_id: str) -> HttpResponse:
    """Correct the buyer, then try again."""
    detail = document_detail(public_id)
    row = detail.document
    is_sent = request.method == "POST"
    form = AddressForm(request.POST) if is_sent else buyer_form(detail.draft.buyer)

    def write(typed: dict[str, Any]) -> str:
        del typed
        document_buyer_mend(
            document_id=row.pk, entry=form.entry(), actor=request.actor, now=request.now
        )
        return saved(request, QUEUED, PAGE, public_id)

    lead = _("Yalnızca bu ödeme talebinin belgesi için; alıcının kayıtlı adresi değişmez.")
    around = _around(row, _("Alıcı bilgilerini düzelt"), _("Kaydet ve yeniden dene"), lead)
    return answer_form(request, form, around, write)


@desk_page(role=Role.MANAGER)
@either
def document_take_back(request: VezneRequest, public_id: str) -> HttpResponse:
    """Cancel an e-Arşiv, or record that an e-Fatura was cancelled outside: reason, then sure?"""
    row = get_document(public_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    is_sure, status = False, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            is_sure, status = True, 200
            if "sure" in request.POST:
                try:
                    _cancel(request, row, form.cleaned_data["reason"])
                except DomainError as error:
                    form.refuse(error)
                    is_sure, status = False, 422
                else:
                    return done(request, _("Belge iptal edildi."), PAGE, public_id)
    context = {
        "document": row,
        "form": form,
        "is_sure": is_sure,
        "is_outside": row.kind == DocumentKind.EFATURA,
    }
    return page(request, "document_cancel", context, status=status)


def _cancel(request: VezneRequest, row: Document, reason: str) -> None:
    act = document_cancelled_outside if row.kind == DocumentKind.EFATURA else document_cancel
    act(document_id=row.pk, reason=reason, actor=request.actor, now=request.now)


@desk_page(role=Role.MANAGER)
@either
def document_slip(request: VezneRequest, public_id: str) -> HttpResponse:
    """A consumer gives something back: gider pusulası."""
    detail = document_detail(public_id)
    row = detail.document
    is_sent = request.method == "POST"
    initial = {"total_minor": slip_left(detail)}
    form = SlipForm(request.POST) if is_sent else SlipForm(initial=initial)

    def write(typed: dict[str, Any]) -> str:
        slip = slip_issue(
            document_id=row.pk,
            total_minor=typed["total_minor"],
            reason=typed["reason"],
            actor=request.actor,
            now=request.now,
        )
        words = _("Gider pusulası düzenlendi; yazdırıp alıcıya imzalatın.")
        return saved(request, words, PAGE, slip.public_id)

    lead = _("Para iadesi ayrıca, ödemenin sayfasından yapılır.")
    around = _around(row, _("Gider pusulası düzenle"), _("Düzenle"), lead)
    return answer_form(request, form, around, write)


@desk_page(role=Role.MANAGER)
@either
def document_incoming(request: VezneRequest, public_id: str) -> HttpResponse:
    """A firm's own iade invoice came, on paper or outside the integrator."""
    row = get_document(public_id)
    form = IncomingForm(request.POST if request.method == "POST" else None)

    def write(typed: dict[str, Any]) -> str:
        del typed
        incoming_record(
            seller_id=request.seat.account_id,
            buyer_id=row.buyer_id,
            terms=form.terms(row.currency),
            document=row,
            actor=request.actor,
            now=request.now,
        )
        return saved(request, _("İade faturası kaydedildi."), PAGE, public_id)

    lead = _("Alıcının size kestiği iade faturası. Para iadesi ayrıca yapılır.")
    around = _around(row, _("İade faturası kaydet"), _("Kaydet"), lead)
    return answer_form(request, form, around, write)
