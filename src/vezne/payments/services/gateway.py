"""Which provider a seller's contract speaks, opened with its unsealed keys."""

from __future__ import annotations

import json
from collections.abc import Callable

from vezne.core.crypto import seal, unseal
from vezne.payments.errors import ProviderAddressRefused, ProviderUnknown
from vezne.payments.models import ProviderAccount
from vezne.payments.providers.base import CardProvider
from vezne.payments.providers.iyzico.client import IyzicoClient
from vezne.payments.providers.iyzico.provider import Iyzico
from vezne.payments.queries.accounts import KEYS_PURPOSE, is_address_allowed

CREDENTIAL_NAMES: dict[str, tuple[str, ...]] = {"iyzico": ("api_key", "secret_key")}
"""What a seller enters for each provider, in this order."""


def _iyzico(base_url: str, keys: dict[str, str]) -> CardProvider:
    client = IyzicoClient(base_url=base_url, api_key=keys["api_key"], secret_key=keys["secret_key"])
    return Iyzico(client)


_FACTORIES: dict[str, Callable[[str, dict[str, str]], CardProvider]] = {"iyzico": _iyzico}


def seal_keys(provider: str, credentials: dict[str, str]) -> str:
    """The credentials of a known provider, encrypted. Raises: ProviderUnknown."""
    if provider not in CREDENTIAL_NAMES:
        raise ProviderUnknown
    kept = {name: credentials[name].strip() for name in CREDENTIAL_NAMES[provider]}
    return seal(json.dumps(kept), purpose=KEYS_PURPOSE)


def checked_address(provider: str, base_url: str) -> str:
    """The address as it is kept. Raises: ProviderUnknown, ProviderAddressRefused."""
    if provider not in _FACTORIES:
        raise ProviderUnknown
    address = base_url.rstrip("/")
    if not is_address_allowed(provider, address):
        raise ProviderAddressRefused
    return address


def open_provider(account: ProviderAccount) -> CardProvider:
    """The provider behind a seller's contract, ready to be called.

    Raises: ProviderUnknown, ProviderAddressRefused for a contract that was entered in sandbox mode
    and leads elsewhere, when that mode is left.
    """
    checked_address(account.provider, account.base_url)
    keys = json.loads(unseal(account.credentials_sealed, purpose=KEYS_PURPOSE))
    return _FACTORIES[account.provider](account.base_url, keys)
