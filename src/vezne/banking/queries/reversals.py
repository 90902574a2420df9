"""What a reversal takes back: by the bank's own id, else the one line that it can only be.

And whose money a movement is, which is whom it would be taken from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet

from vezne.banking.identity import key_of_id
from vezne.banking.models import KnownPayer, Movement, MovementPart
from vezne.banking.types import MovementKind, MovementState

WITHIN = timedelta(days=60)
NEAR = timedelta(days=7)
REVERSIBLE = (
    MovementState.RECEIVED,
    MovementState.PENDING,
    MovementState.CREDITED,
    MovementState.UNMATCHED,
    MovementState.BOOKED,
    MovementState.RETURNED,
    MovementState.IGNORED,
)


class Held(NamedTuple):
    """How much of a credited movement is in whose current account."""

    current_account_id: int
    buyer_id: int
    amount_minor: int


def shares_of(movement: Movement) -> list[Held]:
    """Whose money a movement is: one share, or those of its split; none while it is nobody's."""
    rows = MovementPart.objects.filter(movement=movement).order_by("position")
    parts = rows.values_list("current_account_id", "buyer_id", "amount_minor")
    held = [Held(*part) for part in parts]
    if held or movement.current_account_id is None or movement.buyer_id is None:
        return held
    return [Held(movement.current_account_id, movement.buyer_id, movement.amount_minor)]


def find_return_of(movement: Movement) -> Movement | None:
    """The line by which a movement to be returned has left again, where one is certain.

    The same sum out of the same account since it was marked, by the other side's IBAN or by the
    reference that a transfer shares with its return.
    """
    same = Q(pk__in=[])
    if movement.iban_index:
        same |= Q(iban_index=movement.iban_index)
    if movement.reference:
        same |= Q(reference=movement.reference)
    rows = Movement.objects.filter(
        same,
        bank_account_id=movement.bank_account_id,
        kind=MovementKind.DEBIT,
        state=MovementState.BOOKED,
        amount_minor=-movement.amount_minor,
        currency=movement.currency,
        booked_on__gte=movement.booked_on,
    )
    return rows.order_by("booked_on", "pk").first()


def payers_tied(movement: Movement, held: Sequence[Held]) -> list[KnownPayer]:
    """The learned payers that tie this movement's IBAN or tax id to those who hold it."""
    known = [one for one in (movement.iban_index, movement.tax_id_index) if one]
    rows = KnownPayer.objects.filter(
        seller_id=movement.seller_id,
        current_account_id__in=[one.current_account_id for one in held],
        value_index__in=known,
        forgotten_at=None,
    )
    return list(rows.order_by("pk")) if known else []


def find_reversed(reversal: Movement) -> Movement | None:
    """The movement that a reversal takes back, or None where it is unknown or could be two.

    By its id; else of the same sum, shortly before, by what both share: the transfer's reference,
    the other side's IBAN, its name; in the last week the only one of that sum will do.
    """
    rows = reversed_candidates(reversal)
    if reversal.takes_back:
        named = Movement.objects.filter(
            bank_account_id=reversal.bank_account_id, bank_key=key_of_id(reversal.takes_back)
        ).exclude(pk=reversal.pk)
        found = named.first()
        if found is not None:
            fits = found.amount_minor == -reversal.amount_minor and found.state in REVERSIBLE
            return found if fits else None
    for field in ("reference", "iban_index", "counterparty_name"):
        value = getattr(reversal, field)
        same = list(rows.filter(**{field: value})[:2]) if value else []
        if len(same) == 1:
            return same[0]
        if same:
            return None
    near = list(rows.filter(booked_on__gte=reversal.booked_on - NEAR)[:2])
    return near[0] if len(near) == 1 else None


def reversed_candidates(reversal: Movement) -> QuerySet[Movement]:
    """What a reversal could take back: the same sum on its account in sixty days, newest first."""
    rows = Movement.objects.filter(
        bank_account_id=reversal.bank_account_id,
        amount_minor=-reversal.amount_minor,
        currency=reversal.currency,
        state__in=REVERSIBLE,
        booked_on__gte=reversal.booked_on - WITHIN,
        booked_on__lte=reversal.booked_on,
    )
    rows = rows.exclude(pk=reversal.pk).exclude(kind=MovementKind.REVERSAL)
    return rows.order_by("-booked_on", "-pk")
