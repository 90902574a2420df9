"""From here to the provider's page: an address, or a signed form that the browser posts there."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from vezne.accounts.models import Role
from vezne.accounts.queries import seller_profile_of
from vezne.payments.models import Attempt, AttemptState
from vezne.payments.queries import get_attempt_for, page_origins, provider_account_of
from vezne.web.access import VezneRequest, panel_page
from vezne.web.colors import color_name


def form_url(attempt: Attempt, token: str = "") -> str:
    """Where the payer's browser goes to type the card; `token`: of a payment link."""
    if not attempt.form_fields:
        return attempt.page_url
    if token:
        return reverse("web:pay_link_leave", args=[token, attempt.public_id])
    return reverse("web:pay_leave", args=[attempt.public_id])


@panel_page(role=Role.STAFF)
@never_cache
@require_GET
def leave(request: VezneRequest, public_id: str) -> HttpResponse:
    """The form that is posted to the provider, for a signed-in member."""
    attempt = get_attempt_for(request.seat.account_id, public_id)
    return leave_page(request, attempt, result_url=reverse("web:pay_result", args=[public_id]))


def leave_page(request: Any, attempt: Attempt, *, result_url: str) -> HttpResponse:
    """Post the signed form, by script or by its one button; only this page may post there.

    A try that is over leads to its result, one without a form to its address.
    """
    is_over = attempt.expires_at is None or attempt.expires_at <= request.now
    if attempt.state != AttemptState.REQUIRES_ACTION or is_over:
        return HttpResponseRedirect(result_url)
    if not attempt.form_fields:
        return HttpResponseRedirect(attempt.page_url)
    profile = seller_profile_of(attempt.seller_id)
    context = {
        "attempt": attempt,
        "fields": attempt.form_fields,
        "brand": profile.brand_name,
        "brand_color": color_name(profile.brand_color),
    }
    response = render(request, "pay/leave.html", context)
    origins = page_origins(provider_account_of(attempt))
    response._csp_update = {"form-action": origins}  # type: ignore[attr-defined]
    return response
