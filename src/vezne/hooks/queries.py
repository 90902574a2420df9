"""Reads of endpoints and their deliveries."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from vezne.core.errors import NotFound
from vezne.hooks.models import Endpoint, WebhookDelivery, WebhookState


def list_endpoints_for(account_id: int) -> list[Endpoint]:
    """The live endpoints of a seller."""
    return list(Endpoint.objects.filter(account_id=account_id, is_active=True).order_by("id"))


def list_deliveries_for(account_id: int, *, limit: int = 100) -> list[WebhookDelivery]:
    """What was sent to a seller's endpoints, newest first."""
    rows = WebhookDelivery.objects.filter(account_id=account_id).select_related("endpoint")
    return list(rows.order_by("-id")[:limit])


def get_endpoint(account_id: int, public_id: str) -> Endpoint:
    """One live endpoint of a seller. Raises: NotFound."""
    row = Endpoint.objects.filter(
        account_id=account_id, public_id=public_id, is_active=True
    ).first()
    if row is None:
        raise NotFound
    return row


def get_delivery(account_id: int, public_id: str) -> WebhookDelivery:
    """One delivery of a seller. Raises: NotFound."""
    row = WebhookDelivery.objects.filter(account_id=account_id, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def list_due_ids(*, real_now: datetime, limit: int = 200) -> list[int]:
    """Deliveries whose turn has come, oldest first; `real_now` is the time outside."""
    waiting = WebhookDelivery.objects.filter(state=WebhookState.WAITING)
    due = waiting.filter(Q(next_try_at=None) | Q(next_try_at__lte=real_now))
    return list(due.order_by("id").values_list("id", flat=True)[:limit])
