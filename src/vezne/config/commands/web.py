"""`vezne web`: Granian serves the WSGI application, 2 workers with 4 threads each by default."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from vezne.config import env

WORKERS, THREADS = "2", "4"


def main(arguments: Sequence[str]) -> int:
    """Become Granian, so that signals reach it directly."""
    parser = argparse.ArgumentParser(prog="vezne web", description=__doc__)
    parser.add_argument("--host", default=env.text("VEZNE_HOST", "127.0.0.1"))
    parser.add_argument("--port", default=env.text("VEZNE_PORT", "8000"))
    parser.add_argument("--workers", default=env.text("VEZNE_WEB_WORKERS", WORKERS))
    parser.add_argument("--threads", default=env.text("VEZNE_WEB_THREADS", THREADS))
    options = parser.parse_args(arguments)
    command = granian(
        host=options.host, port=options.port, workers=options.workers, threads=options.threads
    )
    os.execv(command[0], command)  # noqa: S606 (no shell is meant)


def granian(
    application: str = "vezne.config.wsgi:application",
    *,
    port: str,
    host: str = "127.0.0.1",
    workers: str = WORKERS,
    threads: str = THREADS,
) -> list[str]:
    """The command of the server; the benchmarks over HTTP run the same."""
    return [
        str(Path(sys.executable).with_name("granian")),
        *("--interface", "wsgi", "--host", host, "--port", port),
        *("--workers", workers, "--blocking-threads", threads),
        *("--http", "1", "--no-ws", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "5", "--backlog", "1024"),
        *("--log-level", "warning", application),
    ]
