"""The programs of a film: web and worker over a database of their own, the sandbox beside them."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.programs import (
    Program,
    eventually,
    mail_program,
    program_environment,
    wait_until_answers,
    web_program,
    worker_program,
)
from tests.sandbox_server import Sandbox


@dataclass
class Stage:
    """One running installation."""

    port: int
    mail_port: int
    sandbox: Sandbox
    database_url: str
    var: Path
    logs: Path
    web: Program = field(init=False)
    worker: Program = field(init=False)
    mail: Program = field(init=False)

    def __post_init__(self) -> None:
        environment = program_environment(
            database_url=self.database_url,
            var=self.var,
            port=self.port,
            VEZNE_SANDBOX_URL=self.sandbox.base_url,
            VEZNE_SMTP_PORT=str(self.sandbox.smtp_port),
            VEZNE_WORKER_JOBS="2",
            VEZNE_MAIL_PORT=str(self.mail_port),
            VEZNE_REPLY_DOMAIN="yanit.vezne.example",
        )
        self.web = web_program(environment, port=self.port, log=self.logs / "web.log")
        self.worker = worker_program(environment, log=self.logs / "worker.log")
        self.mail = mail_program(environment, log=self.logs / "mail.log")

    @property
    def web_url(self) -> str:
        """Another site than the sandbox's, as in life."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start both; ready when the web answers."""
        self.web.start()
        self.worker.start()
        wait_until_answers(f"{self.web_url}/healthz", self.web)

    def start_mail(self) -> None:
        """Open the door for mails; only the films that answer by mail need it."""
        self.mail.start()
        eventually(self._takes_mails, seconds=20, what="the door for mails")

    def _takes_mails(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.mail_port)) as peer:
            return peer.recv(3) == b"220"
        return False

    def stop(self) -> None:
        """Both end; the sandbox stays for the next film."""
        self.web.kill()
        self.worker.kill()
        self.mail.kill()
