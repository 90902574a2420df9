"""For tests and the demo: accounts are opened, money is sent, lines are taken back."""

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vezne_sandbox.bank.books import BankError, Order, account_put, book, take_back
from vezne_sandbox.bank.models import Account, Channel, Movement
from vezne_sandbox.clock import sandbox_now

_ACCOUNT_FIELDS = {
    "holder": "holder",
    "bankName": "bank_name",
    "branch": "branch",
    "currency": "currency",
    "token": "token",
    "noticeUrl": "notice_url",
    "noticeSecret": "notice_secret",
}


@csrf_exempt
@require_http_methods(["PUT"])
def account(request: HttpRequest, iban: str) -> HttpResponse:
    """Open or change: holder, bankName, branch, currency, token, noticeUrl, noticeSecret."""

    def work(given: dict[str, Any]) -> dict[str, Any]:
        fields = {ours: str(given[name]) for name, ours in _ACCOUNT_FIELDS.items() if name in given}
        return _as_json(account_put(iban, **fields))

    return _answer(request, work)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def movements(request: HttpRequest, iban: str) -> HttpResponse:
    """GET lists the last hundred; POST books: amount, description, channel, name, iban, taxId."""
    own = get_object_or_404(Account, iban=iban)
    if request.method == "GET":
        rows = [_line(row) for row in own.movements.order_by("-pk")[:100]]
        return JsonResponse({**_as_json(own), "movements": rows})

    def work(given: dict[str, Any]) -> dict[str, Any]:
        channel = str(given.get("channel", Channel.FAST))
        if channel not in Channel.values:
            raise BankError(f"unknown channel {channel}")
        order = Order(
            amount=Decimal(str(given["amount"])),
            description=str(given.get("description", "")),
            channel=channel,
            name=str(given.get("name", "")),
            iban=str(given.get("iban", "")),
            tax_id=str(given.get("taxId", "")),
        )
        return _line(book(own.pk, order, now=sandbox_now()))

    return _answer(request, work)


@csrf_exempt
@require_http_methods(["POST"])
def reversal(request: HttpRequest, iban: str, number: str) -> HttpResponse:
    """The bank takes a line back."""
    first = get_object_or_404(Movement, account__iban=iban, number=number)
    return _answer(request, lambda _given: _line(take_back(first.pk, now=sandbox_now())))


def _answer(request: HttpRequest, work: Callable[[dict[str, Any]], dict[str, Any]]) -> JsonResponse:
    try:
        return JsonResponse(work(json.loads(request.body or b"{}")))
    except (ValueError, KeyError, TypeError, InvalidOperation) as error:
        return JsonResponse({"error": str(error)}, status=400)


def _as_json(account: Account) -> dict[str, Any]:
    balance = format(account.balance, "f")
    return {"iban": account.iban, "reference": account.reference, "balance": balance}


def _line(row: Movement) -> dict[str, Any]:
    return {
        "id": row.number,
        "at": row.at.isoformat(),
        "amount": format(row.amount, "f"),
        "balance": format(row.balance_after, "f"),
        "channel": row.channel,
        "description": row.description,
        "name": row.name,
        "iban": row.iban,
    }
