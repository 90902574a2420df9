"""Netgsm's REST v2: send and report.

Source: PyPI netgsm-sms 1.1.2 and npm @netgsm/sms 1.1.11 (paths, Basic authentication, codes).
Answers that refuse have HTTP status 406, as the gateway's do.
"""

import base64
import binascii
import json
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.sms.models import NetgsmAccount, Sms
from vezne_sandbox.text import find_code, phone_key
from vezne_sandbox.traffic.switches import disturbed

ENDPOINTS = ["netgsm_send", "netgsm_report"]
_LONGEST_TEXT = 917
_SAME_NUMBER_A_MINUTE = 20
# What becomes of a message, by the number's last two digits; else it arrives.
_STATUS_OF_ENDING = {"00": 3, "01": 15, "02": 0}


class GatewayError(Exception):
    """A refusal: 20 text, 30 credentials, 40 sender, 60 nothing found, 70 field, 85 flood."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@csrf_exempt
@require_POST
def send(request: HttpRequest) -> HttpResponseBase:
    """``/sms/rest/v2/send``: every message of the body goes to its number under one job id."""
    return disturbed(request, "netgsm_send", lambda _: _answered(request, _send))


@csrf_exempt
@require_POST
def report(request: HttpRequest) -> HttpResponseBase:
    """``/sms/rest/v2/report``: what became of the messages of some jobs."""
    return disturbed(request, "netgsm_report", lambda _: _answered(request, _report))


def _answered(
    request: HttpRequest, work: Callable[[NetgsmAccount | None, dict[str, Any]], dict[str, Any]]
) -> HttpResponse:
    try:
        account = _authenticate(request)
        try:
            body = json.loads(request.body)
        except ValueError:
            raise GatewayError("70") from None
        if not isinstance(body, dict):
            raise GatewayError("70")
        return JsonResponse({"code": "00", **work(account, body), "description": "queued"})
    except GatewayError as error:
        return JsonResponse({"code": error.code, "description": "error"}, status=406)


def _authenticate(request: HttpRequest) -> NetgsmAccount | None:
    """The account; None while none is registered, when any name and password will do."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        usercode, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise GatewayError("30") from None
    if scheme != "Basic" or not usercode or not password:
        raise GatewayError("30")
    account = NetgsmAccount.objects.filter(usercode=usercode).first()
    if account is None and NetgsmAccount.objects.exists():
        raise GatewayError("30")
    if account is not None and not secrets.compare_digest(
        account.password.encode(), password.encode()
    ):
        raise GatewayError("30")
    return account


def _send(account: NetgsmAccount | None, body: dict[str, Any]) -> dict[str, Any]:
    header = body.get("msgheader")
    if not isinstance(header, str) or not header:
        raise GatewayError("40")
    if account is not None and account.headers and header not in account.headers:
        raise GatewayError("40")
    messages = body.get("messages")
    if (
        not isinstance(messages, list)
        or not messages
        or str(body.get("iysfilter", "0"))
        not in (
            "0",
            "11",
            "12",
        )
    ):
        raise GatewayError("70")
    checked = [_read_message(message) for message in messages]
    now = sandbox_now()
    for number, _text, _reference in checked:
        _refuse_flood(number, now_minus_minute=now - timedelta(minutes=1))
    job_id = f"{secrets.randbelow(10**10):010d}"
    Sms.objects.bulk_create(
        Sms(
            phone=phone_key(number),
            number=number,
            sender=header,
            text=text,
            code=find_code(text),
            job_id=job_id,
            reference_id=reference,
            status=_STATUS_OF_ENDING.get(number[-2:], 1),
            iys_filter=str(body.get("iysfilter", "0")),
            received_at=now,
        )
        for number, text, reference in checked
    )
    return {"jobid": job_id}


def _read_message(message: Any) -> tuple[str, str, str]:
    if not isinstance(message, dict):
        raise GatewayError("70")
    text, number = message.get("msg"), str(message.get("no", ""))
    if not isinstance(text, str) or not text or len(text) > _LONGEST_TEXT:
        raise GatewayError("20")
    if not re.fullmatch(r"\+?[0-9]{10,15}", number):
        raise GatewayError("70")
    return number, text, str(message.get("referansID", ""))


def _refuse_flood(number: str, *, now_minus_minute: Any) -> None:
    sent = Sms.objects.filter(phone=phone_key(number), received_at__gt=now_minus_minute).exclude(
        job_id=""
    )
    if sent.count() >= _SAME_NUMBER_A_MINUTE:
        raise GatewayError("85")


def _report(_account: NetgsmAccount | None, body: dict[str, Any]) -> dict[str, Any]:
    job_ids = body.get("jobids")
    if not isinstance(job_ids, list) or not job_ids:
        raise GatewayError("70")
    found = Sms.objects.filter(job_id__in=[str(job_id) for job_id in job_ids]).order_by("pk")
    jobs = [
        {
            "jobid": message.job_id,
            "number": message.number,
            "status": message.status,
            "operator": 10,
            "msglen": 1,
            "deliveredDate": message.received_at.strftime("%d.%m.%Y %H:%M:%S"),
            "errorCode": 0,
            "referansID": message.reference_id,
        }
        for message in found
    ]
    if not jobs:
        raise GatewayError("60")
    return {"jobs": jobs}
