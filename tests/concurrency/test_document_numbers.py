"""Numbers of legal documents: many issuers at once, and kill -9 anywhere.

The lock is the series' row itself, counted up by the statement that takes the number. The twin test
counts as one would without it (read the last, write the next) and must break.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import psycopg
import pytest
from django.db import connection

from tests import factories
from vezne.core.errors import DomainError
from vezne.core.scope import acting_as_system
from vezne.edocuments.models import Document, DocumentEvent
from vezne.edocuments.queries import series_faults
from vezne.edocuments.services import document_issue, template_build
from vezne.edocuments.tests.drafts import make_draft
from vezne.edocuments.tests.world import draft_document, make_issuer, paid_invoice

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

NOW = factories.NOW
THREADS = 8
KILLS = 200
PER_KILL = 40
INVOICES = """
INSERT INTO invoicing_invoice SELECT (jsonb_populate_record(i, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('invoicing_invoice', 'id')),
    'public_id', 'inv_' || n, 'reference', 'B' || n, 'opening_key', 'b' || n))).*
FROM invoicing_invoice i, generate_series(1, %s) n
WHERE i.id = (SELECT min(id) FROM invoicing_invoice)
"""
DOCUMENTS = """
INSERT INTO edocuments_document SELECT (jsonb_populate_record(d, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('edocuments_document', 'id')),
    'public_id', 'doc_' || i.id, 'ettn', gen_random_uuid(), 'invoice_id', i.id))).*
FROM edocuments_document d, invoicing_invoice i WHERE i.id <> d.invoice_id ORDER BY i.id
RETURNING id
"""


def drafts(count: int) -> list[int]:
    """So many drafts of one seller, each of its own invoice."""
    seller, buyer = factories.make_seller(), factories.make_buyer()
    make_issuer(seller)
    first = draft_document(paid_invoice(seller, buyer))
    with acting_as_system("test"), connection.cursor() as cursor:
        cursor.execute(INVOICES, [count - 1])
        cursor.execute(DOCUMENTS)
        return [first.pk, *(row[0] for row in cursor.fetchall())]


def race(ids: list[int], *, days: int = 1) -> Counter[str]:
    """All threads number all documents, on several dates; outcomes by name."""
    barrier = Barrier(THREADS)

    def run(thread: int) -> list[str]:
        outcomes = []
        mine = list(ids)
        random.Random(thread).shuffle(mine)
        template = template_build(
            draft=make_draft(),
            ettn=str(uuid.uuid4()),
            letters="EAR",
            issued_at=NOW + timedelta(days=thread % days),
        )
        try:
            with acting_as_system("race"):
                barrier.wait(30)
                for document_id in mine:
                    try:
                        document_issue(document_id=document_id, template=template, now=NOW)
                        outcomes.append("numbered")
                    except DomainError as refusal:
                        outcomes.append(refusal.code)
        finally:
            connection.close()
        return outcomes

    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(name for names in pool.map(run, range(THREADS)) for name in names)


def numbers() -> list[str]:
    with acting_as_system("test"):
        rows = Document.objects.exclude(number="").order_by("number")
        return list(rows.values_list("number", flat=True))


def test_many_issuers_at_once_leave_no_gap_and_no_double() -> None:
    ids = drafts(60)

    outcomes = race(ids)

    assert outcomes["numbered"] == 60
    assert outcomes["document_state_wrong"] == 60 * (THREADS - 1)
    assert numbers() == [f"EAR2026{n:09d}" for n in range(1, 61)]
    with acting_as_system("test"):
        assert series_faults() == []
        assert DocumentEvent.objects.filter(kind="issued").count() == 60


def test_issuers_on_both_sides_of_midnight_keep_the_dates_in_order() -> None:
    ids = drafts(40)

    outcomes = race(ids, days=2)

    assert outcomes["numbered"] == len(numbers())
    with acting_as_system("test"):
        days = list(Document.objects.exclude(number="").order_by("number").values_list("issued_on"))
        assert days == sorted(days)
        assert series_faults() == []


def test_counting_without_the_lock_makes_doubles(owner_connection: psycopg.Connection) -> None:
    owner_connection.execute("CREATE TABLE twin (number int)")
    barrier = Barrier(THREADS)

    def run(_thread: int) -> None:
        with psycopg.connect(owner_connection.info.dsn) as own:
            barrier.wait(30)
            for _ in range(20):
                row = own.execute("SELECT coalesce(max(number), 0) FROM twin").fetchone()
                assert row is not None
                own.execute("INSERT INTO twin VALUES (%s)", [row[0] + 1])
                own.commit()

    try:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(run, range(THREADS)))
        row = owner_connection.execute("SELECT count(DISTINCT number) FROM twin").fetchone()
        assert row is not None
        assert row[0] < THREADS * 20
    finally:
        owner_connection.execute("DROP TABLE twin")


def doing(owner: psycopg.Connection, backend: int) -> str:
    """What the victim's backend stands at: the stored state of the work at this kill."""
    row = owner.execute(
        "SELECT state, query FROM pg_stat_activity WHERE pid = %s", [backend]
    ).fetchone()
    if row is None or row[0] is None:
        return "done"
    state, query = row
    if "edocuments_series" in query and "UPDATE" in query:
        step = "number taken"
    elif "edocuments_documentevent" in query:
        step = "document written"
    else:
        step = "between two documents"
    return step if state.startswith(("idle in", "active")) else "between two documents"


def test_kill_minus_nine_anywhere_leaves_no_gap_and_no_double(
    owner_connection: psycopg.Connection, database_url: str
) -> None:
    ids = drafts(KILLS * 4 + PER_KILL)
    rng = random.Random(20)
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.concurrency.numbering_victim"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": "src:."},
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    hits: Counter[str] = Counter()
    wanted = ("number taken", "document written", "between two documents")
    try:
        for _ in range(KILLS):
            start = len(numbers())
            assert start + 1 < len(ids), "the drafts ran out"
            print(ids[start], ids[-1], file=parent.stdin, flush=True)
            pid, backend = map(int, parent.stdout.readline().split())
            time.sleep(rng.uniform(0, 0.012))
            os.kill(pid, signal.SIGSTOP)
            hits[doing(owner_connection, backend)] += 1
            os.kill(pid, signal.SIGKILL)
            assert parent.stdout.readline().strip() == "gone"
            _until_gone(owner_connection, backend)
            with acting_as_system("test"):
                assert series_faults() == []
    finally:
        parent.stdin.close()
        parent.terminate()
        parent.wait(10)
    print("\nkills by what was stored:", dict(hits))  # noqa: T201 (a test prints its hits)

    assert all(hits[state] for state in wanted), hits
    taken = numbers()
    assert taken == [f"EAR2026{n:09d}" for n in range(1, len(taken) + 1)]


def _until_gone(owner: psycopg.Connection, backend: int) -> None:
    """Until the server has noticed that its client is dead and rolled back."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        found = owner.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend])
        if found.fetchone() is None:
            return
        time.sleep(0.002)
    raise TimeoutError("the victim's backend lives")
