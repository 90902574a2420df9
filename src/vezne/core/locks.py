"""Locks: of a row until its transaction ends, and of the session for work in no transaction.

Work that calls outside stands in no transaction. The session's locks hold no row and no transaction
open, and end with the connection: a killed process leaves nothing locked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Manager, Model, QuerySet

from vezne.core.errors import DomainError, NotFound

Row = TypeVar("Row", bound=Model)


class LockKind(IntEnum):
    """What is locked; the key says which one."""

    TICK = 19_041  # the one run of the installation's due work
    DELIVERY = 19_042  # one mail on its way


@contextmanager
def session_lock(kind: LockKind, key: int = 0, *, waits: bool) -> Iterator[bool]:
    """Hold the lock for the block; without `waits` the block learns by False that it is taken."""
    with connection.cursor() as cursor:
        if waits:
            # As long as it takes: the connection's lock_timeout is meant for rows.
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [kind, key])
            cursor.execute("RESET lock_timeout")
            is_ours = True
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, key])
            row = cursor.fetchone()
            is_ours = bool(row and row[0])
    try:
        yield is_ours
    finally:
        if is_ours and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [kind, key])


def lock_row(
    rows: Manager[Row] | QuerySet[Row], missing: type[DomainError] = NotFound, **which: Any
) -> Row:
    """The one of `rows` that `which` names, as it is now, locked until the transaction ends.

    Rows joined to it stay free. Raises: `missing`, which is NotFound unless another is given.
    """
    row = rows.select_for_update(of=("self",)).filter(**which).first()
    if row is None:
        raise missing
    return row
