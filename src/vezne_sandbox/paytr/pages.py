"""The hosted form of PayTR, and the way back from the bank's page."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vezne_sandbox.cardbank.cards import find_by_fingerprint
from vezne_sandbox.cardbank.challenges import Asked, challenge_find, challenge_open
from vezne_sandbox.cardbank.entry import NEW_CARD, CardEntry, EntryError
from vezne_sandbox.cardbank.models import ChallengeState
from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.paytr.models import Order, OrderState, StoredCard
from vezne_sandbox.paytr.orders import (
    CardInUse,
    card_use,
    order_charge,
    order_fail,
    total_of,
)
from vezne_sandbox.paytr.wire import masked_pan
from vezne_sandbox.text import amount_text
from vezne_sandbox.traffic.models import SwitchName
from vezne_sandbox.traffic.switches import Disturbances, disturbed

PAGE_ENDPOINTS = ["paytr_form", "paytr_bank_return"]


@csrf_exempt
@require_http_methods(["GET", "POST"])
def hosted_form(request: HttpRequest, token: str) -> HttpResponseBase:
    """PayTR's own card form."""
    order = Order.objects.select_related("shop").filter(token=token).first()
    if order is None:
        return render(request, "cardbank/form_gone.html", status=404)
    if order.state == OrderState.PAID:
        return _back(request, order)
    if sandbox_now() >= order.expires_at:
        return render(request, "cardbank/form_gone.html", {"is_expired": True})
    if request.method == "POST":
        return disturbed(request, "paytr_form", lambda _: _pay(request, order))
    return _show(request, order, CardEntry())


def _pay(request: HttpRequest, order: Order) -> HttpResponse:
    entry = CardEntry.from_post(request.POST)
    now = sandbox_now()
    try:
        card = _chosen(order, entry) or CardInUse.typed(entry.read(now=now))
    except EntryError as error:
        return _show(request, order, entry, errors=error.errors)
    installment = entry.installment if 1 <= entry.installment <= order.max_installment else 1
    card_use(order, card, installment=installment)
    order.wants_storing = order.wants_storing and (
        entry.wants_storing or entry.chosen not in ("", NEW_CARD)
    )
    test_card = find_by_fingerprint(card.fingerprint)
    assert test_card is not None  # only test cards are taken
    challenge = challenge_open(
        Asked(
            card=test_card,
            shop=f"PayTR / Mağaza {order.shop.merchant_id}",
            amount_text=_amount(order, total_of(order.amount, installment)),
            phone=order.user_phone,
            return_path=reverse("paytr_bank_return", args=[order.token]),
        ),
        now=now,
    )
    order.state, order.challenge_token = OrderState.AT_BANK, challenge.token
    order.save()
    if challenge.state == ChallengeState.OPEN:
        return _to(reverse("challenge_page", args=[challenge.token]))
    return _to(challenge.return_path)


def _chosen(order: Order, entry: CardEntry) -> CardInUse | None:
    if entry.chosen in ("", NEW_CARD):
        return None
    stored = StoredCard.objects.filter(
        shop=order.shop, utoken=order.utoken, ctoken=entry.chosen
    ).first()
    if stored is None:
        raise EntryError({"card": "Kayıtlı kart bulunamadı"})
    return CardInUse.stored(stored)


@csrf_exempt
@require_http_methods(["GET"])
def bank_return(request: HttpRequest, token: str) -> HttpResponseBase:
    """From the bank's page: charge what was confirmed, then back to the shop."""
    order = Order.objects.select_related("shop").filter(token=token).first()
    if order is None:
        return render(request, "cardbank/form_gone.html", status=404)
    return disturbed(request, "paytr_bank_return", lambda _: _settle(request, order))


def _settle(request: HttpRequest, order: Order) -> HttpResponse:
    if order.state == OrderState.AT_BANK:
        challenge = challenge_find(order.challenge_token)
        if challenge is None or challenge.state == ChallengeState.OPEN:
            return render(request, "cardbank/form_gone.html", status=404)
        if challenge.state == ChallengeState.CONFIRMED:
            order = order_charge(order.pk, now=sandbox_now())
        else:
            order = order_fail(order.pk, "2", "3D Secure dogrulamasi basarisiz")
    return _back(request, order)


def _back(request: HttpRequest, order: Order) -> HttpResponse:
    """By address only: what the browser brings is no proof."""
    is_paid = order.state == OrderState.PAID
    disturbances = Disturbances("browser_return")
    request.META["sandbox.disturbances"] = disturbances
    if disturbances.take(SwitchName.NO_RETURN):
        return render(request, "cardbank/return.html", {"is_paid": is_paid, "is_lost": True})
    return _to(order.ok_url if is_paid else order.fail_url)


def _show(
    request: HttpRequest, order: Order, entry: CardEntry, errors: dict[str, str] | None = None
) -> HttpResponse:
    stored = StoredCard.objects.filter(shop=order.shop, utoken=order.utoken).exclude(utoken="")
    context: dict[str, Any] = {
        "provider": "PayTR",
        "shop": f"Mağaza {order.shop.merchant_id}",
        "amount": _amount(order, order.amount),
        "page_url": reverse("paytr_form", args=[order.token]),
        "entered": entry,
        "errors": errors or {},
        "may_store": order.wants_storing,
        "is_stored_by_default": order.wants_storing,
        "stored": [
            {
                "token": card.ctoken,
                "text": masked_pan("••••••", card.last_four),
                "expiry": f"{card.expire_month}/{card.expire_year[2:]}",
            }
            for card in stored.order_by("pk")
        ],
        "installments": [
            {"number": number, "text": _choice(order, number)}
            for number in range(1, order.max_installment + 1)
        ]
        if order.max_installment > 1
        else [],
        "test_card": "4355 0843 5508 4358",
    }
    return render(request, "cardbank/card_form.html", context)


def _choice(order: Order, number: int) -> str:
    if number == 1:
        return "Tek çekim"
    return f"{number} taksit, toplam {_amount(order, total_of(order.amount, number))}"


def _amount(order: Order, kurus: int) -> str:
    return amount_text(Decimal(kurus) / 100, "TRY" if order.currency == "TL" else order.currency)


def _to(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=303)
