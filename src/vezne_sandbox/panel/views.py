"""Home, switches, the log of requests, reset."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vezne_sandbox.bank import notices, ohvps
from vezne_sandbox.cardbank.cards import CARDS
from vezne_sandbox.clock import clock_refresh, sandbox_now
from vezne_sandbox.iyzico import endpoints, views_pages, webhooks
from vezne_sandbox.iyzico.models import Merchant
from vezne_sandbox.mail.services import list_mails
from vezne_sandbox.nestpay import api as nestpay
from vezne_sandbox.nestpay import gate as nestpay_gate
from vezne_sandbox.nilvera import api as nilvera
from vezne_sandbox.panel.reset import everything_reset
from vezne_sandbox.paytr import endpoints as paytr
from vezne_sandbox.paytr import orders as paytr_orders
from vezne_sandbox.paytr import pages as paytr_pages
from vezne_sandbox.sms import api as netgsm
from vezne_sandbox.sms.services import list_sms
from vezne_sandbox.traffic.log import list_exchanges
from vezne_sandbox.traffic.models import Switch, SwitchName
from vezne_sandbox.traffic.switches import (
    SwitchError,
    list_switches,
    switch_set,
    switches_clear,
    switches_replace,
)


def _all_endpoints() -> list[str]:
    return sorted(
        {
            *endpoints.ENDPOINTS,
            *views_pages.PAGE_ENDPOINTS,
            *netgsm.ENDPOINTS,
            *nilvera.ENDPOINTS,
            webhooks.ENDPOINT,
            notices.ENDPOINT,
            *paytr.ENDPOINTS,
            *paytr_pages.PAGE_ENDPOINTS,
            paytr_orders.NOTICE,
            *nestpay.ENDPOINTS,
            *nestpay_gate.PAGE_ENDPOINTS,
            nestpay_gate.NOTICE,
            ohvps.ENDPOINT,
        }
    )


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What the sandbox is, the latest codes, the switches, the test cards."""
    codes = [message for message in list_sms(limit=30) if message.code][:3]
    return render(
        request,
        "sandbox/home.html",
        {
            "now": sandbox_now(),
            "codes": codes,
            "mails": list_mails(limit=3),
            "switches": list_switches(),
            "switch_names": SwitchName.choices,
            "endpoints": _all_endpoints(),
            "cards": CARDS,
            "merchants": Merchant.objects.order_by("api_key"),
            "smtp_port": settings.SANDBOX_SMTP_PORT,
            "public_url": settings.SANDBOX_PUBLIC_URL,
        },
    )


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """The last hundred exchanges, newest first."""
    return render(request, "sandbox/requests.html", {"exchanges": list_exchanges()})


@require_POST
def switch_form(request: HttpRequest) -> HttpResponse:
    """The form on the home page: turn one on, or all off."""
    if "clear" in request.POST:
        switches_clear()
        return redirect("home")
    try:
        switch_set(
            request.POST.get("name", ""),
            endpoint=request.POST.get("endpoint", ""),
            remaining=_number(request.POST.get("remaining", "")),
            wait_ms=_wait_ms(request.POST.get("seconds", "")),
        )
    except (SwitchError, ValueError) as error:
        return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")
    return redirect("home")


@csrf_exempt
@require_http_methods(["GET", "PUT"])
def switches(request: HttpRequest) -> HttpResponse:
    """``{"switches": [{"name", "endpoint"?, "remaining"?, "seconds"?}]}``; PUT replaces all."""
    if request.method == "PUT":
        try:
            given = json.loads(request.body)["switches"]
            switches_replace([_read_switch(one) for one in given])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return JsonResponse({"error": str(error)}, status=400)
    rows = [
        {
            "name": switch.name,
            "endpoint": switch.endpoint,
            "remaining": switch.remaining,
            "seconds": None if switch.wait_ms is None else switch.wait_ms / 1000,
        }
        for switch in list_switches()
    ]
    return JsonResponse({"switches": rows, "endpoints": _all_endpoints()})


@require_GET
def requests_json(_request: HttpRequest) -> HttpResponse:
    """The last hundred exchanges for tests."""
    rows = [
        {
            "at": exchange.at.isoformat(),
            "direction": exchange.direction,
            "method": exchange.method,
            "address": exchange.address,
            "endpoint": exchange.endpoint,
            "status": exchange.status,
            "request": exchange.request_body,
            "answer": exchange.answer_body,
            "switches": exchange.disturbances,
        }
        for exchange in list_exchanges()
    ]
    return JsonResponse({"requests": rows})


@csrf_exempt
@require_POST
def reset(_request: HttpRequest) -> HttpResponse:
    """Forget everything but the shops and the gateway's accounts."""
    everything_reset()
    return JsonResponse({"status": "reset"})


@csrf_exempt
@require_POST
def clock(_request: HttpRequest) -> HttpResponse:
    """Look at the panel's clock now instead of within half a second: it was moved."""
    return JsonResponse({"now": clock_refresh().isoformat()})


@require_GET
def health(_request: HttpRequest) -> HttpResponse:
    """Answers when the database does."""
    return JsonResponse({"status": "ok", "merchants": Merchant.objects.count()})


@require_GET
def favicon(_request: HttpRequest) -> HttpResponse:
    """No picture; the browser need not ask again."""
    return HttpResponse(status=204, headers={"Cache-Control": "max-age=86400"})


def _read_switch(given: dict[str, Any]) -> Switch:
    seconds = given.get("seconds")
    return Switch(
        name=given["name"],
        endpoint=given.get("endpoint", ""),
        remaining=given.get("remaining"),
        wait_ms=None if seconds is None else round(seconds * 1000),
    )


def _number(text: str) -> int | None:
    return int(text) if text.strip() else None


def _wait_ms(text: str) -> int | None:
    return round(float(text.replace(",", ".")) * 1000) if text.strip() else None
