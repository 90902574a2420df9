"""`vezne worker`: runs the jobs of the queue until it is stopped; a stop lets running jobs finish.

A worker that was killed leaves its jobs marked as running. Each worker sweeps for them when it
starts and every minute: a job whose worker gave no sign of life for a minute goes back into the
queue. Jobs are idempotent, so the worst is that one is begun twice.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence

from procrastinate.contrib.django import app

from vezne.config import env
from vezne.config.job_failures import keep_failures

SILENT_SECONDS = 60
logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="config.retry_stalled_jobs", queueing_lock="config.retry_stalled_jobs")
async def retry_stalled_jobs(timestamp: int) -> None:  # noqa: ARG001 (the queue passes it)
    """Put the jobs of silent workers back into the queue."""
    await _retry_stalled()


async def _retry_stalled() -> None:
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        logger.warning("Job %s (%s) lost its worker and is queued again", job.id, job.task_name)
        await app.job_manager.retry_job(job)


def main(arguments: Sequence[str]) -> int:
    """Work until a signal comes; with --once until the queue is empty."""
    parser = argparse.ArgumentParser(prog="vezne worker", description=__doc__)
    parser.add_argument("--once", action="store_true", help="stop when the queue is empty")
    parser.add_argument("--jobs", type=int, default=int(env.text("VEZNE_WORKER_JOBS", "2")))
    options = parser.parse_args(arguments)
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(
            concurrency=options.jobs,
            wait=not options.once,
            install_signal_handlers=True,
            shutdown_graceful_timeout=8,
            fetch_job_polling_interval=2,
            delete_jobs="never",
            worker_middleware=[keep_failures],
        )
    return 0
