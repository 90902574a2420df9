"""What taking a movement back would do to its buyers, said before anybody presses a button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vezne.banking.models import Movement, MovementPart
from vezne.banking.queries.reversals import reversed_candidates
from vezne.banking.types import MovementState
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import balances_of
from vezne.ledger.types import LedgerKind

MOST_CHOICES = 30


@dataclass(frozen=True, slots=True)
class TakeBack:
    """One buyer's share: what its balance would give, and what would become a debt."""

    buyer_name: str
    amount_minor: int
    wallet_minor: int
    debt_minor: int


@dataclass(frozen=True, slots=True)
class ReversalChoice:
    """A movement that a reversal could take back, with what that would do."""

    row: Movement
    shares: list[TakeBack]


def take_back_of(movement: Movement, *, now: datetime) -> list[TakeBack]:
    """What taking a credited movement out of its accounts would do, buyer by buyer."""
    return _shares([movement], now)[movement.pk]


def reversal_choices(reversal: Movement, *, now: datetime) -> list[ReversalChoice]:
    """What a waiting reversal could take back, the newest first, in a handful of statements."""
    rows = list(reversed_candidates(reversal)[:MOST_CHOICES])
    shares = _shares(rows, now)
    return [ReversalChoice(row, shares[row.pk]) for row in rows]


def _shares(rows: Sequence[Movement], now: datetime) -> dict[int, list[TakeBack]]:
    held: dict[int, list[tuple[int, int]]] = {row.pk: [] for row in rows}
    credited = [row for row in rows if row.state == MovementState.CREDITED]
    for row in credited:
        if row.current_account_id is not None:
            held[row.pk].append((row.current_account_id, row.amount_minor))
    parts = MovementPart.objects.filter(movement__in=[row.pk for row in credited])
    for part in parts.order_by("position"):
        held[part.movement_id].append((part.current_account_id, part.amount_minor))
    ids = {account for shares in held.values() for account, _minor in shares}
    accounts = CurrentAccount.objects.filter(pk__in=ids).select_related("buyer")
    names = {one.pk: one.buyer.name for one in accounts}
    free = _free(list(ids), rows[0].currency, now) if ids else {}
    return {
        pk: [_take_back(names[one], minor, free.get(one, 0)) for one, minor in shares]
        for pk, shares in held.items()
    }


def _take_back(name: str, minor: int, free: int) -> TakeBack:
    from_wallet = min(minor, max(0, free))
    return TakeBack(name, minor, from_wallet, minor - from_wallet)


def _free(ids: list[int], unit: str, now: datetime) -> dict[int, int]:
    wallet = LedgerKind.WALLET.value
    found = balances_of(current_account_ids=ids, kinds=[wallet], unit=unit, now=now)
    return {
        pk: -kinds[wallet].balance - kinds[wallet].held
        for pk, kinds in found.items()
        if wallet in kinds
    }
