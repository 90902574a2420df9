"""The supervisor: children come back, stop in order, and end with it even when it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from vezne.config.supervisor import Child, Program, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
SAY_HELLO_AND_FAIL = [sys.executable, "-c", "import sys; print('hello'); sys.exit(3)"]
STUBBORN = [
    sys.executable,
    "-c",
    (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('deaf', flush=True); time.sleep(600)"
    ),
]
NOTE_THE_END = """
import pathlib, signal, sys, time
def end(*_):
    with open({notes!r}, "a") as notes: notes.write({name!r} + " ")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("listening", flush=True)
time.sleep(600)
"""


def supervisor(folder: Path, deaths: list[str] | None = None) -> Supervisor:
    told = deaths if deaths is not None else []
    return Supervisor(
        logs=folder, database=None, on_death=lambda child, _: told.append(child.program.name)
    )


def program(name: str, command: list[str], stop_seconds: float = 10.0) -> Program:
    return Program(name, command, dict(os.environ), stop_seconds)


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def pid_of(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_a_killed_child_comes_back_and_its_log_goes_on(tmp_path: Path) -> None:
    deaths: list[str] = []
    watching = supervisor(tmp_path, deaths)
    child = watching.start(program("web", SLEEP))
    first = pid_of(child)

    os.kill(first, signal.SIGKILL)

    def came_back() -> bool:
        watching.watch_once()
        return child.process is not None and child.process.pid != first

    assert eventually(came_back)
    assert deaths == ["web"]
    assert child.log.read_text().count("web starts") == 2
    watching.stop_all()


def test_the_pause_before_a_restart_doubles_up_to_half_a_minute(tmp_path: Path) -> None:
    child = Child(program("web", SAY_HELLO_AND_FAIL), tmp_path)
    pauses: list[float | None] = []
    for _ in range(8):
        child.start()
        assert child.process is not None
        child.process.wait()
        pauses.append(child.check())

    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert "hello" in child.log_tail()


def test_children_stop_in_the_reverse_order_of_their_start(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    watching = supervisor(tmp_path)
    for name in ("sandbox", "web", "worker"):
        source = NOTE_THE_END.format(notes=str(notes), name=name)
        child = watching.start(program(name, [sys.executable, "-c", source]))
        assert eventually(lambda child=child: "listening" in child.log_tail())

    watching.stop_all()

    assert notes.read_text().split() == ["worker", "web", "sandbox"]


def test_a_child_that_does_not_end_is_killed(tmp_path: Path) -> None:
    watching = supervisor(tmp_path)
    child = watching.start(program("web", STUBBORN, stop_seconds=0.2))
    pid = pid_of(child)
    assert eventually(lambda: "deaf" in child.log_tail())

    watching.stop_all()

    assert not is_alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_children_end_with_a_killed_supervisor(tmp_path: Path) -> None:
    source = (
        "import os, sys, time; from pathlib import Path\n"
        "from vezne.config.supervisor import Child, Program\n"
        f"child = Child(Program('web', {SLEEP!r}, dict(os.environ)), Path({str(tmp_path)!r}))\n"
        "child.start(); print(child.process.pid, flush=True); time.sleep(600)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    pid = int(holder.stdout.readline())

    holder.kill()
    holder.wait()

    assert eventually(lambda: not is_alive(pid))
