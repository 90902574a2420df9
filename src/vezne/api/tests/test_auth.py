from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from ninja import NinjaAPI

from vezne.accounts.models import Account
from vezne.accounts.services import api_key_create, api_key_revoke
from vezne.accounts.tests.people import NOW, make_seller
from vezne.api.auth import KeyAuth, KeyRequest, in_scope
from vezne.core.audit import SYSTEM
from vezne.core.errors import DomainError
from vezne.core.scope import acting_as, current_scope

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

api = NinjaAPI(urls_namespace="auth-test", docs_url=None)


@api.exception_handler(DomainError)
def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    return api.create_response(request, {"code": error.code}, status=error.status)


@api.get("/scoped", auth=KeyAuth("usage:write"))
@in_scope
def scoped(request: KeyRequest) -> dict[str, Any]:
    scope = current_scope()
    return {
        "scope": [scope.face, scope.account_id] if scope else None,
        "actor": [request.actor.kind, request.actor.label],
        "has_now": request.now is not None,
    }


@api.get("/bare", auth=KeyAuth())
def bare(request: KeyRequest) -> dict[str, Any]:
    return {"key": request.api_key.name, "scope": current_scope() is not None}


urlpatterns = [path("api/v1/", api.urls)]


def _key(robo: Account, *scopes: str) -> tuple[str, str]:
    with acting_as(robo.pk, "desk"):
        key, secret = api_key_create(
            account_id=robo.pk, name="HR", scopes=scopes, now=NOW, actor=SYSTEM
        )
    return key.public_id, secret


def _get(path: str, secret: str) -> Any:
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})


def test_a_key_runs_as_its_account_from_the_desk() -> None:
    robo = make_seller()
    _, secret = _key(robo, "usage:write", "entitlements:read")

    answer = _get("scoped", secret)

    assert answer.json() == {
        "scope": ["desk", robo.pk],
        "actor": ["api_key", "HR"],
        "has_now": True,
    }
    assert current_scope() is None


def test_a_missing_scope_is_403_and_an_unknown_key_401() -> None:
    robo = make_seller()
    public_id, secret = _key(robo, "entitlements:read")

    assert _get("scoped", secret).status_code == 403
    assert _get("scoped", "vzn_unknown").status_code == 401
    assert Client().get("/api/v1/scoped").status_code == 401
    with acting_as(robo.pk, "desk"):
        api_key_revoke(account_id=robo.pk, public_id=public_id, now=NOW, actor=SYSTEM)
    assert _get("bare", secret).status_code == 401


def test_an_endpoint_without_scope_costs_the_key_alone() -> None:
    _, secret = _key(make_seller())

    with CaptureQueriesContext(connection) as queries:
        answer = _get("bare", secret)

    assert answer.json() == {"key": "HR", "scope": False}
    assert len(queries) == 1
