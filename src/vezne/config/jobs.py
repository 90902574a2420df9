"""The queue: Procrastinate behind the `Jobs` port, in the transaction of the data."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task


class ProcrastinateJobs:
    """Defers through Django's own connection, so the job exists if and only if the data does.

    Not through the app: in a worker that has a connection of its own, and a job deferred there
    would run before the commit of what it is about, and after a rollback too.
    """

    def __init__(self) -> None:
        """Django's connection of whichever thread defers."""
        self._manager = JobManager(DjangoConnector())

    def defer(self, task: str, **arguments: Any) -> None:
        """Put one job in the queue; it runs after commit."""
        configure_task(name=task, job_manager=self._manager, queue="default").defer(**arguments)
