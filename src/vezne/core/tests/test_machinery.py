"""Events, keys, the log, secrets, the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from vezne.core import outbox
from vezne.core.audit import SYSTEM, record
from vezne.core.clock import clock_move_to, read_now, real_now
from vezne.core.crypto import index_of, seal, unseal
from vezne.core.errors import ClockNotMovable, IdempotencyConflict
from vezne.core.idempotency import once
from vezne.core.ids import new_public_id
from vezne.core.models import OutboxEvent
from vezne.core.scope import acting_as_system

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_an_event_is_handled_once() -> None:
    seen: list[str] = []

    def listener(event: outbox.Event) -> None:
        seen.append(event.subject)

    outbox.subscribe("test.happened", listener)
    event_id = outbox.emit(kind="test.happened", account_id=1, subject="sub_1", now=NOW, why="x")

    with acting_as_system("test"):
        assert outbox.handle(event_id=event_id, now=NOW) is True
        assert outbox.handle(event_id=event_id, now=NOW) is False
    assert seen == ["sub_1"]


@pytest.mark.django_db(transaction=True)
def test_an_event_whose_subscriber_failed_stays_open() -> None:
    def broken(event: outbox.Event) -> None:
        raise RuntimeError(event.subject)

    outbox.subscribe("test.broken", broken)
    event_id = outbox.emit(kind="test.broken", account_id=1, subject="sub_1", now=NOW)

    with pytest.raises(RuntimeError):
        outbox.handle(event_id=event_id, now=NOW)
    assert OutboxEvent.objects.get(pk=event_id).handled_at is None


@pytest.mark.django_db
def test_an_event_defers_its_job_in_the_same_transaction() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.emit(kind="test.rolled_back", account_id=1, subject="sub_2", now=NOW)
        _ = 1 // 0
    outbox.emit(kind="test.kept", account_id=1, subject="sub_3", now=NOW)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'core.outbox'")
        assert cursor.fetchone() == (1,)
    assert OutboxEvent.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_gives_the_same_answer_and_works_once() -> None:
    calls: list[int] = []

    def work() -> tuple[int, dict[str, int]]:
        calls.append(1)
        return 201, {"n": len(calls)}

    first = once(scope="t", key="k", body={"a": 1, "b": 2}, now=NOW, work=work)
    second = once(scope="t", key="k", body={"b": 2, "a": 1}, now=NOW, work=work)

    assert first == second == (201, {"n": 1})
    assert calls == [1]
    with pytest.raises(IdempotencyConflict):
        once(scope="t", key="k", body={"a": 2}, now=NOW, work=work)
    assert calls == [1]


@pytest.mark.django_db
def test_the_log_is_never_changed() -> None:
    record(actor=SYSTEM, action="test.done", subject="acc_1", now=NOW, account_id=7, amount=1)

    for statement in ("UPDATE core_auditentry SET action = 'x'", "DELETE FROM core_auditentry"):
        with (
            pytest.raises(IntegrityError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SET LOCAL role = 'vezne_jobs'")
            cursor.execute(statement)


def test_a_sealed_secret_opens_for_its_purpose_only() -> None:
    sealed = seal("gizli", purpose="a.b")

    assert "gizli" not in sealed
    assert unseal(sealed, purpose="a.b") == "gizli"
    assert seal("gizli", purpose="a.b") != sealed
    with pytest.raises(InvalidTag):
        unseal(sealed, purpose="c.d")
    assert index_of("x", purpose="a") == index_of("x", purpose="a") != index_of("x", purpose="b")


def test_public_ids_say_what_they_are_and_nothing_else() -> None:
    first, second = new_public_id("inv"), new_public_id("inv")

    assert first.startswith("inv_")
    assert len(first) == 24
    assert first != second


@pytest.mark.django_db
def test_the_clock_starts_in_the_past_and_moves_forward_only(settings: Settings) -> None:
    settings.SANDBOX = True
    past = real_now() - timedelta(days=300)

    clock_move_to(target=past)
    assert abs(read_now() - past) < timedelta(seconds=2)
    clock_move_to(target=past + timedelta(days=1))
    with pytest.raises(ClockNotMovable):
        clock_move_to(target=past)
    with pytest.raises(ClockNotMovable):
        clock_move_to(target=real_now() + timedelta(days=1))
    assert abs(read_now() - past - timedelta(days=1)) < timedelta(seconds=2)


@pytest.mark.django_db
def test_the_clock_does_not_move_outside_the_sandbox(settings: Settings) -> None:
    settings.SANDBOX = False

    with pytest.raises(ClockNotMovable):
        clock_move_to(target=real_now())
    assert abs(read_now() - real_now()) < timedelta(seconds=1)
