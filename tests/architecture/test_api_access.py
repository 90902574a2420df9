"""Every address of the API: without a key, with a wrong one, without the scope, a stranger's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from ninja.constants import NOT_SET

from tests.architecture.town import Town, api_key
from vezne.accounts.models import PortalSession
from vezne.api.auth import KeyAuth
from vezne.api.urls import api
from vezne.core.scope import acting_as_system
from vezne.metering.models import UsageEvent

pytestmark = [pytest.mark.django_db, pytest.mark.table]

OPEN = {
    "/clock": "the sandbox and outside programs of a demo follow it",
    "/webhooks/bank/{bank_account}": "a bank signs what it sends",
    "/webhooks/payments/{provider_account}": "a provider signs what it sends",
}
"""Addresses without a key, each with its reason."""


@dataclass(frozen=True)
class Endpoint:
    """One method of one address, and the scopes that it asks for; None = open."""

    method: str
    path: str
    scopes: frozenset[str] | None


def endpoints() -> list[Endpoint]:
    """Everything that the API answers to."""
    return list(_walk())


def _walk() -> Iterator[Endpoint]:
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                auths = operation.auth_param
                assert auths is not NOT_SET, f"{prefix}{path} does not say who may call it"
                scopes = auths.scopes if isinstance(auths, KeyAuth) else None
                for method in operation.methods:
                    yield Endpoint(method, f"{prefix}{path}", scopes)


GUARDED = [endpoint for endpoint in endpoints() if endpoint.scopes is not None]


def call(endpoint: Endpoint, town: Town, secret: str) -> HttpResponse:
    """The endpoint about Ayşe's firm, with the given key."""
    path = endpoint.path.format(account=town.buyer.public_id, key="panel.use")
    body: dict[str, Any] = {
        "account": town.buyer.public_id,
        "events": [{"key": "1", "unit": "SMS", "quantity": 1}],
    }
    return Client().generic(
        endpoint.method,
        f"/api/v1{path}",
        json.dumps(body) if endpoint.method != "GET" else "",
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"} if secret else {},
    )


def written() -> tuple[int, int]:
    with acting_as_system("test"):
        return UsageEvent.objects.count(), PortalSession.objects.count()


def test_only_the_named_addresses_are_open() -> None:
    assert {endpoint.path for endpoint in endpoints() if endpoint.scopes is None} == set(OPEN)


def test_every_guarded_address_asks_for_a_scope() -> None:
    assert [endpoint for endpoint in GUARDED if not endpoint.scopes] == []


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda one: f"{one.method} {one.path}")
def test_without_a_key_or_with_an_unknown_one_it_is_401(endpoint: Endpoint, town: Town) -> None:
    before = written()

    assert call(endpoint, town, "").status_code == 401
    assert call(endpoint, town, "vzn_" + "x" * 40).status_code == 401
    assert written() == before


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda one: f"{one.method} {one.path}")
def test_a_key_without_the_scope_is_403(endpoint: Endpoint, town: Town) -> None:
    before = written()

    answer = call(endpoint, town, api_key(town.seller, "nothing:read"))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert written() == before


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda one: f"{one.method} {one.path}")
def test_a_foreign_sellers_key_reaches_nothing(endpoint: Endpoint, town: Town) -> None:
    assert endpoint.scopes is not None
    before = written()

    answer = call(endpoint, town, api_key(town.second, *endpoint.scopes))

    told = answer.json()
    if endpoint.path.startswith("/entitlements"):  # the same as for an account that never bought
        assert (answer.status_code, told["allowed"], told["reason"]) == (200, False, "none")
        assert (told["platform"], told["subscription"], told["until"]) == ("", "", None)
    else:
        assert (answer.status_code, told["code"]) == (404, "not_found")
    assert written() == before
