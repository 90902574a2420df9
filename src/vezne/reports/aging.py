"""Ageing (yaşlandırma): what is owed by how long it is overdue, of one buyer and of all.

From open invoices by their due instant, in whole days of Istanbul: not due yet, 0–30, 31–60, 61–90,
more than 90 days. One statement for all current accounts of a seller, with their balances; each
row is one current account in one currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from vezne.core.calendar import istanbul_date, start_of_day
from vezne.core.money import Money
from vezne.core.turkish import fold

# Why not the ORM: invoices and ledger accounts are grouped apart and joined by currency, with five
# sums over one pass of the open invoices; as subqueries a row it would be eight.
AGING = """
SELECT c.id, c.public_id, c.credit_limit_minor, b.id, b.public_id, b.name, b.number, b.search_key,
       u.unit, COALESCE(l.receivable, 0)::bigint, COALESCE(l.wallet, 0)::bigint,
       COALESCE(i.ahead, 0)::bigint, COALESCE(i.d30, 0)::bigint, COALESCE(i.d60, 0)::bigint,
       COALESCE(i.d90, 0)::bigint, COALESCE(i.older, 0)::bigint, i.oldest
FROM ledger_currentaccount c
JOIN accounts_account b ON b.id = c.buyer_id
LEFT JOIN (
    SELECT current_account_id, unit,
           COALESCE(sum(balance) FILTER (WHERE kind = 'receivable'), 0) AS receivable,
           COALESCE(-sum(balance) FILTER (WHERE kind = 'wallet'), 0) AS wallet
    FROM ledger_ledgeraccount
    WHERE seller_id = %(seller)s AND kind IN ('receivable', 'wallet')
      AND (%(one)s::bigint IS NULL OR current_account_id = %(one)s)
    GROUP BY current_account_id, unit
) l ON l.current_account_id = c.id
CROSS JOIN LATERAL (SELECT COALESCE(l.unit, 'TRY') AS unit) u
LEFT JOIN (
    SELECT current_account_id, currency,
           sum(total_minor - paid_minor) FILTER (WHERE due_at >= %(today)s) AS ahead,
           sum(total_minor - paid_minor) FILTER (WHERE due_at < %(today)s AND due_at >= %(d30)s)
               AS d30,
           sum(total_minor - paid_minor) FILTER (WHERE due_at < %(d30)s AND due_at >= %(d60)s)
               AS d60,
           sum(total_minor - paid_minor) FILTER (WHERE due_at < %(d60)s AND due_at >= %(d90)s)
               AS d90,
           sum(total_minor - paid_minor) FILTER (WHERE due_at < %(d90)s) AS older,
           min(due_at) AS oldest
    FROM invoicing_invoice
    WHERE seller_id = %(seller)s AND status = 'open'
      AND (%(one)s::bigint IS NULL OR current_account_id = %(one)s)
    GROUP BY current_account_id, currency
) i ON i.current_account_id = c.id AND i.currency = u.unit
WHERE c.seller_id = %(seller)s AND c.buyer_id <> c.seller_id
  AND (%(one)s::bigint IS NULL OR c.id = %(one)s)
ORDER BY b.search_key, c.id, u.unit
"""
DAYS = (30, 60, 90)


@dataclass(frozen=True, slots=True)
class AgingRow:
    """One current account in one currency; amounts in minor units."""

    current_account_id: int
    public_id: str
    credit_limit_minor: int | None
    buyer_id: int
    buyer_public_id: str
    buyer_name: str
    buyer_number: int
    search_key: str
    currency: str
    receivable_minor: int  # owed
    wallet_minor: int  # prepaid
    ahead_minor: int  # open, not due yet
    days_30_minor: int  # overdue up to 30 days
    days_60_minor: int
    days_90_minor: int
    older_minor: int
    oldest_due_at: datetime | None  # of the open invoices

    @property
    def balance_minor(self) -> int:
        """Owed less prepaid; negative: the buyer has money here."""
        return self.receivable_minor - self.wallet_minor

    @property
    def overdue_minor(self) -> int:
        """All that is past its due day."""
        return self.days_30_minor + self.days_60_minor + self.days_90_minor + self.older_minor

    @property
    def open_minor(self) -> int:
        """All that open invoices ask for."""
        return self.ahead_minor + self.overdue_minor

    def money(self, minor: int) -> Money:
        """An amount of this row's currency."""
        return Money(minor, self.currency)


@dataclass(frozen=True, slots=True)
class AgingTotals:
    """The sums of many rows in one currency."""

    currency: str
    balance_minor: int
    ahead_minor: int
    days_30_minor: int
    days_60_minor: int
    days_90_minor: int
    older_minor: int

    @property
    def overdue_minor(self) -> int:
        """All that is past its due day."""
        return self.days_30_minor + self.days_60_minor + self.days_90_minor + self.older_minor


def aging_of_seller(seller_id: int, *, now: datetime) -> list[AgingRow]:
    """All current accounts of a seller by name, one row for each currency; one statement."""
    return _rows(seller_id, None, now)


def aging_of_account(*, seller_id: int, current_account_id: int, now: datetime) -> list[AgingRow]:
    """One current account, TRY first; one statement. Never empty."""
    rows = _rows(seller_id, current_account_id, now)
    return sorted(rows, key=lambda row: (row.currency != "TRY", row.currency))


def days_of(now: datetime) -> dict[str, Any]:
    """Where the columns begin: `today`, `d30`, `d60`, `d90`."""
    today = istanbul_date(now)
    ends = {f"d{days}": start_of_day(today - timedelta(days=days)) for days in DAYS}
    return {"today": start_of_day(today), **ends}


def _rows(seller_id: int, one: int | None, now: datetime) -> list[AgingRow]:
    values: dict[str, Any] = {"seller": seller_id, "one": one, **days_of(now)}
    with connection.cursor() as cursor:
        cursor.execute(AGING, values)
        return [AgingRow(*row) for row in cursor.fetchall()]


def totals_of(rows: Sequence[AgingRow]) -> list[AgingTotals]:
    """The sums by currency, TRY first."""
    found = []
    for currency in sorted({row.currency for row in rows}, key=lambda c: (c != "TRY", c)):
        own = [row for row in rows if row.currency == currency]
        found.append(
            AgingTotals(
                currency=currency,
                balance_minor=sum(row.balance_minor for row in own),
                ahead_minor=sum(row.ahead_minor for row in own),
                days_30_minor=sum(row.days_30_minor for row in own),
                days_60_minor=sum(row.days_60_minor for row in own),
                days_90_minor=sum(row.days_90_minor for row in own),
                older_minor=sum(row.older_minor for row in own),
            )
        )
    return found


def matches(row: AgingRow, text: str) -> bool:
    """Whether every word stands in the buyer's name, title or number."""
    return all(word in row.search_key for word in fold(text).split())
