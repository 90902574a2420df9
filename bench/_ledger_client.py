"""One client of `bench/ledger.py`: posts through the service layer, counts and times."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection, transaction

from vezne.core.scope import acting_as
from vezne.ledger.queries import wallet_available
from vezne.ledger.services import post, post_many
from vezne.ledger.types import Entry, Posting

Answer = tuple[int, float, list[float]]
"""How many, in how many seconds, and each call's milliseconds."""


class Client:
    """Posts as one seller's desk: its own, or the hot one."""

    def __init__(self, number: int, *, sellers: int, hot: int, batch: int) -> None:
        self.number, self.batch, self.hot = number, batch, hot
        self.serial = 0
        self.random = random.Random(number)
        self.now = datetime.now(UTC)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', 'vezne_jobs', false)")
            cursor.execute(
                "SELECT a.number, a.id, array_agg(c.id) FROM accounts_account a"
                " JOIN ledger_currentaccount c ON c.seller_id = a.id GROUP BY 1, 2 ORDER BY 1"
            )
            rows = cursor.fetchall()
        self.own = rows[number % sellers][1:]
        self.shared = rows[hot][1:]
        self._open_accounts(sellers)

    def _open_accounts(self, clients: int) -> None:
        """Give every current account its first posting, so that the rounds measure the usual."""
        for seller_id, current_accounts in (
            self.own,
            (self.shared[0], self.shared[1][self.number :: clients]),
        ):
            with acting_as(seller_id, "desk"):
                post_many(
                    entries=[
                        Entry(current_account, self._key(), (self._posting(),))
                        for current_account in current_accounts
                    ],
                    now=self.now,
                )

    def run(self, kind: str, seconds: float) -> Answer:
        """Do one kind of load for so many seconds."""
        seller_id, current_accounts = self.shared if kind == "hot" else self.own
        do: Callable[[list[int]], int] = {
            "single": self.single,
            "hot": self.single,
            "atomic": self.atomic,
            "batch": self.many,
            "balance": self.balance,
        }[kind]
        done, latencies = 0, []
        with acting_as(seller_id, "desk"):
            begun = last = time.perf_counter()
            while last - begun < seconds:
                done += do(current_accounts)
                now = time.perf_counter()
                latencies.append((now - last) * 1000)
                last = now
        return done, last - begun, latencies

    def _key(self) -> str:
        self.serial += 1
        return f"payment:{self.number}:{self.serial}"

    def _posting(self) -> Posting:
        return Posting(
            "cash", "receivable", 12_000, "TRY", "payment", "pay_7f3k9xw2m4n8p5q6r2s3", "Kart"
        )

    def single(self, current_accounts: list[int]) -> int:
        """One posting with its own commit."""
        post(
            current_account_id=self.random.choice(current_accounts),
            postings=[self._posting()],
            key=self._key(),
            now=self.now,
        )
        return 1

    def atomic(self, current_accounts: list[int]) -> int:
        """One posting inside Django's `atomic`."""
        with transaction.atomic():
            return self.single(current_accounts)

    def many(self, current_accounts: list[int]) -> int:
        """A batch, each entry with its own key and result."""
        entries = [
            Entry(self.random.choice(current_accounts), self._key(), (self._posting(),))
            for _ in range(self.batch)
        ]
        results = post_many(entries=entries, now=self.now)
        assert all(result.code == "posted" for result in results)
        return len(results)

    def balance(self, current_accounts: list[int]) -> int:
        """One read of a balance."""
        wallet_available(current_account_id=current_accounts[0], unit="TRY", now=self.now)
        return 1
