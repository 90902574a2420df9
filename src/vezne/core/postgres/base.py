"""Connections whose prepared statements outlive a rollback, and that read instants fast.

What a connection asks for the third time is prepared (`config.settings`), because planning is half
of a page's work in the database. psycopg forgets all statements at every rollback, with DEALLOCATE
ALL, in case a table was dropped: that would plan every page anew after each refused form, and take
away those of `core.prepared`. PostgreSQL keeps statements over rollbacks and plans anew what a
migration touches, so nothing need be forgotten.

Django's own reader of instants goes over every row's text in Python; a list has hundreds.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg._preparing import PrepareManager
from psycopg.adapt import Buffer, Loader

MOST_STATEMENTS = 200
"""A connection's; the ones used longest ago give way. A page asks for about ten."""


class KeptStatements(PrepareManager):
    """psycopg's list of a connection's prepared statements, which no rollback empties."""

    prepared_max = MOST_STATEMENTS

    def clear(self) -> bool:
        """Keep them."""
        return False


class InstantLoader(Loader):
    """An aware instant from `2026-11-22 06:57:47.92+00`: a connection of Django's speaks UTC."""

    timezone = UTC  # Django asks, and takes its own reader where a connection speaks another

    def load(self, data: Buffer) -> datetime:
        """One cell."""
        return datetime.fromisoformat(bytes(data).decode())


class DatabaseWrapper(base.DatabaseWrapper):
    """See the module."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        """Connect, keep what will be prepared, read instants our way."""
        connection: psycopg.Connection[Any] = super().get_new_connection(conn_params)
        kept = KeptStatements()
        kept.prepare_threshold = connection.prepare_threshold
        connection._prepared = kept
        connection.adapters.register_loader("timestamptz", InstantLoader)
        return connection
