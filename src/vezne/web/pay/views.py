"""The payment page and what its buttons do, for a signed-in member."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from vezne.accounts.models import Role
from vezne.core.errors import DomainError
from vezne.flows.opening import Opening, form_open_somewhere
from vezne.flows.paying import (
    PayChoices,
    coupon_apply,
    coupon_remove,
    payment_prepare,
    stored_card_charge,
)
from vezne.flows.wallet import wallet_settle_part
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.invoicing.queries import get_invoice
from vezne.payments.models import Attempt, AttemptMethod
from vezne.payments.queries import get_attempt_for
from vezne.payments.types import ErrorCode
from vezne.web.access import VezneRequest, panel_page
from vezne.web.colors import color_name
from vezne.web.middleware import client_ip
from vezne.web.pay.forms import PayForm, WalletForm
from vezne.web.pay.leave import form_url
from vezne.web.pay.links import make_link
from vezne.web.pay.page import PayPage, pay_page

CHOSEN = "adres"
"""In the address of the payment page: the invoice address to choose, just added."""


@panel_page()
@never_cache
@require_GET
def pay(request: VezneRequest, public_id: str) -> HttpResponse:
    """Order summary, coupon, address, card, texts, and the button with the amount."""
    invoice = get_invoice(public_id)
    page = pay_page(invoice=invoice, language=language(), now=request.now, with_cards=True)
    failed = _failed_attempt(request, invoice)
    form = empty_form(page, failed, chosen=request.GET.get(CHOSEN, ""))
    return show(request, page, form, failed=failed)


def empty_form(page: PayPage, failed: Attempt | None = None, *, chosen: str = "") -> PayForm:
    """The form as it first stands: 3D on, the default address chosen, or the one just added."""
    known = [address.public_id for address in page.addresses]
    default = next((a.public_id for a in page.addresses if a.is_default), None)
    first = known[0] if known else None
    initial = {
        "address": chosen if chosen in known else default or first,
        "card": "new" if failed or not page.cards else page.cards[0].public_id,
        "wants_3d": True,
    }
    return pay_form(page, initial=initial)


def pay_form(page: PayPage, data: Any = None, initial: Any = None) -> PayForm:
    """The form over this page's addresses, cards and texts."""
    return PayForm(
        data,
        initial=initial,
        addresses=page.addresses,
        cards=page.cards,
        force_3d=page.profile.force_3d,
        has_texts=bool(page.texts),
        wallet_minor=page.from_wallet.minor if page.by_card else 0,
    )


def show(
    request: Any,
    page: PayPage,
    form: PayForm,
    *,
    failed: Attempt | None = None,
    error: str = "",
    coupon_error: str = "",
    wallet_error: str = "",
    transfer_error: str = "",
    template: str = "pay/pay.html",
    token: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page; only its forms may lead to the provider's origin."""
    context = {
        "page": page,
        "form": form,
        "failed": failed,
        "failed_words": ErrorCode(failed.error_code).label if failed and failed.error_code else "",
        "error": error,
        "coupon_error": coupon_error,
        "wallet_error": wallet_error,
        "transfer_error": transfer_error,
        "wallet_form": WalletForm(initial={"amount": page.from_wallet.minor}),
        "token": token,
        "is_open": page.invoice.status == InvoiceStatus.OPEN,
        "may_pay": bool(token) or request.seat.may(Role.STAFF),
    }
    if token:
        context["brand"] = page.profile.brand_name
        context["brand_color"] = color_name(page.profile.brand_color)
    response = render(request, template, context, status=status)
    if page.form_origins:
        response._csp_update = {"form-action": page.form_origins}  # type: ignore[attr-defined]
    return response


@panel_page(role=Role.STAFF)
@require_POST
def coupon(request: VezneRequest, public_id: str) -> HttpResponse:
    """Use the coupon that was typed, or take the one off that is there."""
    invoice = get_invoice(public_id)
    try:
        if "remove" in request.POST:
            coupon_remove(invoice=invoice, now=request.now, actor=request.actor)
        else:
            invoice = coupon_apply(
                invoice=invoice,
                code=request.POST.get("code", ""),
                now=request.now,
                actor=request.actor,
            )
    except DomainError as refused:
        page = pay_page(invoice=invoice, language=language(), now=request.now, with_cards=True)
        return show(request, page, empty_form(page), coupon_error=str(refused), status=422)
    if invoice.status == InvoiceStatus.PAID:
        messages.success(request, _("Kupon tutarın tamamını karşıladı; ödeme gerekmedi."))
        return HttpResponseRedirect(reverse("web:services"))
    return HttpResponseRedirect(reverse("web:pay", args=[public_id]))


@panel_page(role=Role.STAFF)
@require_POST
def start(request: VezneRequest, public_id: str) -> HttpResponse:
    """Commit the choices, open the provider's form and go there; or charge a stored card."""
    invoice = get_invoice(public_id)
    page = pay_page(invoice=invoice, language=language(), now=request.now, with_cards=True)
    form = pay_form(page, request.POST)
    if not form.is_valid():
        return show(request, page, form, status=422)
    try:
        attempt = begin(request, page, form, user_id=request.user.pk, token="")
    except DomainError as refused:
        return show(request, page, form, error=str(refused), status=422)
    if attempt.page_url:
        return HttpResponseRedirect(form_url(attempt))
    return HttpResponseRedirect(reverse("web:pay_result", args=[attempt.public_id]))


def begin(
    request: Any, page: PayPage, form: PayForm, *, user_id: int | None, token: str
) -> Attempt:
    """Prepare the attempt, commit it, then open its form or charge its stored card."""
    wishes = form.wishes()
    if (
        token or not page.keeps_cards
    ):  # storing would show the account's cards on the provider's page
        wishes = replace(wishes, wants_storing=False, wants_renewal=False)
    texts = [text for text, _words in page.texts if text.kind != "card_storing"]
    if wishes.wants_storing:
        texts += [text for text, _words in page.texts if text.kind == "card_storing"]
    choices = PayChoices(
        address_public_id=form.cleaned_data["address"],
        wishes=wishes,
        texts=texts,
        language=language(),
        user_id=user_id,
        ip=client_ip(request),
    )
    attempt = payment_prepare(
        invoice=page.invoice, choices=choices, now=request.now, actor=request.actor
    )
    if wishes.method == AttemptMethod.STORED_CARD:
        return stored_card_charge(attempt=attempt, now=request.now)
    query = f"?baglanti={token}" if token else ""

    def return_url_of(public_id: str) -> str:
        path = reverse("web:pay_return", args=[public_id])
        return str(request.build_absolute_uri(path + query))

    opening = Opening(
        wishes=wishes,
        return_url_of=return_url_of,
        language=language(),
        ip=client_ip(request),
        actor=request.actor,
    )
    return form_open_somewhere(attempt=attempt, opening=opening, now=request.now)


@panel_page(role=Role.STAFF)
@require_POST
def from_wallet(request: VezneRequest, public_id: str) -> HttpResponse:
    """Pay from the balance: what was typed, all that is owed unless less was wanted."""
    invoice = get_invoice(public_id)
    form = WalletForm(request.POST)
    error = str(form.errors["amount"][0]) if not form.is_valid() else ""
    if not error:
        try:
            is_paid = wallet_settle_part(
                invoice_id=invoice.pk,
                minor=form.cleaned_data["amount"],
                now=request.now,
                actor=request.actor,
            )
        except DomainError as refused:
            error = str(refused)
        else:
            words = _("Bakiyenizden ödendi.") if is_paid else _("Bir kısmı bakiyenizden ödendi.")
            messages.success(request, words)
            back = reverse("web:pay", args=[public_id])
            return HttpResponseRedirect(reverse("web:services") if is_paid else back)
    page = pay_page(invoice=invoice, language=language(), now=request.now, with_cards=True)
    return show(request, page, empty_form(page), wallet_error=error, status=422)


@panel_page(role=Role.STAFF)
@require_POST
def link(request: VezneRequest, public_id: str) -> HttpResponse:
    """Make a payment link for somebody who has no sign-in and show it to be sent."""
    invoice = get_invoice(public_id)
    page = pay_page(invoice=invoice, language=language(), now=request.now, with_cards=False)
    token = make_link(invoice_public_id=public_id, days=page.profile.payment_link_days)
    url = request.build_absolute_uri(reverse("web:pay_link", args=[token]))
    return render(request, "pay/link_made.html", {"page": page, "url": url})


def _failed_attempt(request: VezneRequest, invoice: Invoice) -> Attempt | None:
    """The refused try that the payer came back from, named in the address."""
    public_id = request.GET.get("deneme", "")
    if not public_id:
        return None
    attempt = get_attempt_for(invoice.buyer_id, public_id)
    return attempt if attempt.payment.invoice_id == invoice.pk else None


def language() -> str:
    """The reader's language, for texts and the provider's form."""
    return (get_language() or "tr")[:2]
