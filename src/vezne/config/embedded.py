"""The launcher of the embedded PostgreSQL: makes, starts and stops it, cleans up after a kill.

One folder (`home`) holds all of it: `data/` (the cluster), `run/` (the socket), `lock`, and
`postgres.log`. The server listens on a Unix socket in a 0700 folder and on no TCP port; that is why
it may trust whoever reaches it. Roles and tables are made elsewhere (`roles.py`, migrations).
"""

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from vezne.config.processes import parent_death_signal
from vezne.config.unprivileged import (
    EmbeddedPostgresError,
    ServerUser,
    own_private_folder,
    reachable_home,
    server_binaries,
    server_environment,
    server_user,
)

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "tuned_settings"]

SUPERUSER = "postgres"
SOCKET_PATH_BYTES = 90  # the kernel takes 107 with PostgreSQL's file name in it
START_SECONDS = 60
STOP_SECONDS = 30
LOG_BYTES = 10_000_000


def tuned_settings() -> dict[str, str]:
    """Settings for one machine that also runs web and worker: memory by the size of the machine."""
    memory_mib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return {
        "shared_buffers": f"{max(64, min(4096, memory_mib // 6))}MB",
        "effective_cache_size": f"{max(128, memory_mib // 2)}MB",
        "max_connections": "200",
        "max_wal_size": "8GB",
        "checkpoint_timeout": "15min",
        "wal_buffers": "64MB",
        "random_page_cost": "1.1",
        "jit": "off",
    }


class EmbeddedPostgres:
    """One embedded server. Also a context manager: `with EmbeddedPostgres(home) as server:`.

    `settings` go over `tuned_settings()`. `socket_dir` defaults to `run/` in the home folder, or to
    a private folder in the temporary directory when that path is too long for a socket.
    """

    def __init__(
        self,
        data_dir: Path | str,
        *,
        socket_dir: Path | str | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._asked_home = Path(data_dir).absolute()
        self._asked_socket_dir = Path(socket_dir).absolute() if socket_dir else None
        self._settings = {**tuned_settings(), **(settings or {})}
        self._user = ServerUser()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._temporary_socket_dir: Path | None = None
        self.home = self._asked_home
        self.socket_dir = self._asked_socket_dir or self.home / "run"
        self.binaries = Path()

    @property
    def data(self) -> Path:
        """The cluster itself (`PGDATA`)."""
        return self.home / "data"

    def is_running(self) -> bool:
        """Whether the server that this object started lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The postmaster while it runs; a supervisor watches it."""
        return self._process

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def url(self, dbname: str, user: str = SUPERUSER) -> str:
        """A URL that libpq, psycopg and Django's settings all read."""
        return f"postgresql://{quote(user)}@{quote(str(self.socket_dir), safe='')}/{quote(dbname)}"

    def start(self) -> None:
        """Make the cluster if needed, clear what a killed start left, start, and wait until ready.

        Raises: EmbeddedPostgresError when it does not come up, or another process runs it.
        """
        if self.is_running():
            return
        self._user = server_user()
        self.binaries = server_binaries(self._user)
        self.home = reachable_home(self._asked_home, self._user)
        self._take_lock()
        try:
            self._clear_leftovers()
            self._make_socket_dir()
            self._make_cluster()
            self._launch()
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop cleanly (SIGINT: sessions are ended, a checkpoint written); harder if it hangs."""
        process, self._process = self._process, None
        if process is not None:
            _end_process(process)
        if self._temporary_socket_dir is not None:
            shutil.rmtree(self._temporary_socket_dir, ignore_errors=True)
            self._temporary_socket_dir = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def running_url(self, dbname: str, user: str = SUPERUSER) -> str | None:
        """The URL on a server that another process runs in this folder; None when none does."""
        pid_file = self._asked_home.resolve() / "data" / "postmaster.pid"
        try:
            lines = pid_file.read_text().splitlines()
            socket_dir, status = lines[4], lines[7].strip()
            running = int(lines[0]) in _processes_in(pid_file.parent)
        except (OSError, IndexError, ValueError):
            return None
        if not running or status != "ready":
            return None
        self.socket_dir = Path(socket_dir)
        return self.url(dbname, user)

    def version(self) -> str:
        """What `postgres --version` says: "18.6"."""
        folder = server_binaries(server_user())
        command = [str(folder / "postgres"), "--version"]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
        return told.stdout.split()[-1]

    def ensure_database(self, dbname: str) -> None:
        """Create the database when it is missing."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [dbname])
            if found.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(dbname)))

    def _take_lock(self) -> None:
        if self._lock is not None:  # a server that died under us
            return
        lock = (self.home / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise EmbeddedPostgresError(
                f"The database in {self.home} is already run by another process."
            ) from error
        self._lock = lock

    def _clear_leftovers(self) -> None:
        """After a kill: end orphans of this cluster, then drop the files that would block a start.

        We hold the lock, so whoever still works in the data folder has lost its parent. The files
        go only when nobody is left in it: PostgreSQL's own guard against two servers stays whole.
        """
        shutil.rmtree(self.home / "data.new", ignore_errors=True)
        if _end_orphans(self.data):
            raise EmbeddedPostgresError(f"An older PostgreSQL in {self.data} does not end.")
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _make_socket_dir(self) -> None:
        wanted = self._asked_socket_dir or self.home / "run"
        if self._temporary_socket_dir is not None:
            wanted = self._temporary_socket_dir
        elif len(os.fsencode(wanted)) > SOCKET_PATH_BYTES:
            wanted = Path(tempfile.mkdtemp(prefix="vezne-pg-", dir="/tmp"))
            self._temporary_socket_dir = wanted
        own_private_folder(wanted, self._user)
        for stale in wanted.glob(".s.PGSQL.*"):
            stale.unlink(missing_ok=True)
        self.socket_dir = wanted

    def _make_cluster(self) -> None:
        if self.data.is_dir():
            return
        unfinished = self.home / "data.new"
        own_private_folder(unfinished, self._user)
        command = [
            str(self.binaries / "initdb"),
            *("-D", str(unfinished), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"),
            "--locale=C.UTF-8",
        ]
        if self._settings.get("fsync") == "off":
            command.append("--no-sync")
        made = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd=self.home,
            env=server_environment(),
            **self._user.popen_options(),
        )
        if made.returncode != 0:
            raise EmbeddedPostgresError(f"initdb failed: {made.stdout}{made.stderr}")
        unfinished.rename(self.data)

    def _launch(self) -> None:
        settings = {
            **self._settings,
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_dir),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self._open_log() as log:
            self._process = subprocess.Popen(
                [str(self.binaries / "postgres"), "-D", str(self.data), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
                env=server_environment(),
                start_new_session=True,  # a Ctrl-C in the terminal must not reach it before us
                preexec_fn=parent_death_signal(signal.SIGINT),  # noqa: PLW1509 (one system call)
                **self._user.popen_options(),
            )

    def _open_log(self) -> IO[bytes]:
        path = self.home / "postgres.log"
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab")

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        ready = [str(self.binaries / "pg_isready"), "-q", "-h", str(self.socket_dir)]
        while True:
            if self._process.poll() is not None:
                raise EmbeddedPostgresError(f"PostgreSQL did not start:\n{self._log_tail()}")
            answer = subprocess.run(
                ready, check=False, env=server_environment(), stderr=subprocess.DEVNULL
            )
            if answer.returncode == 0:
                return
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL was not ready after {START_SECONDS} s:\n{self._log_tail()}"
                )
            time.sleep(0.02)

    def _log_tail(self) -> str:
        text = (self.home / "postgres.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-15:])


def _end_process(process: subprocess.Popen[bytes]) -> None:
    for kind, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        if process.poll() is not None:
            return
        process.send_signal(kind)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)


def _end_orphans(data: Path) -> list[int]:
    """Stop the server that a killed parent left, then whatever outlives it; who is left."""
    processes = _processes_in(data)
    with suppress(OSError, ValueError, IndexError):
        postmaster = int((data / "postmaster.pid").read_text().split()[0])
        if postmaster in processes:
            os.kill(postmaster, signal.SIGINT)
            processes = _wait_until_gone(data, STOP_SECONDS)
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return _wait_until_gone(data, 10) if processes else []


def _wait_until_gone(data: Path, seconds: float) -> list[int]:
    deadline = time.monotonic() + seconds
    while (left := _processes_in(data)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _processes_in(data: Path) -> list[int]:
    """PostgreSQL processes by their working folder: the server and its children sit in PGDATA."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if Path(os.readlink(entry)) == data and _is_postgres(entry.parent):
                found.append(int(entry.parent.name))
    return found


def _is_postgres(process: Path) -> bool:
    return (process / "comm").read_text().strip() == "postgres"
