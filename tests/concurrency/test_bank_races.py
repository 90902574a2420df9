"""Bank movements: one line over several channels at once, two of staff, and kill -9 anywhere."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests import factories
from tests.factories import DENIZ, NOW
from vezne.banking.models import Movement, StatementImport
from vezne.banking.services.statement import statement_begin, statement_upload
from vezne.banking.tests import bank
from vezne.banking.types import Channel
from vezne.core.errors import DomainError
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.bank import movements_due
from vezne.flows.bank_queue import movement_assign, movement_ignore
from vezne.flows.bank_statement import statement_run
from vezne.flows.paying import wallet_settle
from vezne.invoicing.models import Invoice
from vezne.ledger.models import CurrentAccount

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

HEAD = "Tarih;Saat;İşlem No;Açıklama;Tutar\n"
ROUNDS = 12
KILLS = 200
LINES_OF_A_FILE = 48
WRITTEN, PAID = "a batch is written", "an invoice is paid"
JUDGED, BETWEEN = "lines are judged", "between two transactions"
STEPS = {
    "INSERT INTO banking_movement": WRITTEN,
    "ledger_post_many": WRITTEN,
    'UPDATE "banking_statementimport"': WRITTEN,
    "payments_": PAID,
    "invoicing_": PAID,
    "subscriptions_": PAID,
    "notify_": PAID,
    "core_outbox": PAID,
}
"""What the victim's backend says last → the stored state of the work at that kill."""


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run each in its own thread and connection, started together; our errors are results."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait(30)
            return work()
        except DomainError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


class Agency:
    """A seller with a bank account, and its buyers."""

    def __init__(self, folder: Path, *, buyers: int = 2) -> None:
        self.folder = folder
        self.seller = factories.make_seller()
        self.till = bank.open_bank(self.seller)
        self.buyers = [bank.buyer_named(f"Firma {n}") for n in range(buyers)]
        self.accounts = [bank.trade(self.seller, buyer) for buyer in self.buyers]

    def upload(self, rows: list[str], *, begins: bool = True) -> StatementImport:
        content = (HEAD + "".join(rows)).encode()
        with acting_as(self.seller.pk, "desk"):
            row = statement_upload(
                bank_account=self.till,
                file_name="ekstre.csv",
                chunks=[content],
                profile="",
                actor=DENIZ,
                now=NOW,
            )
            if begins:
                statement_begin(public_id=row.public_id, actor=DENIZ, now=NOW)
        return row

    def wallets(self) -> list[int]:
        return [bank.wallet(account) for account in self.accounts]


@pytest.fixture
def agency(tmp_path: Path, settings: Any) -> Agency:
    settings.VEZNE_UPLOADS = str(tmp_path)
    return Agency(tmp_path)


def row_of(number: int, words: str, amount: str = "10,00") -> str:
    return f"02.03.2026;10:43:01;K{number};{words};{amount}\n"


def run_import(row: StatementImport) -> str:
    return statement_run(import_id=row.pk, now=NOW, bulk_from_bytes=0).state


def test_the_same_line_by_call_poll_and_file_counts_once(agency: Agency) -> None:
    account = agency.accounts[0]
    for number in range(ROUNDS):
        told = bank.line(10_00, bank.code_of(account), bank_id=f"K{number}")
        row = agency.upload([row_of(number, bank.code_of(account))])

        answers = at_once(
            lambda told=told: bank.heard(agency.till, told),
            lambda told=told: bank.heard(agency.till, told, channel=Channel.PULL),
            lambda row=row: run_import(row),
        )

        assert answers[2] == "done"
        assert sum(one.is_new for one in answers[:2]) <= 1

    assert bank.wallet(account) == ROUNDS * 10_00
    assert bank.books(agency.seller) == {"bank": ROUNDS * 10_00, "wallet": -ROUNDS * 10_00}


def test_two_files_with_the_same_lines_at_once_count_once(agency: Agency) -> None:
    code = bank.code_of(agency.accounts[0])
    rows = [row_of(n, code) for n in range(40)]
    first, second = agency.upload(rows), agency.upload([*reversed(rows), row_of(99, code)])

    assert at_once(lambda: run_import(first), lambda: run_import(second)) == ["done", "done"]

    assert bank.wallet(agency.accounts[0]) == 41 * 10_00


def test_two_workers_at_one_file_write_it_once(agency: Agency) -> None:
    row = agency.upload([row_of(n, bank.code_of(agency.accounts[0])) for n in range(200)])

    at_once(*[lambda: statement_run(import_id=row.pk, now=NOW, batch_lines=20)] * 2)

    assert run_import(row) == "done"
    assert bank.wallet(agency.accounts[0]) == 200 * 10_00


def test_of_two_staff_one_assigns(agency: Agency) -> None:
    def assign(row: Movement, account: CurrentAccount) -> str:
        with acting_as(agency.seller.pk, "desk"):
            return movement_assign(
                public_id=row.public_id,
                current_account_public_id=account.public_id,
                learns=True,
                actor=DENIZ,
                now=NOW,
            ).state

    def ignore(row: Movement) -> str:
        with acting_as(agency.seller.pk, "desk"):
            return movement_ignore(public_id=row.public_id, note="", actor=DENIZ, now=NOW).state

    for _round in range(ROUNDS):
        row = bank.arrive(agency.till, 10_00, "kimse")

        answers = at_once(
            lambda row=row: assign(row, agency.accounts[0]),
            lambda row=row: assign(row, agency.accounts[1]),
            lambda row=row: ignore(row),
        )

        assert sorted(answers)[-2:] == ["movement_not_open"] * 2
    books = bank.books(agency.seller)
    assert books["bank"] == ROUNDS * 10_00
    assert "suspense" not in books


def test_two_transfers_and_the_wallet_pay_one_invoice_once(agency: Agency) -> None:
    plan = factories.make_plan(factories.make_product(factories.make_platform(agency.seller)))
    account, buyer = agency.accounts[0], agency.buyers[0]
    bank.arrive(agency.till, 120_00, bank.code_of(account))

    for number in range(4):
        placed = factories.order_plan(buyer, plan, site=f"s{number}")
        assert placed.invoice is not None
        invoice_id = placed.invoice.pk

        def from_wallet(invoice_id: int = invoice_id) -> None:
            with acting_as(buyer.pk, "panel"):
                wallet_settle(invoice_id=invoice_id, now=NOW, actor=DENIZ)

        at_once(
            lambda: bank.arrive(agency.till, 120_00, bank.code_of(account)),
            lambda: bank.arrive(agency.till, 120_00, bank.code_of(account)),
            from_wallet,
        )

        with acting_as_system("test"):
            assert Invoice.objects.get(pk=invoice_id).status == "paid"
    books = bank.books(agency.seller)
    assert books["bank"] == 9 * 120_00
    assert bank.owed(account) == 0
    assert bank.wallet(account) == 5 * 120_00


def test_a_reversal_beside_its_line_leaves_nothing(agency: Agency) -> None:
    for number in range(ROUNDS):
        told = bank.line(10_00, bank.code_of(agency.accounts[0]), bank_id=f"R{number}")
        back = bank.line(-10_00, "IPTAL", is_reversal=True, takes_back=f"R{number}")
        first = bank.heard(agency.till, told)
        at_once(
            lambda told=told: bank.heard(agency.till, told),
            lambda back=back: bank.heard(agency.till, back),
            lambda back=back: bank.heard(agency.till, back),
        )
        with acting_as_system("test"):
            assert Movement.objects.get(pk=first.movement_id).state == "reversed"

    assert bank.wallet(agency.accounts[0]) == 0
    assert bank.books(agency.seller) == {}


# -- kill -9 ---------------------------------------------------------------------------------


def doing(owner: psycopg.Connection, backend: int) -> str:
    """What the victim's backend stands at."""
    row = owner.execute(
        "SELECT state, query FROM pg_stat_activity WHERE pid = %s", [backend]
    ).fetchone()
    if row is None or row[0] is None:
        return "done"
    state, query = row
    if state == "idle":
        return BETWEEN
    return next((step for words, step in STEPS.items() if words in query), JUDGED)


def until_gone(owner: psycopg.Connection, backend: int) -> None:
    for _ in range(400):
        row = owner.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone()
        if row is None:
            return
        time.sleep(0.005)
    raise AssertionError("the killed backend stays")


def statement_files(agency: Agency, count: int) -> list[StatementImport]:
    """Loads, strangers, fees, and lines of a buyer who has something to pay."""
    loads, payer = (bank.code_of(account) for account in agency.accounts)
    files = []
    for number in range(count):
        rows = []
        for place in range(LINES_OF_A_FILE):
            words = (loads, "kimse", payer, loads)[place % 4]
            rows.append(row_of(number * LINES_OF_A_FILE + place, words))
        files.append(agency.upload(rows))
    return files


def test_kill_minus_nine_anywhere_loses_no_line_and_counts_none_twice(
    agency: Agency, owner_connection: psycopg.Connection, database_url: str
) -> None:
    plan = factories.make_plan(factories.make_product(factories.make_platform(agency.seller)))
    for site in range(30):
        factories.order_plan(agency.buyers[1], plan, site=f"s{site}")
    files = statement_files(agency, KILLS // 2)
    rng, hits, at = random.Random(31), Counter[str](), 0
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.concurrency.bank_victim", str(agency.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": "src:."},
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    usual = 0.2
    try:
        for _kill in range(KILLS):
            row = files[at % len(files)]
            print(row.pk, file=parent.stdin, flush=True)
            pid, backend = map(int, parent.stdout.readline().split())
            time.sleep(rng.uniform(0, usual))
            with suppress(ProcessLookupError):  # it was done before its time
                os.kill(pid, signal.SIGSTOP)
            hits[doing(owner_connection, backend)] += 1
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            assert parent.stdout.readline().strip() == "gone"
            until_gone(owner_connection, backend)
            if state_of(row) == "done":
                at += 1
                usual = max(0.05, usual * 0.9)
            else:
                usual = min(1.0, usual * 1.05)
    finally:
        parent.stdin.close()
        parent.wait(30)
    print(f"{KILLS} kills: {dict(hits)}")  # noqa: T201
    finish(agency, files)
    prove(agency, files)
    assert all(hits[step] for step in (WRITTEN, PAID, JUDGED, BETWEEN)), hits


def state_of(row: StatementImport) -> str:
    with acting_as_system("test"):
        return StatementImport.objects.get(pk=row.pk).state


def finish(agency: Agency, files: list[StatementImport]) -> None:
    """The worker starts again and does what is left; the tick finishes what was only stored."""
    for row in files:
        assert run_import(row) == "done"
    with acting_as_system("test"):
        movements_due(now=NOW + timedelta(minutes=1))


def prove(agency: Agency, files: list[StatementImport]) -> None:
    total = len(files) * LINES_OF_A_FILE
    with acting_as_system("test"):
        assert Movement.objects.count() == total
        assert Movement.objects.filter(state="received").count() == 0
        rows = StatementImport.objects.all()
        assert sum(row.added for row in rows) == total
        assert sum(row.lines for row in rows) == total
    books = bank.books(agency.seller)
    assert books["bank"] == total * 10_00
    assert books["suspense"] == -(total // 4) * 10_00
    assert bank.wallet(agency.accounts[0]) == total // 2 * 10_00
    paid = total // 4 * 10_00
    assert bank.wallet(agency.accounts[1]) - bank.owed(agency.accounts[1]) == paid - 30 * 120_00
