"""Bildirilen havaleler: buyers say that they have paid; the receipt beside what has arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.banking.errors import MovementNotOpen
from vezne.banking.models import Movement, TransferNotice
from vezne.banking.queries.lists import notices_of_seller, queue_of_seller
from vezne.banking.sealing import NOTICE_IBAN, opened
from vezne.banking.services.notice import receipt_of
from vezne.banking.types import NoticeState
from vezne.core.errors import DomainError, NotFound
from vezne.flows.bank_promises import notice_answer
from vezne.flows.bank_queue import movement_assign
from vezne.reports.bank_queue import bank_counts
from vezne.web.access import VezneRequest, desk_page, redirect_to
from vezne.web.desk.bank_queue import who_was_first
from vezne.web.desk.bank_words import DOTS, masked, sender_words
from vezne.web.desk.forms import ReasonForm
from vezne.web.desk.replies import done, page, refused
from vezne.web.listing import Filter, Listing, by_column, by_columns, by_field
from vezne.web.uploads import attachment_answer

MOST_OPEN = 50
EARLIER = timedelta(days=3)
SUFFIXES = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Told:
    """An open notice with what has arrived of its sum."""

    row: TransferNotice
    iban: str
    fitting: list[tuple[Movement, str, str]]  # with its words and its sender, masked
    form: ReasonForm


def _notice(request: VezneRequest, public_id: str) -> TransferNotice:
    rows = notices_of_seller(request.seat.account_id, state="")
    found = rows.select_related("current_account").filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


@desk_page()
@require_safe
def notices(request: VezneRequest) -> HttpResponse:
    """The open ones as cards, all of them as a list."""
    return _show(request)


def _show(
    request: VezneRequest, *, refused_form: tuple[int, ReasonForm] | None = None, status: int = 200
) -> HttpResponse:
    seller_id = request.seat.account_id
    listing = Listing(
        request,
        notices_of_seller(seller_id, state="").exclude(state=NoticeState.OPEN).order_by("-pk"),
        search=by_columns("buyer__name", "sender_name", "answer"),
        filters=[Filter("durum", _("Durum"), NoticeState.choices[1:], by_field("state"))],
        sorts={"tarih": by_column("created_at"), "tutar": by_column("amount_minor")},
    )
    refused_pk, form = refused_form or (0, None)
    told = _told(list(notices_of_seller(seller_id)[:MOST_OPEN]), seller_id)
    if form is not None:
        told = [
            Told(one.row, one.iban, one.fitting, form if one.row.pk == refused_pk else one.form)
            for one in told
        ]
    context = {"listing": listing, "told": told, "counts": bank_counts(seller_id)}
    return page(request, "bank_notices", context, status=status)


def _told(rows: list[TransferNotice], seller_id: int) -> list[Told]:
    sums = {row.amount_minor for row in rows}
    waiting = list(queue_of_seller(seller_id).filter(amount_minor__in=sums)) if sums else []
    return [
        Told(
            row=row,
            iban=_tail(row),
            fitting=[
                (one, masked(one.description), sender_words(one))
                for one in waiting
                if (one.amount_minor, one.currency) == (row.amount_minor, row.currency)
                and one.booked_on >= row.sent_on - EARLIER
            ],
            form=ReasonForm(auto_id=f"yok{row.pk}_%s"),
        )
        for row in rows
    ]


def _tail(row: TransferNotice) -> str:
    iban = opened(row.iban_sealed, purpose=NOTICE_IBAN)
    return f"TR{DOTS} {iban[-4:]}" if iban else ""


@desk_page(role=Role.STAFF)
@require_safe
def receipt(request: VezneRequest, public_id: str) -> HttpResponse:
    """The file as the buyer gave it, as a download by its sniffed type."""
    row = _notice(request, public_id)
    content = receipt_of(row)
    if not content or row.receipt_type not in SUFFIXES:
        raise NotFound
    name = f"dekont-{row.public_id}.{SUFFIXES[row.receipt_type]}"
    return attachment_answer(content, name, row.receipt_type)


@desk_page(role=Role.STAFF)
@require_POST
def accept(request: VezneRequest, public_id: str) -> HttpResponse:
    """The movement that it was about: accepting is assigning."""
    row = _notice(request, public_id)
    movement_id = request.POST.get("hareket", "")
    try:
        movement_assign(
            public_id=movement_id,
            current_account_public_id=row.current_account.public_id,
            learns=bool(request.POST.get("ogren")),
            notice_id=row.pk,
            actor=request.actor,
            now=request.now,
        )
    except MovementNotOpen:
        messages.warning(request, who_was_first(movement_id))
        return redirect_to(request, reverse("web:desk_bank_notices"))
    except DomainError as error:
        return refused(request, error, "desk_bank_notices")
    words = _now("Havale %(buyer)s hesabına yazıldı; bildirim kapandı.")
    return done(request, words % {"buyer": row.buyer.name}, "desk_bank_notices")


@desk_page(role=Role.STAFF)
@require_POST
def answer(request: VezneRequest, public_id: str) -> HttpResponse:
    """No such transfer came; the buyer is told why."""
    row = _notice(request, public_id)
    form = ReasonForm(request.POST, auto_id=f"yok{row.pk}_%s")
    if not form.is_valid():
        return _show(request, refused_form=(row.pk, form), status=422)
    try:
        notice_answer(
            public_id=public_id,
            answer=form.cleaned_data["reason"],
            actor=request.actor,
            now=request.now,
        )
    except DomainError as error:
        return refused(request, error, "desk_bank_notices")
    return done(request, _("Bulunamadı olarak yanıtlandı; alıcıya yazıldı."), "desk_bank_notices")
