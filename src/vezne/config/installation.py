"""What one installation is made of on this machine: folders, ports, secrets, database addresses.

`var/` (VEZNE_VAR) holds everything that outlives a process. Without DATABASE_URL the database is
the embedded one in `var/pg`; with it, that server. Programs sign in as `vezne_app` on the embedded
server (no way back to its owner), migrations as its owner.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal
from urllib.parse import urlsplit, urlunsplit

from vezne.config import env
from vezne.config.embedded import EmbeddedPostgres
from vezne.config.roles import APP_ROLE
from vezne.notify.webpush import new_private_key

Role = Literal["app", "owner"]
PANEL_DATABASE = "vezne"
SANDBOX_DATABASE = "vezne_sandbox"


@dataclass(frozen=True)
class Ports:
    """Four neighbours: panel, sandbox, the sandbox's mail server, and where mails come in."""

    web: int

    @property
    def sandbox(self) -> int:
        """HTTP of the sandbox."""
        return self.web + 1

    @property
    def smtp(self) -> int:
        """SMTP of the sandbox."""
        return self.web + 2

    @property
    def mail(self) -> int:
        """SMTP of `vezne mail`: what people answer."""
        return self.web + 3

    @property
    def web_url(self) -> str:
        """Where people open the panel: another site than the sandbox's, as in life."""
        return f"http://localhost:{self.web}"

    @property
    def sandbox_url(self) -> str:
        """Where people open the sandbox."""
        return f"http://127.0.0.1:{self.sandbox}"

    def taken(self, patience_seconds: float = 3.0) -> list[int]:
        """The ports that somebody else listens on, after a moment for a killed run to let go."""
        deadline = time.monotonic() + patience_seconds
        wanted = (self.web, self.sandbox, self.smtp, self.mail)
        while busy := [port for port in wanted if _is_taken(port)]:
            if time.monotonic() > deadline:
                break
            time.sleep(0.2)
        return busy


def configured_ports() -> Ports:
    """The ports by VEZNE_PORT (8000)."""
    return Ports(int(env.text("VEZNE_PORT", "8000")))


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


class RunLock:
    """One `vezne up` per installation; says who holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def take(self, note: Mapping[str, object]) -> bool:
        """Take the lock and leave a note in it; False when another process holds it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = self._path.open("a+")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            return False
        handle.truncate(0)
        handle.write(json.dumps(note))
        handle.flush()
        self._file = handle
        return True

    def note(self) -> dict[str, object]:
        """What the holder wrote, or nothing."""
        try:
            read = json.loads(self._path.read_text())
        except (OSError, ValueError):
            return {}
        return read if isinstance(read, dict) else {}

    def release(self) -> None:
        """Let go; the note goes with it."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None


def installation_secrets() -> dict[str, str]:
    """The keys of this installation, made once in `var/secrets.env` (0600); the environment wins.

    They are outside every database, so a dump does not hold them: back the file up apart.
    """
    path = env.var_dir() / "secrets.env"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = {
            "VEZNE_SECRET_KEY": secrets.token_urlsafe(48),
            "VEZNE_DATA_KEYS": f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
            "VEZNE_PUSH_KEY": new_private_key(),
            "SANDBOX_SECRET_KEY": secrets.token_urlsafe(32),
        }
        lines = "".join(f"{name}={value}\n" for name, value in fresh.items())
        unfinished = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(lines)
        unfinished.replace(path)
    pairs = (line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
    return {name: os.environ.get(name, value) for name, value in pairs}


def program_environment(database_url: str, *, role: Role, ports: Ports) -> dict[str, str]:
    """The environment of every program of the installation; what is set already stays."""
    ours = {
        **installation_secrets(),
        "VEZNE_VAR": str(env.var_dir()),
        "VEZNE_PORT": str(ports.web),
        "VEZNE_WEB_URL": ports.web_url,
        "VEZNE_SANDBOX_URL": ports.sandbox_url,
        "VEZNE_SMTP_PORT": str(ports.smtp),
        "VEZNE_MAIL_PORT": str(ports.mail),
        "DJANGO_SETTINGS_MODULE": "vezne.config.settings",
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(part for part in sys.path if part)),
        "PYTHONUNBUFFERED": "1",
    }
    if "DATABASE_URL" not in os.environ:  # the demo's own database: its world is the sandbox
        ours |= {
            "VEZNE_SANDBOX": "1",
            "VEZNE_RATES_URL": f"{ports.sandbox_url}/kurlar",
            "VEZNE_REPLY_DOMAIN": "yanit.vezne.example",  # the sandbox brings such mails to us
        }
    fixed = {
        "DATABASE_URL": database_url,
        "VEZNE_DB_ROLE": APP_ROLE if role == "app" else "",
    }
    return {**ours, **os.environ, **fixed}


def embedded_server() -> EmbeddedPostgres:
    """The installation's own PostgreSQL, not started."""
    return EmbeddedPostgres(env.var_dir() / "pg")


def with_database(url: str, dbname: str) -> str:
    """The URL with another database name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{dbname}"))


@contextmanager
def entered(role: Role) -> Iterator[None]:
    """Set this process's environment for a command, with a database behind it while it runs.

    Uses DATABASE_URL, else the embedded server: the one that `vezne up` runs, or one of our own for
    as long as the command takes.
    """
    with ExitStack() as stack:
        url = env.text("DATABASE_URL")
        if url:
            if role == "owner":
                url = env.text("VEZNE_OWNER_DATABASE_URL", url)
        else:
            user = APP_ROLE if role == "app" else "postgres"
            server = embedded_server()
            running = server.running_url(PANEL_DATABASE, user)
            if running is None:
                stack.enter_context(server)
                server.ensure_database(PANEL_DATABASE)
                running = server.url(PANEL_DATABASE, user)
            url = running
        os.environ.update(program_environment(url, role=role, ports=_running_ports()))
        yield


def _running_ports() -> Ports:
    note = RunLock(env.var_dir() / "up.lock").note()
    port = note.get("port")
    return Ports(port) if isinstance(port, int) else configured_ports()
