"""The queue: Procrastinate behind the `Jobs` port, in the transaction of the data."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app


class ProcrastinateJobs:
    """Defers through Django's own connection, so the job exists if and only if the data does."""

    def defer(self, task: str, **arguments: Any) -> None:
        """Put one job in the queue; it runs after commit."""
        app.configure_task(task, queue="default").defer(**arguments)
