"""Many at once at one current account: floors, keys, sequences, holds, lots.

The lock of the current account's row is the one primitive behind all of it. Its twin test runs the
same race with the lock left out (a switch that only a superuser's session has) and must break.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import connection

from vezne.accounts.models import Account
from vezne.core.audit import SYSTEM
from vezne.core.errors import DomainError
from vezne.core.scope import acting_as, acting_as_system
from vezne.ledger.check import ledger_check
from vezne.ledger.errors import HoldGone
from vezne.ledger.models import CurrentAccount, LedgerAccount, Transfer
from vezne.ledger.queries import credit_balance, wallet_available
from vezne.ledger.services import (
    credit_limit_set,
    credits_grant,
    credits_spend,
    current_account_open,
    hold_place,
    hold_post,
    hold_void,
    month_close,
    post,
    post_many,
)
from vezne.ledger.types import Entry, Posting, Reason

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
THREADS = 8
PAY = Posting("wallet", "receivable", 100, "TRY", Reason.WALLET_PAYMENT)
OWE = Posting("receivable", "revenue", 100, "TRY", Reason.INVOICE)


def make_account(number: int) -> Account:
    return Account.objects.create(
        number=number,
        kind="company",
        name=f"Firma {number}",
        legal_name=f"Firma {number} A.Ş.",
        email=f"{number}@example.com",
        created_at=NOW,
    )


@pytest.fixture
def cari() -> CurrentAccount:
    """A current account with 10.00 TRY in the wallet and 30 credits in three lots."""
    with acting_as_system("test"):
        account = current_account_open(
            seller_id=make_account(1).pk, buyer_id=make_account(2).pk, now=NOW
        )
        top_up = Posting("bank", "wallet", 1000, "TRY", Reason.TOP_UP)
        post(current_account_id=account.pk, postings=[top_up], key="top-up", now=NOW)
        for number in range(3):
            credits_grant(
                current_account_id=account.pk,
                unit="SMS",
                quantity=10,
                expires_at=NOW + timedelta(days=30 - number),
                key=f"grant-{number}",
                now=NOW,
            )
    return account


def race(work: Callable[[int], object], tries: int) -> Counter[str]:
    """Run `work(0)` … `work(tries - 1)` in threads that start together; outcomes by name."""
    barrier = Barrier(THREADS)

    def run(thread: int) -> list[str]:
        outcomes = []
        try:
            with acting_as_system("race"):
                barrier.wait(30)
                for number in range(thread, tries, THREADS):
                    try:
                        work(number)
                        outcomes.append("done")
                    except DomainError as refusal:
                        outcomes.append(refusal.code)
        finally:
            connection.close()
        return outcomes

    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(name for names in pool.map(run, range(THREADS)) for name in names)


def assert_sound() -> None:
    with acting_as_system("test"):
        assert ledger_check() == []


def test_a_wallet_is_spent_to_the_last_kurus_and_not_further(cari: CurrentAccount) -> None:
    def pay(number: int) -> None:
        post(current_account_id=cari.pk, postings=[PAY], key=f"p{number}", now=NOW)

    outcomes = race(pay, 40)

    assert outcomes == {"done": 10, "insufficient_funds": 30}
    with acting_as_system("test"):
        assert wallet_available(current_account_id=cari.pk, unit="TRY", now=NOW) == 0
    assert_sound()


def test_the_last_credit_goes_to_one(cari: CurrentAccount) -> None:
    def spend(number: int) -> None:
        credits_spend(current_account_id=cari.pk, unit="SMS", quantity=4, key=f"s{number}", now=NOW)

    outcomes = race(spend, 24)

    assert outcomes == {"done": 7, "insufficient_credits": 17}
    with acting_as_system("test"):
        assert credit_balance(current_account_id=cari.pk, unit="SMS", now=NOW) == 2
    assert_sound()


def test_a_credit_limit_holds_against_all(cari: CurrentAccount) -> None:
    with acting_as_system("test"):
        credit_limit_set(current_account_id=cari.pk, limit_minor=550, actor=SYSTEM, now=NOW)

    def owe(number: int) -> None:
        postings = [OWE] if number % 2 else [OWE, OWE]
        post(current_account_id=cari.pk, postings=postings, key=f"o{number}", now=NOW)

    outcomes = race(owe, 32)

    assert set(outcomes) == {"done", "credit_limit_exceeded"}
    with acting_as_system("test"):
        assert LedgerAccount.objects.get(kind="receivable").balance == 500
    assert_sound()


def test_one_key_is_booked_once(cari: CurrentAccount) -> None:
    receipts = []

    def pay(number: int) -> None:
        receipts.append(post(current_account_id=cari.pk, postings=[PAY], key="same", now=NOW))

    outcomes = race(pay, 24)

    assert outcomes == {"done": 24}
    assert len({receipt.first_sequence for receipt in receipts}) == 1
    assert sum(not receipt.is_replay for receipt in receipts) == 1
    with acting_as_system("test"):
        assert wallet_available(current_account_id=cari.pk, unit="TRY", now=NOW) == 900
    assert_sound()


def test_one_key_with_two_bodies_goes_to_the_first(cari: CurrentAccount) -> None:
    def pay(number: int) -> None:
        amount = 100 + number % 2
        posting = Posting("wallet", "receivable", amount, "TRY", Reason.WALLET_PAYMENT)
        post(current_account_id=cari.pk, postings=[posting], key="same", now=NOW)

    outcomes = race(pay, 16)

    assert outcomes == {"done": 8, "key_conflict": 8}
    assert_sound()


def test_a_hold_ends_in_one_way(cari: CurrentAccount) -> None:
    with acting_as_system("test"):
        hold = hold_place(current_account_id=cari.pk, posting=PAY, key="h", now=NOW)

    def end(number: int) -> None:
        if number % 2:
            hold_void(hold_id=hold.public_id, now=NOW)
        else:
            hold_post(hold_id=hold.public_id, now=NOW)

    outcomes = race(end, 16)

    assert outcomes == {"done": 8, HoldGone.code: 8}
    assert_sound()


def test_batches_in_opposite_orders_wait_and_do_not_block_each_other(
    cari: CurrentAccount,
) -> None:
    with acting_as_system("test"):
        others = [
            current_account_open(
                seller_id=cari.seller_id, buyer_id=make_account(10 + n).pk, now=NOW
            ).pk
            for n in range(5)
        ]

    def batch(number: int) -> None:
        ids = [cari.pk, *others]
        entries = [
            Entry(account, f"b{number}", (OWE,)) for account in (ids if number % 2 else ids[::-1])
        ]
        assert {result.code for result in post_many(entries=entries, now=NOW)} == {"posted"}

    assert race(batch, 32) == {"done": 32}
    with acting_as_system("test"):
        owed = LedgerAccount.objects.filter(kind="receivable").values_list("balance", flat=True)
        assert set(owed) == {3200}
    assert_sound()


def test_no_posting_slips_into_a_month_that_is_being_closed(cari: CurrentAccount) -> None:
    def work(number: int) -> None:
        if number == 9:
            month_close(seller_id=cari.seller_id, month=date(2026, 2, 1), actor=SYSTEM, now=NOW)
        elif number % 4 == 3:
            account = current_account_open(
                seller_id=cari.seller_id, buyer_id=buyers[number], now=NOW
            )
            post(
                current_account_id=account.pk,
                postings=[OWE],
                key="o",
                now=NOW - timedelta(seconds=1),
                value_on=date(2026, 2, 28),
            )
        else:
            post(
                current_account_id=cari.pk,
                postings=[OWE],
                key=f"o{number}",
                now=NOW - timedelta(seconds=1),
                value_on=date(2026, 2, 28),
            )

    with acting_as_system("test"):
        buyers = {number: make_account(100 + number).pk for number in range(40)}

    outcomes = race(work, 40)

    with acting_as_system("test"):
        booked = Transfer.objects.filter(value_on=date(2026, 2, 28)).count()
    assert set(outcomes) <= {"done", "month_closed"}
    assert booked == outcomes["done"] - 1
    assert_sound()


def test_a_current_account_is_opened_once_by_all(cari: CurrentAccount) -> None:
    with acting_as_system("test"):
        buyer = make_account(3).pk
    found = set()

    def work(number: int) -> None:
        found.add(current_account_open(seller_id=cari.seller_id, buyer_id=buyer, now=NOW).pk)

    assert race(work, 16) == {"done": 16}
    assert len(found) == 1


def _spend_past_the_services(url: str, current_account: int, lock: bool) -> list[str]:
    """Threads of raw connections that post and spend; what each call answered or raised."""
    barrier = Barrier(THREADS)

    def run(thread: int) -> list[str]:
        answers = []
        with psycopg.connect(url, autocommit=True) as raw:
            if not lock:
                raw.execute("SET vezne.test_no_lock = 'on'")
            barrier.wait(30)
            for number in range(5):
                key = f"t{thread}-{number}"
                answers.append(_answer(raw, POST_SQL, [current_account, key]))
                answers.append(_answer(raw, SPEND_SQL, [current_account, "s" + key]))
        return answers

    with ThreadPoolExecutor(THREADS) as pool:
        return [answer for answers in pool.map(run, range(THREADS)) for answer in answers]


POST_SQL = (
    "SELECT code FROM ledger_post(%s, %s, '\\x01', '2026-03-10 09:00Z', '2026-03-10', NULL,"
    " 'wallet', 'receivable', 100, 'TRY', 'wallet_payment', '', '')"
)
SPEND_SQL = (
    "SELECT code FROM ledger_credits_spend(%s, %s, '\\x01', '2026-03-10 09:00Z', '2026-03-10',"
    " 'SMS', 4, 'credit_spend', '', '')"
)


def _answer(raw: psycopg.Connection[Any], query: str, parameters: list[Any]) -> str:
    try:
        row = raw.execute(query, parameters).fetchone()
    except psycopg.Error as error:
        return type(error).__name__
    assert row is not None
    return str(row[0])


def _assert_the_race_was_clean(answers: list[str]) -> None:
    assert Counter(answers) == {
        "posted": 10 + 7,
        "insufficient_funds": 30,
        "insufficient_credits": 33,
    }


def test_the_lock_keeps_the_race_clean(cari: CurrentAccount, database_url: str) -> None:
    answers = _spend_past_the_services(database_url, cari.pk, lock=True)

    _assert_the_race_was_clean(answers)
    assert_sound()


def test_the_twin_without_the_lock_breaks(cari: CurrentAccount, database_url: str) -> None:
    answers = _spend_past_the_services(database_url, cari.pk, lock=False)

    with pytest.raises(AssertionError):
        _assert_the_race_was_clean(answers)


def test_nobody_but_a_superuser_can_leave_the_lock_out(
    cari: CurrentAccount, owner_connection: psycopg.Connection[Any]
) -> None:
    owner_connection.execute("BEGIN")
    owner_connection.execute("SELECT id FROM ledger_currentaccount FOR UPDATE")

    with acting_as(cari.seller_id, "desk"), connection.cursor() as cursor:
        cursor.execute("SET vezne.test_no_lock = 'on'")
        cursor.execute("SET lock_timeout = '100ms'")
        with pytest.raises(Exception, match="lock timeout"):
            post(current_account_id=cari.pk, postings=[PAY], key="p", now=NOW)
        cursor.execute("RESET vezne.test_no_lock")
        cursor.execute("RESET lock_timeout")

    owner_connection.execute("ROLLBACK")
