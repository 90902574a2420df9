"""A throwaway installation for benchmarks, and the command line that each of them has.

A benchmark is a program of two halves: `inside` runs with the installation's settings (it makes
rows, or measures) and says something as JSON; `measure` runs outside and gives the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import psycopg

ROOT = Path(__file__).resolve().parents[1]
INSIDE = "--inside"
Report = dict[str, Any]


def benchmark(
    argv: Sequence[str] | None,
    *,
    file: str,
    description: str | None,
    inside: Callable[[], Any],
    measure: Callable[[], Report],
    table: Callable[[Report], str],
) -> int:
    """The command line of `file`: a table for people, JSON for scripts, or its inner half."""
    parser = argparse.ArgumentParser(
        prog=f"vezne bench {Path(file).stem}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print JSON only")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.inside:
        django.setup()
        print(json.dumps(inside()))
        return 0
    report = measure()
    print(json.dumps(report) if options.json else table(report))
    return 0


@contextmanager
def stage(file: str) -> Iterator[tuple[dict[str, str], Any]]:
    """An embedded server with the program's tables, on which the inner half of `file` ran.

    Gives the environment of the programs under test, and what the inner half said.
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
            said = json.loads(run([sys.executable, file, INSIDE], environment))
            with psycopg.connect(server.url("vezne"), autocommit=True) as connection:
                connection.execute("ANALYZE")  # as autovacuum does where rows have had an hour
            yield environment, said


def run(command: Sequence[str], environment: dict[str, str]) -> str:
    """Run a program to its end and give what it said."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
