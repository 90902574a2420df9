"""The entitlement question answered before Django is asked: one statement, no middleware.

An outside platform asks on each of its own requests, so this is the hottest address of the house.
Only the plain good case is answered here, with the same body as `entitlements.entitlement`; every
other (no key, wrong scope, wrong method, a lost connection) goes on to Django, which refuses in
the API's one shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections

from vezne.accounts.queries import hash_of_secret
from vezne.core.clock import real_now
from vezne.subscriptions.queries import entitlement_answer

PREFIX = "/api/v1/entitlements/"
BEARER = "Bearer "
STATUS = "200 OK"

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class EntitlementsFirst:
    """A WSGI application around Django's."""

    def __init__(self, django: Application) -> None:
        """`django` answers everything else."""
        self.django = django

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or pass on."""
        path: str = environ["PATH_INFO"]
        if not path.startswith(PREFIX) or environ["REQUEST_METHOD"] != "GET":
            return self.django(environ, start_response)
        body = _answer(path.removeprefix(PREFIX), environ.get("HTTP_AUTHORIZATION", ""))
        if body is None:
            return self.django(environ, start_response)
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response(STATUS, headers)
        return [body]


def _answer(rest: str, authorization: str) -> bytes | None:
    """The body for `<account>/<key>`, or None for whatever Django should look at."""
    account, _slash, key = rest.partition("/")
    if not authorization.startswith(BEARER) or not account or not key or "/" in key:
        return None
    if not rest.isascii():
        return None
    secret = authorization.removeprefix(BEARER)
    connection = connections[DEFAULT_DB_ALIAS]
    if not connection.in_atomic_block:  # as Django does before each of its own requests
        connection.close_if_unusable_or_obsolete()
    try:
        answer = entitlement_answer(
            secret_hash=hash_of_secret(secret),
            account_public_id=account,
            key=key,
            real_now=real_now(),
        )
    except (OperationalError, InterfaceError):  # the server went away meanwhile
        connection.close()
        return None
    return None if answer is None else answer.encode()
