"""What the operator sees of the installation: sellers, the queue, the database, the disk."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from vezne.accounts.models import Account, SellerProfile
from vezne.core.models import JobFailure, OutboxEvent
from vezne.core.scope import acting_as_system
from vezne.ledger.models import CurrentAccount

TICK = "flows.tick"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class SellerLine:
    """A seller of the installation."""

    account: Account
    brand: str
    buyers: int


def sellers_of_installation() -> list[SellerLine]:
    """Every account with a desk, by name; for the operator. Over all accounts: three queries."""
    with acting_as_system("reports: sellers"):
        accounts = list(Account.objects.filter(is_seller=True).order_by("search_key", "pk"))
        brands = dict(SellerProfile.objects.values_list("pk", "brand_name"))
        pairs = CurrentAccount.objects.exclude(buyer_id=F("seller_id")).order_by()
        buyers = dict(pairs.values_list("seller_id").annotate(count=Count("pk")))
    return [SellerLine(row, brands.get(row.pk, ""), buyers.get(row.pk, 0)) for row in accounts]


# -- the queue -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that failed, with the reason where one was kept."""

    job: ProcrastinateJob
    failed_at: datetime | None
    error: str

    @property
    def last_line(self) -> str:
        """The error itself, without its trace."""
        return self.error.strip().rpartition("\n")[2]


@dataclass(frozen=True, slots=True)
class QueueState:
    """The queue as the operator reads it; times are real ones."""

    counts: list[tuple[str, str, int]]  # queue, status, how many
    failed: list[FailedJob]
    waiting: list[ProcrastinateJob]  # the oldest first
    oldest_waiting_at: datetime | None
    last_tick_at: datetime | None
    open_events: list[OutboxEvent]
    open_events_count: int


def queue_state(*, real_now: datetime) -> QueueState:
    """Counts, failures, what waits, the last tick and the events that nobody handled yet."""
    jobs = ProcrastinateJob.objects.all()
    counts = jobs.order_by("queue_name", "status").values_list("queue_name", "status")
    due = Q(scheduled_at=None) | Q(scheduled_at__lte=real_now)
    waiting = jobs.filter(due, status="todo").order_by("pk")
    events = OutboxEvent.objects.filter(handled_at=None).order_by("pk")
    return QueueState(
        counts=list(counts.annotate(count=Count("pk"))),
        failed=_failed_jobs(),
        waiting=list(waiting[:SHOWN]),
        oldest_waiting_at=oldest_waiting_at(real_now=real_now),
        last_tick_at=last_tick_at(),
        open_events=list(events[:SHOWN]),
        open_events_count=events.count(),
    )


def _failed_jobs() -> list[FailedJob]:
    when = ProcrastinateEvent.objects.filter(job_id=OuterRef("pk"), type="failed")
    rows = list(
        ProcrastinateJob.objects.filter(status="failed")
        .annotate(failed_at=Subquery(when.order_by("-pk").values("at")[:1]))
        .order_by("-pk")[:SHOWN]
    )
    kept = JobFailure.objects.filter(job_id__in=[row.pk for row in rows]).order_by("pk")
    reasons = dict(kept.values_list("job_id", "error"))
    return [FailedJob(row, row.failed_at, reasons.get(row.pk, "")) for row in rows]


def oldest_waiting_at(*, real_now: datetime) -> datetime | None:
    """When the job that waits longest was put in the queue; None: nothing waits."""
    due = Q(job__scheduled_at=None) | Q(job__scheduled_at__lte=real_now)
    rows = ProcrastinateEvent.objects.filter(due, job__status="todo", type="deferred")
    found: datetime | None = rows.aggregate(at=Min("at"))["at"]
    return found


def last_tick_at() -> datetime | None:
    """When the clock's job last came to its end."""
    rows = ProcrastinateEvent.objects.filter(job__task_name=TICK, type="succeeded")
    found: datetime | None = rows.order_by("-pk").values_list("at", flat=True).first()
    return found


# -- health ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the installation stands well."""

    server_version: str
    database_bytes: int
    connections: int
    unapplied: list[str]  # migrations
    oldest_waiting_at: datetime | None
    last_tick_at: datetime | None
    disk_total_bytes: int
    disk_free_bytes: int
    folder: str


def read_health(*, real_now: datetime) -> Health:
    """Database, migrations, queue, disk."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database()),"
            " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())"
        )
        row = cursor.fetchone()
    assert row is not None
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    folder = _existing(Path(settings.STATIC_ROOT).parent)
    disk = shutil.disk_usage(folder)
    return Health(
        server_version=row[0],
        database_bytes=row[1],
        connections=row[2],
        unapplied=[f"{migration.app_label}.{migration.name}" for migration, _back in plan],
        oldest_waiting_at=oldest_waiting_at(real_now=real_now),
        last_tick_at=last_tick_at(),
        disk_total_bytes=disk.total,
        disk_free_bytes=disk.free,
        folder=folder.name,
    )


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder
