"""Reads of usage: what is left of a quota, and what was used by whom and when."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from vezne.core.calendar import ISTANBUL
from vezne.core.compiled import compiled
from vezne.ledger.models import Lot
from vezne.metering.models import UsageEvent
from vezne.metering.types import Quota, QuotaLot, UsageSum


def quota_for(*, buyer_id: int, seller_id: int, unit: str, now: datetime) -> Quota:
    """What a buyer has of one unit of a seller: granted, used, left, and the lots with their ends.

    Counts the lots that are open at `now`; when all are used or over, the last one alone, so that
    a page can say "all used" instead of "nothing was ever bought".
    """
    ours = Lot.objects.filter(buyer_id=buyer_id, seller_id=seller_id, unit=unit)
    alive = ours.filter(Q(expires_at=None) | Q(expires_at__gt=now), remaining__gt=0)
    lots = list(alive.order_by(F("expires_at").asc(nulls_last=True), "pk"))
    if not lots:
        lots = list(ours.order_by("-granted_at", "-pk")[:1])
    total = ours.aggregate(total=Sum("quantity"))["total"] or 0
    return _quota(unit, lots, total, now)


def quotas_for(*, buyer_id: int, now: datetime) -> dict[tuple[int, str], Quota]:
    """Every quota of a buyer by seller and unit, as `quota_for` tells one; one query."""
    groups: dict[tuple[int, str], list[Lot]] = {}
    for lot in _lots(buyer_id):
        groups.setdefault((lot.seller_id, lot.unit), []).append(lot)
    quotas = {}
    for key, lots in groups.items():
        alive = [lot for lot in lots if lot.remaining > 0 and _is_alive(lot, now)]
        shown = alive or [max(lots, key=lambda lot: (lot.granted_at, lot.pk))]
        quotas[key] = _quota(key[1], shown, sum(lot.quantity for lot in lots), now)
    return quotas


@compiled
def _lots(buyer_id: int) -> QuerySet[Lot]:
    rows = Lot.objects.filter(buyer_id=buyer_id)
    return rows.order_by("unit", F("expires_at").asc(nulls_last=True), "pk")


def _quota(unit: str, lots: list[Lot], total: int, now: datetime) -> Quota:
    shown = tuple(
        QuotaLot(
            quantity=lot.quantity,
            left=lot.remaining - lot.held if _is_alive(lot, now) else 0,
            granted_at=lot.granted_at,
            expires_at=lot.expires_at,
        )
        for lot in lots
    )
    granted, left = sum(lot.quantity for lot in shown), sum(lot.left for lot in shown)
    return Quota(
        unit=unit,
        granted=granted,
        used=granted - left,
        left=left,
        granted_total=total,
        lots=shown,
    )


def _is_alive(lot: Lot, now: datetime) -> bool:
    return lot.expires_at is None or lot.expires_at > now


def units_for(*, buyer_id: int, seller_id: int) -> list[str]:
    """The units of which the buyer was ever granted credits, in order of the alphabet."""
    rows = Lot.objects.filter(buyer_id=buyer_id, seller_id=seller_id)
    return list(rows.order_by("unit").values_list("unit", flat=True).distinct())


def usage_for(
    *,
    buyer_id: int,
    seller_id: int | None = None,
    unit: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> QuerySet[UsageEvent]:
    """A buyer's usage events in `[starts_at, ends_at)`, newest first; empty filters mean all."""
    rows = UsageEvent.objects.filter(buyer_id=buyer_id)
    if seller_id is not None:
        rows = rows.filter(seller_id=seller_id)
    if unit:
        rows = rows.filter(unit=unit)
    if starts_at is not None:
        rows = rows.filter(used_at__gte=starts_at)
    if ends_at is not None:
        rows = rows.filter(used_at__lt=ends_at)
    return rows.order_by("-used_at", "-pk")


def usage_sums(rows: QuerySet[UsageEvent]) -> list[UsageSum]:
    """Events of `usage_for` summed by Istanbul date, unit and person, newest date first."""
    sums = (
        rows.order_by()
        .annotate(used_on=TruncDate("used_at", tzinfo=ISTANBUL))
        .values("used_on", "unit", "actor_label")
        .annotate(total=Sum("quantity"), events=Count("pk"))
        .order_by("-used_on", "unit", "actor_label")
    )
    return [
        UsageSum(
            used_on=row["used_on"],
            unit=row["unit"],
            actor_label=row["actor_label"],
            quantity=row["total"],
            events=row["events"],
        )
        for row in sums
    ]
