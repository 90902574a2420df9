"""The operator's hand on the queue: a failed job once more, a waiting one never."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from vezne.core.audit import Actor, record
from vezne.core.errors import NotFound
from vezne.flows.errors import JobWaitsAlready


@transaction.atomic
def job_retry(*, job_id: int, real_now: datetime, now: datetime, actor: Actor) -> None:
    """Put a failed job back in the queue. Raises: NotFound, JobWaitsAlready."""
    job = ProcrastinateJob.objects.filter(pk=job_id, status="failed").first()
    if job is None:
        raise NotFound
    if job.queueing_lock:
        same = ProcrastinateJob.objects.filter(queueing_lock=job.queueing_lock, status="todo")
        if same.exists():
            raise JobWaitsAlready
    app.job_manager.retry_job_by_id(job_id=job_id, retry_at=real_now)
    _log("job.retried", job, now, actor)


@transaction.atomic
def job_cancel(*, job_id: int, now: datetime, actor: Actor) -> None:
    """Take a job out of the queue before it begins. Raises: NotFound when it does not wait."""
    job = ProcrastinateJob.objects.filter(pk=job_id, status="todo").first()
    if job is None or not app.job_manager.cancel_job_by_id(job_id):
        raise NotFound
    _log("job.cancelled", job, now, actor)


def _log(action: str, job: ProcrastinateJob, now: datetime, actor: Actor) -> None:
    record(
        actor=actor,
        action=action,
        subject=f"job_{job.pk}",
        now=now,
        account_id=None,
        task=job.task_name,
    )
