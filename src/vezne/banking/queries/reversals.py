"""What a reversal takes back: by the bank's own id, else the one line that it can only be."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from vezne.banking.identity import key_of_id
from vezne.banking.models import Movement
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


def find_reversed(reversal: Movement) -> Movement | None:
    """The movement that a reversal takes back, or None where it is unknown or could be two.

    By its id; else of the same sum, shortly before, by what both share: the transfer's reference,
    the other side's IBAN, its name; in the last week the only one of that sum will do.
    """
    rows = _candidates(reversal)
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


def _candidates(reversal: Movement) -> QuerySet[Movement]:
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
