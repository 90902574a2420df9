"""A seller's contract with a card provider: entered, changed and tested on the desk."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core.audit import Actor, record
from vezne.core.errors import NotFound
from vezne.core.locks import lock_row
from vezne.payments.errors import ProviderSaidNo, ProviderUnavailable
from vezne.payments.models import ProviderAccount
from vezne.payments.providers.base import ProviderInDoubt, ProviderRefused, ProviderRetryable
from vezne.payments.queries.accounts import in_order
from vezne.payments.services.gateway import checked_address, open_provider, seal_keys


@transaction.atomic
def provider_account_add(
    *,
    seller_id: int,
    provider: str,
    base_url: str,
    credentials: dict[str, str],
    currencies: list[str],
    is_test: bool,
    actor: Actor,
    now: datetime,
) -> ProviderAccount:
    """Enter a contract; its keys are sealed and never shown again.

    Raises: ProviderUnknown, ProviderAddressRefused (not the provider's own, outside sandbox mode).
    """
    account = ProviderAccount.objects.create(
        seller_id=seller_id,
        provider=provider,
        base_url=checked_address(provider, base_url),
        credentials_sealed=seal_keys(provider, credentials),
        currencies=sorted(set(currencies)),
        is_test=is_test,
        created_at=now,
    )
    record(
        actor=actor,
        action="payments.provider_added",
        subject=account.public_id,
        now=now,
        account_id=seller_id,
        provider=provider,
        is_test=is_test,
    )
    return account


@transaction.atomic
def provider_account_change(
    *,
    provider_account_id: int,
    actor: Actor,
    now: datetime,
    base_url: str | None = None,
    credentials: dict[str, str] | None = None,
    currencies: list[str] | None = None,
    is_test: bool | None = None,
    is_active: bool | None = None,
) -> ProviderAccount:
    """Change what is given; None leaves it. New keys or address must be tested anew.

    Raises: NotFound, ProviderAddressRefused.
    """
    account = lock_row(ProviderAccount.objects, pk=provider_account_id)
    changed = []
    address = None if base_url is None else checked_address(account.provider, base_url)
    if address is not None and address != account.base_url:
        account.base_url, account.checked_at = address, None
        changed.append("base_url")
    if credentials is not None:
        account.credentials_sealed = seal_keys(account.provider, credentials)
        account.checked_at = None
        changed.append("credentials")
    if currencies is not None:
        account.currencies = sorted(set(currencies))
        changed.append("currencies")
    if is_test is not None:
        account.is_test = is_test
        changed.append("is_test")
    if is_active is not None:
        account.is_active = is_active
        changed.append("is_active")
    account.save()
    record(
        actor=actor,
        action="payments.provider_changed",
        subject=account.public_id,
        now=now,
        account_id=account.seller_id,
        changed=changed,
    )
    return account


@transaction.atomic
def provider_account_move(
    *, provider_account_id: int, currency: str, is_up: bool, actor: Actor, now: datetime
) -> None:
    """Put a contract one place earlier or later in its seller's order for a currency.

    The whole order is written, so that every contract that charges in the currency has its place.
    Raises: NotFound (also for a currency that it does not charge in).
    """
    account = lock_row(ProviderAccount.objects, pk=provider_account_id)
    others = ProviderAccount.objects.select_for_update().filter(
        seller_id=account.seller_id, is_active=True
    )
    rows = in_order(list(others.order_by("pk")), currency)
    if account not in rows:
        raise NotFound
    place = rows.index(account)
    target = max(place - 1, 0) if is_up else min(place + 1, len(rows) - 1)
    rows.insert(target, rows.pop(place))
    for number, row in enumerate(rows, start=1):
        row.positions = {**row.positions, currency: number}
        row.save(update_fields=["positions"])
    record(
        actor=actor,
        action="payments.provider_moved",
        subject=account.public_id,
        now=now,
        account_id=account.seller_id,
        currency=currency,
        place=target + 1,
    )


def provider_account_test(*, provider_account_id: int, now: datetime) -> None:
    """Call the provider with the stored keys, moving no money; a success is dated on the row.

    Raises: NotFound, ProviderSaidNo (wrong keys), ProviderUnavailable.
    """
    with transaction.atomic(durable=True):
        account = lock_row(ProviderAccount.objects, pk=provider_account_id)
        provider = open_provider(account)
    try:
        provider.check_keys()
    except ProviderRefused as refusal:
        raise ProviderSaidNo(detail=refusal.detail) from refusal
    except (ProviderRetryable, ProviderInDoubt) as error:
        raise ProviderUnavailable from error
    with transaction.atomic():
        account = lock_row(ProviderAccount.objects, pk=provider_account_id)
        account.checked_at = now
        account.save(update_fields=["checked_at"])
