"""The owner is told when 80 and 100 % of a quota are used; once, until more is granted."""

from __future__ import annotations

from datetime import datetime

from vezne.core.outbox import NewEvent, emit_many
from vezne.metering.models import QuotaAlert
from vezne.metering.queries import quota_for
from vezne.metering.types import Quota

STEPS = (80, 100)


def quota_alert(*, seller_id: int, buyer_id: int, unit: str, now: datetime) -> int | None:
    """Claim the steps that usage has reached and tell of the highest; returns it, or None.

    In the transaction that spent; the unique row lets one caller tell.
    """
    quota = quota_for(buyer_id=buyer_id, seller_id=seller_id, unit=unit, now=now)
    reached = [step for step in STEPS if quota.used_percent >= step]
    if not reached or not _claim(seller_id, buyer_id, quota, reached, now):
        return None
    emit_many(
        [
            NewEvent(
                kind="quota.alert",
                account_id=seller_id,
                subject=unit,
                occurred_at=now,
                payload={
                    "buyer_id": buyer_id,
                    "unit": unit,
                    "step": reached[-1],
                    "granted": quota.granted,
                    "left": quota.left,
                },
            )
        ]
    )
    return reached[-1]


def _claim(seller_id: int, buyer_id: int, quota: Quota, steps: list[int], now: datetime) -> bool:
    """Write the rows; True when the highest step had not been told for what was granted so far."""
    told = set(
        QuotaAlert.objects.filter(
            seller_id=seller_id,
            buyer_id=buyer_id,
            unit=quota.unit,
            granted_total=quota.granted_total,
        ).values_list("step", flat=True)
    )
    QuotaAlert.objects.bulk_create(
        (
            QuotaAlert(
                seller_id=seller_id,
                buyer_id=buyer_id,
                unit=quota.unit,
                step=step,
                granted_total=quota.granted_total,
                told_at=now,
            )
            for step in steps
            if step not in told
        ),
        ignore_conflicts=True,
    )
    return steps[-1] not in told
