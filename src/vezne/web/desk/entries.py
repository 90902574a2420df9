"""Entries by hand: asked for on a current account, given a second look in the queue, taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.core.calendar import istanbul_date
from vezne.core.errors import DomainError
from vezne.core.money import CURRENCIES, Money
from vezne.core.wording import money_words
from vezne.flows.received import entry_second_look
from vezne.receivables.models import ManualEntry
from vezne.receivables.queries import entries_of_seller, get_entry, seller_terms_of, waiting_counts
from vezne.receivables.services import (
    entry_ask,
    entry_decline,
    entry_reversal_ask,
)
from vezne.receivables.types import BY_FORM, EntryDraft, EntryKind, EntryStatus
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either, saved
from vezne.web.desk.current_accounts import account_of
from vezne.web.desk.form_pages import FormPage, answer_form
from vezne.web.desk.forms import ReasonForm, reason_field
from vezne.web.desk.replies import done, page, refused
from vezne.web.fields import DayField, MoneyField, PercentField
from vezne.web.forms import VezneForm
from vezne.web.listing import Filter, Listing, by_column, by_columns, by_field

ASKED_KINDS = [(kind.value, kind.label) for kind in BY_FORM]


class EntryForm(VezneForm):
    """What is booked, why, and what the buyer reads."""

    kind = forms.ChoiceField(
        label=_("Tür"),
        choices=ASKED_KINDS,
        help_text=_(
            "Devir: eski kayıtlardan gelen bakiye, KDV'siz. Borç ödeme talebi açar;"
            " alacak bakiyeye geçer."
        ),
    )
    net = MoneyField(label=_("Tutar (KDV hariç)"))
    currency = forms.ChoiceField(
        label=_("Para birimi"), choices=[(code, code) for code in CURRENCIES]
    )
    kdv_rate = PercentField(label=_("KDV oranı (%)"), initial=0)
    due_on = DayField(
        label=_("Vade günü"),
        required=False,
        help_text=_("Yalnız borçlarda. Boşsa vade günü şartlardan hesaplanır."),
    )
    description = forms.CharField(
        label=_("Açıklama"),
        max_length=200,
        required=False,
        help_text=_("Ekstrede ve ödeme talebinde alıcıya görünür."),
    )
    reason = reason_field()

    def draft(self) -> EntryDraft:
        """What receivables takes; only after `is_valid()`."""
        typed = self.cleaned_data
        return EntryDraft(
            kind=typed["kind"],
            net_minor=typed["net"],
            currency=typed["currency"],
            reason=typed["reason"],
            kdv_rate_bp=typed["kdv_rate"],
            due_on=typed["due_on"],
            description=typed["description"],
        )


@desk_page(role=Role.MANAGER)
@either
def entry_new(request: VezneRequest, public_id: str) -> HttpResponse:
    """An entry by hand; above the limit it waits for a second member."""
    account = account_of(request, public_id)
    form = EntryForm(request.POST) if request.method == "POST" else EntryForm()
    limit = seller_terms_of(request.seat.account_id).entry_limit_minor
    lead: Any = _("Her tutar tek onayla işlenir.")
    if limit is not None:
        words = money_words(Money(limit, "TRY"))
        lead = _("KDV dahil %(limit)s üzerindeki kayıtlar ikinci bir yetkilinin onayını bekler.")
        lead = lead % {"limit": words}

    def write(typed: dict[str, Any]) -> str:
        del typed
        entry = entry_ask(
            current_account=account, draft=form.draft(), actor=request.actor, now=request.now
        )
        return _told(request, entry, public_id)

    back = reverse("web:desk_current_account", args=[public_id])
    around = FormPage(_("Elle kayıt"), _("Kaydet"), back, account.buyer.name, lead)
    return answer_form(request, form, around, write)


def _told(request: VezneRequest, entry: ManualEntry, account_id: str) -> str:
    if entry.status == EntryStatus.BOOKED:
        return saved(request, _("Kayıt işlendi."), "desk_current_account", account_id)
    words = _("Kayıt ikinci onayı bekliyor; onaylanana kadar hesaba işlenmez.")
    return saved(request, words, "desk_current_account", account_id)


@desk_page()
@require_safe
def entries(request: VezneRequest) -> HttpResponse:
    """What waits for a second look stands first."""
    return _show(request)


def _show(
    request: VezneRequest, *, refused_form: tuple[int, ReasonForm] | None = None, status: int = 200
) -> HttpResponse:
    listing = Listing(
        request,
        entries_of_seller(request.seat.account_id),
        search=by_columns("buyer__name", "description", "reason"),
        filters=[
            Filter("durum", _("Durum"), EntryStatus.choices, by_field("status")),
            Filter("tur", _("Tür"), EntryKind.choices, by_field("kind")),
        ],
        sorts={"tarih": by_column("asked_at"), "tutar": by_column("total_minor")},
    )
    waiting = entries_of_seller(request.seat.account_id).filter(status=EntryStatus.WAITING)
    refused_pk, form = refused_form or (0, None)
    context = {
        "listing": listing,
        "waiting": [
            (row, form if form and row.pk == refused_pk else _decline_form(row), _may(request, row))
            for row in waiting.order_by("asked_at", "pk")[:50]
        ],
        "counts": waiting_counts(request.seat.account_id),
    }
    return page(request, "manual_entries", context, status=status)


def _decline_form(row: ManualEntry) -> ReasonForm:
    return ReasonForm(auto_id=f"red{row.pk}_%s")


def _may(request: VezneRequest, row: ManualEntry) -> bool:
    """Whether this member can give the second look."""
    return request.seat.may(Role.MANAGER) and row.asked_by_id != request.user.pk


@desk_page(role=Role.MANAGER)
@require_POST
def entry_yes(request: VezneRequest, public_id: str) -> HttpResponse:
    """The second look says yes."""
    row = get_entry(seller_id=request.seat.account_id, public_id=public_id)
    try:
        entry_second_look(entry_id=row.pk, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "desk_entries")
    return done(request, _("Kayıt onaylandı ve işlendi."), "desk_entries")


@desk_page(role=Role.MANAGER)
@require_POST
def entry_no(request: VezneRequest, public_id: str) -> HttpResponse:
    """The second look says no, or who asked takes it back."""
    row = get_entry(seller_id=request.seat.account_id, public_id=public_id)
    form = ReasonForm(request.POST, auto_id=f"red{row.pk}_%s")
    if not form.is_valid():
        return _show(request, refused_form=(row.pk, form), status=422)
    try:
        entry_decline(
            entry_id=row.pk, note=form.cleaned_data["reason"], actor=request.actor, now=request.now
        )
    except DomainError as error:
        return refused(request, error, "desk_entries")
    return done(request, _("Kayıt onaylanmadı; hesaba işlenmedi."), "desk_entries")


@desk_page(role=Role.MANAGER)
@either
def entry_reverse(request: VezneRequest, public_id: str) -> HttpResponse:
    """Take a booked entry back, whole."""
    row = get_entry(seller_id=request.seat.account_id, public_id=public_id)
    account = row.current_account
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()

    def write(typed: dict[str, Any]) -> str:
        made = entry_reversal_ask(
            entry_id=row.pk, reason=typed["reason"], actor=request.actor, now=request.now
        )
        return _told(request, made, account.public_id)

    amount = money_words(Money(row.total_minor, row.currency))
    day = f"{istanbul_date(row.asked_at):%d.%m.%Y}"
    lead = f"{row.buyer.name} · {row.get_kind_display()} · {amount} · {day}"
    back = reverse("web:desk_current_account", args=[account.public_id])
    around = FormPage(_("Kaydı geri al"), _("Geri al"), back, row.buyer.name, lead)
    return answer_form(request, form, around, write)
