"""Ödemeler: what waits to be paid on top, then every payment over all sellers and platforms."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.core.money import Money
from vezne.payments.models import AttemptMethod, AttemptState
from vezne.payments.types import card_words
from vezne.reports.edocuments import documents_of_invoices
from vezne.reports.payments import (
    PaymentLine,
    newest_payments_for,
    payment_line,
    payments_count_for,
    payments_shown_for,
    requests_for,
)
from vezne.web.access import VezneRequest, panel_page
from vezne.web.listing import (
    Column,
    Filter,
    Listing,
    Opening,
    by_column,
    by_columns,
    by_field,
    excel_answer,
)
from vezne.web.panel.replies import page

SHOWN_STATES = (
    AttemptState.CAPTURED,
    AttemptState.REQUIRES_ACTION,
    AttemptState.PENDING,
    AttemptState.UNKNOWN,
    AttemptState.FAILED,
    AttemptState.CANCELLED,
    AttemptState.REFUNDED,
)


def _listing(request: VezneRequest) -> Listing:
    buyer_id = request.seat.account_id
    return Listing(
        request,
        lambda: payments_shown_for(buyer_id),
        search=by_columns("invoice__reference", "service", "plan", "seller__name"),
        filters=[
            Filter(
                "durum",
                _("Durum"),
                [(state.value, state.label) for state in SHOWN_STATES],
                by_field("shown_state"),
            ),
            Filter("yontem", _("Yöntem"), AttemptMethod.choices, by_field("shown_method")),
        ],
        sorts={
            "tarih": by_column("created_at"),
            "hizmet": by_column("service"),
            "tutar": by_column("amount_minor"),
            "belge": by_column("invoice__reference"),
        },
        opening=Opening(
            lambda most: newest_payments_for(buyer_id, limit=most),
            lambda: payments_count_for(buyer_id),
        ),
    )


@panel_page()
@require_safe
def payments(request: VezneRequest) -> HttpResponse:
    """Open requests, and the list of payments."""
    listing = _listing(request)
    rows = list(listing.page.object_list)
    documents = documents_of_invoices(row.invoice_id for row in rows)
    return page(
        request,
        "payments",
        {
            "requests": requests_for(request.seat.account_id),
            "listing": listing,
            "lines": [(payment_line(row), documents.get(row.invoice_id or 0)) for row in rows],
        },
    )


def _amount(line: PaymentLine) -> Money:
    return line.amount


def _card(line: PaymentLine) -> str:
    return card_words(line.card_brand, line.card_last_four) if line.card_last_four else ""


COLUMNS = [
    Column(_("Tarih"), lambda line: line.at),
    Column(_("Satıcı"), lambda line: line.seller, 24),
    Column(_("Hizmet"), lambda line: line.service, 30),
    Column(_("Paket"), lambda line: line.plan, 24),
    Column(_("Tutar"), _amount, 14),
    Column(_("Para birimi"), lambda line: line.amount.currency, 12),
    Column(_("Yöntem"), lambda line: line.method),
    Column(_("Kart"), _card, 22),
    Column(_("Durum"), lambda line: line.state_label),
    Column(_("Belge"), lambda line: line.reference),
]


@panel_page()
@require_safe
def payments_excel(request: VezneRequest) -> HttpResponse:
    """The same list, filtered alike, as Excel."""
    rows = _listing(request).rows
    lines = (payment_line(row) for row in rows.iterator(chunk_size=1_000))
    return excel_answer("odemeler", COLUMNS, lines)
