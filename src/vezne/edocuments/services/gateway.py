"""Which integrator a seller's contract speaks, opened with its unsealed key."""

from __future__ import annotations

from django.conf import settings

from vezne.core.crypto import unseal
from vezne.edocuments.errors import IntegratorMissing, IntegratorUnknown
from vezne.edocuments.integrators.addresses import LIVE_ADDRESSES, TEST_ADDRESSES
from vezne.edocuments.integrators.base import Integrator
from vezne.edocuments.integrators.nilvera.client import NilveraClient
from vezne.edocuments.integrators.nilvera.integrator import Nilvera
from vezne.edocuments.models import IntegratorAccount
from vezne.edocuments.sealing import KEY_PURPOSE

PROVIDERS = ("nilvera",)


def checked_address(provider: str, base_url: str) -> str:
    """The address as it is kept: the integrator's own hosts, anything in sandbox mode.

    Raises: IntegratorUnknown.
    """
    address = base_url.rstrip("/")
    if provider not in PROVIDERS:
        raise IntegratorUnknown
    own = (LIVE_ADDRESSES[provider], TEST_ADDRESSES[provider])
    if not settings.SANDBOX and address not in own:
        raise IntegratorUnknown
    return address


def open_integrator(seller_id: int) -> Integrator:
    """The seller's integrator, ready to be called. Raises: IntegratorMissing, IntegratorUnknown."""
    account = IntegratorAccount.objects.filter(seller_id=seller_id, is_active=True).first()
    if account is None:
        raise IntegratorMissing
    return opened(account)


def opened(account: IntegratorAccount) -> Integrator:
    """The integrator behind a contract. Raises: IntegratorUnknown."""
    address = checked_address(account.provider, account.base_url)
    key = unseal(account.key_sealed, purpose=KEY_PURPOSE)
    return Nilvera(NilveraClient(base_url=address, key=key))
