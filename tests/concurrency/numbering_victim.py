# ruff: noqa: E402, T201 (settings first; it speaks over a pipe)
"""Numbers documents until it is killed: a parent that forks a fresh worker for each kill.

    python -m tests.concurrency.numbering_victim

Reads `first last` (ids of drafts) a line, forks, and says `pid backend` when the worker is about to
begin. The parent has no connection, so a fork shares nothing.
"""

from __future__ import annotations

import os
import sys
import uuid
from contextlib import suppress
from datetime import UTC, date, datetime

import django

django.setup()

from django.db import connection

from vezne.core.errors import DomainError
from vezne.core.scope import acting_as_system
from vezne.edocuments.services import document_issue, template_build
from vezne.edocuments.tests.drafts import make_draft

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
assert date(2026, 3, 2) == NOW.date()


def work(first: int, last: int) -> None:
    """Number all of them; whoever kills this does not ask."""
    template = template_build(
        draft=make_draft(), ettn=str(uuid.uuid4()), letters="EAR", issued_at=NOW
    )
    with acting_as_system("kill"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            print(os.getpid(), cursor.fetchone()[0], flush=True)
        for document_id in range(first, last + 1):
            with suppress(DomainError):  # numbered by an earlier victim
                document_issue(document_id=document_id, template=template, now=NOW)


def main() -> None:
    """One fork a line."""
    for line in sys.stdin:
        first, last = map(int, line.split())
        child = os.fork()
        if child == 0:
            work(first, last)
            os._exit(0)
        os.waitpid(child, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    main()
