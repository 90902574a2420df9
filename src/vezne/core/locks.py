"""Locks of the database's session, for work that calls outside and so stands in no transaction.

They hold no row and no transaction open, and end with the connection: a killed process leaves
nothing locked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


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
