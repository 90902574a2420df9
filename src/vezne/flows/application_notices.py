"""Who hears of an application; rows in the caller's transaction, in system scope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from vezne.accounts.models import Role
from vezne.accounts.types import Recipient
from vezne.applications.kinds import find_kind
from vezne.applications.models import Application
from vezne.core import outbox
from vezne.flows.notices import tell
from vezne.flows.ticket_notices import members_told

BUYERS_PAGE = "/basvurular/{}/"
DESK_PAGE = "/yonetim/basvurular/{}/"
WORKING = (Role.STAFF, Role.MANAGER, Role.ADMIN)


def buyers_people(row: Application) -> list[Recipient]:
    """The buyer's Admins and whoever wrote it."""
    own = [row.opened_by_id] if row.opened_by_id else []
    return members_told(row.buyer_id, roles=(Role.ADMIN,), user_ids=own)


def tell_buyer(
    row: Application, kind_key: str, *, now: datetime, people: Sequence[Recipient] | None = None
) -> None:
    """Tell the buyer's people, or those who were its people before an approval."""
    tell(
        kind_key=kind_key,
        seller_id=row.seller_id,
        buyer_id=row.buyer_id,
        words=_words(row),
        path=BUYERS_PAGE.format(row.public_id),
        subject=row.public_id,
        now=now,
        recipients=buyers_people(row) if people is None else people,
    )


def tell_seller(row: Application, kind_key: str, *, now: datetime) -> None:
    """Tell who has taken it; while nobody has, all who work for the seller."""
    own = [row.reviewer_id] if row.reviewer_id else []
    people = members_told(row.seller_id, roles=(), user_ids=own)
    tell(
        kind_key=kind_key,
        seller_id=row.seller_id,
        buyer_id=row.seller_id,
        words=_words(row),
        path=DESK_PAGE.format(row.public_id),
        subject=row.public_id,
        now=now,
        recipients=people or members_told(row.seller_id, roles=WORKING, user_ids=()),
    )


def _words(row: Application) -> dict[str, Any]:
    kind = find_kind(row.kind)
    return {
        "number": row.number,
        "title": kind.title if kind else "",
        "reason": row.reason,
        "buyer": row.buyer.name,
        "author": row.opened_by_label,
    }


def emit(kind: str, row: Application, now: datetime) -> None:
    """The event of a step, for the seller's programs."""
    outbox.emit(
        kind=kind,
        account_id=row.seller_id,
        subject=row.public_id,
        now=now,
        buyer_id=row.buyer_id,
        number=row.number,
        application_kind=row.kind,
    )
