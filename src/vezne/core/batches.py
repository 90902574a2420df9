"""Work over many rows in which one bad row stops nothing but itself.

A run works in batches, each its own transaction. A batch that fails is halved until the culprit
stands alone; it is parked (the caller says how) and the rest goes on. A row that is merely held
by somebody else is left for the next run, and a lost connection ends the run: nothing is parked
for what is not its fault.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import OperationalError, connection, transaction

logger = logging.getLogger(__name__)
T = TypeVar("T")


def run_batches(
    items: Sequence[T],
    *,
    work: Callable[[Sequence[T]], object],
    park: Callable[[T, Exception], object],
    size: int,
) -> int:
    """Run `work` over `items` in batches of `size`; returns how many items took part in a success.

    `work` runs inside a transaction and must be idempotent; `park` runs in a new one. Raises what
    `work` raised only where the database itself is gone.
    """
    done = 0
    pending = [items[start : start + size] for start in range(0, len(items), size)]
    pending.reverse()
    while pending:
        batch = pending.pop()
        failure = _attempt(batch, work)
        if failure is None:
            done += len(batch)
        elif len(batch) > 1:
            middle = len(batch) // 2
            pending += [batch[middle:], batch[:middle]]
        elif not isinstance(failure, OperationalError):
            logger.error("parked %r", batch[0], exc_info=failure)
            with transaction.atomic():
                park(batch[0], failure)
    return done


def _attempt(batch: Sequence[T], work: Callable[[Sequence[T]], object]) -> Exception | None:
    try:
        with transaction.atomic():
            work(batch)
    except OperationalError as failure:  # a lock time-out, a deadlock, or no server any more
        if not connection.is_usable():
            raise
        return failure
    except Exception as failure:  # noqa: BLE001 - the bulkhead: logged, parked for staff
        return failure
    return None
