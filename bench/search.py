"""The search of desk and panel among very many rows, beside one bare look through the names.

Limit: PostgreSQL looks through the folded names of 50,000 buyers of a seller for a word
(`LIKE '%word%'`), as the owner of the tables, without row security, and gives five. Ours: the whole
search of that seller's desk for the same words, over 50,000 accounts and subscriptions, 200,000
invoices, 50,000 tickets and 5,000 applications, by the program's own role; then the page over
HTTP, one after the other.

    vezne bench search [--json]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench._http_load import granian, load, request
from bench._stage import benchmark, stage

WORDS = ("çınar", "papatya gıda", "ÖT-0000", "1017", "#40000", "0532 0001", "120,00", "faturası")
WARM_ROUNDS, ROUNDS = 6, 30
SECONDS = 3.0
TARGET_MS = 150
BARE = """
SELECT a.public_id, a.name FROM accounts_account a
JOIN ledger_currentaccount c ON c.buyer_id = a.id
WHERE c.seller_id = %s AND a.search_key LIKE %s ORDER BY a.search_key LIMIT 5
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print a table, or JSON."""
    return benchmark(
        argv, file=__file__, description=__doc__, inside=prepare, measure=measure, table=table
    )


def table(report: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [f"{'a word, ms of the cores':34}{'desk':>9}{'panel':>9}"]
    lines += [
        f"{word:34}{desk:>9}{panel:>9}" for word, (desk, panel) in report["words_cpu_ms"].items()
    ]
    lines += [
        f"{'bare look through the names (limit)':34}{report['limit_cpu_ms']:>9}",
        f"{'slowest search of the desk':34}{report['desk_cpu_ms']:>9}",
        f"{'pages over HTTP, p95':34}{report['p95_ms']:>9}   target < {TARGET_MS}",
    ]
    return "\n".join(lines)


def measure() -> dict[str, Any]:
    """Fill an installation, search in it, then open the pages over one server."""
    with (
        stage(__file__) as (environment, said),
        granian("vezne.config.wsgi:application", environment) as port,
    ):
        pages = [
            request(
                f"{path}?ara={quote(word)}", Cookie=f"vezne_session={cookie}", HX_Request="true"
            )
            for path, cookie in said.pop("visits")
            for word in WORDS
        ]
        done = load(port=port, requests=pages, connections=1, seconds=SECONDS * 3, processes=1)
        if done.failures:
            raise RuntimeError(f"{done.failures} answers were not 200")
    return {
        **said,
        "p50_ms": round(done.percentile_ms(0.5), 1),
        "p95_ms": round(done.percentile_ms(0.95), 1),
    }


def prepare() -> dict[str, Any]:
    """Rows, the limit, each word on both faces, and sessions for the pages."""
    from bench._many_rows import fill, look_bare  # noqa: PLC0415 (Django is set up by then)
    from bench._visitors import session_of  # noqa: PLC0415
    from vezne.core.scope import acting_as, acting_as_system  # noqa: PLC0415
    from vezne.reports.search import search  # noqa: PLC0415
    from vezne.web.search import as_asked  # noqa: PLC0415

    seller, buyer = fill()
    words: dict[str, list[float]] = {word: [] for word in WORDS}
    for face, account in (("desk", seller), ("panel", buyer)):
        with acting_as(account.pk, face):
            for word in WORDS:
                work = partial(search, as_asked(word), account_id=account.pk)
                words[word].append(_cpu_ms(work, _own_server_process()))
    with acting_as_system("bench"):
        people = (("/yonetim/ara/", seller, "deniz"), ("/ara/", buyer, "ayse"))
        visits = [[path, session_of(account, name)] for path, account, name in people]
    limit = look_bare(seller, BARE, _cpu_ms)
    slowest = max(desk for desk, _panel in words.values())
    return {
        "words_cpu_ms": words,
        "desk_cpu_ms": slowest,
        "panel_cpu_ms": max(panel for _desk, panel in words.values()),
        "limit_cpu_ms": limit,
        "ratios": {"desk_vs_bare_look": round(limit / slowest, 3)},
        "visits": visits,
    }


def _own_server_process() -> int:
    """The process of PostgreSQL that works for this one."""
    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _cpu_ms(work: Callable[[], object], server_process: int) -> float:
    """What a call costs of the cores, here and in the server, after it was planned for good."""
    for _round in range(WARM_ROUNDS):
        work()
    began, began_there = time.process_time(), _seconds_of(server_process)
    for _round in range(ROUNDS):
        work()
    took = time.process_time() - began + _seconds_of(server_process) - began_there
    return round(took * 1000 / ROUNDS, 1)


def _seconds_of(process: int) -> float:
    """Seconds of the cores that a process has had (`proc_pid_stat(5)`, utime and stime)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
