"""Jobs that a restarted database threw out come back; a mistake of ours does not."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from vezne.payments.errors import ProviderUnavailable

RETRIED = (
    "core.outbox",
    "core.outbox_many",
    "notify.deliver",
    "hooks.deliver",
    "payments.webhook",
    "payments.check",
)


def job(task: str, attempts: int = 0) -> Job:
    return Job(
        id=1, queue="default", lock=None, queueing_lock=None, task_name=task, attempts=attempts
    )


@pytest.mark.parametrize("task", RETRIED)
@pytest.mark.parametrize(
    "error", [OperationalError("gone"), InterfaceError(), ProviderUnavailable()]
)
def test_a_job_whose_database_went_away_is_done_again(task: str, error: Exception) -> None:
    assert app.tasks[task].get_retry_exception(error, job(task)) is not None


@pytest.mark.parametrize("task", RETRIED)
def test_a_job_that_is_wrong_fails_at_once(task: str) -> None:
    assert app.tasks[task].get_retry_exception(ValueError("ours"), job(task)) is None


def test_nobody_tries_for_ever() -> None:
    task = app.tasks["payments.webhook"]

    assert task.get_retry_exception(OperationalError(), job("payments.webhook", 6)) is None
