"""A throwaway installation for the benchmarks over HTTP: server, migrations, real rows."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def stage(*prepare: str) -> Iterator[tuple[dict[str, str], str]]:
    """An embedded server with the program's tables, filled by `prepare` (a command's words).

    Gives the environment of the programs under test, and what `prepare` printed.
    """
    sys.path[:0] = [str(ROOT / "src")]
    from vezne.config.embedded import EmbeddedPostgres  # noqa: PLC0415 (after the path)

    with tempfile.TemporaryDirectory(prefix="vezne-bench-") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder) / "pg") as server:
            server.ensure_database("vezne")
            environment = {
                **os.environ,
                "DATABASE_URL": server.url("vezne"),
                "DJANGO_SETTINGS_MODULE": "vezne.config.settings",
                "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
                "VEZNE_SANDBOX": "1",
                "VEZNE_STATIC_STORAGE": ("django.contrib.staticfiles.storage.StaticFilesStorage"),
            }
            migrate = [sys.executable, "-m", "vezne", "migrate"]
            run(migrate, {**environment, "VEZNE_DB_ROLE": ""})
            said = run([sys.executable, *prepare], environment)
            with psycopg.connect(server.url("vezne"), autocommit=True) as connection:
                connection.execute("ANALYZE")  # as autovacuum does where rows have had an hour
            yield environment, said


def run(command: Sequence[str], environment: dict[str, str]) -> str:
    """Run a program to its end and give what it said."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
