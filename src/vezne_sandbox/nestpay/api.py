"""The XML API: an order's status and history, Void and Credit."""

import secrets
from datetime import datetime
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, SubElement, tostring
from zoneinfo import ZoneInfo

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.nestpay.models import Shop, Transaction
from vezne_sandbox.traffic.switches import disturbed

ENDPOINTS = ["nestpay_api"]
ENCODING = "ISO-8859-9"
_ISTANBUL = ZoneInfo("Europe/Istanbul")


@csrf_exempt
def api(request: HttpRequest) -> HttpResponseBase:
    """/fim/api."""
    if request.method != "POST":
        return HttpResponse(status=405)
    return disturbed(request, "nestpay_api", lambda _: _answer(request))


def _answer(request: HttpRequest) -> HttpResponse:
    # Django reads forms as UTF-8 only; banks' shops send ISO-8859-9.
    text = dict(parse_qsl(request.body.decode("ascii", "replace"), encoding=ENCODING)).get(
        "DATA", ""
    )
    try:
        root = ElementTree.fromstring(text.encode(ENCODING))
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        return _reply({"Response": "Error", "ProcReturnCode": "99", "ErrMsg": "XML hatali"})
    asked = {one.tag: (one.text or "") for one in root if one.tag != "Extra"}
    extra = {one.tag: (one.text or "") for one in root.find("Extra") or []}
    shop = Shop.objects.filter(
        client_id=asked.get("ClientId", ""),
        user_name=asked.get("Name", ""),
        password=asked.get("Password", ""),
    ).first()
    if shop is None:
        words = "Kullanici adi veya sifre hatali (CORE-2010)"
        return _reply({"Response": "Error", "ProcReturnCode": "99", "ErrMsg": words})
    oid, now = asked.get("OrderId", ""), sandbox_now()
    if extra.get("ORDERSTATUS") == "QUERY":
        return _status(shop, oid)
    if extra.get("ORDERHISTORY") == "QUERY":
        return _history(shop, oid)
    with transaction.atomic():
        sale = _sale(shop, oid)
        if sale is None:
            return _refused(oid, "Bu siparise ait basarili satis yok")
        if asked.get("Type") == "Void":
            return _void(sale, now)
        if asked.get("Type") == "Credit":
            return _credit(sale, asked.get("Total", ""), now)
    return _refused(oid, "Islem tipi desteklenmiyor")


def _sale(shop: Shop, oid: str) -> Transaction | None:
    rows = Transaction.objects.select_for_update().filter(shop=shop, oid=oid, kind="S", code="00")
    return rows.order_by("-pk").first()


def _void(sale: Transaction, now: datetime) -> HttpResponse:
    """The whole sale, on its own day, before anything went back."""
    is_same_day = _day(sale.created_at) == _day(now)
    if sale.status == "V" or not is_same_day or _returned(sale):
        return _refused(sale.oid, "Gun sonu alinmis veya iade edilmis islem iptal edilemez")
    sale.status = "V"
    sale.save(update_fields=["status"])
    return _approved(sale.oid, sale.trans_id, sale.host_reference)


def _credit(sale: Transaction, total: str, now: datetime) -> HttpResponse:
    whole, _point, part = total.partition(".")
    if not whole.isdigit() or not part.isdigit() or len(part) != 2:
        return _refused(sale.oid, "Tutar hatali")
    amount = int(whole) * 100 + int(part)
    if sale.status == "V" or not amount or _returned(sale) + amount > sale.amount:
        return _refused(sale.oid, "Iade tutari kalan tutardan fazla")
    back = Transaction.objects.create(
        shop=sale.shop,
        oid=sale.oid,
        kind="C",
        status="S",
        amount=amount,
        currency=sale.currency,
        code="00",
        trans_id=f"{secrets.randbelow(10**12):012d}",
        host_reference=f"{secrets.randbelow(10**12):012d}",
        auth_code=f"{secrets.randbelow(10**6):06d}",
        created_at=now,
    )
    return _approved(sale.oid, back.trans_id, back.host_reference)


def _returned(sale: Transaction) -> int:
    rows = Transaction.objects.filter(shop=sale.shop, oid=sale.oid, kind="C", code="00")
    return rows.aggregate(total=Sum("amount"))["total"] or 0


def _status(shop: Shop, oid: str) -> HttpResponse:
    rows = Transaction.objects.filter(shop=shop, oid=oid, kind="S")
    last = rows.filter(code="00").order_by("-pk").first() or rows.order_by("-pk").first()
    if last is None:
        return _absent(oid)
    extra = {
        "ORDERSTATUS": f"ORD_ID:{oid}\tCHARGE_TYPE_CD:S\tTRANS_STAT:{last.status}",
        "CHARGE_TYPE_CD": "S",
        "TRANS_STAT": last.status,
        "ORIG_TRANS_AMT": str(last.amount),
        "CAPTURE_AMT": str(last.amount) if last.status != "D" else "",
        "PROC_RET_CD": last.code,
        "AUTH_CODE": last.auth_code,
        "AUTH_DTTM": _text(last.created_at),
        "HOST_REF_NUM": last.host_reference,
        "TRANS_ID": last.trans_id,
        "PAN": last.masked_pan,
        "MDSTATUS": last.md_status,
    }
    fields = {
        "ErrMsg": last.words if last.status == "D" else f"Record(s) found for {oid}",
        "ProcReturnCode": last.code,
        "Response": "Approved" if last.code == "00" else "Declined",
        "OrderId": oid,
        "TransId": last.trans_id,
    }
    return _reply(fields, extra)


def _history(shop: Shop, oid: str) -> HttpResponse:
    rows = list(Transaction.objects.filter(shop=shop, oid=oid).order_by("-pk"))
    if not rows:
        return _absent(oid)
    extra = {"TRXCOUNT": str(len(rows))}
    for number, row in enumerate(rows, start=1):
        at = _text(row.created_at)
        parts = (row.kind, row.status, str(row.amount), str(row.amount), at, "", "")
        ends = (row.host_reference, row.auth_code, row.code, row.trans_id)
        extra[f"TRX{number}"] = "\t".join((*parts, *ends))
    fields = {"ProcReturnCode": "00", "Response": "Approved", "OrderId": oid}
    return _reply(fields, extra)


def _absent(oid: str) -> HttpResponse:
    words = f"No record found for {oid}"
    fields = {"Response": "Declined", "ProcReturnCode": "99", "ErrMsg": words, "OrderId": oid}
    return _reply(fields, {"ORDERSTATUS": words})


def _approved(oid: str, trans_id: str, host_reference: str) -> HttpResponse:
    return _reply(
        {
            "OrderId": oid,
            "Response": "Approved",
            "ProcReturnCode": "00",
            "TransId": trans_id,
            "HostRefNum": host_reference,
            "ErrMsg": "",
        }
    )


def _refused(oid: str, words: str) -> HttpResponse:
    return _reply({"OrderId": oid, "Response": "Error", "ProcReturnCode": "99", "ErrMsg": words})


def _reply(fields: dict[str, str], extra: dict[str, str] | None = None) -> HttpResponse:
    root = Element("CC5Response")
    for name, value in fields.items():
        SubElement(root, name).text = value
    inner = SubElement(root, "Extra")
    for name, value in (extra or {}).items():
        SubElement(inner, name).text = value
    return HttpResponse(
        tostring(root, encoding=ENCODING), content_type=f"text/xml; charset={ENCODING}"
    )


def _text(at: datetime) -> str:
    return at.astimezone(_ISTANBUL).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def _day(at: datetime) -> str:
    return at.astimezone(_ISTANBUL).strftime("%Y-%m-%d")
