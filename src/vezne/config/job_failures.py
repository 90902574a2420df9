"""Keeps why a job failed, for the operator's page; the queue itself marks it and tries again."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from vezne.core.clock import real_now
from vezne.core.models import JobFailure

LAST_SIGNS = 4_000


def failure_keep(job_id: int, task_name: str, error: BaseException) -> None:
    """Write one failure; after the job's own transaction is gone."""
    trace = "".join(traceback.format_exception(error))
    JobFailure.objects.create(
        job_id=job_id, task_name=task_name, error=trace[-LAST_SIGNS:], at=real_now()
    )


async def keep_failures(call_next: Callable[[], Awaitable[Any]], context: Any, worker: Any) -> Any:
    """A middleware of the worker: what a job raises goes on to the queue after it was written."""
    del worker
    try:
        return await call_next()
    except Exception as error:
        await sync_to_async(_keep)(context.job.id, context.job.task_name, error)
        raise


def _keep(job_id: int, task_name: str, error: BaseException) -> None:
    close_old_connections()
    failure_keep(job_id, task_name, error)
