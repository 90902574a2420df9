"""For tests and for the person at the sandbox: shops, and what the bank's books hold."""

import json
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from vezne_sandbox.nestpay.gate import CURRENCIES
from vezne_sandbox.nestpay.models import Shop, Transaction


@csrf_exempt
@require_http_methods(["PUT"])
def shop(request: HttpRequest, client_id: str) -> HttpResponse:
    """Make or change a shop: userName, password, storeKey."""
    given = json.loads(request.body or b"{}")
    Shop.objects.update_or_create(
        client_id=client_id,
        defaults={
            "user_name": str(given["userName"]),
            "password": str(given["password"]),
            "store_key": str(given["storeKey"]),
        },
    )
    return JsonResponse({"clientId": client_id})


@require_GET
def transactions(request: HttpRequest) -> HttpResponse:
    """Every line under an order number, or the last hundred."""
    found = Transaction.objects.order_by("-pk")
    if oid := request.GET.get("oid"):
        found = found.filter(oid=oid)
    rows = [
        {
            "oid": row.oid,
            "kind": row.kind,
            "status": row.status,
            "amount": row.amount,
            "code": row.code,
            "mdStatus": row.md_status,
        }
        for row in found[:100]
    ]
    return JsonResponse({"transactions": rows})


@csrf_exempt
@require_http_methods(["PUT"])
def order(request: HttpRequest, oid: str) -> HttpResponse:
    """Change the books by hand: amount of the sale."""
    given = json.loads(request.body or b"{}")
    rows = Transaction.objects.filter(oid=oid, kind="S", code="00")
    return JsonResponse({"changed": rows.update(amount=int(given["amount"]))})


@require_GET
def books_page(request: HttpRequest) -> HttpResponse:
    """The shops and the last transactions."""
    rows = Transaction.objects.select_related("shop").order_by("-pk")[:50]
    shown = [
        {"row": row, "amount": Decimal(row.amount) / 100, "currency": CURRENCIES[row.currency]}
        for row in rows
    ]
    context = {"shops": Shop.objects.order_by("client_id"), "rows": shown}
    return render(request, "nestpay/books.html", context)
