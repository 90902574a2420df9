"""Kayıtlar: who did what, when, from where; for the Admin of the account."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.core.calendar import ISTANBUL
from vezne.core.models import AuditEntry
from vezne.web.access import VezneRequest
from vezne.web.listing import Filter, Listing, Rows
from vezne.web.log_words import actions_like, words_of
from vezne.web.team.faces import for_admin, page

ACTORS = (
    ("user", _("Kullanıcı")),
    ("visitor", _("Ziyaretçi")),
    ("api_key", _("Program")),
    ("provider", _("Kuruluş bildirimi")),
    ("system", _("Vezne")),
)


def _found(rows: Rows, text: str) -> Rows:
    return rows.filter(
        Q(actor_label__icontains=text)
        | Q(subject__icontains=text)
        | Q(ip__startswith=text)
        | Q(action__in=actions_like(text))
    )


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ISTANBUL)


def _between(rows: Rows, first: date | None, last: date | None) -> Rows:
    if first is not None:
        rows = rows.filter(at__gte=_start(first))
    if last is not None:
        rows = rows.filter(at__lt=_start(last + timedelta(days=1)))
    return rows


@require_safe
def _audit(request: VezneRequest) -> HttpResponse:
    listing = Listing(
        request,
        AuditEntry.objects.filter(account_id=request.seat.account_id).order_by("-at", "-pk"),
        search=_found,
        filters=[Filter("kim", _("Kim"), ACTORS, lambda rows, kind: rows.filter(actor_kind=kind))],
        days=_between,
    )
    lines = [(row, words_of(row.action)) for row in listing.page]
    return page(request, "audit", {"listing": listing, "lines": lines})


audit = for_admin(_audit)
