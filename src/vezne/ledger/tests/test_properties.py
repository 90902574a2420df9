"""Random interleavings of everything against a model that fits on one page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vezne.core.errors import DomainError
from vezne.core.scope import acting_as_system
from vezne.ledger.check import ledger_check
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import balances_for, credit_balance, receivable_balance, wallet_available
from vezne.ledger.services import (
    credits_grant,
    credits_spend,
    current_account_open,
    hold_place,
    hold_post,
    hold_void,
    post,
    post_many,
    reverse,
)
from vezne.ledger.tests.conftest import NOW, make_account
from vezne.ledger.types import Entry, Posting, Reason

LIMIT = 300
STEPS = ["top_up", "pay", "owe", "batch", "grant", "spend", "hold", "hold_credit", "end", "undo"]


@dataclass
class ModelHold:
    amount: int
    is_credit: bool
    expires_at: datetime | None
    parts: dict[int, int]


@dataclass
class Model:
    """What the books must say."""

    wallet: int = 0
    owed: int = 0
    lots: dict[int, list] = field(default_factory=dict)  # number → [left, expires_at]
    holds: dict[str, ModelHold] = field(default_factory=dict)
    undoable: dict[str, tuple[int, int]] = field(default_factory=dict)  # key → wallet, owed moved

    def tick(self, now: datetime) -> None:
        """Drop the holds whose time is over, then what is free of expired lots."""
        for key, hold in list(self.holds.items()):
            if hold.expires_at and hold.expires_at <= now:
                del self.holds[key]
        for number, (_, expires_at) in self.lots.items():
            if expires_at and expires_at <= now:
                self.lots[number][0] = self.held_of(number)

    def held_of(self, number: int) -> int:
        return sum(hold.parts.get(number, 0) for hold in self.holds.values())

    def free_wallet(self) -> int:
        return self.wallet - sum(h.amount for h in self.holds.values() if not h.is_credit)

    def free_lots(self) -> list[tuple[int, int]]:
        last = NOW + timedelta(days=10**5)
        order = sorted(self.lots, key=lambda number: (self.lots[number][1] or last, number))
        return [(number, self.lots[number][0] - self.held_of(number)) for number in order]

    def free_credits(self) -> int:
        return sum(free for _, free in self.free_lots())

    def take(self, quantity: int) -> dict[int, int]:
        parts = {}
        for number, free in self.free_lots():
            taken = min(free, quantity)
            if taken:
                parts[number] = taken
                quantity -= taken
        return parts


class Driver:
    """Does each step in the books and in the model, and compares whether both refuse."""

    def __init__(self, cari: CurrentAccount) -> None:
        self.cari, self.model, self.now = cari, Model(), NOW
        self.numbers, self.keys = count(1), count(1)
        self.tickets: dict[str, str] = {}

    def attempt(self, is_allowed: bool, work) -> bool:
        try:
            with transaction.atomic():
                work()
        except DomainError:
            assert not is_allowed
            return False
        assert is_allowed
        return True

    def move(self, posting: Posting, is_allowed: bool, wallet: int, owed: int) -> None:
        key = f"k{next(self.keys)}"

        def work() -> None:
            post(current_account_id=self.cari.pk, postings=[posting], key=key, now=self.now)
            post(current_account_id=self.cari.pk, postings=[posting], key=key, now=self.now)

        if self.attempt(is_allowed, work):
            self.model.wallet += wallet
            self.model.owed += owed
            self.model.undoable[key] = (wallet, owed)

    def top_up(self, n: int) -> None:
        self.move(Posting("bank", "wallet", n, "TRY", Reason.TOP_UP), True, n, 0)

    def pay(self, n: int) -> None:
        is_allowed = n <= self.model.free_wallet()
        posting = Posting("wallet", "receivable", n, "TRY", Reason.WALLET_PAYMENT)
        self.move(posting, is_allowed, -n, -n)

    def owe(self, n: int) -> None:
        is_allowed = self.model.owed + n <= LIMIT
        self.move(Posting("receivable", "revenue", n, "TRY", Reason.INVOICE), is_allowed, 0, n)

    def batch(self, n: int) -> None:
        top_up = Posting("bank", "wallet", n, "TRY", Reason.TOP_UP)
        pay = Posting("wallet", "receivable", 2 * n, "TRY", Reason.WALLET_PAYMENT)
        base = f"b{next(self.keys)}"
        entries = [Entry(self.cari.pk, f"{base}:{i}", (p,)) for i, p in enumerate((top_up, pay))]
        first, second = post_many(entries=entries, now=self.now)
        assert first.code == "posted"
        self.model.wallet += n
        is_allowed = 2 * n <= self.model.free_wallet()
        assert second.code == ("posted" if is_allowed else "insufficient_funds")
        if is_allowed:
            self.model.wallet -= 2 * n
            self.model.owed -= 2 * n

    def grant(self, n: int) -> None:
        number = next(self.numbers)
        expires_at = self.now + timedelta(days=n % 7) if n % 7 else None
        credits_grant(
            current_account_id=self.cari.pk,
            unit="SMS",
            quantity=n,
            expires_at=expires_at,
            key=f"g{number}",
            now=self.now,
        )
        self.model.lots[number] = [n, expires_at]

    def spend(self, n: int) -> None:
        key = f"s{next(self.keys)}"

        def work() -> None:
            spent = credits_spend(
                current_account_id=self.cari.pk, unit="SMS", quantity=n, key=key, now=self.now
            )
            assert [p.quantity for p in spent.parts] == list(self.model.take(n).values())

        if self.attempt(n <= self.model.free_credits(), work):
            for number, taken in self.model.take(n).items():
                self.model.lots[number][0] -= taken

    def hold(self, n: int, is_credit: bool = False) -> None:
        key = f"h{next(self.keys)}"
        expires_at = self.now + timedelta(days=n % 4) if n % 4 else None
        kinds = ("credit", "credit_used") if is_credit else ("wallet", "clearing")
        posting = Posting(*kinds, n, "SMS" if is_credit else "TRY", "hold")
        free = self.model.free_credits() if is_credit else self.model.free_wallet()

        def work() -> None:
            ticket = hold_place(
                current_account_id=self.cari.pk,
                posting=posting,
                key=key,
                now=self.now,
                expires_at=expires_at,
            )
            self.tickets[key] = ticket.public_id

        if self.attempt(n <= free, work):
            parts = self.model.take(n) if is_credit else {}
            self.model.holds[key] = ModelHold(n, is_credit, expires_at, parts)

    def hold_credit(self, n: int) -> None:
        self.hold(n, is_credit=True)

    def end(self, n: int) -> None:
        if not self.tickets:
            return
        key = sorted(self.tickets)[n % len(self.tickets)]
        public_id = self.tickets.pop(key)
        hold = self.model.holds.get(key)
        if n % 2:
            hold_void(hold_id=public_id, now=self.now)
            self.model.holds.pop(key, None)
            return
        amount = max(1, hold.amount // 2) if hold else None

        def work() -> None:
            hold_post(hold_id=public_id, now=self.now, amount=amount)

        if self.attempt(hold is not None, work):
            assert hold is not None
            assert amount is not None
            del self.model.holds[key]
            left = amount
            for number, reserved in hold.parts.items():
                self.model.lots[number][0] -= min(left, reserved)
                left -= min(left, reserved)
            self.model.wallet -= 0 if hold.is_credit else amount

    def undo(self, n: int) -> None:
        if not self.model.undoable:
            return
        key = sorted(self.model.undoable)[n % len(self.model.undoable)]
        wallet, owed = self.model.undoable.pop(key)
        has_money = wallet <= 0 or wallet <= self.model.free_wallet()
        has_room = owed >= 0 or self.model.owed - owed <= LIMIT

        def work() -> None:
            reverse(current_account_id=self.cari.pk, of_key=key, key=f"u{key}", now=self.now)

        if self.attempt(has_money and has_room, work):
            self.model.wallet -= wallet
            self.model.owed -= owed

    def compare(self) -> None:
        self.model.tick(self.now)
        account, now = self.cari.pk, self.now
        wallet = wallet_available(current_account_id=account, unit="TRY", now=now)
        assert wallet == self.model.free_wallet() >= 0
        assert receivable_balance(current_account_id=account, unit="TRY") == self.model.owed
        left = credit_balance(current_account_id=account, unit="SMS", now=now)
        assert left == self.model.free_credits() >= 0
        for balance in balances_for(current_account_id=account, now=now):
            if balance.kind == "credit":
                assert balance.available == left


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(1, 120), st.integers(0, 60)), max_size=25
    )
)
def test_the_books_and_the_model_agree_whatever_happens(
    steps: list[tuple[str, int, int]],
) -> None:
    with acting_as_system("test"), transaction.atomic():
        seller, buyer = make_account(9001, "Deniz"), make_account(9002, "Ayşe")
        cari = current_account_open(
            seller_id=seller.pk, buyer_id=buyer.pk, now=NOW, credit_limit_minor=LIMIT
        )
        driver = Driver(cari)

        for step, amount, hours in steps:
            driver.now += timedelta(hours=hours)
            driver.compare()
            getattr(driver, step)(amount)
            driver.compare()

        assert ledger_check() == []
        transaction.set_rollback(True)
