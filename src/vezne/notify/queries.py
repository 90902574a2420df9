"""Reads of the bell and of what went out."""

from __future__ import annotations

from django.db.models import QuerySet

from vezne.core.compiled import compiled
from vezne.notify.models import Delivery, DeliveryState, Notification


def unread_count(*, account_id: int, user_id: int) -> int:
    """How many lines behind the bell are new."""
    return Notification.objects.filter(account_id=account_id, user_id=user_id, read_at=None).count()


@compiled
def list_notifications(*, account_id: int, user_id: int, limit: int = 50) -> QuerySet[Notification]:
    """The newest lines behind a user's bell."""
    rows = Notification.objects.filter(account_id=account_id, user_id=user_id)
    return rows.order_by("-created_at", "-id")[:limit]


def list_deliveries_for(*, account_id: int, limit: int = 100) -> list[Delivery]:
    """What went out to an account, newest first."""
    rows = Delivery.objects.filter(account_id=account_id)
    return list(rows.order_by("-created_at", "-id")[:limit])


def list_queued_ids(*, limit: int = 500) -> list[int]:
    """Deliveries that still wait, oldest first; for the clock and after a stop."""
    rows = Delivery.objects.filter(state=DeliveryState.QUEUED)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])
