"""What `vezne up` says to the person who started it: Turkish, plain words, one line a step."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vezne.config.installation import Ports


@dataclass(frozen=True)
class SignIn:
    """One demo sign-in, as the demo wrote it."""

    account: str
    role: str
    email: str
    password: str


def say(text: str = "") -> None:
    """One line to the terminal, at once."""
    print(text, flush=True)


def complain(text: str) -> None:
    """One line about what went wrong."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Name a step when it begins and say how long it took when it ends well."""
    started = time.monotonic()
    print(f"  {title} …", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    seconds = f"{time.monotonic() - started:.1f}".replace(".", ",")
    print(f" tamam ({seconds} sn)", flush=True)


def already_running(note: dict[str, object]) -> str:
    """For a second `make up` in the same folder."""
    where = f" http://localhost:{note['port']} adresinde" if "port" in note else ""
    process = f" (süreç {note['pid']})" if "pid" in note else ""
    return (
        f"Vezne bu klasörde zaten{where} çalışıyor{process}.\n"
        "Durdurmak için onu başlattığınız pencerede Ctrl-C tuşlarına basın."
    )


def ports_taken(busy: Sequence[int], ports: Ports) -> str:
    """For a port that another program has."""
    numbers = ", ".join(str(port) for port in busy)
    return (
        f"Başka bir program şu bağlantı noktasını kullanıyor: {numbers}.\n"
        f"Vezne {ports.web}, {ports.sandbox} ve {ports.smtp} numaralarını ister. O programı "
        f"kapatın ya da başka bir numarayla başlatın: VEZNE_PORT={ports.web + 100} make up"
    )


def child_died(name: str, pause: float, log: Path) -> str:
    """For a program that ended by itself."""
    seconds = f"{pause:.1f}".replace(".", ",")
    return f"  {name} durdu, {seconds} sn sonra yeniden başlatılacak. Günlüğü: {log}"


def ready(ports: Ports, sign_ins: Sequence[SignIn], seconds: float) -> str:
    """The last words of a good start: addresses and sign-ins."""
    lines = [
        "",
        f"Vezne hazır ({seconds:.0f} sn).",
        "",
        f"  Panel ve yönetim      {ports.web_url}",
        f"  Sandbox (dış dünya)   {ports.sandbox_url}",
        f"  Sandbox posta         127.0.0.1:{ports.smtp}",
    ]
    if sign_ins:
        lines += ["", "  Demo girişleri:", *_table(sign_ins)]
    return "\n".join([*lines, "", "Durdurmak için Ctrl-C tuşlarına basın."])


def _table(sign_ins: Sequence[SignIn]) -> list[str]:
    rows = [("Hesap", "Rol", "E-posta", "Parola")]
    rows += [(row.account, row.role, row.email, row.password) for row in sign_ins]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        "    "
        + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
