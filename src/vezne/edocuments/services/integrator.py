"""A seller's contract with an integrator: entered, changed and tested on the desk."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core.audit import Actor, record
from vezne.core.crypto import seal
from vezne.core.locks import lock_row
from vezne.edocuments.errors import IntegratorMissing, IntegratorSaidNo, IntegratorUnavailable
from vezne.edocuments.integrators.base import (
    IntegratorInDoubt,
    IntegratorRefused,
    IntegratorRetryable,
)
from vezne.edocuments.models import IntegratorAccount
from vezne.edocuments.sealing import KEY_PURPOSE
from vezne.edocuments.services.gateway import checked_address, opened


@transaction.atomic
def integrator_set(
    *,
    seller_id: int,
    provider: str,
    base_url: str,
    key: str,
    is_test: bool,
    actor: Actor,
    now: datetime,
) -> IntegratorAccount:
    """Enter or replace the contract; its key is sealed and never shown again.

    Raises: IntegratorUnknown (no such integrator, or not its own address outside sandbox mode).
    """
    account, _is_new = IntegratorAccount.objects.update_or_create(
        seller_id=seller_id,
        defaults={
            "provider": provider,
            "base_url": checked_address(provider, base_url),
            "key_sealed": seal(key.strip(), purpose=KEY_PURPOSE),
            "is_test": is_test,
            "is_active": True,
            "checked_at": None,
        },
        create_defaults={
            "provider": provider,
            "base_url": checked_address(provider, base_url),
            "key_sealed": seal(key.strip(), purpose=KEY_PURPOSE),
            "is_test": is_test,
            "created_at": now,
        },
    )
    _record("documents.integrator_set", account, now, actor, is_test=is_test)
    return account


@transaction.atomic
def integrator_active_set(
    *, seller_id: int, is_active: bool, actor: Actor, now: datetime
) -> IntegratorAccount:
    """Switch the contract on or off. Raises: IntegratorMissing."""
    account = lock_row(IntegratorAccount.objects, IntegratorMissing, seller_id=seller_id)
    account.is_active = is_active
    account.save(update_fields=["is_active"])
    _record("documents.integrator_active", account, now, actor, is_active=is_active)
    return account


def integrator_test(*, seller_id: int, now: datetime) -> str:
    """Ask the integrator who we are; gives the firm's name there and dates the success.

    Raises: IntegratorMissing, IntegratorSaidNo (wrong key), IntegratorUnavailable.
    """
    with transaction.atomic(durable=True):
        integrator = opened(
            lock_row(IntegratorAccount.objects, IntegratorMissing, seller_id=seller_id)
        )
    try:
        name = integrator.company()
    except IntegratorRefused as no:
        raise IntegratorSaidNo(detail=no.detail) from no
    except (IntegratorRetryable, IntegratorInDoubt) as error:
        raise IntegratorUnavailable from error
    with transaction.atomic():
        account = lock_row(IntegratorAccount.objects, IntegratorMissing, seller_id=seller_id)
        account.checked_at = now
        account.save(update_fields=["checked_at"])
    return name


def _record(
    action: str, account: IntegratorAccount, now: datetime, actor: Actor, **details: object
) -> None:
    record(
        actor=actor,
        action=action,
        subject=account.public_id,
        now=now,
        account_id=account.seller_id,
        **details,
    )
