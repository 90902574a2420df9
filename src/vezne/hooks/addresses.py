"""Where a webhook may go: public addresses only, whatever its name resolves to."""

from __future__ import annotations

from vezne.core import outside
from vezne.hooks.errors import AddressRefused


def public_addresses(url: str, *, private_allowed: bool) -> list[str]:
    """The addresses that the host of `url` resolves to, all of them checked (`core.outside`).

    Raises: AddressRefused.
    """
    try:
        return outside.public_addresses(url, private_allowed=private_allowed)
    except outside.NotPublic as error:
        raise AddressRefused from error
