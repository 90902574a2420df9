"""The renewal run beside a bare INSERT … SELECT of the rows that it writes, in one run.

Limit: the invoices, lines, periods, entries and events of the run, copied by `INSERT … SELECT`
into tables of the same shape and indexes. Ours: `flows.renewal.renew_due` over subscriptions of as
many buyers, month after month, in the tick's scope: batches with locks, invoices and their lines,
ledger entries, periods, time lines, and one event each (whose mails are written afterwards).

    vezne bench renewals [--json]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench._stage import benchmark, stage

BUYERS = 10_000
MONTHS = 3
TARGET = 5_000
WRITTEN = (
    "invoicing_invoice",
    "invoicing_invoiceline",
    "subscriptions_period",
    "subscriptions_timelineentry",
    "ledger_transfer",
    "core_outboxevent",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print a table, or JSON."""
    return benchmark(
        argv,
        file=__file__,
        description=__doc__,
        inside=renew,
        measure=measure,
        table=table,
    )


def table(report: dict[str, Any]) -> str:
    """The figures for people."""
    return "\n".join(
        [
            f"{'per second':34}{'figure':>12}{'target':>12}",
            f"{'rows by INSERT … SELECT (limit)':34}{report['limit_rows_per_second']:>12,}",
            f"{'rows by the renewal run':34}{report['rows_per_second']:>12,}",
            f"{'subscriptions renewed':34}{report['renewals_per_second']:>12,}{'≥ 5,000':>12}",
        ]
    )


def measure() -> dict[str, Any]:
    """Have everybody renewed in a new installation."""
    with stage(__file__) as (_environment, said):
        return dict(said)


def renew() -> dict[str, Any]:
    """Renew everybody for some months; each month is paid before the next."""
    from bench._subscribers import Subscribers  # noqa: PLC0415 (Django is set up by then)

    subscribers = Subscribers(BUYERS)
    ours, rows = [], []
    for _month in range(MONTHS):
        before = subscribers.count(WRITTEN)
        began = time.perf_counter()
        renewed = subscribers.renew()
        took = time.perf_counter() - began
        if renewed != BUYERS:
            raise RuntimeError(f"{renewed} of {BUYERS} were renewed")
        ours.append(renewed / took)
        rows.append((subscribers.count(WRITTEN) - before) / took)
        subscribers.pay_all()
    limit = [subscribers.copy_rate(WRITTEN) for _ in range(MONTHS)]
    return {
        "renewals_per_second": round(median(ours)),
        "rows_per_second": round(median(rows)),
        "limit_rows_per_second": round(median(limit)),
        "ratios": {"rows_vs_insert_select": round(median(rows) / median(limit), 4)},
        "subscriptions": BUYERS,
    }


if __name__ == "__main__":
    sys.exit(main())
