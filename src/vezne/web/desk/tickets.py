"""Destek talepleri: the queue of a seller's tickets, whose turn first, and late ones marked."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.support.queries import (
    counts_of_seller,
    departments_of,
    mails_waiting,
    search_tickets,
    tickets_of_seller,
)
from vezne.support.types import LIVE, Priority, TicketState
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.replies import page
from vezne.web.listing import (
    Column,
    Filter,
    Listing,
    Rows,
    by_column,
    by_field,
    excel_answer,
)

SHOWN = [
    ("bekleyen", _("Bizden yanıt bekleyen")),
    ("benim", _("Bana verilen")),
    ("sahipsiz", _("Kimseye verilmemiş")),
    ("geciken", _("Yanıtı geciken")),
    ("musteri", _("Müşteriden yanıt bekleyen")),
    ("kapali", _("Kapanan")),
]


def _listing(request: VezneRequest) -> Listing:
    seller_id = request.seat.account_id

    def narrow(rows: Rows, value: str) -> Rows:
        if value == "benim":
            return rows.filter(assignee=request.user.pk, state__in=LIVE)
        if value == "sahipsiz":
            return rows.filter(assignee=None, state__in=LIVE)
        if value == "geciken":
            return rows.filter(answer_due_at__lte=request.now)
        states = {
            "bekleyen": [TicketState.OPEN],
            "musteri": [TicketState.ANSWERED],
            "kapali": [TicketState.CLOSED, TicketState.MERGED],
        }
        return rows.filter(state__in=states[value])

    return Listing(
        request,
        tickets_of_seller(seller_id),
        search=search_tickets,
        filters=[
            Filter("goster", _("Göster"), SHOWN, narrow),
            Filter("oncelik", _("Öncelik"), Priority.choices, by_field("priority")),
            Filter(
                "birim",
                _("Birim"),
                [(row.public_id, row.name) for row in departments_of(seller_id)],
                by_field("department__public_id"),
            ),
        ],
        sorts={
            "no": by_column("number"),
            "musteri": by_column("buyer__search_key"),
            "sorumlu": by_column("assignee__first_name"),
            "tarih": by_column("changed_at"),
            "sure": by_column("answer_due_at"),
        },
        default_sort="sure",
        days=None,
    )


@desk_page()
@require_safe
def tickets(request: VezneRequest) -> HttpResponse:
    """The queue: what is due first stands first."""
    counts = counts_of_seller(request.seat.account_id, user_id=request.user.pk, now=request.now)
    tabs: list[tuple[str, Any, int]] = [
        ("bekleyen", _("Yanıt bekleyen"), counts["waiting"]),
        ("benim", _("Bana verilen"), counts["mine"]),
        ("sahipsiz", _("Sahipsiz"), counts["unassigned"]),
        ("geciken", _("Geciken"), counts["late"]),
    ]
    waiting = mails_waiting(request.seat.account_id)
    context = {"listing": _listing(request), "tabs": tabs, "mails_waiting": waiting}
    return page(request, "tickets", context)


COLUMNS = [
    Column(_("No"), lambda row: row.number, 10),
    Column(_("Müşteri"), lambda row: row.buyer.name, 28),
    Column(_("Konu"), lambda row: row.subject, 40),
    Column(_("Birim"), lambda row: row.department.name if row.department else ""),
    Column(_("Öncelik"), lambda row: row.get_priority_display(), 12),
    Column(_("Durum"), lambda row: row.get_state_display()),
    Column(_("Sorumlu"), lambda row: row.assignee.full_name if row.assignee else ""),
    Column(_("Açıldı"), lambda row: row.opened_at),
    Column(_("İlk yanıt"), lambda row: row.answered_at),
    Column(_("Kapandı"), lambda row: row.closed_at),
    Column(_("Puan"), lambda row: row.rating, 8),
]


@desk_page()
@require_safe
def tickets_excel(request: VezneRequest) -> HttpResponse:
    """The same list, filtered alike, as Excel."""
    return excel_answer("destek-talepleri", COLUMNS, _listing(request).rows)
