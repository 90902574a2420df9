"""Keeps the programs of an installation running: starts, watches, restarts, stops them in order.

A child that dies is started again after 0.5 s, then twice as long each time up to 30 s; one that
ran for a minute begins anew. Children sit in their own sessions, so a Ctrl-C in the terminal
reaches only the supervisor, which stops them in the reverse order of their start.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from types import FrameType

from vezne.config.embedded import EmbeddedPostgres
from vezne.config.processes import parent_death_signal

LOG_BYTES = 10_000_000
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
WATCH_SECONDS = 0.2


@dataclass(frozen=True)
class Program:
    """One child: what to run, with what environment, and how long it may take to end."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    stop_seconds: float = 10.0


class Child:
    """A program with its present process and the history that decides on its next start."""

    def __init__(self, program: Program, logs: Path) -> None:
        self.program = program
        self.log = logs / f"{program.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        self.restart_at: float | None = None
        self._started_at = 0.0

    def start(self) -> None:
        """Start the process; its output goes to its own log file."""
        self.restart_at = None
        self._started_at = time.monotonic()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            moment = datetime.now(UTC).isoformat(timespec="seconds")
            log.write(f"=== {moment} {self.program.name} starts\n".encode())
            log.flush()
            self.process = subprocess.Popen(
                list(self.program.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.program.environment),
                start_new_session=True,
                preexec_fn=parent_death_signal(signal.SIGTERM),  # noqa: PLW1509 (one system call)
            )

    def check(self) -> float | None:
        """Notice a death and plan the restart; the pause in seconds when it has just died."""
        if self.process is None or self.process.poll() is None:
            return None
        if time.monotonic() - self._started_at > STEADY_SECONDS:
            self.deaths = 0
        pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0**self.deaths)
        self.deaths += 1
        self.restart_at = time.monotonic() + pause
        self.process = None
        return pause

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        self.restart_at = None
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait_until_stopped(self) -> None:
        """Wait for the end; after the program's time its whole session is killed."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(self.program.stop_seconds)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def log_tail(self, lines: int = 20) -> str:
        """The last lines of its log, for a person."""
        if not self.log.exists():
            return ""
        return "\n".join(
            self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        )


class Supervisor:
    """The children of one installation, and its embedded database when it has one."""

    def __init__(
        self,
        *,
        logs: Path,
        database: EmbeddedPostgres | None,
        on_death: Callable[[Child, float], None],
    ) -> None:
        self.children: list[Child] = []
        self.stopping = Event()
        self._logs = logs
        self._database = database
        self._on_death = on_death

    def catch_signals(self) -> None:
        """Ctrl-C, SIGTERM and a closed terminal ask for a clean stop."""
        for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(kind, self._ask_to_stop)

    def start(self, program: Program) -> Child:
        """Start a program and watch it from now on."""
        child = Child(program, self._logs)
        self.children.append(child)
        child.start()
        return child

    def watch_once(self) -> None:
        """Restart what died and whose pause is over; the database before anything else."""
        if self._database is not None and not self._database.is_running():
            self._database.start()
        for child in self.children:
            pause = child.check()
            if pause is not None:
                self._on_death(child, pause)
            if child.restart_at is not None and time.monotonic() >= child.restart_at:
                child.start()

    def watch_until_asked_to_stop(self) -> None:
        """Watch until a signal comes."""
        while not self.stopping.wait(WATCH_SECONDS):
            self.watch_once()

    def stop_all(self) -> None:
        """Stop the children, the last started first, and the database when nobody needs it."""
        self.stopping.set()
        for child in reversed(self.children):
            child.ask_to_stop()
            child.wait_until_stopped()
        if self._database is not None:
            self._database.stop()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()
