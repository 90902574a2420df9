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
from vezne.payments.providers.nestpay.client import NestPayClient
from vezne.payments.providers.nestpay.provider import NestPay
from vezne.payments.providers.paytr.client import PayTRClient
from vezne.payments.providers.paytr.provider import PayTR
from vezne.payments.providers.traits import TRAITS
from vezne.payments.queries.accounts import KEYS_PURPOSE, is_address_allowed

Keys = dict[str, str]


def _iyzico(account: ProviderAccount, keys: Keys) -> CardProvider:
    return Iyzico(IyzicoClient(base_url=account.base_url, **keys))


def _paytr(account: ProviderAccount, keys: Keys) -> CardProvider:
    return PayTR(PayTRClient(base_url=account.base_url, is_test=account.is_test, **keys))


def _nestpay(account: ProviderAccount, keys: Keys) -> CardProvider:
    return NestPay(NestPayClient(base_url=account.base_url, **keys))


_FACTORIES: dict[str, Callable[[ProviderAccount, Keys], CardProvider]] = {
    "iyzico": _iyzico,
    "paytr": _paytr,
    "nestpay": _nestpay,
}


def seal_keys(provider: str, credentials: dict[str, str]) -> str:
    """The credentials of a known provider, encrypted. Raises: ProviderUnknown."""
    if provider not in TRAITS:
        raise ProviderUnknown
    kept = {name: credentials[name].strip() for name in TRAITS[provider].keys}
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
    return _FACTORIES[account.provider](account, keys)
