"""A seller's member looks at a buyer's panel as the buyer sees it: said in both accounts' logs.

What a visit may open is the pages' question (`web.visits`); here it is only written down who began
it, why, and when it ended, so that the buyer reads it as well as the seller.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.accounts.types import AccountBrief
from vezne.core.audit import Actor, record


@dataclass(frozen=True, slots=True)
class VisitParties:
    """Whose panel is looked at, and by which seller."""

    seller: AccountBrief
    buyer: AccountBrief


@transaction.atomic
def visit_begin(*, parties: VisitParties, reason: str, now: datetime, actor: Actor) -> None:
    """Write down that somebody of the seller looks at the buyer's panel from now on, and why."""
    _record("visit.begun", parties, now, actor, reason=reason)


@transaction.atomic
def visit_end(*, parties: VisitParties, now: datetime, actor: Actor) -> None:
    """Write down that the look is over."""
    _record("visit.ended", parties, now, actor)


def _record(
    action: str, parties: VisitParties, now: datetime, actor: Actor, **details: str
) -> None:
    for mine, other in ((parties.seller, parties.buyer), (parties.buyer, parties.seller)):
        record(
            actor=actor,
            action=action,
            subject=other.public_id,
            now=now,
            account_id=mine.id,
            name=other.name,
            **details,
        )
