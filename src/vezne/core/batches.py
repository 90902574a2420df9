"""Work over many rows in which one bad row stops nothing but itself.

A run works in batches, each its own transaction. A batch that fails is halved until the culprit
stands alone; it is parked (the caller says how) and the rest goes on. A row that is merely held
by somebody else is left for the next run, and a lost connection ends the run: nothing is parked
for what is not its fault.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from typing import TypeVar

from django.db import OperationalError, connection, transaction

from vezne.core.scope import acting_in, current_scope

logger = logging.getLogger(__name__)
T = TypeVar("T")
RARELY = 100_000
"""Objects made between two looks for cyclic garbage; Python's own figure is 700."""
_gc_lock = threading.Lock()
_gc_before: list[tuple[int, int, int]] = []
"""Of each run under way, what held before it; the first is Python's own."""


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Look for cyclic garbage a hundred times less often, for the length of a run.

    A batch in the making is ten thousand objects that all live and make no circles; looking through
    them again and again costs a third of the making. Runs at once share it; the last one ends it.
    """
    with _gc_lock:
        _gc_before.append(gc.get_threshold())
        gc.set_threshold(RARELY, *_gc_before[0][1:])
    try:
        yield
    finally:
        with _gc_lock:
            gc.set_threshold(*_gc_before.pop())


def run_batches(
    items: Sequence[T],
    *,
    work: Callable[[Sequence[T]], object],
    park: Callable[[T, Exception], object],
    size: int,
    lanes: int = 1,
) -> int:
    """Run `work` over `items` in batches of `size`; returns how many items took part in a success.

    `work` runs inside a transaction and must be idempotent; `park` runs in a new one. With several
    `lanes` so many batches run at once, each on its own connection and in the caller's scope: one
    is computed while the database writes another. Inside the caller's transaction there is one
    lane. Raises what `work` raised only where the database itself is gone.
    """
    pending = deque(items[start : start + size] for start in range(0, len(items), size))
    if connection.in_atomic_block or min(lanes, len(pending)) < 2:
        return _run_lane(pending, work, park)
    scope = current_scope()

    def lane() -> int:
        try:
            with acting_in(scope) if scope else nullcontext():
                return _run_lane(pending, work, park)
        finally:
            connection.close()

    with collected_rarely(), ThreadPoolExecutor(lanes, thread_name_prefix="lane") as pool:
        running = [pool.submit(lane) for _ in range(min(lanes, len(pending)))]
    return sum(one.result() for one in running)


def _run_lane(
    pending: deque[Sequence[T]],
    work: Callable[[Sequence[T]], object],
    park: Callable[[T, Exception], object],
) -> int:
    """Take batches until none waits; halves of a failed one go back to the front."""
    done = 0
    while pending:
        try:
            batch = pending.popleft()
        except IndexError:  # another lane took the last one
            break
        failure = _attempt(batch, work)
        if failure is None:
            done += len(batch)
        elif len(batch) > 1:
            middle = len(batch) // 2
            pending.extendleft((batch[middle:], batch[:middle]))
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
