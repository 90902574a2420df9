"""Abonelikler: every subscription of the seller's buyers, filtered and sorted by the database."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from django.db.models import Q
from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.catalog.queries import platforms_for
from vezne.core.turkish import fold
from vezne.core.wording import instant_words, money_words
from vezne.reports.desk import SubscriptionLine, subscription_lines
from vezne.reports.service_state import CHOICES, narrow_by_state
from vezne.subscriptions.queries import (
    newest_of_seller,
    subscriptions_count_of,
    subscriptions_of_seller,
)
from vezne.subscriptions.states import State
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.replies import page
from vezne.web.formatting import time_gone
from vezne.web.listing import Filter, Listing, Opening, Rows, by_column, by_field
from vezne.web.templatetags.fixed import address
from vezne.web.templatetags.vezne import state_badge


class Row(TypedDict):
    """A line as its table shows it, in words: a page has many, and a template looks each up."""

    url: str
    buyer: str
    product: str
    site: str
    plan: str
    ends: str
    state: SafeString
    is_parked: bool
    is_cancelled: bool
    owed: str  # empty: nothing
    late: str  # empty: not late


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
        lambda: subscriptions_of_seller(seller_id, now=request.now),
        search=_search,
        filters=[
            Filter("durum", _("Durum"), CHOICES, narrow_by_state),
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
        opening=Opening(
            lambda most: newest_of_seller(seller_id, now=request.now, limit=most),
            lambda: subscriptions_count_of(seller_id),
        ),
    )
    lines = subscription_lines(listing.page, now=request.now)
    shown = [_row(line, request.now) for line in lines]
    return page(request, "subscriptions", {"listing": listing, "lines": shown})


def _row(line: SubscriptionLine, now: datetime) -> Row:
    service, row = line.service, line.service.subscription
    return {
        "url": address("web:desk_subscription", row.public_id),
        "buyer": row.buyer.name,
        "product": f"{row.platform.name} · {row.product.name}",
        "site": row.site or "—",
        "plan": row.plan.name,
        "ends": "—" if service.state == State.PENDING else instant_words(service.ends_at),
        "state": state_badge(service.state, line.state_label),
        "is_parked": bool(row.renewal_parked),
        "is_cancelled": row.cancels_at is not None and row.ended_at is None,
        "owed": money_words(line.owed) if line.owed else "",
        "late": time_gone(service.due_at, now) if line.is_late and service.due_at else "",
    }
