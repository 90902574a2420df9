"""A statement file, from the first byte to every line matched and in the books, in one run.

Ours: `flows.bank_statement.statement_run` over a CSV of a million credits at a seller of ten
thousand buyers: 60 % name their account's reference, 20 % a sign-in phone, 20 % are nobody's.
Beside it what the file costs without the database: read alone, and read with all of its clues.
Then one movement at a time, as a bank's signed call: stored, judged, in the wallet, in ms.

    vezne bench bank [--json]        BENCH_BANK_LINES=100000 for a shorter one
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import psycopg

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench._stage import benchmark, stage

LINES = int(os.environ.get("BENCH_BANK_LINES", "1000000"))
CALLS = 200
TARGETS = {"lines_per_second": 10_000, "arrival_to_wallet_ms": 1_000}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print a table, or JSON."""
    return benchmark(
        argv,
        file=__file__,
        description=__doc__,
        inside=inside,
        measure=measure,
        table=table,
    )


def table(report: dict[str, Any]) -> str:
    """The figures for people."""
    rows = (
        ("lines a second, read alone", report["read_only_per_second"], ""),
        ("lines a second, read and looked through", report["clues_per_second"], ""),
        ("lines a second, matched and booked", report["lines_per_second"], "≥ 10,000"),
        (
            "processor time of a line without the database's, µs",
            report["processor_us_per_line"],
            "",
        ),
        ("processor time of the database for it, µs", report["database_us_per_line"], ""),
        ("one movement in the wallet, ms", report["arrival_to_wallet_ms"], "< 1,000"),
        ("the same, p99", report["arrival_to_wallet_p99_ms"], ""),
        ("peak memory, MB", report["peak_mb"], ""),
    )
    return "\n".join(f"{name:56}{value:>14,}{target:>12}" for name, value, target in rows)


def measure() -> dict[str, Any]:
    """Everything happens inside the installation."""
    with stage(__file__) as (_environment, said):
        report: dict[str, Any] = said
        return report


def inside() -> dict[str, Any]:
    """Make the agency and its file, read it, then let single movements arrive."""
    from django.conf import settings  # noqa: PLC0415 (after the setup)

    from bench._bank import open_agency, write_statement  # noqa: PLC0415

    account, accounts, seller_id = open_agency()
    with tempfile.TemporaryDirectory(prefix="vezne-bench-") as folder:
        settings.VEZNE_UPLOADS = folder
        history = Path(folder) / "history.csv"
        write_statement(history, accounts, lines=len(accounts), days_ago=60, name="H")
        whole(history, account, len(accounts))
        analyze()
        path = Path(folder) / "statement.csv"
        write_statement(path, accounts, lines=LINES, days_ago=20, name="F")
        report = {**bare(path, account), **whole(path, account, LINES)}
    return {**report, **single(account, accounts, seller_id), "lines": LINES}


def bare(path: Path, account: Any) -> dict[str, int]:
    """What the first tenth of the file costs without the database."""
    from vezne.banking.queries.rules import seller_facts  # noqa: PLC0415
    from vezne.banking.readers import open_statement  # noqa: PLC0415
    from vezne.banking.services.batches import Source, batches_of  # noqa: PLC0415
    from vezne.core.scope import acting_as_system  # noqa: PLC0415

    count = max(1, LINES // 10)
    with path.open("rb") as stream:
        began = time.perf_counter()
        items = open_statement(stream, currency="TRY")[1]
        for _item, _number in zip(items, range(count), strict=False):
            pass
        alone = count / (time.perf_counter() - began)
    with acting_as_system("bench"):
        facts = seller_facts(account.seller_id)
    began, seen = time.perf_counter(), 0
    for batch in batches_of(Source(path, account, facts, None), after=0):
        seen += len(batch.lines)
        if seen >= count:
            break
    clues = seen / (time.perf_counter() - began)
    return {"read_only_per_second": round(alone), "clues_per_second": round(clues)}


def analyze() -> None:
    """As autovacuum does where rows have had an hour: an agency that has traded before."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        owner.execute("ANALYZE")


def whole(path: Path, account: Any, lines: int) -> dict[str, Any]:
    """The file from its first byte to its last entry, and that nothing is missing."""
    from vezne.banking.services.statement import statement_begin, statement_upload  # noqa: PLC0415
    from vezne.core.audit import SYSTEM  # noqa: PLC0415
    from vezne.core.clock import real_now  # noqa: PLC0415
    from vezne.core.scope import acting_as  # noqa: PLC0415
    from vezne.flows.bank_statement import statement_run  # noqa: PLC0415
    from vezne.ledger.queries import totals_for_seller  # noqa: PLC0415

    now = real_now()
    with acting_as(account.seller_id, "desk"), path.open("rb") as stream:
        row = statement_upload(
            bank_account=account,
            file_name=path.name,
            chunks=iter(lambda: stream.read(1 << 20), b""),
            profile="",
            actor=SYSTEM,
            now=now,
        )
        statement_begin(public_id=row.public_id, actor=SYSTEM, now=now)
    server = server_process()
    began, worked, stored = time.perf_counter(), worked_seconds(), server_seconds(server)
    done = statement_run(import_id=row.pk, now=now)
    took = time.perf_counter() - began
    worked, stored = worked_seconds() - worked, server_seconds(server) - stored
    if (done.state, done.added) != ("done", lines):
        raise RuntimeError(f"{done.state}: {done.added} of {lines}, {done.failure}")
    with acting_as(account.seller_id, "desk"):
        bank = next(
            one for one in totals_for_seller(seller_id=account.seller_id) if one.kind == "bank"
        )
    return {
        "lines_per_second": round(lines / took),
        "processor_us_per_line": round(worked / lines * 1_000_000),
        "database_us_per_line": round(stored / lines * 1_000_000),
        "matched_share": round(done.matched / lines, 3),
        "bank_minor": bank.balance,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def worked_seconds() -> float:
    """Processor time of this process and of those that it started and that have ended."""
    return sum(os.times()[:4])


def server_process() -> psutil.Process:
    """The database's first process, whose children serve the connections."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as owner:
        return psutil.Process(owner.info.backend_pid).parent() or psutil.Process()


def server_seconds(server: psutil.Process) -> float:
    """Processor time of the whole server, of connections that have ended too."""
    times = server.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in server.children():
        with suppress(psutil.NoSuchProcess):
            total += sum(child.cpu_times()[:2])
    return float(total)


def single(account: Any, accounts: list[int], seller_id: int) -> dict[str, float]:
    """Signed calls, one movement each: from the call to the money in the wallet."""
    from vezne.banking.feeds.notice import signature_of  # noqa: PLC0415
    from vezne.banking.reference import reference_of  # noqa: PLC0415
    from vezne.banking.services.bank_account import feed_push_set  # noqa: PLC0415
    from vezne.banking.services.message import Call, message_store  # noqa: PLC0415
    from vezne.core.audit import SYSTEM  # noqa: PLC0415
    from vezne.core.clock import real_now  # noqa: PLC0415
    from vezne.core.scope import acting_as  # noqa: PLC0415
    from vezne.flows.bank_feeds import message_apply  # noqa: PLC0415

    with acting_as(seller_id, "desk"):
        secret = feed_push_set(public_id=account.public_id, actor=SYSTEM, now=real_now())
    call = Call("", "", b"")
    took = []
    for number in range(CALLS):
        now = real_now()
        told = {"id": f"P{number}", "at": now.isoformat(), "amount": "75.00",
                "description": f"GELEN FAST {reference_of(accounts[number])}"}  # fmt: skip
        body, stamp = json.dumps(told).encode(), str(int(now.timestamp()))
        signature = signature_of(secret=secret, timestamp=stamp, body=body)
        began = time.perf_counter()
        message_id = message_store(
            bank_account_public_id=account.public_id,
            call=replace(call, timestamp=stamp, signature=signature, body=body),
            real_now=now,
            now=now,
        )
        assert message_id is not None
        if message_apply(message_id=message_id, now=now) != 1:
            raise RuntimeError("a movement did not arrive")
        took.append((time.perf_counter() - began) * 1000)
    ordered = sorted(took)
    return {
        "arrival_to_wallet_ms": round(median(ordered), 1),
        "arrival_to_wallet_p99_ms": round(ordered[int(len(ordered) * 0.99)], 1),
    }


if __name__ == "__main__":
    sys.exit(main())
