"""What other packages read from the ledger, in the current scope.

Stored balances are read, never summed; what has expired but was not yet retired by a posting is
taken off at the asked instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F, Q, QuerySet, Sum

from vezne.core.errors import NotFound
from vezne.ledger.database import fetch_all
from vezne.ledger.errors import CurrentAccountNotFound
from vezne.ledger.models import (
    CurrentAccount,
    HeldLot,
    Hold,
    HoldStatus,
    LedgerAccount,
    Lot,
    Transfer,
)
from vezne.ledger.types import AccountBalance, LedgerKind, Statement, StatementLine

# Asked on every page and before every charge: past the ORM, which takes ten times as long.
WALLET = """
SELECT -a.balance - a.held + COALESCE(
    (SELECT sum(h.amount) FROM ledger_hold h
     WHERE h.current_account_id = a.current_account_id AND h.status = 'pending'
       AND h.expires_at <= $3 AND h.debit_id = a.id), 0)
FROM ledger_ledgeraccount a
WHERE a.current_account_id = $1 AND a.kind = 'wallet' AND a.unit = $2
"""
RECEIVABLE = """
SELECT balance FROM ledger_ledgeraccount
WHERE current_account_id = $1 AND kind = 'receivable' AND unit = $2
"""
OWED = (LedgerKind.RECEIVABLE, LedgerKind.WALLET)
"""The accounts whose sum a statement follows: what the buyer owes less what it has prepaid."""


def find_current_account(*, seller_id: int, buyer_id: int) -> CurrentAccount | None:
    """The current account of this pair, or None."""
    return CurrentAccount.objects.filter(seller_id=seller_id, buyer_id=buyer_id).first()


def is_buyer_of(seller_id: int, buyer_id: int) -> bool:
    """True when the two trade with each other; nobody is a buyer of its own."""
    found = find_current_account(seller_id=seller_id, buyer_id=buyer_id)
    return found is not None and not found.is_house


def buyer_id_of(*, seller_id: int, public_id: str) -> int:
    """The account with this public id, when it is a buyer of the seller. Raises: NotFound."""
    pairs = CurrentAccount.objects.filter(seller_id=seller_id, buyer__public_id=public_id)
    buyer_id = pairs.exclude(buyer_id=seller_id).values_list("buyer_id", flat=True).first()
    if buyer_id is None:
        raise NotFound
    return buyer_id


def current_account_for(*, seller_id: int, buyer_id: int) -> CurrentAccount:
    """The current account of this pair. Raises: CurrentAccountNotFound."""
    found = find_current_account(seller_id=seller_id, buyer_id=buyer_id)
    if found is None:
        raise CurrentAccountNotFound
    return found


def get_current_account(*, public_id: str) -> CurrentAccount:
    """The current account with this public id. Raises: CurrentAccountNotFound."""
    found = CurrentAccount.objects.filter(public_id=public_id).first()
    if found is None:
        raise CurrentAccountNotFound
    return found


def list_current_accounts(
    *, seller_id: int | None = None, buyer_id: int | None = None
) -> QuerySet[CurrentAccount]:
    """Current accounts of a seller or a buyer, house accounts left out, oldest first."""
    rows = CurrentAccount.objects.exclude(seller_id=F("buyer_id")).order_by("pk")
    if seller_id is not None:
        rows = rows.filter(seller_id=seller_id)
    if buyer_id is not None:
        rows = rows.filter(buyer_id=buyer_id)
    return rows


def _dead_holds(now: datetime) -> Q:
    return Q(status=HoldStatus.PENDING, expires_at__lte=now)


def _dead_held(
    current_account_ids: Sequence[int], now: datetime
) -> dict[tuple[int, str, str], int]:
    """What holds still reserve although their time is over, by current account, kind and unit."""
    rows = (
        Hold.objects.filter(_dead_holds(now), current_account_id__in=current_account_ids)
        .values_list("current_account_id", "debit__kind", "unit")
        .annotate(total=Sum("amount"))
    )
    return {(account, kind, unit): total for account, kind, unit, total in rows}


def balances_for(*, current_account_id: int, now: datetime) -> list[AccountBalance]:
    """Every account of a current account, by kind and unit.

    One row per account, whatever the number of its entries; credits without their expired lots.
    """
    dead = _dead_held([current_account_id], now)
    rows = LedgerAccount.objects.filter(current_account_id=current_account_id)
    found = []
    for row in rows.order_by("kind", "unit"):
        balance, held = (
            row.balance,
            row.held - dead.get((current_account_id, row.kind, row.unit), 0),
        )
        if row.kind == LedgerKind.CREDIT:
            balance += _expired_quantity(current_account_id, row.unit, now)
        found.append(AccountBalance(kind=row.kind, unit=row.unit, balance=balance, held=held))
    return found


def wallet_available(*, current_account_id: int, unit: str, now: datetime) -> int:
    """What the buyer can spend of its prepaid money: one row read, live holds taken off."""
    rows = fetch_all(WALLET, (current_account_id, unit, now))
    return int(rows[0][0] or 0) if rows else 0


def receivable_balance(*, current_account_id: int, unit: str) -> int:
    """What the buyer owes (negative: overpaid): one row read."""
    rows = fetch_all(RECEIVABLE, (current_account_id, unit))
    return int(rows[0][0] or 0) if rows else 0


def _live_lots(current_account_id: int, unit: str, now: datetime) -> QuerySet[Lot]:
    return Lot.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now),
        current_account_id=current_account_id,
        unit=unit,
        remaining__gt=0,
    )


def _expired_quantity(current_account_id: int, unit: str, now: datetime) -> int:
    """What the next posting will retire: expired lots but for what live holds reserve of them."""
    lots = Lot.objects.filter(
        current_account_id=current_account_id, unit=unit, remaining__gt=0, expires_at__lte=now
    )
    stored = lots.aggregate(total=Sum(F("remaining") - F("held")))["total"] or 0
    return int(stored) + _dead_reserved(lots, now)


def _dead_reserved(lots: QuerySet[Lot], now: datetime) -> int:
    """What holds whose time is over still reserve of these lots."""
    rows = HeldLot.objects.filter(
        lot__in=lots, hold__status=HoldStatus.PENDING, hold__expires_at__lte=now
    )
    return int(rows.aggregate(total=Sum("quantity"))["total"] or 0)


def credit_balance(*, current_account_id: int, unit: str, now: datetime) -> int:
    """Credits that can be spent at this instant: expired lots and live holds taken off."""
    lots = _live_lots(current_account_id, unit, now)
    free = lots.aggregate(total=Sum(F("remaining") - F("held")))["total"] or 0
    return int(free) + _dead_reserved(lots, now)


def list_lots(*, current_account_id: int, unit: str | None = None) -> QuerySet[Lot]:
    """Lots in the order of their use: earliest expiry first, those without an end last."""
    rows = Lot.objects.filter(current_account_id=current_account_id)
    if unit is not None:
        rows = rows.filter(unit=unit)
    return rows.order_by(F("expires_at").asc(nulls_last=True), "pk")


def list_holds(*, current_account_id: int, now: datetime) -> QuerySet[Hold]:
    """Holds that are alive at this instant, oldest first."""
    rows = Hold.objects.filter(current_account_id=current_account_id, status=HoldStatus.PENDING)
    return rows.exclude(_dead_holds(now)).order_by("pk")


def list_entries(*, current_account_id: int, kind: str, unit: str) -> QuerySet[Transfer]:
    """The transfers of one ledger account, newest first, with the balances they left."""
    return (
        Transfer.objects.filter(current_account_id=current_account_id, unit=unit)
        .filter(Q(debit__kind=kind) | Q(credit__kind=kind))
        .select_related("debit", "credit")
        .order_by("-sequence")
    )


def entry_transfers(*, current_account_id: int, key: str) -> list[Transfer]:
    """The transfers of the entry with this key, in its order; empty when there is none."""
    return list(
        Transfer.objects.filter(current_account_id=current_account_id, idempotency_key=key)
        .select_related("debit", "credit")
        .order_by("line")
    )


def statement(
    *, current_account_id: int, starts_on: date, ends_on: date, unit: str = "TRY"
) -> Statement:
    """What the buyer owed, day by day: entries of business dates `[starts_on, ends_on)`.

    Follows receivable and wallet together, so a payment from the wallet does not show: it moves
    between the two. Positive balances are owed by the buyer. Ordered by date, then by sequence.
    """
    ids = dict(
        LedgerAccount.objects.filter(
            current_account_id=current_account_id, kind__in=OWED, unit=unit
        ).values_list("pk", "balance")
    )
    own = list(ids)
    rows = Transfer.objects.filter(
        Q(debit_id__in=own) ^ Q(credit_id__in=own),
        current_account_id=current_account_id,
        value_on__gte=starts_on,
    )
    sides = rows.aggregate(
        debit=Sum("amount", filter=Q(debit_id__in=own)),
        credit=Sum("amount", filter=Q(credit_id__in=own)),
    )
    opening = sum(ids.values()) - (sides["debit"] or 0) + (sides["credit"] or 0)
    running, lines = opening, []
    for row in rows.filter(value_on__lt=ends_on).order_by("value_on", "sequence").iterator():
        is_debit = row.debit_id in ids
        debit, credit = (row.amount, 0) if is_debit else (0, row.amount)
        running += debit - credit
        lines.append(
            StatementLine(
                sequence=row.sequence,
                booked_at=row.booked_at,
                value_on=row.value_on,
                reason=row.reason,
                subject=row.subject,
                description=row.description,
                debit=debit,
                credit=credit,
                running=running,
            )
        )
    return Statement(unit=unit, opening=opening, closing=running, lines=tuple(lines))


def totals_for_seller(*, seller_id: int) -> list[AccountBalance]:
    """A seller's books: the sum of each kind and unit over all its current accounts."""
    rows = (
        LedgerAccount.objects.filter(seller_id=seller_id)
        .values_list("kind", "unit")
        .annotate(balance=Sum("balance"), held=Sum("held"))
        .order_by("kind", "unit")
    )
    return [AccountBalance(kind=k, unit=u, balance=b, held=h) for k, u, b, h in rows]


def balances_of(
    *, current_account_ids: Sequence[int], kinds: Sequence[str], unit: str, now: datetime
) -> dict[int, dict[str, AccountBalance]]:
    """Balances of many current accounts for lists, by current account and kind: two queries."""
    dead = _dead_held(current_account_ids, now)
    rows = LedgerAccount.objects.filter(
        current_account_id__in=current_account_ids, kind__in=kinds, unit=unit
    )
    found: dict[int, dict[str, AccountBalance]] = {}
    for row in rows:
        held = row.held - dead.get((row.current_account_id, row.kind, unit), 0)
        found.setdefault(row.current_account_id, {})[row.kind] = AccountBalance(
            kind=row.kind, unit=unit, balance=row.balance, held=held
        )
    return found
