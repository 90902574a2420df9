"""Bearer authentication of the REST API: an API key, its scopes, and the rows of its account.

    @router.get("/entitlements/{account}/{key}", auth=KeyAuth("entitlements:read"))
    @in_scope
    def entitlement(request: KeyRequest, account: str, key: str) -> …

`KeyAuth` answers 401 for an unknown key and 403 for a missing scope and sets `request.api_key`,
`request.actor`. `in_scope` runs the endpoint as the key's account from its desk, with
`request.now`; an endpoint with a statement of its own for speed leaves it out.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja.security import HttpBearer

from vezne.accounts.queries import api_key_find
from vezne.accounts.types import ApiKeyBrief
from vezne.core.audit import Actor
from vezne.core.clock import read_now
from vezne.core.errors import NotAllowed
from vezne.core.scope import acting_as

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class KeyRequest(HttpRequest):
    """A call as `KeyAuth` and `in_scope` leave it; for annotations only."""

    api_key: ApiKeyBrief
    actor: Actor
    now: datetime


class KeyAuth(HttpBearer):
    """Lets in the keys that have every one of `scopes`."""

    def __init__(self, *scopes: str) -> None:
        """`scopes` as in `accounts.types.SCOPE_PATTERN`; none = any key."""
        super().__init__()
        self.scopes = frozenset(scopes)

    def authenticate(self, request: HttpRequest, token: str) -> ApiKeyBrief | None:
        """The key, or None (401). Raises: NotAllowed when a scope is missing."""
        key = api_key_find(token)
        if key is None:
            return None
        if not self.scopes <= key.scopes:
            raise NotAllowed
        call: Any = request
        call.api_key = key
        call.actor = Actor(
            kind="api_key", id=key.id, label=key.name, ip=request.META.get("REMOTE_ADDR") or None
        )
        return key


def in_scope(endpoint: Endpoint) -> Endpoint:
    """Run an endpoint as the key's account, from its desk face, and give it `request.now`."""

    @wraps(endpoint)
    def scoped(request: Any, *args: Any, **kwargs: Any) -> Any:
        request.now = read_now()
        with acting_as(request.api_key.account_id, "desk"):
            return endpoint(request, *args, **kwargs)

    # ninja resolves annotations where a function was made, which here is not the endpoint's module.
    scoped.__signature__ = inspect.signature(endpoint, eval_str=True)  # type: ignore[attr-defined]
    return scoped  # type: ignore[return-value]
