"""Destek ayarları: working hours and promises, departments; and words to use again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.core.errors import DomainError
from vezne.support.models import CannedReply, Department
from vezne.support.queries import (
    canned_of,
    departments_of,
    get_canned,
    get_department,
    levels_of,
    terms_of,
)
from vezne.support.services import (
    canned_add,
    canned_change,
    canned_remove,
    department_add,
    department_change,
    terms_set,
)
from vezne.support.types import DepartmentTerms, Level, Priority, TermsDraft
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either, saved
from vezne.web.desk.catalogue_forms import position_field
from vezne.web.desk.form_pages import FormPage, answer_form, bound
from vezne.web.desk.replies import done, page
from vezne.web.desk.settings_forms import boxes
from vezne.web.forms import VezneForm

DAYS = [
    ("1", _("Pazartesi")), ("2", _("Salı")), ("3", _("Çarşamba")), ("4", _("Perşembe")),
    ("5", _("Cuma")), ("6", _("Cumartesi")), ("7", _("Pazar")),
]  # fmt: skip
MOST_HOURS = 2_000


class TermsForm(VezneForm):
    """When the seller works, and how soon it answers."""

    days = forms.MultipleChoiceField(label=_("Çalışma günleri"), choices=DAYS, widget=boxes())
    opens_at = forms.TimeField(label=_("Açılış"), widget=forms.TextInput())
    closes_at = forms.TimeField(label=_("Kapanış"), widget=forms.TextInput())
    keeps_holidays = forms.BooleanField(
        label=_("Resmî tatillerde çalışılmıyor"),
        required=False,
        help_text=_(
            "Bayram arifesi ve 28 Ekim günleri çalışma 13.00'te biter (2429 sayılı Kanun)."
        ),
    )
    close_days = forms.IntegerField(
        label=_("Yanıtlanmayan talep kaç gün sonra kapansın"),
        min_value=0,
        max_value=365,
        help_text=_("0: kendiliğinden kapanmaz."),
    )
    reopen_days = forms.IntegerField(
        label=_("Kapanan talep kaç gün içinde yanıtla açılsın"), min_value=0, max_value=365
    )

    mail_address = forms.EmailField(
        label=_("Destek e-posta adresi"),
        required=False,
        help_text=_("Bu adrese gelip bir talebe ait olmayan e-postalar Gelen posta'da bekler."),
    )
    reply_domain = forms.RegexField(
        label=_("Yanıt adreslerinin alan adı"),
        regex=r"^(?=.{4,120}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$",
        required=False,
        help_text=_("Boşsa kurulumun alan adı kullanılır. Alan adının MX kaydı buraya gelmelidir."),
        error_messages={"invalid": _("yanit.firma.com.tr gibi, küçük harfle yazın.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Two figures a priority, in working hours."""
        super().__init__(*args, **kwargs)
        for key, label in Priority.choices:
            for name, words in (
                (f"answer_{key}", _("%(priority)s: yanıt (çalışma saati)")),
                (f"solve_{key}", _("%(priority)s: çözüm (çalışma saati)")),
            ):
                self.fields[name] = forms.IntegerField(
                    label=str(words) % {"priority": label},
                    min_value=1,
                    max_value=MOST_HOURS,
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "form-control"}),
                )

    @classmethod
    def filled(cls, seller_id: int) -> TermsForm:
        """As it is."""
        terms = terms_of(seller_id)
        initial: dict[str, Any] = {
            "days": [str(day) for day in terms.days],
            "opens_at": f"{terms.opens_at:%H:%M}",
            "closes_at": f"{terms.closes_at:%H:%M}",
            "keeps_holidays": terms.keeps_holidays,
            "close_days": terms.close_days,
            "reopen_days": terms.reopen_days,
            "mail_address": terms.mail_address,
            "reply_domain": terms.reply_domain,
        }
        for key, level in levels_of(seller_id).items():
            initial[f"answer_{key}"] = level.answer_minutes // 60
            initial[f"solve_{key}"] = level.solve_minutes // 60
        return cls(initial=initial)

    def draft(self) -> TermsDraft:
        """What support takes."""
        typed = self.cleaned_data
        return TermsDraft(
            days=tuple(int(day) for day in typed["days"]),
            opens_at=typed["opens_at"],
            closes_at=typed["closes_at"],
            keeps_holidays=typed["keeps_holidays"],
            close_days=typed["close_days"],
            reopen_days=typed["reopen_days"],
            mail_address=typed["mail_address"].lower(),
            reply_domain=typed["reply_domain"],
            levels={
                key: Level(typed[f"answer_{key}"] * 60, typed[f"solve_{key}"] * 60)
                for key in Priority.values
            },
        )


class DepartmentForm(VezneForm):
    """Where tickets go."""

    name = forms.CharField(label=_("Ad"), max_length=60)
    description = forms.CharField(label=_("Hangi konular için"), max_length=160, required=False)
    position = position_field()
    is_active = forms.BooleanField(label=_("Yeni talep alınıyor"), required=False, initial=True)

    @classmethod
    def filled(cls, row: Department) -> DepartmentForm:
        """As it is."""
        return cls(
            initial={
                "name": row.name,
                "description": row.description,
                "position": row.position,
                "is_active": row.is_active,
            }
        )

    def terms(self) -> DepartmentTerms:
        """What support takes."""
        return DepartmentTerms(**self.cleaned_data)


class CannedForm(VezneForm):
    """Words to use again."""

    title = forms.CharField(label=_("Başlık"), max_length=80)
    body = forms.CharField(
        label=_("Metin"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("{musteri} müşterinin adıyla, {numara} talebin numarasıyla dolar."),
    )

    @classmethod
    def filled(cls, row: CannedReply) -> CannedForm:
        """As it is."""
        return cls(initial={"title": row.title, "body": row.body})


@desk_page(role=Role.ADMIN)
@either
def setup(request: VezneRequest) -> HttpResponse:
    """Hours and promises; departments above them."""
    seller_id, status = request.seat.account_id, 200
    form = TermsForm.filled(seller_id)
    if request.method == "POST":
        form, status = TermsForm(request.POST), 422
        if form.is_valid():
            try:
                terms_set(
                    seller_id=seller_id, draft=form.draft(), actor=request.actor, now=request.now
                )
            except DomainError as error:
                is_mail = error.code == "mail_address_not_allowed"
                form.refuse(error, "mail_address" if is_mail else "closes_at")
            else:
                return done(request, _("Destek ayarları kaydedildi."), "desk_ticket_setup")
    context = {"form": form, "departments": departments_of(seller_id)}
    return page(request, "ticket_setup", context, status=status)


def _around(title: Any, button: Any, name: str, label: Any) -> FormPage:
    return FormPage(title, button, reverse(f"web:{name}"), label)


@desk_page(role=Role.ADMIN)
@either
def department_new(request: VezneRequest) -> HttpResponse:
    """One more."""
    form = bound(request, DepartmentForm)

    def write(typed: dict[str, Any]) -> str:
        del typed
        department_add(
            seller_id=request.seat.account_id,
            terms=form.terms(),
            actor=request.actor,
            now=request.now,
        )
        return saved(request, _("Birim eklendi."), "desk_ticket_setup")

    around = _around(_("Yeni birim"), _("Ekle"), "desk_ticket_setup", _("Destek"))
    return answer_form(request, form, around, write)


@desk_page(role=Role.ADMIN)
@either
def department_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """Another name, or no new tickets."""
    row = get_department(request.seat.account_id, public_id)
    is_sent = request.method == "POST"
    form = DepartmentForm(request.POST) if is_sent else DepartmentForm.filled(row)

    def write(typed: dict[str, Any]) -> str:
        del typed
        department_change(
            department_id=row.pk, terms=form.terms(), actor=request.actor, now=request.now
        )
        return saved(request, _("Birim kaydedildi."), "desk_ticket_setup")

    around = _around(_("Birimi düzenle"), _("Kaydet"), "desk_ticket_setup", _("Destek"))
    return answer_form(request, form, around, write)


# -- words to use again ----------------------------------------------------------------------


@desk_page(role=Role.STAFF)
@require_safe
def canned(request: VezneRequest) -> HttpResponse:
    """All of them."""
    return page(request, "canned", {"rows": canned_of(request.seat.account_id)})


@desk_page(role=Role.STAFF)
@either
def canned_new(request: VezneRequest) -> HttpResponse:
    """One more."""
    form = bound(request, CannedForm)

    def write(typed: dict[str, Any]) -> str:
        canned_add(seller_id=request.seat.account_id, actor=request.actor, now=request.now, **typed)
        return saved(request, _("Hazır yanıt eklendi."), "desk_canned")

    around = _around(_("Yeni hazır yanıt"), _("Ekle"), "desk_canned", _("Hazır yanıtlar"))
    return answer_form(request, form, around, write)


@desk_page(role=Role.STAFF)
@either
def canned_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """Other words."""
    row = get_canned(request.seat.account_id, public_id)
    form = CannedForm(request.POST) if request.method == "POST" else CannedForm.filled(row)

    def write(typed: dict[str, Any]) -> str:
        canned_change(canned_id=row.pk, actor=request.actor, now=request.now, **typed)
        return saved(request, _("Hazır yanıt kaydedildi."), "desk_canned")

    around = _around(_("Hazır yanıtı düzenle"), _("Kaydet"), "desk_canned", _("Hazır yanıtlar"))
    return answer_form(request, form, around, write)


@desk_page(role=Role.STAFF)
@require_POST
def canned_drop(request: VezneRequest, public_id: str) -> HttpResponse:
    """Nobody needs it any more."""
    row = get_canned(request.seat.account_id, public_id)
    canned_remove(canned_id=row.pk, actor=request.actor, now=request.now)
    return done(request, _("Hazır yanıt silindi."), "desk_canned")
