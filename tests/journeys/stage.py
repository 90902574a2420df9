"""The programs of a film: web and worker over a database of their own, the sandbox beside them."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.programs import Program, eventually, wait_until_answers
from tests.sandbox_server import Sandbox
from tests.warm import Nursery


@dataclass
class Stage:
    """One running installation."""

    nursery: Nursery
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
        self.web, self.worker, self.mail = (
            Program(self.nursery, name, self.logs / f"{name}.log")
            for name in ("web", "worker", "mail")
        )

    @property
    def web_url(self) -> str:
        """Another site than the sandbox's, as in life."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start both; ready when the web answers."""
        self.web.start()
        self.worker.start()
        wait_until_answers(f"{self.web_url}/healthz", self.web.log, self.web.process)

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
