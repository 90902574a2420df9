"""The entitlement question over HTTP, beside a bare Granian that does one select, in one run.

Limit: a WSGI application under Granian (2 workers, 4 threads each) that reads one row by its key.
Ours: `GET /api/v1/entitlements/{account}/{key}` of the real application under the same Granian,
with API key, installation clock, debts of the platform and credits. 32 kept connections; the two
take turns in short rounds on one embedded server, the figures are medians.

    vezne bench entitlements [--json]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench._http_load import PROCESSES, Load, granian, load, request
from bench._stage import benchmark, stage

ACCOUNTS = 200
CONNECTIONS = 32
ROUNDS = 5
SECONDS = 2.5
TARGETS = {"rps_vs_bare_select": 0.5, "p99_ms": 30}


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
    """Start server and both applications, let them take turns, give the figures."""
    with stage(__file__) as (environment, made):
        asks = [
            request(
                f"/api/v1/entitlements/{account}/{made['key']}",
                Authorization=f"Bearer {made['secret']}",
            )
            for account in made["accounts"]
        ]
        with (
            granian("bench._bare_select:application", environment) as bare_port,
            granian("vezne.config.wsgi:application", environment) as our_port,
        ):
            bare, ours = [], []
            _round(bare_port, [request("/")], 1.0)
            _round(our_port, asks, 1.0)
            for _ in range(ROUNDS):
                bare.append(_round(bare_port, [request("/")], SECONDS))
                ours.append(_round(our_port, asks, SECONDS))
    return report_of(bare, ours)


def _round(port: int, requests: Sequence[str], seconds: float) -> Load:
    done = load(
        port=port,
        requests=requests,
        connections=CONNECTIONS,
        seconds=seconds,
        processes=PROCESSES,
    )
    if done.failures:
        raise RuntimeError(f"{done.failures} answers were not 200")
    return done


def report_of(bare: Sequence[Load], ours: Sequence[Load]) -> dict[str, Any]:
    """Medians of the rounds."""
    ratios = [a.per_second / b.per_second for a, b in zip(ours, bare, strict=True)]
    return {
        "ratios": {"rps_vs_bare_select": round(median(ratios), 3)},
        "p99_ms": round(median(one.percentile_ms(0.99) for one in ours), 2),
        "p50_ms": round(median(one.percentile_ms(0.5) for one in ours), 2),
        "bare_p99_ms": round(median(one.percentile_ms(0.99) for one in bare), 2),
        "per_second": {
            "bare": round(median(one.per_second for one in bare)),
            "entitlements": round(median(one.per_second for one in ours)),
        },
        "connections": CONNECTIONS,
    }


def table(report: dict[str, Any]) -> str:
    """The figures for people."""
    each = report["per_second"]
    ratio = report["ratios"]["rps_vs_bare_select"]
    return "\n".join(
        [
            f"{'over HTTP, 32 connections':34}{'limit':>9}{'ours':>9}{'ratio':>8}{'target':>9}",
            f"{'answers per second':34}{each['bare']:>9,}{each['entitlements']:>9,}"
            f"{ratio:>8.2f}{'≥ 0.5':>9}",
            f"{'p99 (ms)':34}{report['bare_p99_ms']:>9}{report['p99_ms']:>9}{'':8}{'< 30':>9}",
        ]
    )


def prepare() -> dict[str, Any]:
    """Sell a month and credits to every account, through the flows."""
    from bench._shop import open_shop  # noqa: PLC0415 (Django is set up by then)

    return open_shop(accounts=ACCOUNTS)


if __name__ == "__main__":
    sys.exit(main())
