"""Locked rows, and fast inserts of many.

The ORM's `bulk_create` sends one parameter per cell; `INSERT … SELECT FROM unnest` sends one array
per column and is several times faster. COPY is not possible: PostgreSQL refuses it on tables with
row-level security.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, LiteralString, cast

from django.db import connection, models
from psycopg import sql

from vezne.core.ids import new_public_id
from vezne.invoicing.errors import InvoiceNotFound, InvoiceNotOpen
from vezne.invoicing.models import Invoice, InvoiceLine, InvoiceStatus

MOST_DRAWS = 5
Key = tuple[int, str]
"""Current account and opening key."""
Columns = Mapping[str, list[Any]]
"""A value per row, by column name."""


def locked_invoice(invoice_id: int) -> Invoice:
    """The invoice, locked until commit. Raises: InvoiceNotFound."""
    row = Invoice.objects.select_for_update().filter(pk=invoice_id).first()
    if row is None:
        raise InvoiceNotFound
    return row


def locked_open_invoice(invoice_id: int) -> Invoice:
    """The same, and it is open. Raises: InvoiceNotFound, InvoiceNotOpen."""
    row = locked_invoice(invoice_id)
    if row.status != InvoiceStatus.OPEN:
        raise InvoiceNotOpen
    return row


def insert_invoices(rows: Sequence[Invoice], draw_reference: Callable[[], str]) -> None:
    """Write the invoices whose keys are new and give them their ids; the others keep `pk=None`.

    A reference that is taken is drawn again. Whoever opens the same key at once waits here for the
    other's commit, and then finds its invoice.
    """
    waiting = {(row.current_account_id, row.opening_key): row for row in rows}
    tries = 0
    while waiting:
        tries += 1
        if tries > MOST_DRAWS:
            raise RuntimeError(f"{len(waiting)} invoices find no free reference")
        for row in waiting.values():
            row.public_id, row.reference = new_public_id("inv"), draw_reference()
        batch = list(waiting.values())
        columns = {name: [getattr(row, name) for row in batch] for name in _kinds(Invoice)}
        written = _insert(Invoice, columns, ("current_account_id", "opening_key"))
        for pk, current_account_id, key in written:
            row = waiting.pop((current_account_id, key))
            row.pk = pk
            row._state.adding = False
        for key in find_by_keys(list(waiting)):
            del waiting[key]


def find_by_keys(keys: Sequence[Key]) -> dict[Key, Invoice]:
    """The invoices that were opened with these keys."""
    if not keys:
        return {}
    found = Invoice.objects.filter(
        current_account_id__in={account for account, _key in keys},
        opening_key__in={key for _account, key in keys},
    )
    wanted = set(keys)
    pairs = {(row.current_account_id, row.opening_key): row for row in found}
    return {key: row for key, row in pairs.items() if key in wanted}


def insert_lines(columns: Columns) -> None:
    """Write lines, given column by column; their ids are not read back."""
    _insert(InvoiceLine, columns, ())


def _insert(
    model: type[models.Model], columns: Columns, returning: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Insert what is not there yet. A column with one value for all rows is sent once."""
    kinds = _kinds(model)
    values: list[Any] = []
    sources: list[sql.Composable] = []
    arrays: list[tuple[sql.Identifier, sql.Composed, list[Any]]] = []
    for name, column in columns.items():
        kind = sql.SQL(kinds[name])
        if arrays and column.count(column[0]) == len(column):
            values.append(column[0])
            sources.append(sql.SQL("%s::{}").format(kind))
        else:
            arrays.append((sql.Identifier(name), sql.SQL("%s::{}[]").format(kind), column))
            sources.append(sql.SQL("many.{}").format(sql.Identifier(name)))
    statement = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {sources} FROM unnest({arrays}) AS many ({names})"
        " ON CONFLICT DO NOTHING RETURNING {returning}"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        columns=_listed(map(sql.Identifier, columns)),
        sources=_listed(sources),
        arrays=_listed(array for _name, array, _column in arrays),
        names=_listed(name for name, _array, _column in arrays),
        returning=_listed(map(sql.Identifier, ("id", *returning))),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *(column for _name, _array, column in arrays)])
        return list(cursor.fetchall())


def _listed(parts: Iterable[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(parts)


@cache
def _kinds(model: type[models.Model]) -> dict[str, LiteralString]:
    """The database type of each column that an opening fills: all but the id and the snapshot."""
    return {
        field.attname: cast("LiteralString", field.db_type(connection))
        for field in model._meta.concrete_fields
        if not field.primary_key and not isinstance(field, models.JSONField)
    }
