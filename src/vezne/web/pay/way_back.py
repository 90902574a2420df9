"""The provider sends the browser back; the outcome is asked for, shown, and waited for."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from vezne.core.clock import read_now
from vezne.core.errors import DomainError
from vezne.core.limits import RateLimit, caller_of
from vezne.core.scope import acting_as_system
from vezne.flows.settlement import ask_and_settle
from vezne.payments.models import Attempt, AttemptState
from vezne.payments.queries import find_attempt_public, get_attempt_for, is_worth_asking
from vezne.reports.edocuments import paper_of
from vezne.web.access import VezneRequest, panel_page, public_page, redirect_to
from vezne.web.middleware import client_ip
from vezne.web.pay.leave import form_url

ENDED = {AttemptState.FAILED, AttemptState.CANCELLED}
PAID = {AttemptState.CAPTURED, AttemptState.REFUNDED}
ASK_PAUSE = timedelta(seconds=4)
MOST_BYTES = 16 * 1024
BY_CALLER = RateLimit(per_minute=600, at_once=120)
ASKS_OF_ATTEMPT = RateLimit(per_minute=15, at_once=5)
ASKS_OF_CONTRACT = RateLimit(per_minute=1_200, at_once=200)


@public_page
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def come_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where the provider's page posts the browser to: cross-site, without our session.

    It shows nothing: the provider is asked (a bank's own signed form, which comes along, says it
    all), and a redirect by GET brings the session back. Anybody can call this address, so calls are
    bounded for each caller, and the questions that they cause for each try and each contract: past
    those the browser goes on to the page that waits, which asks in its own time.
    """
    at_ns = time.monotonic_ns()
    wait_seconds = BY_CALLER.wait_seconds(caller_of(client_ip(request)), at_ns=at_ns)
    if wait_seconds:
        response = render(request, "429.html", status=429)
        response.headers["Retry-After"] = str(wait_seconds)
        return response
    with acting_as_system("payments: browser return"):
        attempt = find_attempt_public(public_id)
    if attempt is None:
        raise Http404
    if _may_ask(attempt, at_ns):
        with suppress(DomainError):  # too many calls at once: the result page and the janitor ask
            ask_and_settle(
                attempt_id=attempt.pk, source="return", now=read_now(), notice=_brought(request)
            )
    token = request.GET.get("baglanti", "")
    if token and "/" not in token:
        return HttpResponseRedirect(reverse("web:pay_link_result", args=[token, public_id]))
    return HttpResponseRedirect(reverse("web:pay_result", args=[public_id]))


def _brought(request: HttpRequest) -> bytes:
    """The form that the provider's page posted; what is too long is none of a provider's."""
    is_form = request.content_type == "application/x-www-form-urlencoded"
    if request.method != "POST" or not is_form:
        return b""
    return request.body if len(request.body) <= MOST_BYTES else b""


def _may_ask(attempt: Attempt, at_ns: int) -> bool:
    contract = str(attempt.provider_account_id)
    return not (
        ASKS_OF_ATTEMPT.wait_seconds(attempt.public_id, at_ns=at_ns)
        or ASKS_OF_CONTRACT.wait_seconds(contract, at_ns=at_ns)
    )


@panel_page()
@never_cache
@require_GET
def result(request: VezneRequest, public_id: str) -> HttpResponse:
    """The outcome of a try: paid, refused (back to the page), or not certain yet (waits)."""
    attempt = get_attempt_for(request.seat.account_id, public_id)
    if attempt.state in ENDED:
        return redirect_to(request, f"{_start_of(attempt)}?deneme={public_id}")
    invoice, is_paid = attempt.payment.invoice, attempt.state in PAID
    context = {
        "attempt": attempt,
        "is_paid": is_paid,
        "form_url": form_url(attempt),
        "paper": paper_of(invoice) if is_paid and invoice is not None else None,
    }
    return render(request, "pay/result.html", context)


def _start_of(attempt: Attempt) -> str:
    """Where the payer began: the invoice's payment page, or the load of the wallet."""
    invoice = attempt.payment.invoice
    if invoice is None:
        return reverse("web:wallet_load", args=[attempt.payment.current_account.public_id])
    return reverse("web:pay", args=[invoice.public_id])


@panel_page()
@never_cache
@require_GET
def result_state(request: VezneRequest, public_id: str) -> HttpResponse:
    """Polled once a second while the outcome is not certain; goes on by itself when it is."""
    target = reverse("web:pay_result", args=[public_id])
    return state_fragment(request, request.seat.account_id, public_id, target)


def state_fragment(
    request: Any, buyer_id: int, public_id: str, target: str, *, token: str = ""
) -> HttpResponse:
    """The waiting box again, or a redirect of the whole page once the end is certain.

    Somebody waits, so the provider is asked ahead of the janitor's turn, every few seconds.
    """
    attempt = get_attempt_for(buyer_id, public_id)
    if is_worth_asking(attempt, now=request.now, pause=ASK_PAUSE):
        with suppress(DomainError):  # too many calls at once
            ask_and_settle(attempt_id=attempt.pk, source="poller", now=request.now)
        attempt = get_attempt_for(buyer_id, public_id)
    if attempt.state in ENDED | PAID:
        return redirect_to(request, target)
    poll = request.get_full_path()
    context = {"attempt": attempt, "poll": poll, "form_url": form_url(attempt, token)}
    return render(request, "pay/_waiting.html", context)
