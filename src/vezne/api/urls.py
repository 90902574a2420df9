"""The REST API: one router a subject, collected here, with one shape of errors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from vezne.api import bank, clock, entitlements, portal, usage, webhooks
from vezne.core.errors import DomainError, NotFound

api = NinjaAPI(title="Vezne", version="1", urls_namespace="api", docs_url=None)
api.add_router("/clock", clock.router)
api.add_router("/entitlements", entitlements.router)
api.add_router("/portal-sessions", portal.router)
api.add_router("/usage", usage.router)
api.add_router("/webhooks/bank", bank.router)
api.add_router("/webhooks", webhooks.router)


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """An expected refusal, in words and in a code."""
    return _answer(request, error.status, error.code, str(error), error.details)


@api.exception_handler(AuthenticationError)
def no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001
    """No key, or one that is unknown or revoked."""
    response = _answer(request, 401, "unauthorized", _("Geçerli bir API anahtarı gerekli."))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A body or an address that does not fit; `details.fields` says where and why."""
    fields = [
        {"field": ".".join(str(part) for part in found["loc"][1:]), "reason": found["msg"]}
        for found in error.errors
    ]
    message = _("Gönderilen bilgiler geçerli değil.")
    return _answer(request, 422, "invalid_request", message, {"fields": fields})


@api.exception_handler(HttpError)
def not_readable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON, and what else the framework refuses."""
    message = _("İstek okunamadı.")
    return _answer(request, error.status_code, "bad_request", message, {"reason": str(error)})


def not_found(request: HttpRequest) -> HttpResponse:
    """An address of the API that does not exist; `config.urls` puts it behind all others."""
    return refused(request, NotFound())


def _answer(
    request: HttpRequest, status: int, code: str, message: str, details: Any = None
) -> HttpResponse:
    body = {"code": code, "message": message, "details": details or {}}
    return api.create_response(request, body, status=status)
