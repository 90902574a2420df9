"""The REST API: one router a subject, collected here, with one shape of errors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from vezne.api import clock, entitlements, portal, usage, webhooks
from vezne.core.errors import DomainError

api = NinjaAPI(title="Vezne", version="1", urls_namespace="api", docs_url=None)
api.add_router("/clock", clock.router)
api.add_router("/entitlements", entitlements.router)
api.add_router("/portal-sessions", portal.router)
api.add_router("/usage", usage.router)
api.add_router("/webhooks", webhooks.router)


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """An expected refusal, in words and in a code."""
    body = {"code": error.code, "message": str(error), "details": error.details}
    return api.create_response(request, body, status=error.status)
