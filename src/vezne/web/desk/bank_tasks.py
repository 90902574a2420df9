"""İşler: what a person must look at, at the bank: gaps, late lines, debts that a reversal left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.banking.models import BankTask
from vezne.banking.queries.lists import open_tasks_of
from vezne.banking.services.task import task_close
from vezne.banking.types import TaskKind
from vezne.core.errors import NotFound
from vezne.reports.bank_queue import bank_counts
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.replies import done, page
from vezne.web.forms import VezneForm
from vezne.web.listing import Filter, Listing, by_column, by_columns, by_field

WORDS: dict[str, Any] = {
    TaskKind.REVERSAL_DEBT: _(
        "Banka bir havaleyi geri aldı; alıcının bakiyesi yetmediği için kalanı borç oldu ve"
        " harcaması durdu. Alıcıyla görüşün."
    ),
    TaskKind.UNASSIGNED_DEBT: _(
        "Yanlış yazılan bir havale alıcının hesabından geri alındı; bakiyesi yetmediği için kalanı"
        " borç oldu ve harcaması durdu. Alıcıyla görüşün."
    ),
    TaskKind.REVERSAL_UNKNOWN: _(
        "Banka bir hareketi geri aldı, ama hangisi olduğu bulunamadı. Hareketin sayfasından seçin;"
        " bilmiyorsanız bankanızdan sorun."
    ),
    TaskKind.LATE: _(
        "Hareketler bankadan 5 dakikadan geç geliyor. Bağlantıyı ve bankanın bildirimini"
        " denetleyin."
    ),
    TaskKind.FEED_SILENT: _(
        "Banka sorgusu yanıt vermiyor; bağlantıyı deneyin ya da ekstre yükleyin."
    ),
    TaskKind.GAP: _(
        "Ekstrelerin bakiyeleri birbirini tutmuyor: arada yüklenmemiş hareket var. Eksik günlerin"
        " ekstresini yükleyin."
    ),
    TaskKind.DAY: _(
        "Bankanın bildirdiği bakiye hareketlerimizle uyuşmuyor: eksik hareket var. O günün"
        " ekstresini yükleyin; hareketler gelince iş kendiliğinden kapanır."
    ),
    TaskKind.STUCK: _("Hareket işlenemedi; her dakika yeniden denenir."),
}


class NoteForm(VezneForm):
    """What was done about it."""

    note = forms.CharField(
        label=_("Ne yapıldı"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """An open task in words."""

    row: BankTask
    words: Any
    facts: list[tuple[Any, str]]
    form: NoteForm


def facts_of(row: BankTask) -> list[tuple[Any, str]]:
    """What the task knows, in words; what it does not know is left out."""
    details = row.details
    found: list[tuple[Any, str]] = []
    if details.get("debt"):
        found.append((_("Kalan borç"), str(details["debt"])))
    if isinstance(details.get("late_seconds"), int):
        minutes = -(-details["late_seconds"] // 60)
        found.append((_("Gecikme"), _now("%(count)s dakika") % {"count": minutes}))
    if details.get("missing"):
        found.append((_("Eksik tutar"), str(details["missing"])))
    if details.get("on"):
        found.append((_("Gün"), f"{date.fromisoformat(details['on']):%d.%m.%Y}"))
    if details.get("detail"):
        found.append((_("Banka yanıtı"), str(details["detail"])))
    return found


@desk_page()
@require_safe
def tasks(request: VezneRequest) -> HttpResponse:
    """The open ones as cards, the closed ones as a list."""
    return _show(request)


def _show(
    request: VezneRequest, *, refused_form: tuple[int, NoteForm] | None = None, status: int = 200
) -> HttpResponse:
    seller_id = request.seat.account_id
    closed = BankTask.objects.filter(seller_id=seller_id, closed_at__isnull=False)
    listing = Listing(
        request,
        closed.select_related("bank_account").order_by("-closed_at", "-pk"),
        search=by_columns("note", "closed_by"),
        filters=[Filter("tur", _("Tür"), TaskKind.choices, by_field("kind"))],
        sorts={"tarih": by_column("closed_at")},
    )
    pk, form = refused_form or (0, None)
    shown = [
        Shown(
            row=row,
            words=WORDS[row.kind],
            facts=facts_of(row),
            form=form if form is not None and row.pk == pk else NoteForm(auto_id=f"is{row.pk}_%s"),
        )
        for row in open_tasks_of(seller_id)
    ]
    context = {"listing": listing, "shown": shown, "counts": bank_counts(seller_id)}
    return page(request, "bank_tasks", context, status=status)


@desk_page(role=Role.STAFF)
@require_POST
def close(request: VezneRequest, public_id: str) -> HttpResponse:
    """Done, with a note; closed before by somebody else, it stays as that one left it."""
    row = BankTask.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    if row.closed_at is not None:
        words = _now("Bu işi %(who)s daha önce kapattı.") % {"who": row.closed_by}
        return done(request, words, "desk_bank_tasks")
    form = NoteForm(request.POST, auto_id=f"is{row.pk}_%s")
    if not form.is_valid():
        return _show(request, refused_form=(row.pk, form), status=422)
    note = form.cleaned_data["note"]
    task_close(public_id=public_id, note=note, actor=request.actor, now=request.now)
    return done(request, _("İş kapatıldı."), "desk_bank_tasks")
