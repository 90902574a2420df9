"""How the services reach the database functions: Django's connection, but psycopg's own cursor.

Django interpolates parameters on the client and never prepares. Here they are bound on the server
and the statement is prepared once per connection, which is worth a third of a posting's time. The
transaction is Django's: inside `atomic` it joins it, outside it commits by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection
from psycopg.types.numeric import Int8

Row = tuple[Any, ...]


def bigint(value: int | None) -> Int8 | None:
    """An int that always travels as bigint; psycopg would choose a type by its size."""
    return None if value is None else Int8(value)


def _cursor() -> psycopg.Cursor[Row]:
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw = connection.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold = 5  # psycopg's default, which Django switches off
    return psycopg.Cursor(raw)


def fetch_one(query: str, params: Sequence[object]) -> Row:
    """Run a statement that answers with exactly one row."""
    cursor = _cursor()
    with connection.wrap_database_errors:
        row = cursor.execute(query, params, prepare=True).fetchone()
    assert row is not None
    return row


def fetch_all(query: str, params: Sequence[object]) -> list[Row]:
    """Run a statement and give all its rows."""
    cursor = _cursor()
    with connection.wrap_database_errors:
        return cursor.execute(query, params).fetchall()
