"""Vezne's own programs as real processes, for films and for tests that kill them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.conf import settings
from django.db import connections

from tests.sandbox_server import SOURCES
from tests.warm import Nursery, WarmProcess

READY_SECONDS = 40.0


@dataclass
class Program:
    """One program with a log of its own, that may be killed and started again."""

    nursery: Nursery
    name: str
    log: Path
    process: WarmProcess | None = None

    def start(self) -> None:
        """Start it, in a group of its own, so that a kill takes its children too."""
        self.process = self.nursery.start(self.name, self.log)

    def kill(self) -> None:
        """kill -9 of the program and all its workers, at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def log_tail(log: Path, lines: int = 30) -> str:
    """The last lines that a program wrote."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


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


def wait_until_answers(url: str, log: Path, process: WarmProcess | None = None) -> None:
    """Wait for a 200. Raises: TimeoutError, RuntimeError, with what the program wrote."""
    waited_until = time.monotonic() + READY_SECONDS
    while time.monotonic() < waited_until:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"the program ended:\n{log_tail(log)}")
        with suppress(httpx.HTTPError):
            if httpx.get(url, trust_env=False, timeout=5).status_code == 200:
                return
        time.sleep(0.03)
    raise TimeoutError(f"{url} did not answer:\n{log_tail(log)}")


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
