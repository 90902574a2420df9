"""Abonelikler: every subscription of the seller's buyers, filtered and sorted by the database."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.catalog.queries import platforms_for
from vezne.core.turkish import fold
from vezne.reports.desk import subscription_lines
from vezne.subscriptions.queries import subscriptions_of_seller
from vezne.subscriptions.types import State
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.replies import page
from vezne.web.listing import Filter, Listing, Rows, by_column, by_field


def _search(rows: Rows, text: str) -> Rows:
    for word in text.split():
        rows = rows.filter(
            Q(buyer__search_key__contains=fold(word))
            | Q(site__icontains=word)
            | Q(product__name__icontains=word)
            | Q(plan__name__icontains=word)
            | Q(public_id=word)
        )
    return rows


def _narrow_notes(rows: Rows, value: str) -> Rows:
    if value == "bekleyen":
        return rows.exclude(renewal_parked="")
    return rows.filter(cancels_at__isnull=False, ended_at=None)


@desk_page()
@require_safe
def subscriptions(request: VezneRequest) -> HttpResponse:
    """One table of all of them."""
    seller_id = request.seat.account_id
    listing = Listing(
        request,
        subscriptions_of_seller(seller_id, now=request.now),
        search=_search,
        filters=[
            Filter("durum", _("Durum"), State.choices, by_field("state")),
            Filter(
                "platform",
                _("Platform"),
                [(row.public_id, row.name) for row in platforms_for(seller_id)],
                by_field("platform__public_id"),
            ),
            Filter(
                "not",
                _("Not"),
                [("bekleyen", _("Yenilemesi bekletilen")), ("iptal", _("İptal istenen"))],
                _narrow_notes,
            ),
        ],
        sorts={
            "hesap": by_column("buyer__search_key"),
            "site": by_column("site"),
            "paket": by_column("plan__name"),
            "baslama": by_column("started_at"),
            "bitis": by_column("shown_ends_at"),
            "durum": by_column("state"),
        },
    )
    lines = subscription_lines(listing.page, now=request.now)
    return page(request, "subscriptions", {"listing": listing, "lines": lines})
