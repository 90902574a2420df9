"""Locked rows, and fast inserts of many.

The ORM's `bulk_create` sends one parameter per cell; `INSERT … SELECT FROM unnest` sends one array
per column and is several times faster. COPY is not possible: PostgreSQL refuses it on tables with
row-level security.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from psycopg import sql

from vezne.core.ids import new_public_id
from vezne.invoicing.errors import InvoiceNotFound, InvoiceNotOpen
from vezne.invoicing.models import Invoice, InvoiceLine, InvoiceStatus

MOST_DRAWS = 5
Key = tuple[int, str]
"""Current account and opening key."""


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
        written = _insert(Invoice, list(waiting.values()), ("current_account_id", "opening_key"))
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


def insert_lines(rows: Sequence[InvoiceLine]) -> None:
    """Write the lines; their ids are not read back."""
    _insert(InvoiceLine, rows, ())


def _insert(
    model: type[models.Model], rows: Sequence[models.Model], returning: Sequence[str]
) -> list[tuple[Any, ...]]:
    names, types = _columns(model)
    arrays = [[getattr(row, name) for row in rows] for name in names]
    statement = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays})"
        " ON CONFLICT DO NOTHING RETURNING {returning}"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        columns=sql.SQL(", ").join(map(sql.Identifier, names)),
        arrays=sql.SQL(", ").join(sql.SQL("%s::" + kind + "[]") for kind in types),
        returning=sql.SQL(", ").join(map(sql.Identifier, ("id", *returning))),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, arrays)
        return list(cursor.fetchall())


@cache
def _columns(model: type[models.Model]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Columns that an opening fills, with their types: all but the id and the snapshot."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not isinstance(field, models.JSONField)
    ]
    return (
        tuple(field.attname for field in fields),
        tuple(str(field.db_type(connection)) for field in fields),
    )
