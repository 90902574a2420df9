"""For tests and for the person at the sandbox: shops, orders, cards, figures that differ."""

import json
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.paytr.models import Order, Return, Shop, StoredCard
from vezne_sandbox.paytr.orders import shop_put


@csrf_exempt
@require_http_methods(["PUT"])
def shop(request: HttpRequest, merchant_id: str) -> HttpResponse:
    """Make or change a shop: merchantKey, merchantSalt, noticeUrl, mayRecur."""
    given = json.loads(request.body or b"{}")
    made = shop_put(
        merchant_id,
        merchant_key=str(given["merchantKey"]),
        merchant_salt=str(given["merchantSalt"]),
        notice_url=str(given.get("noticeUrl", "")),
        may_recur=bool(given.get("mayRecur", True)),
    )
    return JsonResponse({"merchantId": made.merchant_id})


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """Every order under a number, or the last hundred: what the bank really did."""
    found = Order.objects.order_by("-pk")
    if oid := request.GET.get("oid"):
        found = found.filter(merchant_oid=oid)
    return JsonResponse({"orders": [_row(order) for order in found[:100]]})


@csrf_exempt
@require_http_methods(["PUT"])
def order(request: HttpRequest, merchant_oid: str) -> HttpResponse:
    """Change the books by hand: total, isHidden, refund (kuruş given back by nobody's request)."""
    given = json.loads(request.body or b"{}")
    row = Order.objects.filter(merchant_oid=merchant_oid).first()
    if row is None:
        return JsonResponse({"error": "no such order"}, status=404)
    row.total = int(given.get("total", row.total))
    row.is_hidden = bool(given.get("isHidden", row.is_hidden))
    row.save(update_fields=["total", "is_hidden"])
    if given.get("refund"):
        Return.objects.create(order=row, amount=int(given["refund"]), created_at=sandbox_now())
    return JsonResponse(_row(row))


@csrf_exempt
@require_http_methods(["PUT"])
def card(request: HttpRequest, ctoken: str) -> HttpResponse:
    """What the bank answers for a stored card from now on: errorCode."""
    code = str(json.loads(request.body or b"{}").get("errorCode", ""))
    changed = StoredCard.objects.filter(ctoken=ctoken).update(forced_error_code=code)
    return JsonResponse({"changed": changed}, status=200 if changed else 404)


@require_GET
def books_page(request: HttpRequest) -> HttpResponse:
    """The shops and their last orders."""
    rows = Order.objects.select_related("shop").prefetch_related("returns").order_by("-pk")[:50]
    shown = [
        {
            "order": row,
            "amount": Decimal(row.amount) / 100,
            "currency": "TRY" if row.currency == "TL" else row.currency,
            "returned": Decimal(sum(back.amount for back in row.returns.all())) / 100,
        }
        for row in rows
    ]
    context = {"shops": Shop.objects.order_by("merchant_id"), "orders": shown}
    return render(request, "paytr/books.html", context)


def _row(order: Order) -> dict[str, Any]:
    return {
        "oid": order.merchant_oid,
        "state": order.state,
        "amount": order.amount,
        "total": order.total,
        "currency": order.currency,
        "errorCode": order.error_code,
        "errorWords": order.error_words,
        "returned": sum(back.amount for back in order.returns.all()),
        "installment": order.installment,
    }
