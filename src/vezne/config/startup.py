"""The steps that bring an installation up, each of which a signal may interrupt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import psycopg
from psycopg import sql

from vezne.config import console, demo_notes, env
from vezne.config.installation import (
    PANEL_DATABASE,
    SANDBOX_DATABASE,
    Ports,
    embedded_server,
    program_environment,
    with_database,
)
from vezne.config.processes import SUPERVISED, parent_death_signal
from vezne.config.roles import APP_ROLE
from vezne.config.supervisor import Child, Program, Supervisor

READY_SECONDS = 60.0
DEATHS_BEFORE_GIVING_UP = 3


class StartupFailed(RuntimeError):
    """A step did not succeed; the message is for the person at the terminal."""


class Stopped(RuntimeError):
    """A signal came while things were being started."""


@dataclass(frozen=True)
class Addresses:
    """The database URLs of the programs."""

    owner: str
    app: str
    sandbox: str


class Startup:
    """Brings one installation up; `supervisor` holds what runs."""

    def __init__(self, *, ports: Ports, with_demo: bool) -> None:
        self.ports = ports
        self._with_demo = with_demo
        self._database = None if env.text("DATABASE_URL") else embedded_server()
        self.supervisor = Supervisor(
            logs=env.var_dir() / "log", database=self._database, on_death=_tell_death
        )

    def bring_up(self) -> None:
        """All steps in order.

        Raises: StartupFailed, Stopped, EmbeddedPostgresError.
        """
        os.environ.setdefault("VEZNE_SANDBOX", "1")
        self.supervisor.catch_signals()
        addresses = self._start_database()
        owner = self._environment(addresses.owner, role="owner")
        app = self._environment(addresses.app, role="app")
        with console.step("Tablolar ve sayfa dosyaları"):
            self._run_together(
                {
                    "migrate": (_vezne("migrate", "--quiet"), owner),
                    "assets": (_vezne("assets"), owner),
                    "sandbox-migrate": (_sandbox("migrate"), self._sandbox_environment(addresses)),
                }
            )
        with console.step("Sandbox ve panel"):
            sandbox = self.supervisor.start(
                Program("sandbox", _sandbox("run"), self._sandbox_environment(addresses))
            )
            web = self.supervisor.start(Program("web", _vezne("web"), app))
            self._wait_until_answers(web, f"{self.ports.web_url}/healthz", {200})
            self._wait_until_answers(sandbox, f"{self.ports.sandbox_url}/_sandbox/healthz", {200})
        if self._with_demo and (demo_notes.unfinished_mark().exists() or _is_empty(addresses)):
            self._make_demo(app)
        elif demo_notes.read().get("sandbox", self.ports.sandbox_url) != self.ports.sandbox_url:
            self._follow_ports(app)
        with console.step("İşler"):
            self.supervisor.start(Program("worker", _vezne("worker"), app))
            self.supervisor.start(Program("mail", _vezne("mail"), app))

    def _start_database(self) -> Addresses:
        if self._database is None:
            owner = env.text("VEZNE_OWNER_DATABASE_URL", env.text("DATABASE_URL"))
            sandbox = env.text("SANDBOX_DATABASE_URL") or with_database(owner, SANDBOX_DATABASE)
            self._ensure_given_database(sandbox)
            return Addresses(owner=owner, app=env.text("DATABASE_URL"), sandbox=sandbox)
        with console.step("Veritabanı (PostgreSQL, bu klasörde)"):
            self._database.start()
            if demo_notes.unfinished_mark().exists():
                self._forget_unfinished_demo(self._database.url("postgres"))
            self._database.ensure_database(PANEL_DATABASE)
            self._database.ensure_database(SANDBOX_DATABASE)
        return Addresses(
            owner=self._database.url(PANEL_DATABASE),
            app=self._database.url(PANEL_DATABASE, APP_ROLE),
            sandbox=self._database.url(SANDBOX_DATABASE),
        )

    def _forget_unfinished_demo(self, url: str) -> None:
        """A demo that was cut off left half a story: begin again from nothing."""
        with psycopg.connect(url, autocommit=True) as server:
            for name in (PANEL_DATABASE, SANDBOX_DATABASE):
                drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                server.execute(drop.format(sql.Identifier(name)))
        demo_notes.unfinished_mark().unlink()

    def _ensure_given_database(self, url: str) -> None:
        """Make the sandbox's database beside a given one when it is missing."""
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            name = sql.Identifier(SANDBOX_DATABASE)
            with psycopg.connect(
                env.text("VEZNE_OWNER_DATABASE_URL", env.text("DATABASE_URL")), autocommit=True
            ) as server:
                server.execute(sql.SQL("CREATE DATABASE {}").format(name))

    def _environment(self, url: str, *, role: str) -> dict[str, str]:
        wanted = program_environment(
            url, role="owner" if role == "owner" else "app", ports=self.ports
        )
        return {**wanted, SUPERVISED: "1"}

    def _sandbox_environment(self, addresses: Addresses) -> dict[str, str]:
        """The sandbox gets its own database and nothing that opens the panel's."""
        hidden = (
            "DATABASE_URL",
            "VEZNE_OWNER_DATABASE_URL",
            "VEZNE_SECRET_KEY",
            "VEZNE_DATA_KEYS",
            "VEZNE_PUSH_KEY",
        )
        general = self._environment(addresses.sandbox, role="app")
        return {
            **{name: value for name, value in general.items() if name not in hidden},
            "DJANGO_SETTINGS_MODULE": "vezne_sandbox.settings",
            "SANDBOX_DATABASE_URL": addresses.sandbox,
            "SANDBOX_PORT": str(self.ports.sandbox),
            "SANDBOX_SMTP_PORT": str(self.ports.smtp),
            "SANDBOX_PANEL_SMTP": f"127.0.0.1:{self.ports.mail}",
            "SANDBOX_CLOCK_URL": f"{self.ports.web_url}/api/v1/clock",
            "SANDBOX_SUPERVISED": "1",
        }

    def _make_demo(self, environment: Mapping[str, str]) -> None:
        console.say("  Demo işletmeleri kuruluyor (birkaç aylık geçmişiyle, bir kez) …")
        demo_notes.users_file().unlink(missing_ok=True)
        demo_notes.unfinished_mark().touch()
        started = time.monotonic()
        process = self._spawn(_vezne("demo"), environment, output=None)
        self._wait_for({"demo": process})
        if process.returncode != 0:
            raise StartupFailed("demo kurulamadı; yukarıdaki iletiye bakın.")
        demo_notes.unfinished_mark().unlink()
        console.say(f"  Demo hazır ({time.monotonic() - started:.0f} sn)")

    def _follow_ports(self, environment: Mapping[str, str]) -> None:
        with console.step("Demo bu adreslere bağlanıyor"):
            command = _vezne("demo", "--follow-ports")
            self._run_together({"demo-ports": (command, environment)})

    def _run_together(self, commands: Mapping[str, tuple[list[str], Mapping[str, str]]]) -> None:
        logs = env.var_dir() / "log"
        logs.mkdir(parents=True, exist_ok=True)
        processes = {}
        for name, (command, environment) in commands.items():
            with (logs / f"{name}.log").open("wb") as log:
                processes[name] = self._spawn(command, environment, output=log.fileno())
        self._wait_for(processes)
        for name, process in processes.items():
            if process.returncode != 0:
                tail = (logs / f"{name}.log").read_text(errors="replace").splitlines()[-20:]
                raise StartupFailed(f"{name} adımı başarısız.\n" + "\n".join(tail))

    def _spawn(
        self, command: list[str], environment: Mapping[str, str], *, output: int | None
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            start_new_session=True,
            preexec_fn=parent_death_signal(signal.SIGTERM),  # noqa: PLW1509 (one system call)
        )

    def _wait_for(self, processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
        try:
            while any(process.poll() is None for process in processes.values()):
                self._pause(0.1)
        finally:
            for process in processes.values():
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _wait_until_answers(self, child: Child, url: str, good: set[int]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while _status_of(url) not in good:
            if time.monotonic() > deadline or child.deaths >= DEATHS_BEFORE_GIVING_UP:
                raise StartupFailed(f"{child.program.name} yanıt vermiyor.\n{child.log_tail()}")
            self._pause(0.2)

    def _pause(self, seconds: float) -> None:
        if self.supervisor.stopping.wait(seconds):
            raise Stopped
        self.supervisor.watch_once()


def _vezne(*words: str) -> list[str]:
    return [sys.executable, "-m", "vezne", *words]


def _sandbox(*words: str) -> list[str]:
    return [sys.executable, "-m", "vezne_sandbox", *words]


def _tell_death(child: Child, pause: float) -> None:
    console.complain(console.child_died(child.program.name, pause, child.log))


def _is_empty(addresses: Addresses) -> bool:
    with psycopg.connect(addresses.owner) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM accounts_account)").fetchone()
    return row is not None and not row[0]


def _status_of(url: str) -> int:
    try:
        with _NO_PROXY.open(url, timeout=5) as answer:
            status: int = answer.status
            return status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
