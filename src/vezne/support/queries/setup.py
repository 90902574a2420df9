"""What a seller has set up, with the defaults where it has said nothing."""

from __future__ import annotations

from django.db.models import QuerySet

from vezne.core.errors import NotFound
from vezne.support.business_hours import Week
from vezne.support.models import CannedReply, Department, ServiceLevel, SupportTerms
from vezne.support.types import DEFAULT_LEVELS, Level


def terms_of(seller_id: int) -> SupportTerms:
    """A seller's rules; not saved when it has none. In the desk's or system scope."""
    found = SupportTerms.objects.filter(seller_id=seller_id).first()
    return found or SupportTerms(seller_id=seller_id)


def week_of(seller_id: int) -> Week:
    """When a seller works."""
    terms = terms_of(seller_id)
    return Week(
        days=frozenset(terms.days),
        opens_at=terms.opens_at,
        closes_at=terms.closes_at,
        keeps_holidays=terms.keeps_holidays,
    )


def levels_of(seller_id: int) -> dict[str, Level]:
    """What a seller promises, by priority."""
    rows = ServiceLevel.objects.filter(seller_id=seller_id)
    own = {row.priority: Level(row.answer_minutes, row.solve_minutes) for row in rows}
    return {**DEFAULT_LEVELS, **own}


def level_of(seller_id: int, priority: str) -> Level:
    """What a seller promises for one priority."""
    return levels_of(seller_id)[priority]


def departments_of(seller_id: int, *, active_only: bool = False) -> QuerySet[Department]:
    """A seller's departments in their order; public."""
    rows = Department.objects.filter(seller_id=seller_id).order_by("position", "pk")
    return rows.filter(is_active=True) if active_only else rows


def get_department(seller_id: int, public_id: str) -> Department:
    """One department of a seller. Raises: NotFound."""
    row = Department.objects.filter(seller_id=seller_id, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def canned_of(seller_id: int) -> QuerySet[CannedReply]:
    """A seller's words to use again, by title. In the desk's scope."""
    return CannedReply.objects.filter(seller_id=seller_id).order_by("title", "pk")


def get_canned(seller_id: int, public_id: str) -> CannedReply:
    """One of them. Raises: NotFound."""
    row = CannedReply.objects.filter(seller_id=seller_id, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row
