"""Ledger postings beside pgbench, on one embedded server with fsync on, in one run.

Limit: `pgbench -s 10 -M prepared` (TPC-B like: three updates, a select, an insert, own commit).
Ours: the service layer as a web request uses it: Django's connection, the seller's desk scope with
row-level security in force, one process per client. The kinds of load take turns in short rounds,
so that a busy machine slows them all alike; the figures are medians of the rounds.

    vezne bench ledger [--json]        or        python bench/ledger.py [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = 8
BATCH_CLIENTS = 2  # a batch keeps a core busy
BATCH = 1000
SELLERS = CLIENTS
BUYERS = 1000
ROUNDS = 3
SECONDS = 2.5
HOT = SELLERS  # the index of the seller with whom every client trades
KINDS = ("pgbench", "single", "atomic", "hot")
TARGETS = {"single_vs_pgbench": 0.7, "atomic_vs_pgbench": 0.45, "hot_vs_single": 0.9}

ACCOUNTS = """
INSERT INTO accounts_account (public_id, number, kind, name, legal_name, tax_id_sealed,
    tax_id_index, tax_id_tail, tax_office, email, phone, search_key, is_seller, is_operator,
    created_at)
SELECT 'acc_' || n, n, 'company', 'Firma ' || n, 'Firma ' || n, '', '', '', '', 'a@example.com',
       '', '', n <= %(sellers)s, false, now()
FROM generate_series(1, %(sellers)s + %(buyers)s) n
"""
CURRENT_ACCOUNTS = """
INSERT INTO ledger_currentaccount (public_id, seller_id, buyer_id, last_sequence, created_at)
SELECT 'cur_' || s.number || '_' || b.number, s.id, b.id, 0, now()
FROM accounts_account s, accounts_account b
WHERE s.number <= %(sellers)s AND b.number > %(sellers)s
  AND (s.number = %(sellers)s OR b.number %% (%(sellers)s - 1) = s.number - 1)
"""


@dataclass
class Load:
    """What one round of one kind did."""

    per_second: float
    latencies_ms: list[float]

    def p99_ms(self) -> float:
        """The latency that one in a hundred calls passed."""
        ordered = sorted(self.latencies_ms)
        return ordered[int(len(ordered) * 0.99)] if ordered else 0.0


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print a table, or JSON."""
    parser = argparse.ArgumentParser(prog="vezne bench ledger", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON only")
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.prepare:
        return prepare()
    if options.worker is not None:
        return work(options.worker)
    report = measure()
    print(json.dumps(report) if options.json else table(report))
    return 0


def measure() -> dict[str, Any]:
    """Start a server, run the rounds, give the figures."""
    with tempfile.TemporaryDirectory(prefix="vezne-bench-") as folder:
        Path(folder).chmod(0o711)
        sys.path[:0] = [str(ROOT / "src")]
        from vezne.config.embedded import EmbeddedPostgres  # noqa: PLC0415 (after the path)

        with EmbeddedPostgres(Path(folder) / "pg") as server:
            server.ensure_database("vezne")
            server.ensure_database("pgbench")
            environment = {
                **os.environ,
                "DATABASE_URL": server.url("vezne"),
                "DJANGO_SETTINGS_MODULE": "vezne.config.settings",
                "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            }
            run([sys.executable, __file__, "--prepare"], {**environment, "VEZNE_DB_ROLE": ""})

            def pgbench(*arguments: str) -> str:
                program = [str(server.binaries / "pgbench"), "-h", str(server.socket_dir)]
                return run([*program, "-U", "postgres", *arguments, "pgbench"], dict(os.environ))

            pgbench("-i", "-q", "-s", "10")
            with workers(environment) as clients:
                return rounds(pgbench, clients)


def rounds(pgbench: Callable[..., str], clients: Clients) -> dict[str, Any]:
    """Let the kinds take turns; medians over the rounds."""
    clients.run("single", 1.0)  # opens ledger accounts, warms plans
    clients.run("hot", 1.0)
    found: dict[str, list[float]] = {}
    p99: dict[str, list[float]] = {}

    def note(name: str, load: Load) -> None:
        found.setdefault(name, []).append(load.per_second)
        p99.setdefault(name, []).append(load.p99_ms())

    for _ in range(ROUNDS):
        found.setdefault("pgbench_1", []).append(pgbench_tps(pgbench, 1))
        note("single_1", clients.run("single", SECONDS, 1))
        for kind in KINDS:
            if kind == "pgbench":
                found.setdefault(kind, []).append(pgbench_tps(pgbench, CLIENTS))
            else:
                note(kind, clients.run(kind, SECONDS))
        note("batch", clients.run("batch", SECONDS, BATCH_CLIENTS))
    balance = clients.run("balance", 1.0, 1)
    per_second = {name: round(median(values)) for name, values in found.items()}

    def ratio(ours: str, limit: str) -> float:
        return round(median(a / b for a, b in zip(found[ours], found[limit], strict=True)), 3)

    return {
        "ratios": {
            "single_vs_pgbench": ratio("single", "pgbench"),
            "atomic_vs_pgbench": ratio("atomic", "pgbench"),
            "hot_vs_single": ratio("hot", "single"),
            "one_client_vs_pgbench": ratio("single_1", "pgbench_1"),
        },
        "batch_per_second": per_second["batch"],
        "p99_ms": round(median(p99["single"]), 2),
        "hot_p99_ms": round(median(p99["hot"]), 2),
        "balance_ms": round(median(balance.latencies_ms), 3),
        "per_second": per_second,
        "clients": CLIENTS,
    }


def pgbench_tps(pgbench: Callable[..., str], clients: int) -> float:
    """Transactions per second without the time to connect."""
    jobs = str(min(2, clients))
    seconds = str(round(SECONDS))
    said = pgbench("-M", "prepared", "-c", str(clients), "-j", jobs, "-T", seconds, "-n")
    line = next(line for line in said.splitlines() if line.startswith("tps ="))
    return float(line.split()[2])


def table(report: dict[str, Any]) -> str:
    """The figures for people: limit, ours, ratio, target."""
    each, ratios = report["per_second"], report["ratios"]
    lines = [f"{'postings per second':34}{'limit':>9}{'ours':>9}{'ratio':>8}{'target':>9}"]
    for label, limit, ours, name in (
        ("own commit, 1 client", "pgbench_1", "single_1", "one_client_vs_pgbench"),
        (f"own commit, {CLIENTS} clients", "pgbench", "single", "single_vs_pgbench"),
        (f"inside atomic, {CLIENTS} clients", "pgbench", "atomic", "atomic_vs_pgbench"),
        (f"one hot seller, {CLIENTS} clients", "single", "hot", "hot_vs_single"),
    ):
        target = f"≥ {TARGETS[name]}" if name in TARGETS else ""
        lines.append(f"{label:34}{each[limit]:>9,}{each[ours]:>9,}{ratios[name]:>8.2f}{target:>9}")
    batch = report["batch_per_second"]
    lines += [
        f"{f'batches of {BATCH:,}, 2 clients':34}{'':9}{batch:>9,}{'':8}{'≥ 30,000':>9}",
        f"{'p99, own commit (ms)':34}{'':9}{report['p99_ms']:>9}{'':8}{'< 10':>9}",
        f"{'p99, hot seller (ms)':34}{'':9}{report['hot_p99_ms']:>9}{'':8}{'< 10':>9}",
        f"{'read of a balance (ms)':34}{'':9}{report['balance_ms']:>9}{'':8}{'< 1':>9}",
    ]
    return "\n".join(lines)


def run(command: Sequence[str], environment: dict[str, str]) -> str:
    """Run a program to its end and give what it said."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


# -- the clients: one process each, told over a pipe what to do ---------------------------------


class Clients:
    """The worker processes."""

    def __init__(self, processes: list[subprocess.Popen[str]]) -> None:
        self.processes = processes

    def run(self, kind: str, seconds: float, count: int = CLIENTS) -> Load:
        """Let `count` of them do one kind of load for so long; sum and latencies."""
        chosen = self.processes[:count]
        starts_at = time.time() + 0.1
        for process in chosen:
            print(json.dumps([kind, starts_at, seconds]), file=_pipe(process.stdin), flush=True)
        answers = [json.loads(_pipe(process.stdout).readline()) for process in chosen]
        return Load(
            per_second=sum(done / taken for done, taken, _ in answers),
            latencies_ms=[each for _, _, latencies in answers for each in latencies],
        )


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


@contextmanager
def workers(environment: dict[str, str]) -> Iterator[Clients]:
    """Start the clients, wait until each is ready, stop them in the end."""
    processes = [
        subprocess.Popen(
            [sys.executable, __file__, "--worker", str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for number in range(CLIENTS)
    ]
    try:
        for process in processes:
            if _pipe(process.stdout).readline().strip() != "ready":
                raise RuntimeError("a client did not start")
        yield Clients(processes)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)


def prepare() -> int:
    """In its own process, as the owner: roles, tables, sellers and buyers."""
    import django  # noqa: PLC0415 (settings first)
    import psycopg  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from vezne.config.roles import prepare_database  # noqa: PLC0415

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        prepare_database(owner)
        call_command("migrate", "ledger", verbosity=0, skip_checks=True)
        sizes = {"sellers": SELLERS + 1, "buyers": BUYERS}
        owner.execute(ACCOUNTS, sizes)
        owner.execute(CURRENT_ACCOUNTS, sizes)
        owner.execute("VACUUM ANALYZE")
    return 0


def work(number: int) -> int:
    """One client: does what the pipe says until it closes."""
    import django  # noqa: PLC0415 (settings first)

    django.setup()
    from bench._ledger_client import Client  # noqa: PLC0415

    client = Client(number, sellers=SELLERS, hot=HOT, batch=BATCH)
    print("ready", flush=True)
    for line in sys.stdin:
        kind, starts_at, seconds = json.loads(line)
        time.sleep(max(0.0, starts_at - time.time()))
        print(json.dumps(client.run(kind, seconds)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
