"""All current accounts of a seller as a list that the database searches, sorts, sums and cuts.

What leaves the database is a page and the sums by currency: two statements, whatever is asked.
Names are looked up only for what is searched or ordered by them, else for the page that is shown.
Read in system scope and narrowed to the seller, whose desk must be the one that looks: row security
asks about each of fifty thousand buyers apart whether it may be seen (measured: half of the time).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection

from vezne.core.scope import ScopeMissing, acting_as_system, current_scope
from vezne.core.turkish import fold
from vezne.reports.aging import AgingRow, AgingTotals, days_of

MOST_AT_ONCE = 5_000
"""Rows of one statement where all of them are wanted."""

_OPEN = """
sum(total_minor - paid_minor) FILTER (WHERE due_at >= %(today)s) AS ahead,
sum(total_minor - paid_minor) FILTER (WHERE due_at < %(today)s AND due_at >= %(d30)s) AS d30,
sum(total_minor - paid_minor) FILTER (WHERE due_at < %(d30)s AND due_at >= %(d60)s) AS d60,
sum(total_minor - paid_minor) FILTER (WHERE due_at < %(d60)s AND due_at >= %(d90)s) AS d90,
sum(total_minor - paid_minor) FILTER (WHERE due_at < %(d90)s) AS older
"""
# Why not the ORM: ledger accounts and invoices are grouped apart and joined by currency, with five
# sums over one pass of the open invoices.
_FIGURES = f"""
SELECT c.id, c.public_id, c.credit_limit_minor, c.buyer_id, COALESCE(l.unit, 'TRY') AS unit,
       COALESCE(l.receivable, 0)::bigint AS receivable, COALESCE(l.wallet, 0)::bigint AS wallet,
       COALESCE(i.ahead, 0)::bigint AS ahead, COALESCE(i.d30, 0)::bigint AS d30,
       COALESCE(i.d60, 0)::bigint AS d60, COALESCE(i.d90, 0)::bigint AS d90,
       COALESCE(i.older, 0)::bigint AS older, i.oldest
FROM ledger_currentaccount c
LEFT JOIN (
    SELECT current_account_id, unit, sum(balance) FILTER (WHERE kind = 'receivable') AS receivable,
           -sum(balance) FILTER (WHERE kind = 'wallet') AS wallet
    FROM ledger_ledgeraccount WHERE seller_id = %(seller)s AND kind IN ('receivable', 'wallet')
      /* some */
    GROUP BY current_account_id, unit
) l ON l.current_account_id = c.id
LEFT JOIN (
    SELECT current_account_id, currency, {_OPEN}, min(due_at) AS oldest
    FROM invoicing_invoice WHERE seller_id = %(seller)s AND status = 'open' /* some */
    GROUP BY current_account_id, currency
) i ON i.current_account_id = c.id AND i.currency = COALESCE(l.unit, 'TRY')
WHERE c.seller_id = %(seller)s AND c.buyer_id <> c.seller_id /* these */
"""  # noqa: S608 (our own text)
_OF_PAGE = _FIGURES.replace("/* some */", "AND current_account_id = ANY (%(ids)s)").replace(
    "/* these */", "AND c.id = ANY (%(ids)s)"
)
# Sums without names and without joins: every kuruş of a seller lies in one of the two tables.
_SUMS = f"""
SELECT unit, sum(rows)::bigint, sum(balance)::bigint, COALESCE(sum(ahead), 0)::bigint,
       COALESCE(sum(d30), 0)::bigint, COALESCE(sum(d60), 0)::bigint, COALESCE(sum(d90), 0)::bigint,
       COALESCE(sum(older), 0)::bigint
FROM (
    SELECT unit, 0 AS rows, sum(balance) AS balance,
           0 AS ahead, 0 AS d30, 0 AS d60, 0 AS d90, 0 AS older
    FROM ledger_ledgeraccount
    WHERE seller_id = %(seller)s AND buyer_id <> seller_id AND kind IN ('receivable', 'wallet')
    GROUP BY unit
    UNION ALL
    SELECT COALESCE(l.unit, 'TRY'), count(*), 0, 0, 0, 0, 0, 0
    FROM ledger_currentaccount c LEFT JOIN (
        SELECT DISTINCT current_account_id, unit FROM ledger_ledgeraccount
        WHERE seller_id = %(seller)s AND kind IN ('receivable', 'wallet')
    ) l ON l.current_account_id = c.id
    WHERE c.seller_id = %(seller)s AND c.buyer_id <> c.seller_id
    GROUP BY 1
    UNION ALL
    SELECT currency, 0, 0, {_OPEN} FROM invoicing_invoice
    WHERE seller_id = %(seller)s AND buyer_id <> seller_id AND status = 'open'
    GROUP BY currency
) s GROUP BY unit
"""  # noqa: S608 (our own text)
_COLUMNS = """
n.id, n.public_id, n.credit_limit_minor, b.id, b.public_id, b.name, b.number, b.search_key,
n.unit, n.receivable, n.wallet, n.ahead, n.d30, n.d60, n.d90, n.older, n.oldest
"""
_SUMMED = """
n.unit, count(*), sum(n.receivable - n.wallet)::bigint, sum(n.ahead)::bigint, sum(n.d30)::bigint,
sum(n.d60)::bigint, sum(n.d90)::bigint, sum(n.older)::bigint
"""
_NAMED = "JOIN accounts_account b ON b.id = n.buyer_id"
_LATE = "(n.d30 + n.d60 + n.d90 + n.older)"
_STANDING = {
    "gecikmis": f"{_LATE} > 0",
    "borclu": "n.receivable > n.wallet",
    "alacakli": "n.wallet > 0",
}
_ORDERS = {
    "hesap": "b.search_key",
    "bakiye": "n.receivable - n.wallet",
    "gecikmis": _LATE,
    "eski": "n.older",
}
# From one currency to the next by the index, past the rows of each.
_UNITS = """
WITH RECURSIVE found (kind, unit) AS (
    SELECT k.kind, (SELECT min(l.unit) FROM ledger_ledgeraccount l
                    WHERE l.seller_id = %(seller)s AND l.kind = k.kind)
    FROM unnest(ARRAY['receivable', 'wallet']) AS k (kind)
    UNION ALL
    SELECT f.kind, (SELECT min(l.unit) FROM ledger_ledgeraccount l
                    WHERE l.seller_id = %(seller)s AND l.kind = f.kind AND l.unit > f.unit)
    FROM found f WHERE f.unit IS NOT NULL
)
SELECT DISTINCT unit FROM found WHERE unit IS NOT NULL
"""
# Where all trade in one currency a row is a buyer: the page is chosen by names alone.
_BY_NAME = """
SELECT array_agg(id) FROM (
    SELECT c.id FROM ledger_currentaccount c JOIN accounts_account b ON b.id = c.buyer_id
    WHERE c.seller_id = %(seller)s AND c.buyer_id <> c.seller_id
      AND b.search_key LIKE ALL (%(like)s)
    ORDER BY b.search_key {way}, c.id LIMIT %(size)s OFFSET %(start)s
) page
"""


@dataclass(frozen=True)
class AgingList:
    """The rows of a seller as they are narrowed and ordered; nothing is read before it is asked.

    Each method that narrows gives another list. It can be counted, cut and walked through.
    """

    seller_id: int
    now: datetime
    text: str = ""
    standing: str = ""  # gecikmis, borclu, alacakli; empty: all
    currency: str = ""
    order: str = "hesap"  # hesap, bakiye, gecikmis, eski
    is_descending: bool = False

    def searched(self, text: str) -> AgingList:
        """Only those in whose name, title or number every word stands."""
        return replace(self, text=text)

    def standing_as(self, standing: str) -> AgingList:
        """Only those with an overdue debt, any debt, or money here."""
        return replace(self, standing=standing)

    def in_currency(self, currency: str) -> AgingList:
        """Only one currency."""
        return replace(self, currency=currency)

    def ordered(self, order: str, is_descending: bool) -> AgingList:
        """By name, balance, overdue or oldest sums."""
        return replace(self, order=order, is_descending=is_descending)

    @cached_property
    def _sums(self) -> dict[str, tuple[int, AgingTotals]]:
        """By currency, TRY first: how many rows, and their sums; one statement."""
        is_narrowed = self.text or self.standing or self.currency
        rows = self._read(self._summing() if is_narrowed else _SUMS, self._values())
        found = {row[0]: (row[1], AgingTotals(row[0], *row[2:])) for row in rows}
        return dict(sorted(found.items(), key=lambda one: (one[0] != "TRY", one[0])))

    def _summing(self) -> str:
        names, where = (_NAMED if self.text else ""), self._where()
        return f"SELECT {_SUMMED} FROM ({_FIGURES}) n {names} WHERE {where} GROUP BY 1"  # noqa: S608

    def totals(self) -> list[AgingTotals]:
        """The sums by currency, TRY first."""
        return [totals for _rows, totals in self._sums.values()]

    def count(self) -> int:
        """How many rows there are."""
        return sum(rows for rows, _totals in self._sums.values())

    def __len__(self) -> int:
        """The same."""
        return self.count()

    def __getitem__(self, place: slice) -> list[AgingRow]:
        """The rows from one place to another; one statement."""
        start = place.start or 0
        size = (self.count() if place.stop is None else place.stop) - start
        return self._cut(start, max(0, size))

    def __iter__(self) -> Iterator[AgingRow]:
        """All rows, in portions."""
        for start in range(0, self.count(), MOST_AT_ONCE):
            yield from self._cut(start, MOST_AT_ONCE)

    def _cut(self, start: int, size: int) -> list[AgingRow]:
        values = self._values() | {"start": start, "size": size}
        way = "DESC" if self.is_descending else "ASC"
        order = f"{_ORDERS[self.order]} {way}, n.id, n.unit"
        if self._is_of_buyers:
            values["ids"] = self._read(_BY_NAME.format(way=way), values)[0][0] or []
            sql = f"SELECT {_COLUMNS} FROM ({_OF_PAGE}) n {_NAMED} ORDER BY {order}"  # noqa: S608
            return [AgingRow(*row) for row in self._read(sql, values)]
        cut = f"WHERE {self._where()} ORDER BY {order} LIMIT %(size)s OFFSET %(start)s"
        if self.text or self.order == "hesap":
            sql = f"SELECT {_COLUMNS} FROM ({_FIGURES}) n {_NAMED} {cut}"  # noqa: S608
        else:
            inner = f"SELECT n.* FROM ({_FIGURES}) n {cut}"  # noqa: S608
            sql = f"SELECT {_COLUMNS} FROM ({inner}) n {_NAMED} ORDER BY {order}"  # noqa: S608
        return [AgingRow(*row) for row in self._read(sql, values)]

    @property
    def _is_of_buyers(self) -> bool:
        """Whether names alone say which rows a page has."""
        return self.order == "hesap" and not self.standing and len(self.currencies) == 1

    def _where(self) -> str:
        wanted = ["TRUE"]
        if self.text:
            wanted.append("b.search_key LIKE ALL (%(like)s)")
        if self.standing:
            wanted.append(_STANDING[self.standing])
        if self.currency:
            wanted.append("n.unit = %(currency)s")
        return " AND ".join(wanted)

    def _values(self) -> dict[str, Any]:
        words = [
            word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
            for word in fold(self.text).split()
        ]
        return {
            "seller": self.seller_id,
            "like": [f"%{word}%" for word in words],
            "currency": self.currency,
            **days_of(self.now),
        }

    @cached_property
    def currencies(self) -> list[str]:
        """In which currencies the seller's buyers have balances, TRY first and always."""
        rows = self._read(_UNITS, {"seller": self.seller_id})
        return ["TRY", *sorted({row[0] for row in rows} - {"TRY"})]

    def _read(self, sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        scope = current_scope()
        if scope is None or (scope.face, scope.account_id) != ("desk", self.seller_id):
            raise ScopeMissing("All current accounts are read at their seller's desk")
        with acting_as_system("reports: aging list"), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
