"""Compiled queries give what Django's would, for each call's values anew (scopes: accounts)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, QuerySet

from vezne.core.compiled import compiled
from vezne.core.models import OutboxEvent

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MADE: list[str] = []


@compiled
def _events(kind: str, since: datetime, handled: bool | None = None) -> QuerySet[OutboxEvent]:
    MADE.append(kind)
    rows = OutboxEvent.objects.filter(kind=kind, occurred_at__gte=since)
    return rows.order_by("pk") if handled is None else rows.filter(handled_at=None).order_by("pk")


@compiled
def _by_ids(ids: list[int]) -> QuerySet[OutboxEvent]:
    return OutboxEvent.objects.filter(pk__one_of=ids).order_by("pk")


@compiled
def _until(day: date) -> QuerySet[OutboxEvent]:
    return OutboxEvent.objects.filter(occurred_at__date__lte=day).order_by("pk")


@compiled
def _newest(limit: int) -> QuerySet[OutboxEvent, str]:
    return OutboxEvent.objects.order_by("-pk").values_list("subject", flat=True)[:limit]


@compiled
def _counts(since: datetime) -> QuerySet[OutboxEvent, dict[str, Any]]:
    rows = OutboxEvent.objects.filter(occurred_at__gte=since).order_by("kind")
    return rows.values("kind").annotate(count=Count("pk"))


@pytest.fixture
def events() -> list[OutboxEvent]:
    kinds = ("a", "b", "b", "compiled marker 0")
    return [
        OutboxEvent.objects.create(
            kind=kind, account_id=1, subject=f"s{number}", occurred_at=NOW + timedelta(days=number)
        )
        for number, kind in enumerate(kinds)
    ]


@pytest.mark.django_db
def test_it_is_built_once_and_asked_with_the_values_of_each_call(events: list[OutboxEvent]) -> None:
    MADE.clear()

    asked = [_events(kind, NOW) for kind in ("b", "a", "nothing", "compiled marker 0")]
    later = _events("b", since=NOW + timedelta(days=2))

    assert asked == [events[1:3], events[:1], [], events[3:]]
    assert later == events[2:3]
    assert len(MADE) == 1


@pytest.mark.django_db
def test_rows_are_read_anew_at_each_call(events: list[OutboxEvent]) -> None:
    before = _events("a", NOW)
    OutboxEvent.objects.filter(kind="a").update(handled_at=NOW)

    after = _events("a", NOW)

    assert [row.handled_at for row in before] == [None]
    assert [row.handled_at for row in after] == [NOW]
    assert _events("a", NOW, handled=False) == []


@pytest.mark.django_db
def test_lists_of_every_length_share_a_statement(events: list[OutboxEvent]) -> None:
    ids = [row.pk for row in events]

    assert _by_ids(ids) == events
    assert _by_ids(ids[1:2]) == events[1:2]
    assert _by_ids([]) == []


@pytest.mark.django_db
def test_days_are_parameters_like_instants(events: list[OutboxEvent]) -> None:
    days = [NOW.date() + timedelta(days=number) for number in (-1, 0, 2)]

    assert [len(_until(day)) for day in days] == [0, 1, 3]


@pytest.mark.django_db
def test_a_limit_is_part_of_the_statement(events: list[OutboxEvent]) -> None:
    assert _newest(limit=1) == ["s3"]
    assert _newest(limit=3) == ["s3", "s2", "s1"]


@pytest.mark.django_db
def test_sums_come_as_django_gives_them(events: list[OutboxEvent]) -> None:
    assert _counts(NOW + timedelta(days=1)) == [
        {"kind": "b", "count": 2},
        {"kind": "compiled marker 0", "count": 1},
    ]


@contextmanager
def _nothing_asked() -> Iterator[None]:
    asked: list[str] = []
    with connection.execute_wrapper(lambda *_: asked.append("a query")):
        yield
    assert asked == []


@pytest.mark.django_db
def test_an_argument_that_does_not_arrive_is_refused() -> None:
    @compiled
    def changed(kind: str) -> QuerySet[OutboxEvent]:
        return OutboxEvent.objects.filter(kind=kind.upper())

    @compiled
    def cut(most: int) -> QuerySet[OutboxEvent]:
        return OutboxEvent.objects.order_by("pk")[:most]

    with _nothing_asked():
        for refused in (lambda: changed("a"), lambda: cut(3), lambda: _events({"a"}, NOW)):  # type: ignore[arg-type]
            with pytest.raises(TypeError):
                refused()
