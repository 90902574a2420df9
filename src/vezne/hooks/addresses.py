"""Where a webhook may go: public addresses only, whatever its name resolves to."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from vezne.hooks.errors import AddressRefused


def public_addresses(url: str, *, private_allowed: bool) -> list[str]:
    """The addresses that the host of `url` resolves to, all of them checked.

    Raises: AddressRefused for another scheme, credentials in the address, an unknown host, or any
    address in a private, loopback, link-local, multicast or reserved network.
    """
    parts = urlsplit(url)
    if parts.scheme not in ({"https", "http"} if private_allowed else {"https"}):
        raise AddressRefused
    if not parts.hostname or parts.username or parts.password:
        raise AddressRefused
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused from error
    addresses = sorted({str(entry[4][0]) for entry in found})
    if not private_allowed and not all(ipaddress.ip_address(a).is_global for a in addresses):
        raise AddressRefused
    return addresses
