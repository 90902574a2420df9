"""Provider contracts, and what a payer would be charged through one.

A buyer's checkout needs the seller's contract, which only the seller's desk may see: it is read as
the system, and nothing of its keys leaves the package.
"""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet

from vezne.core.compiled import compiled
from vezne.core.crypto import unseal
from vezne.core.errors import NotFound
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.invoicing import queries as invoicing
from vezne.invoicing.models import Invoice
from vezne.invoicing.rates import to_try
from vezne.payments.errors import NoProvider
from vezne.payments.models import Attempt, ProviderAccount
from vezne.payments.providers.traits import TRAITS, ProviderTraits, addresses_of
from vezne.payments.types import ChargeQuote

EXCHANGED_TO = "TRY"
KEYS_PURPOSE = "payments_provideraccount.credentials"
"""What sealed keys are bound to (`core.crypto.seal`)."""


def find_provider_account(*, seller_id: int, currency: str) -> ProviderAccount | None:
    """The first contract that charges in this currency; None when the seller has none."""
    rows = provider_accounts_for(seller_id=seller_id, currency=currency)
    return rows[0] if rows else None


def provider_accounts_for(*, seller_id: int, currency: str) -> list[ProviderAccount]:
    """The contracts that could charge this currency, in the seller's order of preference.

    Those that charge in the currency itself come first, then those in TRY, to which it is
    exchanged. One that leads elsewhere than to its provider is none (`is_address_allowed`).
    """
    with acting_as_system("payment provider"):
        rows = [row for row in _active(seller_id) if is_address_allowed(row.provider, row.base_url)]
    found = in_order(rows, currency)
    if currency != EXCHANGED_TO:
        found += [row for row in in_order(rows, EXCHANGED_TO) if row not in found]
    return found


@compiled
def _active(seller_id: int) -> QuerySet[ProviderAccount]:
    return ProviderAccount.objects.filter(seller_id=seller_id, is_active=True)


def in_order(rows: list[ProviderAccount], currency: str) -> list[ProviderAccount]:
    """Those of the contracts that charge in a currency, the preferred one first.

    The newest comes first until the seller has put them in an order, so that one moves from one
    contract to another by entering it; then a new one comes last.
    """
    charging = [row for row in rows if currency in row.currencies]
    last = len(rows) + 1
    return sorted(charging, key=lambda row: (row.positions.get(currency, last), -row.pk))


def provider_traits(provider: str) -> ProviderTraits:
    """What a provider is and can do. Raises: KeyError for one that is not known."""
    return TRAITS[provider]


def provider_names() -> list[str]:
    """The providers that a seller may have a contract with."""
    return list(TRAITS)


def is_address_allowed(provider: str, base_url: str) -> bool:
    """Whether a contract may lead there: in sandbox mode anywhere, else to its provider alone.

    A seller types nothing that this server would then call inside its own network.
    """
    return bool(settings.SANDBOX) or base_url in addresses_of(provider)


def notice_url(account: ProviderAccount) -> str:
    """Where this contract's provider sends its notices."""
    return f"{settings.VEZNE_WEB_URL}/api/v1/webhooks/payments/{account.public_id}"


def page_origins(account: ProviderAccount) -> list[str]:
    """Where the browser may be sent for this contract: its own origin and its provider's pages."""
    parts = urlsplit(account.base_url)
    return [f"{parts.scheme}://{parts.netloc}", *TRAITS[account.provider].page_origins]


def provider_account_for(*, seller_id: int, currency: str) -> ProviderAccount:
    """As `find_provider_account`. Raises: NoProvider."""
    row = find_provider_account(seller_id=seller_id, currency=currency)
    if row is None:
        raise NoProvider
    return row


def provider_account_of(attempt: Attempt) -> ProviderAccount:
    """The contract of a try, whose buyer may not see it. Raises: NotFound (from the wallet)."""
    with acting_as_system("payment provider"):
        row = ProviderAccount.objects.filter(pk=attempt.provider_account_id or 0).first()
    if row is None:
        raise NotFound
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


def preference_lists(seller_id: int) -> list[tuple[str, list[ProviderAccount]]]:
    """Per currency that two or more active contracts charge in, these in their order."""
    rows = [row for row in list_provider_accounts(seller_id) if row.is_active]
    currencies = sorted({currency for row in rows for currency in row.currencies})
    lists = [(currency, in_order(rows, currency)) for currency in currencies]
    return [(currency, found) for currency, found in lists if len(found) > 1]


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
    """The last four signs of each key of a contract: as much as is ever shown again.

    Of a short one less, so that it cannot be guessed from its end.
    """
    keys: dict[str, str] = json.loads(unseal(account.credentials_sealed, purpose=KEYS_PURPOSE))
    shown = {name: 4 if len(value) >= 10 else len(value) // 4 for name, value in keys.items()}
    return {name: value[len(value) - shown[name] :] for name, value in keys.items()}


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
