"""An installation whose every process may be killed: PostgreSQL, web, worker and sandbox."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg

from tests import template_cache
from tests.plugin import SETTINGS
from tests.programs import log_tail, program_environment, wait_until_answers
from tests.sandbox_server import Process, Sandbox, free_port, sandbox_server
from tests.warm import PORT, Nursery, WarmProcess
from vezne.config.embedded import EmbeddedPostgres
from vezne.config.roles import APP_ROLE, prepare_database

VICTIMS = ("web", "worker", "sandbox", "postgres")


class Both:
    """The sandbox's two processes as one: HTTP, and mail with webhooks."""

    returncode: int | None = None

    def __init__(self, web: WarmProcess, rest: WarmProcess) -> None:
        self.parts = (web, rest)

    def kill(self) -> None:
        """kill -9 of both."""
        for part in self.parts:
            part.kill()

    def terminate(self) -> None:
        """Ask both to end."""
        for part in self.parts:
            part.terminate()

    def poll(self) -> int | None:
        """The status of the one that has ended, None while both run."""
        ended = [status for part in self.parts if (status := part.poll()) is not None]
        self.returncode = ended[0] if ended else None
        return self.returncode

    def wait(self, timeout: float = 30.0) -> int:
        """Until both have ended."""
        self.returncode = max(part.wait(timeout) for part in self.parts)
        return self.returncode


class Installation:
    """The four programs; what ends by itself is started again, as the supervisor does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.postgres = EmbeddedPostgres(folder / "pg", settings=SETTINGS)
        self.ended_by_themselves: list[str] = []
        self.sandbox: Sandbox
        self._nurseries: list[Nursery] = []
        self._running: dict[str, WarmProcess] = {}

    @property
    def web_url(self) -> str:
        """Where people open the panel."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Everything, from an empty folder."""
        self.postgres.start()
        self.postgres.ensure_database("vezne")
        self._make_tables()
        self.sandbox = sandbox_server(
            clock_url=f"http://127.0.0.1:{self.port}/api/v1/clock",
            launch=self._launch_sandbox,
            SANDBOX_WEBHOOK_DELAY_SECONDS="0.05",
            SANDBOX_WEBHOOK_RETRY_SECONDS="1",
        )
        environment = program_environment(
            database_url=self.postgres.url("vezne"),
            var=self.folder / "var",
            port=self.port,
            VEZNE_DB_ROLE=APP_ROLE,
            VEZNE_STATIC_STORAGE="django.contrib.staticfiles.storage.StaticFilesStorage",
            VEZNE_WORKER_JOBS="2",
            VEZNE_SANDBOX_URL=self.sandbox.base_url,
            VEZNE_SMTP_PORT=str(self.sandbox.smtp_port),
        )
        environment[PORT] = str(self.port)
        panel = Nursery("panel", environment, self.folder / "panel.log")
        self._nurseries.append(panel)
        self._start_panel = panel.start
        for name in ("web", "worker"):
            self._running[name] = panel.start(name)
        self.wait_until_open()

    def stop(self) -> None:
        """Everything ends."""
        for process in self._running.values():
            process.kill()
        if hasattr(self, "sandbox"):
            self.sandbox.stop()
        for nursery in self._nurseries:
            nursery.stop()
        self.postgres.stop()

    def kill(self, victim: str) -> None:
        """kill -9."""
        if victim == "sandbox":
            self.sandbox.kill()
        elif victim == "postgres":
            process = self.postgres.process
            assert process is not None
            process.kill()
            process.wait()
        else:
            self._running[victim].kill()
            self._running[victim].wait()

    def start_again(self, victim: str) -> None:
        """What a supervisor does; the others are left alone unless they have ended too."""
        if victim == "postgres":
            self.postgres.start()
        elif victim == "sandbox":
            self.sandbox.start_again()
        else:
            self._running[victim] = self._start_panel(victim)
        self.wait_until_open()

    def tend(self) -> None:
        """Start what has ended by itself."""
        for name, process in self._running.items():
            if process.poll() is not None:
                self.ended_by_themselves.append(name)
                self._running[name] = self._start_panel(name)
        if self.sandbox.process.poll() is not None:
            self.ended_by_themselves.append("sandbox")
            self.sandbox.kill()
            self.sandbox.start_again()

    def clear_review(self) -> None:
        """The provider's fraud desk lets every payment pass that it has looked at."""
        for payment in self.sandbox.payments():
            if payment["fraudStatus"] == 0:
                path = f"/_sandbox/payments/{payment['paymentId']}"
                self.sandbox.call("PUT", path, {"fraudStatus": 1})

    def wait_until_open(self) -> None:
        """Until the panel answers a page that needs the database."""
        wait_until_answers(f"{self.web_url}/healthz", self.folder / "panel.log")

    def log_tail(self) -> str:
        """What web and worker wrote last."""
        with suppress(OSError):
            return log_tail(self.folder / "panel.log", 60)
        return ""

    def _make_tables(self) -> None:
        """From the dump that this test run made or found when it built its template."""
        with psycopg.connect(self.postgres.url("vezne"), autocommit=True) as owner:
            prepare_database(owner)
            version = owner.info.parameter_status("server_version") or ""
        dump = template_cache.dump_path(version)
        if dump.exists():
            template_cache.restore(dump, self.postgres.url("vezne"))
            return
        environment = program_environment(
            database_url=self.postgres.url("vezne"),
            var=self.folder / "var",
            port=self.port,
            VEZNE_DB_ROLE="",
        )
        migrate = [sys.executable, "-m", "vezne", "migrate", "--quiet"]
        subprocess.run(migrate, env=environment, check=True, timeout=180)

    def _launch_sandbox(self, environment: dict[str, str]) -> Process:
        if not self._nurseries:
            log = self.folder / "sandbox.log"
            self._nurseries.append(Nursery("sandbox", environment, log))
        nursery = self._nurseries[0]
        return Both(nursery.start("web"), nursery.start("rest"))
