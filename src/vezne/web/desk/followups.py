"""İşlerim: what the seller's people have to do by when; and who looks after an account."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Account, Role, User
from vezne.core.calendar import istanbul_date
from vezne.followup.models import Task
from vezne.followup.queries import (
    assignable_members,
    find_representative,
    get_task,
    tasks_of,
)
from vezne.followup.services import representative_set, task_add, task_done, task_reopen
from vezne.followup.types import TaskDraft, TaskState
from vezne.reports.bank_queue import bank_counts
from vezne.reports.desk import get_buyer
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either
from vezne.web.desk.form_pages import FormPage, answer_form, bound
from vezne.web.desk.replies import done, page
from vezne.web.forms import VezneForm
from vezne.web.listing import Filter, Listing, by_column, by_columns, by_field

LONGEST_OUTCOME = 300


class TaskForm(VezneForm):
    """Something to do."""

    words = forms.CharField(
        label=_("Ne yapılacak"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = forms.DateField(
        label=_("Son gün"),
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        help_text=_("gg.aa.yyyy"),
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off"}),
    )
    assignee = forms.ChoiceField(label=_("Kim yapacak"))

    def __init__(self, *args: Any, members: list[User], today: date, **kwargs: Any) -> None:
        """One of the team, the writer first chosen; not before today."""
        super().__init__(*args, **kwargs)
        self.today = today
        choices = [(user.public_id, user.full_name) for user in members]
        self.fields["assignee"].choices = choices  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        """A day that can still be kept."""
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("Geçmiş bir gün seçilemez."))
        return day


class RepresentativeForm(VezneForm):
    """One of the team, or nobody."""

    user = forms.ChoiceField(label=_("Müşteri temsilcisi"), required=False)

    def __init__(self, *args: Any, members: list[User], **kwargs: Any) -> None:
        """The team by name."""
        super().__init__(*args, **kwargs)
        choices = [("", _("Yok")), *((user.public_id, user.full_name) for user in members)]
        self.fields["user"].choices = choices  # type: ignore[attr-defined]


@desk_page(role=Role.STAFF)
@require_safe
def tasks(request: VezneRequest) -> HttpResponse:
    """The reader's own tasks, the longest overdue first; with a filter everybody's."""
    seat = request.seat
    is_all = request.GET.get("kim") == "herkes"
    rows = tasks_of(seat.account_id)
    listing = Listing(
        request,
        rows if is_all else rows.filter(assignee_id=request.user.pk),
        search=by_columns("words", "about__name", "outcome"),
        filters=[
            Filter(
                "kim",
                _("Kimin"),
                [("herkes", _("Herkesin"))],
                lambda found, _value: found,
                unset=_("Benim"),
            ),
            Filter("durum", _("Durum"), TaskState.choices, by_field("state")),
        ],
        sorts={"gun": by_column("due_on")},
    )
    context = {
        "listing": listing,
        "is_all": is_all,
        "today": istanbul_date(request.now),
        "bank_tasks": bank_counts(seat.account_id).tasks,
    }
    return page(request, "tasks", context)


@desk_page(role=Role.STAFF)
@either
def task_new(request: VezneRequest) -> HttpResponse:
    """A task more; `hesap` in the address says about whom."""
    seat, about = request.seat, request.GET.get("hesap", "")
    buyer = get_buyer(seat.account_id, about) if about else None
    members = assignable_members(seat.account_id)
    today = istanbul_date(request.now)
    initial = {"assignee": request.user.public_id, "due_on": today}
    form = bound(request, TaskForm, members=members, today=today, initial=initial)
    back = _back(buyer)

    def write(typed: dict[str, Any]) -> str:
        draft = TaskDraft(
            words=typed["words"],
            due_on=typed["due_on"],
            assignee_id=_member(members, typed["assignee"]).pk,
            about_id=buyer.pk if buyer else None,
        )
        task_add(seller_id=seat.account_id, draft=draft, actor=request.actor, now=request.now)
        messages.success(request, str(_("İş eklendi.")))
        return back

    title = _("Yeni iş")
    label = buyer.name if buyer else _("İşlerim")
    return answer_form(request, form, FormPage(title, _("İşi ekle"), back, label), write)


def _back(buyer: Account | None) -> str:
    if buyer is None:
        return reverse("web:desk_tasks")
    return reverse("web:desk_account", args=[buyer.public_id])


def _member(members: list[User], public_id: str) -> User:
    return next(user for user in members if user.public_id == public_id)


@desk_page(role=Role.STAFF)
@require_POST
def task_end(request: VezneRequest, public_id: str) -> HttpResponse:
    """Done, with what came of it."""
    row: Task = get_task(public_id)
    outcome = request.POST.get("outcome", "").replace("\x00", "")[:LONGEST_OUTCOME]
    task_done(task_id=row.pk, outcome=outcome, actor=request.actor, now=request.now)
    return done(request, _("İş tamamlandı."), "desk_tasks")


@desk_page(role=Role.STAFF)
@require_POST
def task_again(request: VezneRequest, public_id: str) -> HttpResponse:
    """To be done after all."""
    task_reopen(task_id=get_task(public_id).pk, actor=request.actor, now=request.now)
    return done(request, _("İş yeniden açıldı."), "desk_tasks")


@desk_page(role=Role.MANAGER)
@either
def representative(request: VezneRequest, public_id: str) -> HttpResponse:
    """Who looks after an account."""
    seller_id = request.seat.account_id
    buyer = get_buyer(seller_id, public_id)
    members = assignable_members(seller_id)
    present = find_representative(seller_id=seller_id, buyer_id=buyer.pk)
    initial = {"user": present.public_id if present else ""}
    form = bound(request, RepresentativeForm, members=members, initial=initial)

    def write(typed: dict[str, Any]) -> str:
        representative_set(
            seller_id=seller_id,
            buyer_id=buyer.pk,
            buyer_public_id=buyer.public_id,
            user_id=_member(members, typed["user"]).pk if typed["user"] else None,
            actor=request.actor,
            now=request.now,
        )
        messages.success(request, str(_("Müşteri temsilcisi kaydedildi.")))
        return _back(buyer)

    lead = _("Alıcı temsilcisinin adını, telefonunu ve e-postasını panelinde görür.")
    around = FormPage(_("Müşteri temsilcisi"), _("Kaydet"), _back(buyer), buyer.name, lead)
    return answer_form(request, form, around, write)
