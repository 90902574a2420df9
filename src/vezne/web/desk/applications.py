"""Başvurular at the desk: the queue, and what a seller sets up for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.accounts.models import Role
from vezne.applications.kinds import list_kinds
from vezne.applications.queries import (
    applications_of_seller,
    counts_of_seller,
    search_applications,
    terms_of,
)
from vezne.applications.services import terms_set
from vezne.applications.types import WAITING, ApplicationState, Source, TermsDraft
from vezne.core.errors import DomainError
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either
from vezne.web.desk.replies import done, page
from vezne.web.desk.settings_forms import boxes
from vezne.web.forms import VezneForm
from vezne.web.listing import Filter, Listing, Rows, by_column, by_field

SHOWN = [
    ("bekleyen", _("Karar bekleyen")),
    ("benim", _("İncelediklerim")),
    ("taslak", _("E-postayla gelen ve bizim taslaklarımız")),
    ("biten", _("Sonuçlanan")),
]
MOST_DAYS = 3_650


@desk_page(role=Role.STAFF)
@require_safe
def applications(request: VezneRequest) -> HttpResponse:
    """The queue: what has waited longest stands first."""
    seller_id, me = request.seat.account_id, request.user.pk

    def narrow(rows: Rows, value: str) -> Rows:
        if value == "bekleyen":
            return rows.filter(state__in=WAITING)
        if value == "benim":
            return rows.filter(state__in=WAITING, reviewer=me)
        if value == "taslak":
            return rows.filter(state=ApplicationState.DRAFT)
        return rows.exclude(ended_at=None)

    titles = {kind.key: kind.title for kind in list_kinds()}
    listing = Listing(
        request,
        applications_of_seller(seller_id),
        search=search_applications,
        filters=[
            Filter("goster", _("Göster"), SHOWN, narrow),
            Filter("durum", _("Durum"), ApplicationState.choices, by_field("state")),
            Filter("tur", _("Tür"), list(titles.items()), by_field("kind")),
            Filter("kaynak", _("Nereden"), Source.choices, by_field("source")),
        ],
        sorts={
            "no": by_column("number"),
            "musteri": by_column("buyer__search_key"),
            "tarih": by_column("sent_at"),
        },
    )
    counts = counts_of_seller(seller_id, user_id=me)
    tabs: list[tuple[str, Any, int]] = [
        ("bekleyen", _("Karar bekleyen"), counts["waiting"]),
        ("benim", _("İncelediklerim"), counts["mine"]),
        ("taslak", _("Taslaklar"), counts["drafts"]),
    ]
    rows = [(row, titles.get(row.kind, "")) for row in listing.page.object_list]
    return page(request, "applications", {"listing": listing, "rows": rows, "tabs": tabs})


class TermsForm(VezneForm):
    """Where they may be mailed to, which are taken, how long their papers are kept."""

    mail_address = forms.EmailField(
        label=_("Başvuru e-posta adresi"),
        required=False,
        help_text=_(
            "Bu adrese gelen e-posta, göndereni bir müşterinizin kullanıcısıysa taslak başvuru"
            " olur; değilse Gelen posta'da bekler."
        ),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Alınan başvuru türleri"), required=False, widget=boxes()
    )
    document_days = forms.IntegerField(
        label=_("Belgeler sonuçtan kaç gün sonra imha edilsin"), min_value=1, max_value=MOST_DAYS
    )
    identity_days = forms.IntegerField(
        label=_("Kimlik doğrulama belgeleri kaç gün sonra imha edilsin"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("İmha, belgenin özetiyle birlikte kayda geçer."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer every kind that is there."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kinds"]
        field.choices = [(kind.key, kind.title) for kind in list_kinds()]


@desk_page(role=Role.ADMIN)
@either
def application_setup(request: VezneRequest) -> HttpResponse:
    """The rules."""
    seller_id = request.seat.account_id
    terms, keys = terms_of(seller_id), [kind.key for kind in list_kinds()]
    initial = {
        "mail_address": terms.mail_address,
        "kinds": [key for key in keys if key not in terms.kinds_off],
        "document_days": terms.document_days,
        "identity_days": terms.identity_days,
    }
    is_sent = request.method == "POST"
    form = TermsForm(request.POST) if is_sent else TermsForm(initial=initial)
    if is_sent and form.is_valid():
        typed = form.cleaned_data
        draft = TermsDraft(
            mail_address=typed["mail_address"],
            kinds_off=tuple(key for key in keys if key not in typed["kinds"]),
            document_days=typed["document_days"],
            identity_days=typed["identity_days"],
        )
        try:
            terms_set(seller_id=seller_id, draft=draft, actor=request.actor, now=request.now)
        except DomainError as error:
            form.refuse(error, "mail_address")
        else:
            return done(request, _("Başvuru kuralları kaydedildi."), "desk_application_setup")
    return page(request, "application_setup", {"form": form}, status=422 if is_sent else 200)
