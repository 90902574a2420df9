"""Several works that start at the same moment, each in a thread and connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from vezne.core.errors import DomainError
from vezne.core.scope import acting_as_system


def at_once(*works: Callable[[], Any]) -> Counter[str]:
    """Run all of them in threads that start together; outcomes by name."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> str:
        try:
            with acting_as_system("race"):
                barrier.wait(30)
                work()
                return "done"
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return Counter(pool.map(run, works))
