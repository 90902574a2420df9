"""Legal documents: numbers, XML with its checks, prints; each beside its limit, in one run.

Numbering: the issuing transaction (document row, series row, XML, log; own commit) of one series,
beside a bare counter + invoice + three lines in plain SQL on the same server, fsync on, the same
clients, turn by turn. XML with check: build, our checks and efatura-kontrol, one process a core.
PDF: the page with its code, one process a core.

    vezne bench documents [--json]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from bench._stage import ROOT, benchmark, stage

CLIENTS = 4
CORES = max(1, min(2, os.cpu_count() or 1))
SECONDS = 3.0
ROUNDS = 3
PER_CLIENT = 6_000
TARGETS = {"numbering_ratio": 0.5, "checked_per_second": 300, "pdf_per_second": 100}
BARE = """
CREATE TABLE bare_counter (id int PRIMARY KEY, last int NOT NULL);
CREATE TABLE bare_invoice (id bigserial PRIMARY KEY, number text UNIQUE, total bigint);
CREATE TABLE bare_line (id bigserial PRIMARY KEY, invoice_id bigint REFERENCES bare_invoice,
                        name text, net bigint);
INSERT INTO bare_counter VALUES (1, 0);
GRANT ALL ON ALL TABLES IN SCHEMA public TO vezne_jobs;
GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO vezne_jobs;
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print a table, or JSON."""
    return benchmark(
        argv, file=__file__, description=__doc__, inside=inside, measure=measure, table=table
    )


def inside() -> int:
    """With the installation's settings: so many invoices, each with a draft."""
    from bench._documents_client import prepare  # noqa: PLC0415 (settings first)

    prepare(CLIENTS * PER_CLIENT)
    return CLIENTS * PER_CLIENT


def measure() -> dict[str, Any]:
    """Start a server, let clients take turns, give the figures."""
    client = str(Path(__file__).with_name("_documents_client.py"))
    with stage(__file__) as (environment, _said):
        owner = environment["DATABASE_URL"]
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(BARE)
        found: dict[str, list[float]] = {}
        with clients(client, CLIENTS, environment) as pipes:
            turn(pipes, "bare", 0.5)
            turn(pipes, "number", 0.5)
            for _ in range(ROUNDS):
                for kind in ("bare", "number"):
                    found.setdefault(kind, []).append(turn(pipes, kind, SECONDS))
            faults = ask(pipes[0], "faults", 0)
        with clients(client, CORES, environment) as pipes:
            spent: dict[str, float] = {}
            for kind in ("check", "pdf"):
                turn(pipes, kind, 1.0)
                rounds = [turns(pipes, kind, SECONDS) for _ in range(ROUNDS)]
                found[kind] = [rate for rate, _cpu in rounds]
                spent[kind] = median(cpu for _rate, cpu in rounds)
    ratio = median(a / b for a, b in zip(found["number"], found["bare"], strict=True))
    return {
        "numbering_ratio": round(ratio, 3),
        "numbered_per_second": round(median(found["number"])),
        "bare_per_second": round(median(found["bare"])),
        "checked_per_second": round(median(found["check"])),
        "pdf_per_second": round(median(found["pdf"])),
        "checked_cpu_ms": round(1_000 * spent["check"], 2),
        "pdf_cpu_ms": round(1_000 * spent["pdf"], 2),
        "series_faults": faults,
        "clients": CLIENTS,
        "cores": CORES,
    }


def table(report: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [f"{'legal documents':44}{'limit':>9}{'ours':>9}{'target':>9}"]
    rows = (
        ("numbered/s beside a bare counter", "bare_per_second", "numbered_per_second", ""),
        ("ratio", "", "numbering_ratio", "≥ 0.5"),
        ("XML built and checked/s", "", "checked_per_second", "≥ 300"),
        ("XML built and checked, ms of processor", "", "checked_cpu_ms", ""),
        ("PDF/s", "", "pdf_per_second", "≥ 100"),
        ("PDF, ms of processor", "", "pdf_cpu_ms", ""),
        ("gaps and doubles", "", "series_faults", "0"),
    )
    for label, limit, ours, target in rows:
        lines.append(f"{label:44}{report.get(limit, ''):>9}{report[ours]:>9}{target:>9}")
    return "\n".join(lines)


@contextmanager
def clients(
    program: str, count: int, environment: dict[str, str]
) -> Iterator[list[subprocess.Popen[str]]]:
    """Start the clients, wait until each is ready, stop them in the end."""
    processes = [
        subprocess.Popen(
            [sys.executable, program, "work", str(number), str(PER_CLIENT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=ROOT,
        )
        for number in range(count)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            if process.stdout.readline().strip() != "ready":
                raise RuntimeError("a client did not start")
        yield processes
    finally:
        for process in processes:
            process.terminate()
            process.wait(30)


def turn(processes: Sequence[subprocess.Popen[str]], kind: str, seconds: float) -> float:
    """Let all of them do one kind of work for so long; how many a second together."""
    return turns(processes, kind, seconds)[0]


def turns(
    processes: Sequence[subprocess.Popen[str]], kind: str, seconds: float
) -> tuple[float, float]:
    """The same, and the seconds of processor that each took: others may share the machine."""
    starts_at = time.time() + 0.1
    for process in processes:
        assert process.stdin is not None
        print(json.dumps([kind, starts_at, seconds]), file=process.stdin, flush=True)
    total, worked, count = 0.0, 0.0, 0
    for process in processes:
        assert process.stdout is not None
        done, taken, cpu = json.loads(process.stdout.readline())
        total, worked, count = total + done / taken, worked + cpu, count + done
    return total, worked / max(count, 1)


def ask(process: subprocess.Popen[str], kind: str, seconds: float) -> int:
    """A question with a number for an answer."""
    assert process.stdin is not None
    assert process.stdout is not None
    print(json.dumps([kind, time.time(), seconds]), file=process.stdin, flush=True)
    return int(json.loads(process.stdout.readline())[0])


if __name__ == "__main__":
    sys.exit(main())
