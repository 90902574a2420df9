"""Providers' notices: stored raw, answered at once, followed by a job."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from vezne.core.clock import read_now
from vezne.payments.services import webhook_store

router = Router(tags=["webhooks"])


@router.post("/payments/{provider_account}", auth=None, include_in_schema=False)
def payment_notice(request: HttpRequest, provider_account: str) -> HttpResponse:
    """A card provider's notice; 200 also for one that is not genuine, which is kept unfollowed."""
    try:
        webhook_store(
            provider_account_public_id=provider_account,
            headers=request.headers,
            body=request.body,
            now=read_now(),
        )
    except ValueError:
        return HttpResponse(status=400)
    return HttpResponse("OK", content_type="text/plain")
