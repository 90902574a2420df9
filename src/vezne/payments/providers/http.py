"""One form sent to a provider: short time-outs, nothing repeated, certain told from uncertain.

A connection that was never made is `ProviderRetryable`; everything after the first byte left is
`ProviderInDoubt`.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

import httpx

from vezne.core.tls import trusted
from vezne.payments.providers.base import ProviderInDoubt, ProviderRetryable

TIMEOUT = httpx.Timeout(connect=2.0, read=5.0, write=5.0, pool=2.0)
MOST_FIELDS = 200


def post_form(url: str, fields: Mapping[str, str], *, encoding: str = "utf-8") -> bytes:
    """The answer's body. Raises: ProviderRetryable, ProviderInDoubt."""
    content = urlencode(fields, encoding=encoding, errors="replace")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        answer = httpx.post(
            url,
            content=content,
            headers=headers,
            timeout=TIMEOUT,
            trust_env=False,
            verify=trusted(),
        )
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise ProviderRetryable(type(error).__name__) from error
    except httpx.HTTPError as error:
        raise ProviderInDoubt(type(error).__name__) from error
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise ProviderRetryable("HTTP 429")
    if answer.status_code >= httpx.codes.BAD_REQUEST:
        raise ProviderInDoubt(f"HTTP {answer.status_code}")
    return answer.content


def read_form(body: bytes) -> dict[str, str]:
    """A posted form, each name once. Raises: ValueError for a name that comes twice.

    Whoever reads the first of two values and signs the second believes what was never signed.
    Banks post Turkish letters as UTF-8 or as ISO-8859-9, which no other text can be taken for.
    """
    text = body.decode("ascii")
    try:
        pairs = _pairs(text, "utf-8")
    except UnicodeDecodeError:
        pairs = _pairs(text, "iso-8859-9")
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name comes twice")
    return fields


def _pairs(text: str, encoding: str) -> list[tuple[str, str]]:
    return parse_qsl(
        text,
        keep_blank_values=True,
        strict_parsing=True,
        encoding=encoding,
        errors="strict",
        max_num_fields=MOST_FIELDS,
    )
