"""The panel's and the desk's main pages, ten requests at once, beside a bare page of Granian.

Limit: a WSGI application under Granian (2 workers, 4 threads each) that reads one row. Ours: each
page as a signed-in member of a firm with a dozen services, and of their seller with two hundred
buyers, rendered whole, under the same Granian. Ten kept connections, one page after the other;
`p95_ms` is the slowest page's.

    vezne bench pages [--json]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench._http_load import PROCESSES, Load, granian, load, request
from bench._stage import benchmark, stage

CONNECTIONS = 10
SECONDS = 4.0
WARM_SECONDS = 2.0
TARGET_MS = 150
BARE = "one select"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print a table, or JSON."""
    return benchmark(
        argv,
        file=__file__,
        description=__doc__,
        inside=prepare,
        measure=measure,
        table=table,
    )


def measure() -> dict[str, Any]:
    """Start both applications over one server, load page after page."""
    pages = {}
    with (
        stage(__file__) as (environment, visits),
        granian("bench._bare_select:application", environment) as bare_port,
        granian("vezne.config.wsgi:application", environment) as port,
    ):
        pages[BARE] = _figures(_round(bare_port, "/", ""))
        for path, cookie in visits:
            pages[path] = _figures(_round(port, path, cookie))
    ours = [figures for name, figures in pages.items() if name != BARE]
    slowest = max(figures["p95_ms"] for figures in ours)
    return {"p95_ms": slowest, "pages": pages, "connections": CONNECTIONS}


def _round(port: int, path: str, cookie: str) -> Load:
    wanted = [request(path, Cookie=f"vezne_session={cookie}", Accept_Encoding="gzip")]
    for seconds in (WARM_SECONDS, SECONDS):
        done = load(
            port=port,
            requests=wanted,
            connections=CONNECTIONS,
            seconds=seconds,
            processes=PROCESSES,
        )
        if done.failures:
            raise RuntimeError(f"{path}: {done.failures} answers were not 200")
    return done


def _figures(done: Load) -> dict[str, float]:
    return {
        "p50_ms": round(done.percentile_ms(0.5), 1),
        "p95_ms": round(done.percentile_ms(0.95), 1),
        "per_second": round(done.per_second, 1),
    }


def table(report: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [f"{'ten at once':34}{'p50 ms':>9}{'p95 ms':>9}{'per s':>9}"]
    lines += [
        f"{name:34}{one['p50_ms']:>9}{one['p95_ms']:>9}{one['per_second']:>9}"
        for name, one in report["pages"].items()
    ]
    return "\n".join([*lines, f"{'slowest':34}{'':9}{report['p95_ms']:>9}   target < {TARGET_MS}"])


def prepare() -> list[list[str]]:
    """A seller, its buyers, one with many services: the pages, each with its session."""
    from bench._visitors import visits  # noqa: PLC0415 (Django is set up by then)

    return visits()


if __name__ == "__main__":
    sys.exit(main())
