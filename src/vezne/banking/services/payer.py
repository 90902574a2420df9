"""Payers that a person has confirmed: learned from an assignment, forgotten by a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vezne.banking.models import KnownPayer, Movement
from vezne.banking.sealing import MOVEMENT_IBAN, MOVEMENT_TAX_ID, PAYER_VALUE, opened, sealed
from vezne.banking.types import PayerKind
from vezne.core import audit
from vezne.core.audit import Actor
from vezne.core.locks import lock_row
from vezne.ledger.models import CurrentAccount


@transaction.atomic
def payer_learn(
    *, movement: Movement, current_account: CurrentAccount, actor: Actor, now: datetime
) -> list[KnownPayer]:
    """Remember the IBAN and tax id of a movement as this buyer's; known ones stay as they are."""
    iban = opened(movement.iban_sealed, purpose=MOVEMENT_IBAN)
    tax_id = opened(movement.tax_id_sealed, purpose=MOVEMENT_TAX_ID)
    found = (
        (PayerKind.IBAN, iban, movement.iban_index),
        (PayerKind.TAX_ID, tax_id, movement.tax_id_index),
    )
    rows = [
        KnownPayer(
            seller_id=current_account.seller_id,
            buyer_id=current_account.buyer_id,
            current_account=current_account,
            kind=kind,
            value_sealed=sealed(value, purpose=PAYER_VALUE),
            value_index=index,
            tail=value[-4:],
            name=movement.counterparty_name,
            learned_by=actor.label[:200],
            learned_from=movement.public_id,
            learned_at=now,
        )
        for kind, value, index in found
        if value
    ]
    return KnownPayer.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def payers_forget(*, public_ids: Sequence[str], actor: Actor, now: datetime) -> None:
    """Forget several payers. Raises: NotFound."""
    for public_id in public_ids:
        payer_forget(public_id=public_id, actor=actor, now=now)


@transaction.atomic
def payer_forget(*, public_id: str, actor: Actor, now: datetime) -> KnownPayer:
    """A payer's transfers count for this buyer no more. Raises: NotFound."""
    payer = lock_row(KnownPayer.objects, public_id=public_id)
    if payer.forgotten_at is None:
        payer.forgotten_at = now
        payer.save(update_fields=["forgotten_at"])
        audit.record(
            actor=actor,
            action="bank.payer_forgotten",
            subject=payer.public_id,
            now=now,
            account_id=payer.seller_id,
            kind=payer.kind,
        )
    return payer
