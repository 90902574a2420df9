"""Many buyers with one monthly service each: one made by the flows, the others copied in SQL."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence

import psycopg
from psycopg import sql

from bench._shop import open_shop
from vezne.core.scope import acting_as_system
from vezne.flows.renewal import renew_due
from vezne.subscriptions.models import Subscription

APART = 100
"""Copies stand so many ids apart, in every table alike, so a copy points at its parent's copy."""
COPIED = {
    "accounts_account": {"number": "number + {apart}"},
    "ledger_currentaccount": {"buyer_id": "buyer_id + {apart}"},
    "ledger_ledgeraccount": {
        "buyer_id": "buyer_id + {apart}",
        "current_account_id": "current_account_id + {apart}",
    },
    "subscriptions_subscription": {
        "buyer_id": "buyer_id + {apart}",
        "current_account_id": "current_account_id + {apart}",
    },
    "subscriptions_period": {
        "buyer_id": "buyer_id + {apart}",
        "subscription_id": "subscription_id + {apart}",
    },
}
"""Tables of one buyer, parents first, and the columns of a copy that differ beside its ids."""
PAID = """
UPDATE subscriptions_period SET paid_at = opened_at, invoice_id = NULL;
UPDATE subscriptions_subscription
SET paid_until = period_ends_at, open_until = period_ends_at, debt_at = NULL;
ANALYZE
"""


class Subscribers:
    """`count` buyers of one seller, all paid for the running month."""

    def __init__(self, count: int) -> None:
        """Make one by the flows, copy it as the owner of the tables."""
        open_shop(accounts=1)
        self.owner = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        for table, changed in COPIED.items():
            self.copy_rows(table, count - 1, changed)
        self.pay_all()

    def renew(self) -> int:
        """What the tick does on the day when all of them are due."""
        with acting_as_system("bench"):
            last = Subscription.objects.order_by("-renews_at").values_list("renews_at", flat=True)
            due = last[0]
            assert due is not None
            total = 0
            while renewed := renew_due(now=due):
                total += renewed
            return total

    def pay_all(self) -> None:
        """As if everybody had paid: in one statement, for it is not what is measured."""
        self.owner.execute(PAID)

    def count(self, tables: Sequence[str]) -> int:
        """How many rows stand in these tables."""
        sums = sql.SQL(" + ").join(
            sql.SQL("(SELECT count(*) FROM {})").format(sql.Identifier(table)) for table in tables
        )
        row = self.owner.execute(sql.SQL("SELECT {}").format(sums)).fetchone()
        assert row is not None
        return int(row[0])

    def copy_rate(self, tables: Sequence[str]) -> float:
        """Rows per second of INSERT … SELECT into empty tables of the same shape and indexes."""
        rows, took = 0, 0.0
        for table in tables:
            name = sql.Identifier(table)
            self.owner.execute(
                sql.SQL("CREATE TABLE bench_copy (LIKE {} INCLUDING ALL)").format(name)
            )
            began = time.perf_counter()
            done = self.owner.execute(
                sql.SQL("INSERT INTO bench_copy OVERRIDING SYSTEM VALUE SELECT * FROM {}").format(
                    name
                )
            )
            took += time.perf_counter() - began
            rows += done.rowcount
            self.owner.execute("DROP TABLE bench_copy")
        return rows / took

    def copy_rows(self, table: str, copies: int, differing: Mapping[str, str]) -> None:
        """Copy all rows of a table so often; `differing` are SQL of the copy's number `g`."""
        found = self.owner.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            " AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        columns = [row[0] for row in found.fetchall()]
        changed = {"id": "id + {apart}", **differing}
        if "public_id" in columns:
            changed["public_id"] = "left(public_id, 4) || lpad(g::text, 20, '0')"
        chosen = ", ".join(changed.get(one, one).format(apart=f"g * {APART}") for one in columns)
        where = "WHERE NOT is_seller" if table == "accounts_account" else ""
        self.owner.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE"
            f" SELECT {chosen} FROM {table}, generate_series(1, {copies}) g {where};"
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )
