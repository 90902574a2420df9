"""One HTTP call to Nilvera: time-outs are short, nothing is retried.

What is certain and what is not is told apart here and nowhere else: a connection that was never
made is `IntegratorRetryable`; everything after the first byte left is `IntegratorInDoubt`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from vezne.core.tls import trusted
from vezne.edocuments.integrators.base import (
    IntegratorInDoubt,
    IntegratorRefused,
    IntegratorRetryable,
)
from vezne.edocuments.integrators.nilvera.errors import code_of
from vezne.edocuments.types import ErrorCode

TIMEOUT = httpx.Timeout(connect=2.0, read=15.0, write=10.0, pool=2.0)
NO_KEY = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)


class NotThere(Exception):
    """Nilvera answers 404: certainly nothing under this id."""


class NilveraClient:
    """The key and the address of one firm."""

    def __init__(self, *, base_url: str, key: str) -> None:
        """`key` is the API key made in Nilvera's portal."""
        self.base_url, self.key = base_url.rstrip("/"), key

    def get(self, path: str, **params: str) -> Any:
        """Ask. Raises: NotThere, IntegratorRefused, IntegratorRetryable, IntegratorInDoubt."""
        return self._send("GET", path, params=params)

    def put(self, path: str) -> Any:
        """Change. Raises: as `get`."""
        return self._send("PUT", path)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Send a JSON object. Raises: as `get`."""
        return self._send("POST", path, json=dict(body))

    def upload(self, path: str, *, name: str, xml: bytes, **params: str) -> Any:
        """Send an XML as the multipart field `file`. Raises: as `get`."""
        return self._send(
            "POST", path, params=params, files={"file": (name, xml, "application/xml")}
        )

    def _send(self, method: str, path: str, **parts: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "application/json"}
        try:
            answer = httpx.request(
                method,
                self.base_url + path,
                headers=headers,
                timeout=TIMEOUT,
                trust_env=False,
                verify=trusted(),
                **parts,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise IntegratorRetryable(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise IntegratorInDoubt(type(error).__name__) from error
        return _read(answer)


def _read(answer: httpx.Response) -> Any:
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise IntegratorRetryable("HTTP 429")
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise IntegratorInDoubt(f"HTTP {answer.status_code}")
    if answer.status_code in NO_KEY:
        raise IntegratorRefused(ErrorCode.KEY_REFUSED, f"HTTP {answer.status_code}")
    said = _json(answer)
    if answer.is_success:
        return said
    refusal = _refusal(said)
    if refusal is not None:
        raise refusal
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise NotThere
    raise IntegratorRefused(ErrorCode.OTHER, f"HTTP {answer.status_code}")


def _json(answer: httpx.Response) -> Any:
    try:
        return json.loads(answer.content) if answer.content else {}
    except ValueError:
        if answer.is_success:
            raise IntegratorInDoubt(f"HTTP {answer.status_code}, no JSON") from None
        return {}


def _refusal(said: Any) -> IntegratorRefused | None:
    """`{"Errors": [{"Code", "Description", "Detail"}]}` in our words; the first error counts."""
    errors = said.get("Errors") if isinstance(said, dict) else None
    if not errors:
        return None
    first = errors[0]
    words = " ".join(str(first.get(name) or "") for name in ("Code", "Description", "Detail"))
    return IntegratorRefused(code_of(str(first.get("Code", ""))), words.strip())
