"""The launcher of the embedded PostgreSQL: as root and as an ordinary user, and after a kill -9."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from pathlib import Path

import psycopg
import pytest

from tests.plugin import SETTINGS
from vezne.config.embedded import EmbeddedPostgres, EmbeddedPostgresError
from vezne.config.unprivileged import ServerUser

NOBODY = pwd.getpwnam("nobody")
SOURCE = Path(__file__).parents[1] / "src"
HOLD_A_SERVER = """
import sys, time
from vezne.config.embedded import EmbeddedPostgres
server = EmbeddedPostgres(sys.argv[1], settings={"fsync": "off", "shared_buffers": "16MB"})
server.start()
print(server.process.pid, server.url("postgres"), flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder() -> Generator[Path]:
    with tempfile.TemporaryDirectory(prefix="vezne-pg-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def small(home: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(home, settings={**SETTINGS, "shared_buffers": "16MB"})


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def python_for(user: ServerUser) -> str | None:
    """A Python of our version that the user may run: a virtual environment may lie in /root."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        if user.succeeds([python, "-c", "pass"]):
            return python
    return None


def held_server(home: Path) -> tuple[subprocess.Popen[str], int, str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_A_SERVER, str(home)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert holder.stdout is not None
    pid, url = holder.stdout.readline().split()
    return holder, int(pid), url


def test_a_server_starts_keeps_its_data_and_stops(folder: Path) -> None:
    with small(folder / "pg") as server:
        server.ensure_database("shop")
        server.ensure_database("shop")
        with psycopg.connect(server.url("shop")) as connection:
            connection.execute("CREATE TABLE kept (n int)")
        first = server.process
        assert first is not None

    assert first.poll() == 0
    with (
        small(folder / "pg") as server,
        psycopg.connect(server.url("shop")) as connection,
    ):
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_it_listens_on_a_private_socket_only(folder: Path) -> None:
    with small(folder / "pg") as server, psycopg.connect(server.url("postgres")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW TimeZone").fetchone() == ("UTC",)
        assert server.socket_dir.stat().st_mode & 0o777 == 0o700
        assert len(os.fsencode(server.socket_dir)) < 100


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    home = folder / ("a-very-long-name-" * 6) / "pg"

    with small(home) as server, psycopg.connect(server.url("postgres")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        short = server.socket_dir

    assert len(os.fsencode(short)) < 100
    assert not short.exists()


def test_stop_may_be_called_at_any_time(folder: Path) -> None:
    server = small(folder / "pg")
    server.stop()
    server.start()
    server.start()
    server.stop()
    server.stop()


def test_a_second_launcher_is_refused_while_the_first_runs(folder: Path) -> None:
    with (
        small(folder / "pg"),
        pytest.raises(EmbeddedPostgresError, match="already run by another"),
    ):
        small(folder / "pg").start()


def test_the_server_ends_when_its_parent_is_killed(folder: Path) -> None:
    holder, postmaster, _ = held_server(folder / "pg")

    holder.kill()
    holder.wait()

    assert eventually(lambda: not is_alive(postmaster))


def test_a_start_after_a_kill_of_everything_recovers_the_data(folder: Path) -> None:
    holder, postmaster, url = held_server(folder / "pg")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")

    os.kill(postmaster, signal.SIGKILL)
    holder.kill()
    holder.wait()

    assert (folder / "pg" / "data" / "postmaster.pid").exists()
    with (
        small(folder / "pg") as server,
        psycopg.connect(server.url("postgres")) as connection,
    ):
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_a_pid_file_that_names_somebody_else_does_not_block(folder: Path) -> None:
    home = folder / "pg"
    with small(home) as server:
        pid_file = (server.data / "postmaster.pid").read_text()
    lines = pid_file.splitlines()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        lines[0] = str(stranger.pid)
        (home / "data" / "postmaster.pid").write_text("\n".join(lines) + "\n")
        with small(home):
            pass
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_interrupted_first_start_is_begun_again(folder: Path) -> None:
    home = folder / "pg"
    with small(home):
        pass
    (home / "data").rename(home / "data.new")

    with small(home) as server:
        assert server.data.is_dir()
    assert not (home / "data.new").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops its rights")
def test_as_root_the_server_runs_as_an_ordinary_user_without_groups(folder: Path) -> None:
    with small(folder / "pg") as server:
        assert server.process is not None
        status = Path(f"/proc/{server.process.pid}/status").read_text()

    facts = dict(line.split(":", 1) for line in status.splitlines())
    owner = pwd.getpwnam("postgres")
    assert facts["Uid"].split() == [str(owner.pw_uid)] * 4
    assert facts["Gid"].split() == [str(owner.pw_gid)] * 4
    assert facts["Groups"].split() in ([], [str(owner.pw_gid)])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder nobody else enters")
def test_as_root_below_a_closed_folder_the_data_lie_elsewhere(folder: Path) -> None:
    folder.chmod(0o700)

    with small(folder / "pg") as server, psycopg.connect(server.url("postgres")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert (folder / "pg").is_symlink()
        elsewhere = server.home
    assert folder.stat().st_mode & 0o777 == 0o700
    subprocess.run(["rm", "-r", str(elsewhere)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's run is every other test here")
def test_an_ordinary_user_starts_it_too(folder: Path) -> None:
    folder.chmod(0o777)
    program = (
        "import sys\n"
        "from vezne.config.embedded import EmbeddedPostgres\n"
        "with EmbeddedPostgres(sys.argv[1], settings={'shared_buffers': '16MB'}) as server:\n"
        "    import psycopg\n"
        "    print(psycopg.connect(server.url('postgres')).execute('SELECT 1').fetchone())\n"
    )
    python = python_for(ServerUser(uid=NOBODY.pw_uid, gid=NOBODY.pw_gid))
    if python is None:
        pytest.skip("no Python of this version here can be run by another user")
    ran = subprocess.run(
        [python, "-c", program, str(folder / "pg")],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        user=NOBODY.pw_uid,
        group=NOBODY.pw_gid,
        extra_groups=[],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(SOURCE), *sys.path])},
    )

    assert ran.stdout == "(1,)\n", ran.stderr
