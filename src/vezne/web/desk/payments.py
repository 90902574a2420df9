"""Ödemeler: every payment of the seller's buyers with the try that tells its state."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.core.turkish import fold
from vezne.payments.models import AttemptMethod, AttemptState, Payment
from vezne.reports.payments import (
    newest_payments_of,
    payment_line,
    payments_count_of,
    payments_shown_of,
)
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.replies import page
from vezne.web.listing import Filter, Listing, Opening, Rows, by_column, by_field


def _search(rows: Rows, text: str) -> Rows:
    for word in text.split():
        rows = rows.filter(
            Q(buyer__search_key__contains=fold(word))
            | Q(invoice__reference__icontains=word)
            | Q(service__icontains=word)
            | Q(public_id=word)
            | Q(attempts__reference=word)
            | Q(attempts__provider_payment_id=word)
        )
    return rows.distinct()


@desk_page()
@require_safe
def payments(request: VezneRequest) -> HttpResponse:
    """One table of all of them."""
    seller_id = request.seat.account_id
    listing = Listing(
        request,
        lambda: payments_shown_of(seller_id),
        search=_search,
        filters=[
            Filter("durum", _("Durum"), AttemptState.choices, by_field("shown_state")),
            Filter("yol", _("Ödeme yolu"), AttemptMethod.choices, by_field("shown_method")),
        ],
        sorts={
            "tarih": by_column("created_at"),
            "hesap": by_column("buyer__search_key"),
            "tutar": by_column("amount_minor"),
        },
        opening=Opening(
            lambda most: newest_payments_of(seller_id, limit=most),
            lambda: payments_count_of(seller_id),
        ),
    )
    rows: list[Payment] = list(listing.page)
    lines = [(row, payment_line(row)) for row in rows]
    return page(request, "payments", {"listing": listing, "lines": lines})
