"""Destek: how the sellers that the account buys from are reached."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from vezne.reports.sellers import sellers_of
from vezne.web.access import VezneRequest, panel_page
from vezne.web.panel.replies import page


@panel_page()
@require_safe
def support(request: VezneRequest) -> HttpResponse:
    """Each seller with its contacts."""
    seat = request.seat
    sellers = sellers_of(seat.account_id, only_seller_id=seat.portal_seller_id)
    return page(request, "support", {"sellers": sellers})
