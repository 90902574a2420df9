"""Keeps the migrated template as a dump: building it takes seconds, restoring it a fraction.

The dump's name is a hash over everything that makes a table: the migrations, the modules of ours
that they import (followed to the end), every SQL file, the roles, the locked packages and the
server's version. A change in any of them builds the template anew.
"""

from __future__ import annotations

import ast
import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from vezne.config.unprivileged import server_binaries, server_user

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
FOLDER = ROOT / ".pytest_cache" / "vezne-template"
KEPT = 3


def dump_path(server_version: str) -> Path:
    """Where the dump of the present migrations is, or would be."""
    digest = hashlib.sha256(server_version.encode())
    for path in [*_relevant_files(), ROOT / "requirements.lock"]:
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return FOLDER / f"{digest.hexdigest()[:24]}.sql"


def restore(dump: Path, url: str) -> None:
    """Fill an empty database; the roles must exist."""
    _run("psql", "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-1", "-f", str(dump), url)
    os.utime(dump)


def keep(dump: Path, url: str) -> None:
    """Write the dump in one step and drop the oldest ones."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    unfinished = dump.with_suffix(f".{os.getpid()}")
    _run("pg_dump", "--no-owner", "-f", str(unfinished), url)
    unfinished.replace(dump)
    dumps = sorted(FOLDER.glob("*.sql"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in dumps[KEPT:]:
        old.unlink(missing_ok=True)


def _run(program: str, *arguments: str) -> None:
    command = [str(server_binaries(server_user()) / program), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{program}: {done.stderr}")


def _relevant_files() -> list[Path]:
    found = set(SOURCE.glob("vezne/**/*.sql")) | {SOURCE / "vezne" / "config" / "roles.py"}
    open_ends = list(SOURCE.glob("vezne/**/migrations/*.py"))
    while open_ends:
        path = open_ends.pop()
        if path not in found:
            found.add(path)
            open_ends += _imported_files(path)
    return sorted(found)


def _imported_files(path: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            if name.startswith("vezne"):
                module = SOURCE / name.replace(".", "/")
                candidates = (module.with_suffix(".py"), module / "__init__.py")
                yield from (file for file in candidates if file.is_file())
