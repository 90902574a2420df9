"""One HTTP call to iyzico: the exact bytes are signed, time-outs are short, nothing is retried.

What is certain and what is not is told apart here and nowhere else: a connection that was never
made is `ProviderRetryable`; everything after the first byte left is `ProviderInDoubt`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import httpx

from vezne.core.tls import trusted
from vezne.payments.providers.base import ProviderInDoubt, ProviderRetryable
from vezne.payments.providers.iyzico.signing import request_headers

TIMEOUT = httpx.Timeout(connect=2.0, read=5.0, write=5.0, pool=2.0)
Answer = dict[str, Any]


def read_json(raw: bytes | str) -> Answer:
    """An answer's object with decimals kept exact. Raises: ValueError."""
    value = json.loads(raw, parse_float=Decimal, parse_int=Decimal)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


class IyzicoClient:
    """The keys and the address of one merchant."""

    def __init__(self, *, base_url: str, api_key: str, secret_key: str) -> None:
        """`base_url` may have a path in front; only the path after the host is signed."""
        self.base_url = base_url.rstrip("/")
        self.api_key = api_key
        self.secret_key = secret_key

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Send a JSON object. Raises: ProviderRetryable, ProviderInDoubt."""
        return self._send("POST", path, body=body)

    def delete(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Send a JSON object with DELETE. Raises: ProviderRetryable, ProviderInDoubt."""
        return self._send("DELETE", path, body=body)

    def get(self, path: str, params: Mapping[str, str]) -> Answer:
        """Ask with a query string, which is not signed. Raises: as `post`."""
        return self._send("GET", path, params=params)

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        content = b""
        if body is not None:
            content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = request_headers(
            api_key=self.api_key,
            secret_key=self.secret_key,
            random=secrets.token_hex(8),
            path=urlsplit(self.base_url + path).path,
            body=content,
        )
        try:
            answer = httpx.request(
                method,
                self.base_url + path,
                content=content or None,
                params=dict(params) if params else None,
                headers=headers,
                timeout=TIMEOUT,
                trust_env=False,
                verify=trusted(),
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise ProviderRetryable(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise ProviderInDoubt(type(error).__name__) from error
        return _read(answer)


def _read(answer: httpx.Response) -> Answer:
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise ProviderRetryable("HTTP 429")
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise ProviderInDoubt(f"HTTP {answer.status_code}")
    try:
        return read_json(answer.content)
    except ValueError:
        raise ProviderInDoubt(f"HTTP {answer.status_code}, no JSON") from None
