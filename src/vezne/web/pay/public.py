"""The payment link: the accountant or the boss pays one invoice without signing in.

The token says which invoice; the page acts as its buyer, sees no stored card and nothing else of
the account.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from vezne.accounts.queries import seller_profile_of
from vezne.core.errors import DomainError, NotFound
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.bank_promises import transfer_choose
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import get_invoice
from vezne.payments.queries import get_attempt_for
from vezne.web.access import public_page
from vezne.web.colors import color_name
from vezne.web.pay import views
from vezne.web.pay.leave import form_url, leave_page
from vezne.web.pay.links import read_link
from vezne.web.pay.page import pay_page
from vezne.web.pay.transfer import state_line, transfer_context
from vezne.web.pay.way_back import ENDED, PAID, state_fragment

View = Callable[..., HttpResponse]


def _by_link(view: View) -> View:
    """Open the token, find its invoice, and act as its buyer for the rest of the request."""

    @wraps(view)
    def opened(request: Any, token: str, **kwargs: Any) -> HttpResponse:
        try:
            public_id = read_link(token)
            with acting_as_system("payment link"):
                invoice = get_invoice(public_id)
        except DomainError as refused:
            return render(
                request, "pay/link_over.html", {"message": str(refused)}, status=refused.status
            )
        with acting_as(invoice.buyer_id, "panel", seller_id=invoice.seller_id):
            return view(request, token, invoice=invoice, **kwargs)

    return opened


@public_page
@never_cache
@require_GET
@_by_link
def link_pay(request: Any, token: str, *, invoice: Invoice) -> HttpResponse:
    """The payment page of a link."""
    page = pay_page(
        invoice=invoice,
        language=(get_language() or "tr")[:2],
        now=request.now,
        with_cards=False,
    )
    failed = None
    if request.GET.get("deneme"):
        failed = get_attempt_for(invoice.buyer_id, request.GET["deneme"])
        if failed.payment.invoice_id != invoice.pk:
            raise NotFound
    form = views.empty_form(page, failed)
    return views.show(
        request, page, form, failed=failed, template="pay/pay_by_link.html", token=token
    )


@public_page
@require_POST
@_by_link
def link_start(request: Any, token: str, *, invoice: Invoice) -> HttpResponse:
    """Commit the choices and go to the provider's form; a stored card is never offered here."""
    language = (get_language() or "tr")[:2]
    page = pay_page(invoice=invoice, language=language, now=request.now, with_cards=False)
    form = views.pay_form(page, request.POST)
    template = "pay/pay_by_link.html"
    if not form.is_valid():
        return views.show(request, page, form, template=template, token=token, status=422)
    try:
        attempt = views.begin(request, page, form, user_id=None, token=token)
    except DomainError as refused:
        return views.show(
            request, page, form, error=str(refused), template=template, token=token, status=422
        )
    if attempt.page_url:
        return HttpResponseRedirect(form_url(attempt, token))
    return HttpResponseRedirect(_result_url(token, attempt.public_id))


@public_page
@never_cache
@require_GET
@_by_link
def link_result(request: Any, token: str, *, invoice: Invoice, public_id: str) -> HttpResponse:
    """The outcome of a try that began at a link."""
    attempt = get_attempt_for(invoice.buyer_id, public_id)
    if attempt.payment.invoice_id != invoice.pk:
        raise NotFound
    if attempt.state in ENDED:
        url = reverse("web:pay_link", args=[token])
        return HttpResponseRedirect(f"{url}?deneme={public_id}")
    profile = seller_profile_of(invoice.seller_id)
    context = {
        "attempt": attempt,
        "is_paid": attempt.state in PAID,
        "token": token,
        "form_url": form_url(attempt, token),
        "brand": profile.brand_name,
        "brand_color": color_name(profile.brand_color),
    }
    return render(request, "pay/link_result.html", context)


@public_page
@never_cache
@require_GET
@_by_link
def link_result_state(
    request: HttpRequest, token: str, *, invoice: Invoice, public_id: str
) -> HttpResponse:
    """Polled while the outcome is not certain."""
    attempt = get_attempt_for(invoice.buyer_id, public_id)
    if attempt.payment.invoice_id != invoice.pk:
        raise NotFound
    target = _result_url(token, public_id)
    return state_fragment(request, invoice.buyer_id, public_id, target, token=token)


@public_page
@never_cache
@require_GET
@_by_link
def link_leave(
    request: HttpRequest, token: str, *, invoice: Invoice, public_id: str
) -> HttpResponse:
    """The form that is posted to the provider, for a link's holder."""
    attempt = get_attempt_for(invoice.buyer_id, public_id)
    if attempt.payment.invoice_id != invoice.pk:
        raise NotFound
    return leave_page(request, attempt, result_url=_result_url(token, public_id))


@public_page
@require_POST
@_by_link
def link_transfer_start(request: Any, token: str, *, invoice: Invoice) -> HttpResponse:
    """Choose transfer, for a link's holder."""
    try:
        transfer_choose(invoice=invoice, actor=request.actor, now=request.now)
    except DomainError as refused:
        page = pay_page(
            invoice=invoice, language=views.language(), now=request.now, with_cards=False
        )
        form = views.empty_form(page)
        return views.show(
            request, page, form, transfer_error=str(refused), template="pay/pay_by_link.html",
            token=token, status=422,
        )  # fmt: skip
    return HttpResponseRedirect(reverse("web:pay_link_transfer", args=[token]))


@public_page
@never_cache
@require_GET
@_by_link
def link_transfer(request: Any, token: str, *, invoice: Invoice) -> HttpResponse:
    """Where to send how much, for a link's holder; what is left in the wallet is not theirs."""
    context = transfer_context(request, invoice, phone="")
    if context is None:
        return HttpResponseRedirect(reverse("web:pay_link", args=[token]))
    profile = seller_profile_of(invoice.seller_id)
    context |= {
        "token": token,
        "may_pay": True,
        "brand": profile.brand_name,
        "brand_color": color_name(profile.brand_color),
    }
    return render(request, "pay/transfer_by_link.html", context)


@public_page
@never_cache
@require_GET
@_by_link
def link_transfer_state(request: HttpRequest, token: str, *, invoice: Invoice) -> HttpResponse:
    """Polled while the transfer is waited for."""
    return state_line(request, invoice, reverse("web:pay_link_transfer", args=[token]))


def _result_url(token: str, public_id: str) -> str:
    return reverse("web:pay_link_result", args=[token, public_id])
