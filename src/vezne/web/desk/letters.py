"""Mutabakat: letters sent to one buyer or to all with a balance, and what they answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.core.calendar import istanbul_date
from vezne.core.errors import DomainError, NotFound
from vezne.core.money import CURRENCIES
from vezne.flows.letters import letter_mail, letters_mail_later, link_path
from vezne.receivables.models import Letter
from vezne.receivables.queries import letters_of_seller, waiting_counts
from vezne.receivables.services import letter_withdraw
from vezne.receivables.types import LetterState
from vezne.reports.documents import letter_paragraphs, letter_pdf
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either, saved
from vezne.web.desk.current_accounts import account_of
from vezne.web.desk.form_pages import FormPage, answer_form
from vezne.web.desk.replies import done, page, refused
from vezne.web.fields import DayField
from vezne.web.forms import VezneForm
from vezne.web.listing import Filter, Listing, Rows, by_column, by_columns
from vezne.web.statements import pdf_answer


class LetterForm(VezneForm):
    """Which day's balance, in which currency."""

    as_of = DayField(
        label=_("Bakiye tarihi"), help_text=_("Bakiye, bu günün sonundaki kayıtlara göre yazılır.")
    )
    currency = forms.ChoiceField(
        label=_("Para birimi"), choices=[(code, code) for code in CURRENCIES]
    )

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        """Proposes the end of last month."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["as_of"].initial = today.replace(day=1) - timedelta(days=1)

    def clean_as_of(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(_("Gelecekteki bir günün bakiyesi yazılamaz."))
        return day


def _form(request: VezneRequest) -> LetterForm:
    today = istanbul_date(request.now)
    is_sent = request.method == "POST"
    return LetterForm(request.POST if is_sent else None, today=today)


@desk_page(role=Role.STAFF)
@either
def letter_new(request: VezneRequest, public_id: str) -> HttpResponse:
    """A letter to one buyer, by mail with a link."""
    account, form = account_of(request, public_id), _form(request)

    def write(typed: dict[str, Any]) -> str:
        letter = letter_mail(
            current_account=account,
            as_of=typed["as_of"],
            currency=typed["currency"],
            actor=request.actor,
            now=request.now,
        )
        return saved(request, _("Mutabakat mektubu gönderildi."), "desk_letter", letter.public_id)

    back = reverse("web:desk_current_account", args=[public_id])
    lead = _("Alıcının yöneticilerine bağlantısıyla e-posta gider; bekleyen mektup geri çekilir.")
    around = FormPage(_("Mutabakat mektubu"), _("Gönder"), back, account.buyer.name, lead)
    return answer_form(request, form, around, write)


@desk_page(role=Role.MANAGER)
@either
def letters_all(request: VezneRequest) -> HttpResponse:
    """A letter to every buyer with a balance; a job sends them."""
    form = _form(request)

    def write(typed: dict[str, Any]) -> str:
        letters_mail_later(
            seller_id=request.seat.account_id,
            as_of=typed["as_of"],
            currency=typed["currency"],
            actor=request.actor,
        )
        words = _("Mektuplar hazırlanıyor; gönderildikçe bu listede görünür.")
        return saved(request, words, "desk_letters")

    lead = _("Bugün bakiyesi olan her alıcıya gönderilir; bu gün için mektubu olanlar atlanır.")
    back = reverse("web:desk_letters")
    around = FormPage(_("Toplu mutabakat"), _("Hepsine gönder"), back, _("Mutabakat"), lead)
    return answer_form(request, form, around, write)


@desk_page()
@require_safe
def letters(request: VezneRequest) -> HttpResponse:
    """All letters, newest first."""

    def by_state(rows: Rows, value: str) -> Rows:
        waiting = rows.filter(state=LetterState.WAITING)
        if value == LetterState.EXPIRED:
            return waiting.filter(expires_at__lte=request.now)
        if value == LetterState.WAITING:
            return waiting.filter(expires_at__gt=request.now)
        return rows.filter(state=value)

    listing = Listing(
        request,
        letters_of_seller(request.seat.account_id),
        search=by_columns("buyer__name"),
        filters=[Filter("durum", _("Durum"), LetterState.choices, by_state)],
        sorts={
            "hesap": by_column("buyer__search_key"),
            "tarih": by_column("sent_at"),
            "bakiye": by_column("balance_minor"),
        },
    )
    context = {
        "listing": listing,
        "rows": [(row, row.state_at(request.now)) for row in listing.page],
        "counts": waiting_counts(request.seat.account_id),
    }
    return page(request, "letters", context)


def _letter_of(request: VezneRequest, public_id: str) -> Letter:
    row = letters_of_seller(request.seat.account_id).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


@desk_page()
@require_safe
def letter(request: VezneRequest, public_id: str) -> HttpResponse:
    """One letter with its answer; while it waits, its link to be sent by hand."""
    row = _letter_of(request, public_id)
    state = row.state_at(request.now)
    is_open = state == LetterState.WAITING and request.seat.may(Role.STAFF)
    context = {
        "letter": row,
        "state": state,
        "paragraphs": letter_paragraphs(row),
        "url": request.build_absolute_uri(link_path(row)) if is_open else "",
    }
    return page(request, "letter", context)


@desk_page()
@require_safe
def letter_file(request: VezneRequest, public_id: str) -> HttpResponse:
    """The same on paper."""
    row = _letter_of(request, public_id)
    name = f"mutabakat-{row.buyer.number}-{row.as_of:%Y%m%d}"
    return pdf_answer(name, letter_pdf(row, now=request.now))


@desk_page(role=Role.STAFF)
@require_POST
def letter_back(request: VezneRequest, public_id: str) -> HttpResponse:
    """Take a letter back that nobody answered."""
    row = _letter_of(request, public_id)
    try:
        letter_withdraw(letter_id=row.pk, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "desk_letter", public_id)
    return done(request, _("Mektup geri çekildi."), "desk_letter", public_id)
