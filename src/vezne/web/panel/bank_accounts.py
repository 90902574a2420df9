"""Where to send a transfer: one button in the top bar, as a dialog and as a page of its own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from vezne.reports.bank_accounts import pay_places_for
from vezne.web.access import VezneRequest, panel_page
from vezne.web.panel.replies import page


@panel_page()
@require_safe
def bank_accounts(request: VezneRequest) -> HttpResponse:
    """The shown accounts of every seller that the account buys from; htmx gets the dialog's inside.

    Beside the reference of the account stands the reader's own phone, where the seller knows its
    payers by phone.
    """
    context = {
        "places": pay_places_for(request.seat.account_id),
        "phone": request.user.phone,
    }
    if request.htmx:
        answer = render(request, "bank/_dialog.html", context)
    else:
        answer = page(request, "bank_accounts", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer
