"""Rows written as arrays arrive as they were given; batches run in lanes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from django.db import connection

from vezne.core.batches import run_batches
from vezne.core.bulk import insert_columns
from vezne.core.ids import ALPHABET, random_letters
from vezne.core.models import JobFailure, OutboxEvent
from vezne.core.outbox import NewEvent, emit_many
from vezne.core.prepared import Value
from vezne.core.scope import acting_as_system, current_scope

NOW = datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC)
AWKWARD = ["", "NULL", 'a "b" \\ c', "{1,2}", " ığüş\n", "'; --"]


@pytest.mark.django_db
def test_awkward_texts_arrive_as_they_were_given() -> None:
    events = [NewEvent(f"k{text}", 7, text, {"text": text}, NOW) for text in AWKWARD]

    ids = emit_many(events)

    rows = [OutboxEvent.objects.get(pk=pk) for pk in ids]
    assert [row.subject for row in rows] == AWKWARD
    assert [row.payload["text"] for row in rows] == AWKWARD
    assert {(row.account_id, row.occurred_at, row.handled_at) for row in rows} == {(7, NOW, None)}


@pytest.mark.django_db
def test_a_column_may_hold_nothing_in_some_rows_or_in_all() -> None:
    columns: dict[str, Sequence[Value]] = {
        "kind": ["a", "b"],
        "account_id": [1, 2],
        "subject": ["", ""],
        "payload": ["{}", "{}"],
        "occurred_at": [NOW, NOW],
        "attempts": [0, 0],
        "last_error": ["", ""],
    }

    insert_columns(OutboxEvent, {**columns, "handled_at": [None, NOW]})
    insert_columns(OutboxEvent, {**columns, "handled_at": [None, None]})

    told = OutboxEvent.objects.order_by("id").values_list("kind", "handled_at")
    assert list(told) == [("a", None), ("b", NOW), ("a", None), ("b", None)]


def test_random_letters_are_as_many_as_wanted_and_all_of_the_alphabet() -> None:
    drawn = [random_letters(3) for _ in range(2_000)]

    assert {len(letters) for letters in drawn} == {3}
    assert {letters[2] for letters in drawn} == set(ALPHABET)


@pytest.mark.django_db(transaction=True)
def test_lanes_work_at_once_in_the_callers_scope_and_lose_nothing() -> None:
    together = threading.Barrier(2, timeout=20)
    parked: list[int] = []
    scopes = set()

    def work(batch: Sequence[int]) -> None:
        scopes.add(current_scope())
        if len(batch) == 2 and batch[0] < 4:
            together.wait()  # both lanes are in a batch
        if 5 in batch:
            raise ValueError("the culprit")
        JobFailure.objects.bulk_create(
            JobFailure(job_id=item, task_name="t", error="e", at=NOW) for item in batch
        )

    with acting_as_system("test"):
        done = run_batches(
            list(range(8)), work=work, park=lambda item, _: parked.append(item), size=2, lanes=2
        )
        written = sorted(JobFailure.objects.values_list("job_id", flat=True))

        assert (done, written, parked) == (7, [0, 1, 2, 3, 4, 6, 7], [5])
        assert scopes == {current_scope()}


@pytest.mark.django_db
def test_inside_a_transaction_there_is_one_lane() -> None:
    connections = set()

    run_batches(
        [1, 2, 3],
        work=lambda _: connections.add(id(connection.connection)),
        park=lambda *_: None,
        size=1,
        lanes=2,
    )

    assert connections == {id(connection.connection)}
