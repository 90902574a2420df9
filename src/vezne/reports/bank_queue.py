"""How much waits for the seller's people at its bank."""

from __future__ import annotations

from dataclasses import dataclass

from vezne.core.prepared import fetch_one

COUNTS = """
SELECT (SELECT count(*) FROM banking_movement WHERE seller_id = $1 AND state = 'unmatched'),
       (SELECT count(*) FROM banking_transfernotice WHERE seller_id = $1 AND state = 'open'),
       (SELECT count(*) FROM banking_banktask WHERE seller_id = $1 AND closed_at IS NULL)
"""


@dataclass(frozen=True, slots=True)
class BankCounts:
    """What waits for a person."""

    queue: int
    notices: int
    tasks: int

    @property
    def total(self) -> int:
        """All of it: the menu's badge."""
        return self.queue + self.notices + self.tasks


def bank_counts(seller_id: int) -> BankCounts:
    """How much waits at the seller's bank; one statement."""
    queue, notices, tasks = fetch_one(COUNTS, (seller_id,))
    return BankCounts(int(queue or 0), int(notices or 0), int(tasks or 0))
