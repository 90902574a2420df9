"""Many rows of one table in one prepared statement: an array per column.

The ORM's `bulk_create` sends a parameter per cell, reads objects back and costs several times what
the database needs. COPY is not possible: PostgreSQL refuses it on tables with row-level security.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from django.db import connection, models

from vezne.core.prepared import Parameter, Row, Value, array_text, fetch_all

Columns = Mapping[str, Sequence[Value]]
"""A value per row, by column name; all columns are equally long."""


class ReadyRows(NamedTuple):
    """Rows that only wait for the database: the statement and its parameters, arrays as text."""

    statement: str
    values: list[Parameter]


def insert_columns(
    model: type[models.Model],
    columns: Columns,
    *,
    returning: tuple[str, ...] = ("id",),
    once: tuple[str, ...] = (),
) -> list[Row]:
    """Insert the rows that break no unique rule; gives those columns of the rows written, as text.

    `once` names the columns of the one rule that may be broken, where the others cannot be: each
    rule costs a look before the row is written. Row-level security holds as for any statement;
    columns left out get the database's default.
    """
    return rows_insert(rows_ready(model, columns, returning=returning, once=once))


def rows_ready(
    model: type[models.Model],
    columns: Columns,
    *,
    returning: tuple[str, ...] = ("id",),
    once: tuple[str, ...] = (),
) -> ReadyRows:
    """Put rows into the words of the database, as `insert_columns` does; nothing is written.

    For who makes rows while others are being written, perhaps in another process.
    """
    names = tuple(columns)
    shared = frozenset(
        name for name in names[1:] if columns[name].count(columns[name][0]) == len(columns[name])
    )
    values: list[Parameter] = [
        columns[name][0] if name in shared else array_text(columns[name]) for name in names
    ]
    return ReadyRows(_statement(model, names, shared, returning, once), values)


def rows_insert(ready: ReadyRows) -> list[Row]:
    """Insert what `rows_ready` made, as `insert_columns` does."""
    return fetch_all(ready.statement, ready.values)


@cache
def _statement(
    model: type[models.Model],
    names: tuple[str, ...],
    shared: frozenset[str],
    returning: tuple[str, ...],
    once: tuple[str, ...],
) -> str:
    """A column with one value for all rows is sent once; batches of a kind share the same ones."""
    kinds = {field.attname: field.db_type(connection) for field in model._meta.concrete_fields}
    given = {name: f"${number}::{kinds[name]}" for number, name in enumerate(names, 1)}
    many = [name for name in names if name not in shared]
    sources = ", ".join(given[name] if name in shared else name for name in names)
    arrays = ", ".join(f"{given[name]}[]" for name in many)
    rule = f"({', '.join(once)}) " if once else ""
    return (  # only names of our own models and fields
        f"INSERT INTO {model._meta.db_table} ({', '.join(names)})"  # noqa: S608
        f" SELECT {sources} FROM unnest({arrays}) AS many ({', '.join(many)})"
        f" ON CONFLICT {rule}DO NOTHING RETURNING {', '.join(returning)}"
    )
