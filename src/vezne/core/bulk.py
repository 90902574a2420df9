"""Many rows of one table in one prepared statement: an array per column.

The ORM's `bulk_create` sends a parameter per cell, reads objects back and costs several times what
the database needs. COPY is not possible: PostgreSQL refuses it on tables with row-level security.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from django.db import connection, models

from vezne.core.prepared import Row, Value, fetch_all

Columns = Mapping[str, Sequence[Value]]
"""A value per row, by column name; all columns are equally long."""


def insert_columns(
    model: type[models.Model], columns: Columns, *, returning: tuple[str, ...] = ("id",)
) -> list[Row]:
    """Insert the rows that break no unique rule; gives those columns of the rows written, as text.

    Row-level security holds as for any statement; columns left out get the database's default.
    """
    return fetch_all(_statement(model, tuple(columns), returning), tuple(columns.values()))


@cache
def _statement(
    model: type[models.Model], names: tuple[str, ...], returning: tuple[str, ...]
) -> str:
    kinds = {field.attname: field.db_type(connection) for field in model._meta.concrete_fields}
    arrays = ", ".join(f"${place}::{kinds[name]}[]" for place, name in enumerate(names, 1))
    return (  # only names of our own models and fields
        f"INSERT INTO {model._meta.db_table} ({', '.join(names)})"  # noqa: S608
        f" SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING RETURNING {', '.join(returning)}"
    )
