"""Usage events in batches of up to 1,000, each exactly once by its key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Router, Schema

from vezne.api.auth import KeyAuth, KeyRequest, in_scope
from vezne.metering.services import usage_record_many
from vezne.metering.types import UsageInput
from vezne.reports.sellers import get_buyer

router = Router(tags=["usage"])
MOST_EVENTS = 1_000


class EventIn(Schema):
    """One use: the caller's own key, the unit, how much."""

    key: str = Field(max_length=120)
    unit: str = Field(max_length=16)
    quantity: int = Field(gt=0)
    used_at: datetime | None = None
    description: str = Field("", max_length=200)
    user: str = Field("", max_length=200)


class UsageIn(Schema):
    """A batch of one account's events."""

    account: str
    events: list[EventIn] = Field(max_length=MOST_EVENTS)


class ResultOut(Schema):
    """What became of one event."""

    key: str
    result: str
    code: str


@router.post("", response=list[ResultOut], auth=KeyAuth("usage:write"))
@in_scope
def record(request: KeyRequest, body: UsageIn) -> list[dict[str, Any]]:
    """Record a batch; each event is accepted, a duplicate, or refused with its code."""
    buyer = get_buyer(request.api_key.account_id, body.account)
    results = usage_record_many(
        seller_id=request.api_key.account_id,
        buyer_id=buyer.pk,
        events=[
            UsageInput(
                key=event.key,
                unit=event.unit,
                quantity=event.quantity,
                used_at=event.used_at or request.now,
                description=event.description,
                actor_label=event.user,
                is_at_receipt=event.used_at is None,
            )
            for event in body.events
        ],
        now=request.now,
    )
    return [
        {"key": result.key, "result": result.outcome.value, "code": result.code}
        for result in results
    ]
