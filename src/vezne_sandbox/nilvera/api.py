"""Nilvera's REST endpoints: bearer key, JSON out, XML in as a multipart field."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.nilvera.documents import WORDS, NilveraError, document_take, state_of
from vezne_sandbox.nilvera.models import Document, Firm, Kind, Purchase, Series, Taxpayer
from vezne_sandbox.traffic.switches import disturbed

ENDPOINTS: list[str] = []
PAGE_SIZE_MOST = 100
Handler = Callable[..., Any]


def endpoint(name: str, method: str) -> Callable[[Handler], Callable[..., HttpResponseBase]]:
    """Make a view of a handler that gets the request and the firm behind the key."""
    ENDPOINTS.append(name)

    def decorate(handler: Handler) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        def view(request: HttpRequest, **parts: str) -> HttpResponseBase:
            if request.method != method:
                return HttpResponse(status=405)
            return disturbed(request, name, lambda _: _answer(request, handler, parts))

        return view

    return decorate


def _answer(request: HttpRequest, handler: Handler, parts: dict[str, str]) -> HttpResponse:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    firm = Firm.objects.filter(key=key.strip()).first() if scheme == "Bearer" else None
    if firm is None:
        return HttpResponse(status=401)
    try:
        return JsonResponse(handler(request, firm, **parts), safe=False)
    except NilveraError as error:
        return _refused(error, firm)
    except (Document.DoesNotExist, Purchase.DoesNotExist):
        return HttpResponse(status=404)


def _refused(error: NilveraError, firm: Firm) -> HttpResponse:
    if firm.next_code == error.code:
        Firm.objects.filter(pk=firm.pk).update(next_code="")
    words = {"Code": error.code, "Description": WORDS[error.code], "Detail": error.detail}
    return JsonResponse({"Errors": [words]}, status=error.status)


@endpoint("nilvera_company", "GET")
def company(_request: HttpRequest, firm: Firm) -> dict[str, Any]:
    """Who the key belongs to."""
    return {"TaxNumber": firm.tax_id, "Name": firm.name}


@endpoint("nilvera_check", "GET")
def check(_request: HttpRequest, _firm: Firm, tax_id: str) -> list[dict[str, Any]]:
    """Registered for e-Fatura? An empty list is no."""
    rows = Taxpayer.objects.filter(tax_id=tax_id)
    return [{"TaxNumber": row.tax_id, "Title": row.name, "Name": row.alias} for row in rows]


@endpoint("nilvera_aliases", "GET")
def aliases(_request: HttpRequest, _firm: Firm, tax_id: str) -> dict[str, Any]:
    """Where its invoices go."""
    rows = list(Taxpayer.objects.filter(tax_id=tax_id))
    return {
        "TaxNumber": tax_id,
        "Title": rows[0].name if rows else "",
        "Aliases": [{"Name": row.alias, "CreationTime": "2020-01-01T00:00:00"} for row in rows],
    }


@endpoint("nilvera_send", "POST")
def send(request: HttpRequest, firm: Firm, kind: str) -> dict[str, Any]:
    """An XML in the field ``file``; of an e-Fatura with ``Alias``."""
    upload = request.FILES.get("file")
    if upload is None:
        raise NilveraError("2015", "file", status=400)
    made = document_take(
        firm, kind, xml=upload.read(), alias=request.GET.get("Alias", ""), now=sandbox_now()
    )
    return {"UUID": made.uuid, "InvoiceNumber": made.number}


@endpoint("nilvera_status", "GET")
def status(_request: HttpRequest, firm: Firm, kind: str, uuid: str) -> dict[str, Any]:
    """waiting, succeed or error; a buyer's refusal beside it."""
    row = firm.documents.get(kind=kind, uuid__iexact=uuid)
    code = state_of(row)
    said: dict[str, Any] = {
        "UUID": row.uuid,
        "InvoiceNumber": row.number,
        "InvoiceStatus": {
            "Code": code,
            "Description": "GİB belgeyi kabul etmedi." if code == "error" else "",
        },
    }
    if row.is_declined:
        said["AnswerStatus"] = "rejected"
    return said


@endpoint("nilvera_document", "GET")
def document(_request: HttpRequest, firm: Firm, kind: str, uuid: str, form: str) -> str:
    """The XML, or a picture of it, as a JSON string; PDF in base64."""
    row = firm.documents.get(kind=kind, uuid__iexact=uuid)
    xml = bytes(row.xml)
    if form == "xml":
        return xml.decode()
    if form == "html":
        return f"<html><body><pre>{row.number}</pre></body></html>"
    return base64.b64encode(b"%PDF-1.4\n% " + row.number.encode() + b"\n%%EOF\n").decode()


@endpoint("nilvera_cancel", "PUT")
def cancel(_request: HttpRequest, firm: Firm, uuid: str) -> dict[str, Any]:
    """e-Arşiv only; twice is once."""
    row = firm.documents.get(kind=Kind.EARCHIVE, uuid__iexact=uuid)
    if row.cancelled_at is None:
        row.cancelled_at = sandbox_now()
        row.save(update_fields=["cancelled_at"])
    return {"UUID": row.uuid, "IsCancel": True}


@endpoint("nilvera_series", "POST")
def series(request: HttpRequest, firm: Firm, kind: str) -> dict[str, Any]:
    """``{"Name", "IsActive", "IsDefault"}`` makes a series."""
    try:
        name = str(json.loads(request.body)["Name"])
    except (ValueError, KeyError, TypeError):
        raise NilveraError("3009", "Name", status=400) from None
    row, _ = Series.objects.get_or_create(firm=firm, name=name, defaults={"kind": kind})
    if row.kind != kind:
        raise NilveraError("1005", name)
    return {"Name": row.name, "IsActive": True}


@endpoint("nilvera_purchases", "GET")
def purchases(request: HttpRequest, firm: Firm) -> dict[str, Any]:
    """What others sent, by date, in pages."""
    page = max(1, int(request.GET.get("Page", "1")))
    size = min(PAGE_SIZE_MOST, int(request.GET.get("PageSize", "20")))
    rows = firm.purchases.order_by("issued_on", "pk")
    if since := request.GET.get("StartDate"):
        rows = rows.filter(issued_on__gte=since)
    content = [
        {
            "UUID": row.uuid,
            "InvoiceNumber": row.number,
            "SenderTaxNumber": row.sender_tax_id,
            "SenderName": row.sender_name,
            "IssueDate": f"{row.issued_on.isoformat()}T00:00:00",
            "InvoiceType": row.type,
            "PayableAmount": row.payable,
            "CurrencyCode": row.currency,
        }
        for row in rows[(page - 1) * size : page * size]
    ]
    pages = max(1, -(-rows.count() // size))
    return {"Page": page, "PageSize": size, "TotalPages": pages, "Content": content}


@endpoint("nilvera_purchase_xml", "GET")
def purchase_xml(_request: HttpRequest, firm: Firm, uuid: str) -> str:
    """The XML of what others sent, as a JSON string."""
    return str(firm.purchases.exclude(xml="").get(uuid__iexact=uuid).xml)
