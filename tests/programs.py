"""Vezne's own programs as real processes, for films and for tests that kill them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.conf import settings
from django.db import connections

from tests.sandbox_server import SOURCES
from vezne.config.processes import parent_death_signal

READY_SECONDS = 40.0
STOP_SECONDS = 8.0


@dataclass
class Program:
    """One process that may be killed and started again with the same words."""

    command: list[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own, so that a kill takes its children too."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=parent_death_signal(signal.SIGTERM),  # noqa: PLW1509 (one system call)
            )

    def kill(self) -> None:
        """kill -9 of the program and all its workers, at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """End it; harder when it takes long."""
        if self.process is not None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
            self.kill()

    def log_tail(self, lines: int = 30) -> str:
        """The last lines that it wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def program_environment(*, database_url: str, var: Path, port: int, **more: str) -> dict[str, str]:
    """The environment of web, worker and commands over one database, in sandbox mode."""
    return {
        **os.environ,
        "PYTHONPATH": SOURCES,
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "vezne.config.settings",
        "DATABASE_URL": database_url,
        "VEZNE_SANDBOX": "1",
        "VEZNE_VAR": str(var),
        "VEZNE_SECRET_KEY": settings.SECRET_KEY,  # as this process seals and signs
        "VEZNE_DATA_KEYS": ",".join(settings.VEZNE_DATA_KEYS),
        "VEZNE_WEB_URL": f"http://localhost:{port}",
        "VEZNE_STATIC_STORAGE": "vezne.config.static_files.StaticFiles",
        **more,
    }


def web_program(environment: Mapping[str, str], *, port: int, log: Path) -> Program:
    """Granian over WSGI, one worker with four threads."""
    granian = str(Path(sys.executable).with_name("granian"))
    words = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1")
    more = ("--blocking-threads", "4", "--http", "1", "--no-ws", "--log-level", "warning")
    return Program([granian, *words, *more, "vezne.config.wsgi:application"], environment, log)


def worker_program(environment: Mapping[str, str], *, log: Path) -> Program:
    """The queue's worker, as `vezne worker` runs it."""
    return Program([sys.executable, "-m", "vezne", "worker"], environment, log)


def mail_program(environment: Mapping[str, str], *, log: Path) -> Program:
    """The door for mails, as `vezne mail` runs it."""
    return Program([sys.executable, "-m", "vezne", "mail"], environment, log)


def wait_until_answers(url: str, program: Program) -> None:
    """Wait for a 200. Raises: TimeoutError, with what the program wrote."""
    waited_until = time.monotonic() + READY_SECONDS
    while time.monotonic() < waited_until:
        if program.process is not None and program.process.poll() is not None:
            raise RuntimeError(f"the program ended:\n{program.log_tail()}")
        with suppress(httpx.HTTPError):
            if httpx.get(url, trust_env=False, timeout=5).status_code == 200:
                return
        time.sleep(0.03)
    raise TimeoutError(f"{url} did not answer:\n{program.log_tail()}")


@contextmanager
def django_on(database: Mapping[str, object]) -> Iterator[None]:
    """Let this process's Django work in another database (`NAME`, `HOST` …) for a while."""
    kept = settings.DATABASES["default"]
    before = {name: kept.get(name) for name in database}
    _point(kept, database)
    try:
        yield
    finally:
        _point(kept, before)


def _point(kept: dict[str, object], changes: Mapping[str, object]) -> None:
    connections["default"].close()
    kept.update(changes)
    connections["default"].settings_dict.update(changes)


def eventually(found: Callable[[], object], *, seconds: float = 10.0, what: str = "it") -> None:
    """Wait until it is true. Raises: AssertionError."""
    waited_until = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < waited_until, f"{what} did not happen within {seconds} s"
        time.sleep(0.05)
