"""Programs that start in a blink: a nursery imports everything once, each start is a fork of it.

What is killed is a process like any other: own memory, own connections, nothing handed on. Only
the seconds of importing are saved, so that hundreds of kills fit into a test.
`python -m tests.warm panel|sandbox` is the nursery; `Nursery` talks to it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import django

from vezne.config.processes import parent_death_signal

ROOT = Path(__file__).resolve().parents[1]
PORT = "WARM_PORT"
RUNNING = "running"


class WarmProcess:
    """A forked program and all its children; a Popen as far as tests need one."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery

    def kill(self) -> None:
        """kill -9 of the program and all its children, at once."""
        self._signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self._signal(signal.SIGTERM)

    def poll(self) -> int | None:
        """Its exit status, None while it runs."""
        if self.returncode is None:
            answer = self._nursery.ask("poll", str(self.pid))
            self.returncode = None if answer == RUNNING else int(answer)
        return self.returncode

    def wait(self, timeout: float = 30.0) -> int:
        """Until it has ended. Raises: subprocess.TimeoutExpired."""
        waited_until = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > waited_until:
                raise subprocess.TimeoutExpired("warm program", timeout)
            time.sleep(0.005)
        return status

    def _signal(self, kind: signal.Signals) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, kind)


class Nursery:
    """Starts the programs of one kind, each time in some milliseconds."""

    def __init__(self, kind: str, environment: Mapping[str, str], log: Path) -> None:
        path = os.pathsep.join([environment["PYTHONPATH"], str(ROOT)])
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.warm", kind],
                env={**environment, "PYTHONPATH": path},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                preexec_fn=parent_death_signal(signal.SIGKILL),  # noqa: PLW1509 (one system call)
            )
        self._lock = threading.Lock()

    def start(self, name: str, log: Path | None = None) -> WarmProcess:
        """A new process of this program; it writes into `log`, or else into the nursery's."""
        return WarmProcess(self, int(self.ask("start", name, str(log or ""))))

    def ask(self, *words: str) -> str:
        """One line there, one line back."""
        there, back = self._process.stdin, self._process.stdout
        assert there is not None
        assert back is not None
        with self._lock:
            there.write(" ".join(words) + "\n")
            there.flush()
            answer = back.readline().strip()
        if not answer:
            raise RuntimeError("the nursery ended; read its log")
        return answer

    def stop(self) -> None:
        """End it, and with it whatever it started."""
        self._process.kill()
        self._process.wait()


def panel() -> dict[str, Callable[[], object]]:
    """Web, worker and mail, with everything imported that a first request would import."""
    django.setup()
    application = import_module("vezne.config.wsgi")
    worker = import_module("vezne.config.commands.worker")
    mail = import_module("vezne.config.commands.mail")
    _read_addresses()
    return {
        "web": lambda: _granian(application.__name__ + ":application"),
        "worker": lambda: worker.main([]),
        "mail": lambda: mail.main([]),
    }


def sandbox() -> dict[str, Callable[[], object]]:
    """HTTP, and mail with webhooks."""
    django.setup()
    import_module("vezne_sandbox.wsgi")
    serving = import_module("vezne_sandbox.panel.serving")
    _read_addresses()
    return {
        "web": serving.serve_web,
        "rest": lambda: serving.serve_rest(serving.stop_on_signals()),
    }


def _read_addresses() -> None:
    urls = import_module("django.urls")
    urls.get_resolver()._populate()


def _granian(target: str) -> None:
    granian = import_module("granian")
    constants = import_module("granian.constants")
    granian.Granian(
        target,
        address="127.0.0.1",
        port=int(os.environ[PORT]),
        interface=constants.Interfaces.WSGI,
        http=constants.HTTPModes.http1,
        blocking_threads=4,
        websockets=False,
        log_level=import_module("granian.log").LogLevels.warning,
    ).serve()


def main(kind: str) -> None:
    """Import, then start programs as asked, one line each."""
    multiprocessing.set_start_method("fork")  # Granian's worker is a fork of its main process too
    programs = {"panel": panel, "sandbox": sandbox}[kind]()
    for line in sys.stdin:
        word, what, *more = line.rstrip("\n").split(" ", 2)
        answer = str(_start(programs[what], *more)) if word == "start" else _status(int(what))
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


def _start(program: Callable[[], object], log: str) -> int:
    pid = os.fork()
    if pid:
        with suppress(PermissionError, ProcessLookupError):
            os.setpgid(pid, pid)  # whoever of the two comes first
        return pid
    status = 1
    try:
        os.setpgid(0, 0)
        parent_death_signal(signal.SIGKILL)()
        if log:
            os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)
        os.dup2(2, 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        program()
        status = 0
    finally:
        sys.stderr.flush()
        os._exit(status)


def _status(pid: int) -> str:
    try:
        ended, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return "-9"
    return str(os.waitstatus_to_exitcode(status)) if ended else RUNNING


if __name__ == "__main__":
    main(sys.argv[1])
