"""Provider contracts, and what a payer would be charged through one.

A buyer's checkout needs the seller's contract, which only the seller's desk may see: it is read as
the system, and nothing of its keys leaves the package.
"""

from __future__ import annotations

import json
from datetime import datetime

from django.conf import settings

from vezne.core.crypto import unseal
from vezne.core.errors import NotFound
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.invoicing import queries as invoicing
from vezne.invoicing.models import Invoice
from vezne.invoicing.rates import to_try
from vezne.payments.errors import NoProvider
from vezne.payments.models import ProviderAccount
from vezne.payments.providers.addresses import LIVE_ADDRESSES, TEST_ADDRESSES
from vezne.payments.types import ChargeQuote

EXCHANGED_TO = "TRY"
KEYS_PURPOSE = "payments_provideraccount.credentials"
"""What sealed keys are bound to (`core.crypto.seal`)."""


def find_provider_account(*, seller_id: int, currency: str) -> ProviderAccount | None:
    """The contract that charges in this currency, else one in TRY; None when the seller has none.

    The newest active one wins, so that a seller can move from one contract to another. One that
    leads elsewhere than to its provider is none (`is_address_allowed`).
    """
    with acting_as_system("payment provider"):
        rows = list(
            ProviderAccount.objects.filter(seller_id=seller_id, is_active=True).order_by("-id")
        )
    for wanted in (currency, EXCHANGED_TO):
        for row in rows:
            if wanted in row.currencies and is_address_allowed(row.provider, row.base_url):
                return row
    return None


def provider_addresses(provider: str) -> tuple[str, str]:
    """Where a provider answers: for real cards, and for its own trials."""
    return LIVE_ADDRESSES[provider], TEST_ADDRESSES[provider]


def is_address_allowed(provider: str, base_url: str) -> bool:
    """Whether a contract may lead there: in sandbox mode anywhere, else to its provider alone.

    A seller types nothing that this server would then call inside its own network.
    """
    return bool(settings.SANDBOX) or base_url in provider_addresses(provider)


def provider_account_for(*, seller_id: int, currency: str) -> ProviderAccount:
    """As `find_provider_account`. Raises: NoProvider."""
    row = find_provider_account(seller_id=seller_id, currency=currency)
    if row is None:
        raise NoProvider
    return row


def provider_account_public(public_id: str) -> ProviderAccount:
    """The contract that a webhook's address names. Raises: NotFound."""
    with acting_as_system("payment provider"):
        row = ProviderAccount.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def list_provider_accounts(seller_id: int) -> list[ProviderAccount]:
    """The seller's contracts for its desk, newest first."""
    return list(ProviderAccount.objects.filter(seller_id=seller_id).order_by("-id"))


def get_provider_account(*, seller_id: int, public_id: str) -> ProviderAccount:
    """One contract of the seller's desk. Raises: NotFound."""
    row = ProviderAccount.objects.filter(seller_id=seller_id, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def has_real_provider() -> bool:
    """Whether any contract in use charges real cards, over all sellers; in system scope."""
    return ProviderAccount.objects.filter(is_active=True, is_test=False).exists()


def key_tails(account: ProviderAccount) -> dict[str, str]:
    """The last four signs of each key of a contract: as much as is ever shown again."""
    keys: dict[str, str] = json.loads(unseal(account.credentials_sealed, purpose=KEYS_PURPOSE))
    return {name: value[-4:] for name, value in keys.items()}


def charge_quote(
    *, invoice: Invoice, provider_account: ProviderAccount, now: datetime
) -> ChargeQuote:
    """What the payer is charged for what is still owed, at `now`.

    Where the contract does not charge in the invoice's currency, the amount is exchanged to TRY at
    the central bank's buying rate (döviz alış) of the last bulletin before `now`, rounded half up
    once. Raises: NoProvider, RateUnknown.
    """
    owed = Money(invoice.open_minor, invoice.currency)
    return quote_of(owed=owed, provider_account=provider_account, now=now)


def quote_of(*, owed: Money, provider_account: ProviderAccount, now: datetime) -> ChargeQuote:
    """The same for any amount: a part of an invoice, a load of the wallet.

    Raises: NoProvider, RateUnknown.
    """
    if owed.currency in provider_account.currencies:
        return ChargeQuote(amount=owed, charge=owed)
    if EXCHANGED_TO not in provider_account.currencies:
        raise NoProvider
    rate = invoicing.rate_for(owed.currency, now)
    return ChargeQuote(
        amount=owed,
        charge=Money(to_try(owed.minor, rate.rate_micro), EXCHANGED_TO),
        rate_micro=rate.rate_micro,
        rate_on=rate.bulletin_on,
    )
