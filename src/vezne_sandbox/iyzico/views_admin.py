"""For tests and for the person at the sandbox: shops, the vault's cards, what was charged."""

import json
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.iyzico.charges import payment_review_end
from vezne_sandbox.iyzico.errors import REFUSALS
from vezne_sandbox.iyzico.merchants import merchant_put
from vezne_sandbox.iyzico.models import Payment, StoredCard

_CARD_ANSWERS = [refusal for refusal in REFUSALS.values() if refusal.group]


@csrf_exempt
@require_http_methods(["PUT"])
def merchant(request: HttpRequest, api_key: str) -> HttpResponse:
    """Make or change a shop: secretKey, merchantId, webhookUrl, isMitAllowed, reviewFrom."""
    given = _read_json(request)
    if given is None or not isinstance(given.get("secretKey"), str):
        return JsonResponse({"error": "a JSON object with secretKey is needed"}, status=400)
    made = merchant_put(
        api_key,
        secret_key=given["secretKey"],
        merchant_id=str(given.get("merchantId", "1")),
        webhook_url=str(given.get("webhookUrl", "")),
        is_mit_allowed=bool(given.get("isMitAllowed", True)),
        review_from=Decimal(str(given["reviewFrom"])) if given.get("reviewFrom") else None,
    )
    return JsonResponse({"apiKey": made.api_key, "merchantId": made.merchant_id})


@csrf_exempt
@require_http_methods(["PUT"])
def card(request: HttpRequest, card_token: str) -> HttpResponse:
    """What the bank answers for a stored card from now on: errorCode, empty = approves again."""
    given = _read_json(request)
    error_code = str((given or {}).get("errorCode", ""))
    if error_code and error_code not in REFUSALS:
        return JsonResponse({"error": f"unknown error code {error_code}"}, status=400)
    changed = StoredCard.objects.filter(card_token=card_token).update(forced_error_code=error_code)
    return JsonResponse({"changed": changed}, status=200 if changed else 404)


@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    """Every attempt of one conversation id, or the last hundred: what the bank really did."""
    found = Payment.objects.order_by("-pk")
    if conversation_id := request.GET.get("conversationId"):
        found = found.filter(conversation_id=conversation_id)
    rows = [
        {
            "paymentId": payment.payment_id,
            "conversationId": payment.conversation_id,
            "status": payment.status,
            "errorCode": payment.error_code,
            "fraudStatus": payment.fraud_status,
            "paidPrice": format(payment.paid_price, "f"),
            "currency": payment.currency,
            "refunded": format(sum(item.refunded for item in payment.items.all()) or 0, "f"),
            "isCancelled": payment.cancelled_at is not None,
            "createdAt": payment.created_at.isoformat(),
        }
        for payment in found.prefetch_related("items")[:100]
    ]
    return JsonResponse({"payments": rows})


@csrf_exempt
@require_http_methods(["PUT"])
def payment(request: HttpRequest, payment_id: int) -> HttpResponse:
    """The fraud desk decides on a payment under review: fraudStatus 1 or -1 (money goes back)."""
    verdict = (_read_json(request) or {}).get("fraudStatus")
    if verdict not in (1, -1):
        return JsonResponse({"error": "fraudStatus must be 1 or -1"}, status=400)
    is_changed = payment_review_end(payment_id, is_passed=verdict == 1, now=sandbox_now())
    return JsonResponse({"changed": int(is_changed)}, status=200 if is_changed else 404)


@require_http_methods(["GET", "POST"])
def cards_page(request: HttpRequest) -> HttpResponse:
    """The vault's cards, each with what its bank shall answer."""
    if request.method == "POST":
        error_code = request.POST.get("error_code", "")
        if not error_code or error_code in REFUSALS:
            StoredCard.objects.filter(card_token=request.POST.get("card_token", "")).update(
                forced_error_code=error_code
            )
        return redirect("cards")
    stored = StoredCard.objects.select_related("card_user__merchant").order_by("-pk")[:100]
    last_payments = Payment.objects.select_related("merchant").order_by("-pk")[:30]
    return render(
        request,
        "iyzico/cards.html",
        {"stored": stored, "answers": _CARD_ANSWERS, "payments": last_payments},
    )


def _read_json(request: HttpRequest) -> dict[str, Any] | None:
    try:
        given = json.loads(request.body or b"{}")
    except ValueError:
        return None
    return given if isinstance(given, dict) else None
