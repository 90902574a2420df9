"""The phones' inbox: a page, and JSON for tests."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from vezne_sandbox.sms.models import NetgsmAccount
from vezne_sandbox.sms.services import list_sms


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """All phones, or one."""
    to = request.GET.get("to", "")
    return render(request, "sms/inbox.html", {"messages": list_sms(to=to), "to": to})


@require_GET
def as_json(request: HttpRequest) -> HttpResponse:
    """The newest first: ``GET /_sandbox/sms?to=``."""
    rows = [
        {
            "id": message.pk,
            "to": message.number,
            "from": message.sender,
            "text": message.text,
            "code": message.code,
            "jobid": message.job_id,
            "at": message.received_at.isoformat(),
        }
        for message in list_sms(to=request.GET.get("to", ""))
    ]
    return JsonResponse({"sms": rows})


@csrf_exempt
@require_http_methods(["PUT"])
def account(request: HttpRequest, usercode: str) -> HttpResponse:
    """Make or change an account of the gateway: password, headers."""
    try:
        given = json.loads(request.body)
        password, headers = str(given["password"]), list(given.get("headers", []))
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": "a JSON object with password is needed"}, status=400)
    account_put(usercode, password=password, headers=headers)
    return JsonResponse({"usercode": usercode})


def account_put(usercode: str, *, password: str, headers: list[str]) -> None:
    """Make or change an account of the gateway."""
    NetgsmAccount.objects.update_or_create(
        usercode=usercode, defaults={"password": password, "headers": headers}
    )


def accounts_from_settings() -> None:
    """Make the accounts that the environment names."""
    for given in settings.SANDBOX_NETGSM_ACCOUNTS:
        account_put(given["usercode"], password=given["password"], headers=given.get("headers", []))
