"""KVKK on the operator's desk: wishes to be erased with their last day, and the destruction log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.accounts.models import Role
from vezne.flows.privacy import erasure_blocks, person_erase
from vezne.privacy.models import Destruction
from vezne.privacy.queries import (
    RULE_WORDS,
    WHAT_WORDS,
    destructions,
    erasures,
    get_erasure,
)
from vezne.privacy.services import erasure_decline
from vezne.privacy.types import ErasureState
from vezne.web.access import VezneRequest, operator_page
from vezne.web.desk.catalogue import either
from vezne.web.desk.form_pages import FormPage, answer_form, bound
from vezne.web.desk.forms import ReasonForm
from vezne.web.desk.replies import page
from vezne.web.forms import VezneForm
from vezne.web.listing import (
    Column,
    Filter,
    Listing,
    by_column,
    by_field,
    excel_answer,
)


@operator_page(role=Role.ADMIN)
@require_safe
def wishes(request: VezneRequest) -> HttpResponse:
    """All of them, the open ones first by their last day."""
    listing = Listing(
        request,
        erasures(),
        filters=[Filter("durum", _("Durum"), ErasureState.choices, by_field("state"))],
        sorts={"son-gun": by_column("due_at")},
    )
    return page(request, "privacy", {"listing": listing})


@operator_page(role=Role.ADMIN)
@require_safe
def wish(request: VezneRequest, public_id: str) -> HttpResponse:
    """One: who, until when, and what stands against it."""
    row = get_erasure(public_id)
    is_open = row.state == ErasureState.OPEN
    blocks = erasure_blocks(row.user_id, now=request.now) if is_open else []
    return page(request, "privacy_wish", {"row": row, "is_open": is_open, "blocks": blocks})


class EraseForm(VezneForm):
    """That this very person is meant."""

    username = forms.CharField(
        label=_("Kullanıcı adı"),
        max_length=60,
        help_text=_("Emin olmak için kişinin kullanıcı adını yazın."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, meant: str, **kwargs: Any) -> None:
        """`meant` is what has to be typed."""
        super().__init__(*args, **kwargs)
        self.meant = meant

    def clean_username(self) -> str:
        """Exactly this one."""
        typed: str = self.cleaned_data["username"].strip()
        if typed != self.meant:
            raise forms.ValidationError(_("Bu kişinin kullanıcı adı değil."))
        return typed


@operator_page(role=Role.ADMIN)
@either
def wish_done(request: VezneRequest, public_id: str) -> HttpResponse:
    """Erase the person."""
    row = get_erasure(public_id)
    around = FormPage(
        title=_("Kişiyi sil"),
        button=_("Geri dönüşsüz sil"),
        back_url=reverse("web:operator_wish", args=[public_id]),
        back_label=_("Talep"),
        lead=_("Bu işlem geri alınamaz. Ne silindiği imha kaydına yazılır."),
    )

    def write(_typed: dict[str, Any]) -> str:
        person_erase(public_id=public_id, now=request.now, actor=request.actor)
        messages.success(request, _("Kişi silindi."))
        return reverse("web:operator_wish", args=[public_id])

    return answer_form(request, bound(request, EraseForm, meant=row.user.username), around, write)


@operator_page(role=Role.ADMIN)
@either
def wish_declined(request: VezneRequest, public_id: str) -> HttpResponse:
    """Say no, and why."""
    get_erasure(public_id)
    around = FormPage(
        title=_("Silme talebini reddet"),
        button=_("Reddet"),
        back_url=reverse("web:operator_wish", args=[public_id]),
        back_label=_("Talep"),
        lead=_("Nedenini kişi okur. Yasaya dayanan bir neden yazın."),
    )

    def write(typed: dict[str, Any]) -> str:
        erasure_decline(
            public_id=public_id, reason=typed["reason"], now=request.now, actor=request.actor
        )
        return reverse("web:operator_wish", args=[public_id])

    return answer_form(request, bound(request, ReasonForm), around, write)


def what_words(row: Destruction) -> str:
    """What went, in words."""
    return str(WHAT_WORDS.get(row.what, row.what))


def rule_words(row: Destruction) -> str:
    """By which rule, in words."""
    return str(RULE_WORDS.get(row.rule, row.rule))


def _log(request: VezneRequest) -> Listing:
    return Listing(
        request,
        destructions(),
        filters=[
            Filter("ne", _("Ne"), list(WHAT_WORDS.items()), by_field("what")),
            Filter("kural", _("Kural"), list(RULE_WORDS.items()), by_field("rule")),
        ],
        sorts={"zaman": by_column("at")},
    )


@operator_page(role=Role.ADMIN)
@require_safe
def destruction_log(request: VezneRequest) -> HttpResponse:
    """What was destroyed, newest first."""
    listing = _log(request)
    rows = [(row, what_words(row), rule_words(row)) for row in listing.page]
    return page(request, "privacy_log", {"listing": listing, "rows": rows})


COLUMNS = [
    Column(_("Zaman"), lambda row: row.at, 18),
    Column(_("Ne"), what_words, 40),
    Column(_("Kaç"), lambda row: row.count, 8),
    Column(_("Kural"), rule_words, 40),
    Column(_("Talep"), lambda row: row.subject, 24),
    Column(_("Yapan"), lambda row: row.by, 24),
]


@operator_page(role=Role.ADMIN)
@require_safe
def destruction_log_excel(request: VezneRequest) -> HttpResponse:
    """The same, filtered alike."""
    return excel_answer("imha-kaydi", COLUMNS, _log(request).rows.iterator(chunk_size=1_000))
