"""For tests and for the person at the sandbox: firms, taxpayers, what came, what comes next."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vezne_sandbox.clock import real_now
from vezne_sandbox.nilvera.documents import WORDS, state_of
from vezne_sandbox.nilvera.models import Document, Firm, Purchase, Taxpayer

STATES = {"waiting": "İşleniyor", "succeed": "Başarılı", "error": "Hatalı"}
CHANGEABLE = ("tax_id", "name", "credits", "makes_series", "next_code", "next_fate")


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Documents, firms with what their next document meets, registered taxpayers."""
    rows = Document.objects.select_related("firm").defer("xml").order_by("-pk")[:100]
    return render(
        request,
        "nilvera/documents.html",
        {
            "documents": [(row, STATES[state_of(row)]) for row in rows],
            "firms": Firm.objects.order_by("name"),
            "taxpayers": Taxpayer.objects.order_by("name"),
            "codes": sorted(WORDS.items()),
        },
    )


@require_POST
def firm_form(request: HttpRequest, firm_id: int) -> HttpResponse:
    """What the next document of a firm meets, and its credits."""
    firm = get_object_or_404(Firm, pk=firm_id)
    code, fate = request.POST.get("next_code", ""), request.POST.get("next_fate", "")
    firm.next_code = code if code in WORDS else ""
    firm.next_fate = "error" if fate == "error" else ""
    typed = request.POST.get("credits", "")
    if typed.isdecimal():
        firm.credits = int(typed)
    firm.makes_series = "makes_series" in request.POST
    firm.save()
    return redirect("nilvera")


@require_POST
def taxpayer_form(request: HttpRequest) -> HttpResponse:
    """Register a tax number, or take it off the register."""
    tax_id = request.POST.get("tax_id", "").strip()
    if "remove" in request.POST:
        Taxpayer.objects.filter(tax_id=tax_id).delete()
    elif tax_id.isdecimal() and len(tax_id) in (10, 11):
        taxpayer_put(tax_id, name=request.POST.get("name", "") or tax_id)
    return redirect("nilvera")


@require_POST
def decline_form(_request: HttpRequest, document_id: int) -> HttpResponse:
    """The buyer of a TICARI invoice refuses it."""
    Document.objects.filter(pk=document_id, profile="TICARIFATURA").update(is_declined=True)
    return redirect("nilvera")


@require_GET
def xml(_request: HttpRequest, document_id: int) -> HttpResponse:
    """What was sent."""
    row = get_object_or_404(Document, pk=document_id)
    return HttpResponse(
        bytes(row.xml),
        content_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{row.number}.xml"'},
    )


@csrf_exempt
@require_http_methods(["PUT"])
def firm(request: HttpRequest, key: str) -> HttpResponse:
    """Make or change a firm: tax_id, name, credits, makes_series, next_code, next_fate."""
    given = _read(request)
    row, _ = Firm.objects.update_or_create(
        key=key, defaults={name: given[name] for name in CHANGEABLE if name in given}
    )
    return JsonResponse({"key": row.key, "tax_id": row.tax_id})


@csrf_exempt
@require_http_methods(["PUT", "DELETE"])
def taxpayer(request: HttpRequest, tax_id: str) -> HttpResponse:
    """Register (name, alias, is_closed) or take off the register."""
    if request.method == "DELETE":
        Taxpayer.objects.filter(tax_id=tax_id).delete()
        return JsonResponse({"tax_id": tax_id})
    given = _read(request)
    row = taxpayer_put(
        tax_id,
        name=str(given.get("name", tax_id)),
        alias=str(given.get("alias", "")),
        is_closed=bool(given.get("is_closed", False)),
    )
    return JsonResponse({"tax_id": row.tax_id, "alias": row.alias})


@csrf_exempt
@require_http_methods(["GET", "PUT"])
def documents(request: HttpRequest) -> HttpResponse:
    """GET: what came, newest first. PUT {uuid, is_declined?, fate?}: what becomes of one."""
    if request.method == "PUT":
        given = _read(request)
        changes = {name: given[name] for name in ("is_declined", "fate") if name in given}
        changed = Document.objects.filter(uuid__iexact=given["uuid"]).update(**changes)
        return JsonResponse({"changed": changed})
    rows = [
        {
            "uuid": row.uuid,
            "number": row.number,
            "kind": row.kind,
            "alias": row.alias,
            "profile": row.profile,
            "buyer": row.buyer_tax_id,
            "payable": row.payable,
            "state": state_of(row),
            "isCancelled": row.cancelled_at is not None,
            "xml": bytes(row.xml).decode(),
        }
        for row in Document.objects.order_by("-pk")[:100]
    ]
    return JsonResponse({"documents": rows})


@csrf_exempt
@require_POST
def decide(_request: HttpRequest) -> JsonResponse:
    """The tax office answers now whatever waits for it, instead of after its delay."""
    waiting = Document.objects.filter(ends_at__gt=real_now())
    return JsonResponse({"decided": waiting.update(ends_at=real_now())})


@csrf_exempt
@require_POST
def purchase(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody sends an invoice: number, sender_tax_id, sender_name, issued_on, payable, xml."""
    given = _read(request)
    row = Purchase.objects.create(
        firm=get_object_or_404(Firm, key=key),
        uuid=str(uuid.uuid4()),
        number=str(given["number"]),
        sender_tax_id=str(given["sender_tax_id"]),
        sender_name=str(given.get("sender_name", "")),
        issued_on=date.fromisoformat(str(given["issued_on"])),
        type=str(given.get("type", "IADE")),
        payable=str(given["payable"]),
        xml=str(given.get("xml", "")),
    )
    return JsonResponse({"uuid": row.uuid})


def taxpayer_put(tax_id: str, *, name: str, alias: str = "", is_closed: bool = False) -> Taxpayer:
    """Register a tax number under an alias."""
    row, _ = Taxpayer.objects.update_or_create(
        tax_id=tax_id,
        defaults={
            "name": name,
            "alias": alias or f"urn:mail:{tax_id}pk@fatura.example",
            "is_closed": is_closed,
        },
    )
    return row


def firms_from_settings() -> None:
    """Make the firms that the environment names: key, tax_id, name."""
    for given in settings.SANDBOX_NILVERA_FIRMS:
        Firm.objects.update_or_create(
            key=given["key"], defaults={"tax_id": given["tax_id"], "name": given["name"]}
        )


def _read(request: HttpRequest) -> dict[str, Any]:
    given = json.loads(request.body or b"{}")
    return given if isinstance(given, dict) else {}
