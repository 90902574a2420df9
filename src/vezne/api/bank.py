"""A bank's signed calls with movements: checked, stored, answered at once, followed by a job."""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from ninja import Router

from vezne.banking.services.message import Call, message_store
from vezne.core.clock import read_now, real_now
from vezne.core.limits import RateLimit, caller_of

router = Router(tags=["bank"])
BY_CALLER = RateLimit(per_minute=1_200, at_once=200)
BY_ACCOUNT = RateLimit(per_minute=1_800, at_once=400)


@router.post("/{bank_account}", auth=None, include_in_schema=False)
def bank_movements(request: HttpRequest, bank_account: str) -> HttpResponse:
    """One movement or several; 202 also for what was told before. `docs/api/bank.md`."""
    at_ns = time.monotonic_ns()
    caller = caller_of(get_adapter(request).get_client_ip(request))
    wait_seconds = BY_CALLER.wait_seconds(caller, at_ns=at_ns) or BY_ACCOUNT.wait_seconds(
        bank_account, at_ns=at_ns
    )
    if wait_seconds:
        return HttpResponse(status=429, headers={"Retry-After": str(wait_seconds)})
    message_store(
        bank_account_public_id=bank_account,
        call=Call(
            timestamp=request.headers.get("X-Bank-Timestamp", ""),
            signature=request.headers.get("X-Bank-Signature", ""),
            body=request.body,
        ),
        real_now=real_now(),
        now=read_now(),
    )
    return HttpResponse("OK", status=202, content_type="text/plain")
