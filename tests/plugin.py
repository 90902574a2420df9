"""The pytest plugin of every test here: a throwaway PostgreSQL, Chromium or a named skip.

The controlling process makes the server; xdist workers inherit its address. Without
VEZNE_TEST_DATABASE_URL it is the embedded one, in a temporary folder that goes with the run, also
after Ctrl-C; what a killed run left is removed by the next. With it (the URL of a server, as a
superuser) that server is used, and only databases of this run's own name are made and dropped.
The databases themselves and the fixtures are in `tests/database.py`. Property tests try the same
cases each time, on any machine however slow; `make test-full` looks for new ones.
"""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import hypothesis
import psycopg
import pytest

from tests import database
from tests.browser import find_chromium
from vezne.config.commands.messages import compile_catalogue
from vezne.config.embedded import EmbeddedPostgres

SERVER_URL = "VEZNE_TEST_SERVER_URL"
GIVEN_URL = "VEZNE_TEST_DATABASE_URL"
SOCKET = "VEZNE_TEST_PG_SOCKET"
RUN = "VEZNE_TEST_RUN"
FOLDER_PREFIX = "vezne-test-"
BROWSER_MARKS = ("browser", "journey")

# Speed before safety against a power cut; a kill -9 of the server still loses nothing.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "wal_buffers": "8MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
}


class TestServer:
    """The server of this run, started when a test first needs it."""

    __test__ = False

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.embedded: EmbeddedPostgres | None = None

    def reserve(self) -> None:
        """Choose the address, before Django's settings are read, without starting anything."""
        given = os.environ.get(GIVEN_URL)
        if given:
            os.environ[RUN] = f"_{os.getpid()}"
            os.environ[SERVER_URL] = given
        else:
            _remove_abandoned_folders()
            self.folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
            self.folder.chmod(0o711)
            self.embedded = EmbeddedPostgres(self.folder / "pg", settings=SETTINGS)
            os.environ[RUN] = ""
            os.environ[SOCKET] = str(self.embedded.socket_dir)
            os.environ[SERVER_URL] = self.embedded.url("postgres")
        os.environ["DATABASE_URL"] = os.environ[SERVER_URL]

    def start(self) -> None:
        """Start the embedded server, once; with a given server there is nothing to start."""
        if self.embedded is not None:
            self.embedded.start()

    def stop(self) -> None:
        """Drop this run's databases or stop and remove the embedded server."""
        if self.embedded is not None:
            self.embedded.stop()
        elif os.environ.get(GIVEN_URL):
            database.drop_run(os.environ[SERVER_URL])
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def describe(self) -> str:
        """Which PostgreSQL runs, for the report's header."""
        if self.embedded is not None:
            return f"PostgreSQL: {self.embedded.version()}, embedded, throwaway"
        with psycopg.connect(os.environ[SERVER_URL]) as connection:
            version = connection.info.parameter_status("server_version")
        return f"PostgreSQL: {version}, given by {GIVEN_URL}"


SERVER = TestServer()


def _is_xdist_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def _remove_abandoned_folders() -> None:
    """Remove the folders of killed runs: ours, over a minute old, and nobody holds their lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        lock = folder / "pg" / "lock"
        try:
            if folder.stat().st_uid != os.geteuid() or time.time() - folder.stat().st_mtime < 60:
                continue
            if lock.exists():
                with lock.open("a") as handle:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Before pytest-django reads the settings: say where the database will be."""
    if not _is_xdist_worker():
        SERVER.reserve()
    os.environ.setdefault("VEZNE_SANDBOX", "1")
    os.environ.setdefault(
        "VEZNE_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    os.environ.setdefault("VEZNE_PASSWORD_HASHER", "django.contrib.auth.hashers.MD5PasswordHasher")


def pytest_collection_finish() -> None:
    """What stands now stays: looking for garbage in it again and again costs a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_configure(config: pytest.Config) -> None:
    """Register our fixtures after pytest-django's, so that ours win."""
    if not _is_xdist_worker():
        compile_catalogue()  # the English texts; the compiled file is not kept in the repository
    hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
    hypothesis.settings.register_profile("new", deadline=None, print_blob=True)
    hypothesis.settings.load_profile(os.environ.get("VEZNE_PROPERTIES", "same"))
    database.start_server = SERVER.start
    config.pluginmanager.register(database, "vezne-database")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """With xdist the server must stand before the workers do."""
    if not _is_xdist_worker() and getattr(session.config.option, "numprocesses", None):
        SERVER.start()


def pytest_unconfigure() -> None:
    """At the end of the run, also after Ctrl-C."""
    if not _is_xdist_worker():
        SERVER.stop()


def pytest_report_header() -> list[str]:
    """Say which PostgreSQL and which browser."""
    return [SERVER.describe(), f"Chromium: {find_chromium() or 'none, browser tests are skipped'}"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts the sandbox; without a Chromium skip browser tests, by name at the end."""
    for item in items:
        if "sandbox_program" in getattr(item, "fixturenames", ()):
            item.add_marker("program")
    if find_chromium():
        return
    skip = pytest.mark.skip(reason="no Chromium on this machine")
    for item in items:
        if any(item.get_closest_marker(mark) for mark in BROWSER_MARKS):
            item.add_marker(skip)


@pytest.hookimpl(wrapper=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter,
) -> Generator[None]:
    """Name the skipped browser tests."""
    yield
    skipped = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if any(mark in report.keywords for mark in BROWSER_MARKS)
    ]
    if skipped:
        terminalreporter.write_line(f"browser tests skipped ({len(skipped)}): {', '.join(skipped)}")
