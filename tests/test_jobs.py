"""A job that is deferred inside a worker's own job belongs to the transaction too."""

from __future__ import annotations

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.testing import InMemoryConnector

from vezne.config.jobs import ProcrastinateJobs

pytestmark = pytest.mark.django_db


def queued() -> list[str]:
    rows = ProcrastinateJob.objects.filter(task_name__startswith="test.")
    return list(rows.values_list("task_name", flat=True))


class Regretted(Exception):
    """Rolls back."""


def test_a_job_is_there_with_its_data_and_gone_with_it() -> None:
    with app.replace_connector(InMemoryConnector()) as working:  # as a worker runs
        with transaction.atomic():
            ProcrastinateJobs().defer("test.kept", one=1)
        with pytest.raises(Regretted), transaction.atomic():
            ProcrastinateJobs().defer("test.rolled_back", one=1)
            raise Regretted

        assert working.connector.jobs == {}  # type: ignore[attr-defined]
    assert queued() == ["test.kept"]
