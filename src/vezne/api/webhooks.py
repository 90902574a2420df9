"""Providers' notices: stored raw, answered at once, followed by a job.

Anybody can call this address, so the calls are bounded, for each caller and for each contract, far
above what a provider sends. One that is turned away is not lost: the provider sends it again, and
the janitor asks about every try without any notice.
"""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from ninja import Router

from vezne.core.clock import read_now
from vezne.core.limits import RateLimit, caller_of
from vezne.payments.services import webhook_store

router = Router(tags=["webhooks"])
BY_CALLER = RateLimit(per_minute=1_200, at_once=200)
BY_CONTRACT = RateLimit(per_minute=1_800, at_once=400)


@router.post("/payments/{provider_account}", auth=None, include_in_schema=False)
def payment_notice(request: HttpRequest, provider_account: str) -> HttpResponse:
    """A card provider's notice; one that is not genuine is kept unfollowed.

    The answer is exactly `OK`, as PayTR wants it; a forged one of a provider that ends its own
    tries with our OK is told 400.
    """
    at_ns = time.monotonic_ns()
    caller = caller_of(get_adapter(request).get_client_ip(request))
    wait_seconds = BY_CALLER.wait_seconds(caller, at_ns=at_ns) or BY_CONTRACT.wait_seconds(
        provider_account, at_ns=at_ns
    )
    if wait_seconds:
        return HttpResponse(status=429, headers={"Retry-After": str(wait_seconds)})
    try:
        receipt = webhook_store(
            provider_account_public_id=provider_account,
            headers=request.headers,
            body=request.body,
            now=read_now(),
        )
    except ValueError:
        return HttpResponse(status=400)
    if not receipt.is_taken:
        return HttpResponse(status=400)
    return HttpResponse("OK", content_type="text/plain")
