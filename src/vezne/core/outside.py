"""Calls to addresses that people gave us: public https only, whatever the name resolves to.

The address that was checked is the one that is called, so a name cannot change its mind in
between; redirects are not followed, proxies of the environment not asked, and of the answer no more
is read than is kept.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from vezne.core.tls import trusted

TIMEOUT = httpx.Timeout(5, connect=2)


class NotPublic(ValueError):
    """The address leads into a network that is not everybody's, or is none at all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the beginning of the text."""

    status: int
    text: str


def public_addresses(url: str, *, private_allowed: bool) -> list[str]:
    """The addresses that the host of `url` resolves to, all of them checked.

    Raises: NotPublic for another scheme, credentials in the address, an unknown host, or any
    address in a private, loopback, link-local, multicast or reserved network.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotPublic from error
    if parts.scheme not in ({"https", "http"} if private_allowed else {"https"}):
        raise NotPublic
    if not parts.hostname or parts.username or parts.password:
        raise NotPublic
    try:
        found = socket.getaddrinfo(parts.hostname, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotPublic from error
    addresses = sorted({str(entry[4][0]) for entry in found})
    if not private_allowed and not all(_is_public(address) for address in addresses):
        raise NotPublic
    return addresses


def _is_public(address: str) -> bool:
    """`is_global` holds for the whole of multicast as well."""
    found = ipaddress.ip_address(address)
    return found.is_global and not found.is_multicast


def post_outside(
    url: str,
    *,
    content: bytes,
    headers: Mapping[str, str],
    private_allowed: bool,
    most_bytes: int = 2_000,
) -> Answer:
    """One POST to an address of `public_addresses`, checked now.

    Raises: NotPublic, httpx.HTTPError.
    """
    parts = urlsplit(url)
    address = public_addresses(url, private_allowed=private_allowed)[0]
    host = f"[{address}]" if ":" in address else address
    target = parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host).geturl()
    with (
        httpx.Client(timeout=TIMEOUT, verify=trusted(), trust_env=False) as client,
        client.stream(
            "POST",
            target,
            content=content,
            headers={"host": parts.netloc, **headers},
            extensions={"sni_hostname": parts.hostname},
        ) as answer,
    ):
        body = b""
        for piece in answer.iter_bytes():
            body += piece
            if len(body) >= most_bytes:
                break
        return Answer(answer.status_code, body[:most_bytes].decode("utf-8", "replace"))
