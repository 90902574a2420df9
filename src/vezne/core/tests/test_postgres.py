"""The database backend: statements stay prepared over a rollback, instants are read as such."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from vezne.core.prepared import fetch_one

ONE = "SELECT $1::int + 1"


class Undone(Exception):
    """Ends a transaction without its writes."""


def _is_prepared(words: str) -> bool:
    """Whether a statement with these words is kept; others of this connection come and go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return any(words in statement for (statement,) in cursor.fetchall())


@pytest.mark.django_db
def test_a_statement_is_prepared_when_it_comes_again_and_stays_so_over_a_rollback() -> None:
    with connection.cursor() as cursor:
        for number in range(4):
            cursor.execute("SELECT %s::int * 7", [number])
    fetch_one(ONE, (1,))
    assert _is_prepared("::int * 7")

    with pytest.raises(Undone), transaction.atomic():
        raise Undone

    assert _is_prepared("::int * 7")
    assert _is_prepared("::int + 1")
    assert fetch_one(ONE, (41,)) == ("42",)


@pytest.mark.django_db
def test_an_instant_is_read_aware_and_to_the_microsecond() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT '2026-11-22 09:57:47.9+03'::timestamptz, NULL::timestamptz")
        assert cursor.fetchone() == (datetime(2026, 11, 22, 6, 57, 47, 900_000, tzinfo=UTC), None)
