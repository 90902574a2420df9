# ruff: noqa: E402, T201 (settings first; it speaks over a pipe)
"""Reads statement files until it is killed: a parent that forks a fresh worker for each kill.

    python -m tests.concurrency.bank_victim

Reads the id of an import a line, forks, and says `pid backend` when the worker is about to begin.
The parent has no connection, so a fork shares nothing.
"""

from __future__ import annotations

import os
import sys

import django

django.setup()

from django.conf import settings
from django.db import connection

from tests.factories import NOW
from vezne.core.scope import acting_as_system
from vezne.flows.bank_statement import statement_run

BATCH = 8


def work(import_id: int) -> None:
    """Read it to its end; whoever kills this does not ask."""
    with acting_as_system("kill"), connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        print(os.getpid(), cursor.fetchone()[0], flush=True)
    statement_run(import_id=import_id, now=NOW, bulk_from_bytes=0, batch_lines=BATCH)


def main() -> None:
    """One fork a line."""
    settings.VEZNE_UPLOADS = sys.argv[1]
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(int(line))
            os._exit(0)
        os.waitpid(child, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    main()
