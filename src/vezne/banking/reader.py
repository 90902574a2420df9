# ruff: noqa: E402 (the program is set up before what it is made of)
"""The process that reads and judges a long statement for `services.apart`, which starts it.

    python -m vezne.banking.reader

It writes nothing to the database and ends with the process that started it.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
import threading
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vezne.config.settings")
django.setup()

from django.utils import translation

from vezne.banking.errors import StatementRefused
from vezne.banking.services.apart import Missing, Order, Refused, packed
from vezne.banking.services.batches import Batch, batches_of
from vezne.banking.services.bulk import Planned, batch_prepare
from vezne.banking.services.planning import Run
from vezne.core.batches import collected_rarely
from vezne.core.scope import acting_as_system


def end_with_asker() -> None:
    """Wait until the other side of our input is gone, however it went, and end at once."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)


def answers(order: Order) -> Iterator[Planned | Refused | Missing]:
    """The batches, or why there are none."""
    try:
        with translation.override(order.language):
            batches = batches_of(order.source, after=order.after, size=order.size)
            for batch in batches:
                yield packed(_prepared(order.run, batch))
    except StatementRefused as refused:
        yield Refused(str(refused.details.get("reason", "")))
    except FileNotFoundError:
        yield Missing()


def _prepared(run: Run | None, batch: Batch) -> Planned:
    if run is None:
        return Planned(batch, None)
    with acting_as_system("banking: long statement"):
        return batch_prepare(run, batch)


def main() -> None:
    """Read what is asked for, and tell it as long as somebody listens."""
    order: Order = pickle.load(sys.stdin.buffer)  # noqa: S301 (from our own process)
    threading.Thread(target=end_with_asker, daemon=True).start()
    gc.freeze()  # the program itself makes no garbage
    with collected_rarely():
        for answer in answers(order):
            pickle.dump(answer, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
