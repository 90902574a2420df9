"""Prepared statements over Django's connection, past its cursor, for the hottest paths.

Django interpolates parameters on the client and never prepares; psycopg's cursor costs more than
the whole round trip. Here a statement is prepared once per connection, its parameters travel as
text, and the answer is read as text: a third of a short statement's time is saved. The transaction
is Django's: inside `atomic` a statement joins it, outside it commits by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.pq import ExecStatus, TransactionStatus

Value = str | int | bytes | date | None
Parameter = Value | Sequence[Value]
"""A sequence travels as an array; its elements are not bytes."""
Row = tuple[str | None, ...]

_TEXTS = {str}
_BARE = {int, date, datetime}
_prepared: WeakKeyDictionary[psycopg.Connection[object], dict[str, bytes]] = WeakKeyDictionary()
"""Which statements each connection has prepared, by their text."""


def _encoded(value: Parameter) -> bytes | None:
    """The text form of a parameter: bytes as hex, dates and instants as ISO 8601, arrays."""
    if isinstance(value, str):
        return value.encode()
    if value is None:
        return None
    if isinstance(value, bytes):
        return b"\\x" + value.hex().encode()
    if isinstance(value, Sequence):
        return array_text(value).encode()
    return str(value).encode()


def array_text(values: Sequence[Value]) -> str:
    """An array's text form; plain texts and plain numbers, which most are, in one go."""
    kinds = set(map(type, values))
    if kinds == _TEXTS:
        joined = '","'.join(cast("Sequence[str]", values))
        if "\\" not in joined and joined.count('"') == 2 * (len(values) - 1):
            return f'{{"{joined}"}}'
    elif kinds <= _BARE:
        return f"{{{','.join(map(str, values))}}}"
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: Value) -> str:
    """One element of an array's text form; only text can hold what must be escaped."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "NULL" if value is None else str(value)


def _begin_if_needed(raw: psycopg.Connection[object]) -> None:
    """In `atomic` psycopg sends BEGIN with the first statement; that one may be ours."""
    if not raw.autocommit and raw.pgconn.transaction_status == TransactionStatus.IDLE:
        raw.pgconn.exec_(b"BEGIN")


def _statement(raw: psycopg.Connection[object], query: str) -> bytes:
    names = _prepared.setdefault(raw, {})
    name = names.get(query)
    if name is None:
        name = f"vezne_{len(names)}".encode()
        result = raw.pgconn.prepare(name, query.encode())
        if result.status != ExecStatus.COMMAND_OK:
            raise psycopg.errors.error_from_result(result, encoding="utf-8")
        names[query] = name
    return name


def fetch_all(query: str, parameters: Sequence[Parameter]) -> list[Row]:
    """Run a statement with `$1` … parameters and give all its rows, each value as text or None."""
    django = connections[DEFAULT_DB_ALIAS]  # once: `connection` looks it up anew at each use
    django.ensure_connection()
    django.validate_no_broken_transaction()
    raw: psycopg.Connection[object] = django.connection
    with django.wrap_database_errors:
        _begin_if_needed(raw)
        name = _statement(raw, query)
        values: list[Any] = [_encoded(value) for value in parameters]
        result = raw.pgconn.exec_prepared(name, values)
        if result.status != ExecStatus.TUPLES_OK:
            raise psycopg.errors.error_from_result(result, encoding="utf-8")
    columns = range(result.nfields)
    return [
        tuple(
            None if (cell := result.get_value(row, column)) is None else cell.decode()
            for column in columns
        )
        for row in range(result.ntuples)
    ]


def fetch_one(query: str, parameters: Sequence[Parameter]) -> Row:
    """Run a statement that answers with exactly one row."""
    rows = fetch_all(query, parameters)
    assert len(rows) == 1
    return rows[0]
