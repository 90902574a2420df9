"""Usage events: written exactly once by key and spent from credit lots in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Q, Sum

from vezne.ledger.models import CurrentAccount, Lot
from vezne.ledger.services import credits_spend, current_accounts_lock
from vezne.metering.errors import BatchTooLarge
from vezne.metering.judging import Body, judge
from vezne.metering.models import UsageEvent
from vezne.metering.services.alerts import quota_alert
from vezne.metering.types import MAX_EVENTS, EventResult, UsageInput

# An array per column: bulk_create would send a parameter per cell.
_INSERT = """
INSERT INTO metering_usageevent
    (seller_id, buyer_id, key, unit, quantity, used_at, description, actor_label)
SELECT %s, %s, * FROM unnest(
    %s::text[], %s::text[], %s::bigint[], %s::timestamptz[], %s::text[], %s::text[])
RETURNING id
"""


@transaction.atomic
def usage_record_many(
    *, seller_id: int, buyer_id: int, events: Sequence[UsageInput], now: datetime
) -> list[EventResult]:
    """Count up to 1,000 events of one buyer; one result per event, in their order.

    Exactly once by key: an event sent again is a duplicate and spends nothing; the same key with
    other content is refused. Credits are spent for accepted events only, one posting per unit,
    under the current account's lock, so nothing is spent below zero. Crossing 80 or 100 % of the
    quota is told once. Raises: BatchTooLarge.
    """
    if len(events) > MAX_EVENTS:
        raise BatchTooLarge(most=MAX_EVENTS)
    account = CurrentAccount.objects.filter(seller_id=seller_id, buyer_id=buyer_id).first()
    if account is None:
        return judge(events, known={}, available={}, now=now).results
    current_accounts_lock(current_account_ids=[account.pk])
    judged = judge(
        events,
        known=_known(seller_id, buyer_id, (event.key for event in events)),
        available=_available(account.pk, {event.unit for event in events}, now),
        now=now,
    )
    if judged.accepted:
        first_id = _insert(seller_id, buyer_id, judged.accepted)
        for unit, quantity in sorted(judged.spent.items()):
            credits_spend(
                current_account_id=account.pk,
                unit=unit,
                quantity=quantity,
                key=f"usage:{first_id}:{unit}",
                now=now,
            )
            quota_alert(seller_id=seller_id, buyer_id=buyer_id, unit=unit, now=now)
    return judged.results


def _known(seller_id: int, buyer_id: int, keys: Iterable[str]) -> dict[str, Body]:
    rows = UsageEvent.objects.filter(seller_id=seller_id, buyer_id=buyer_id, key__in=list(keys))
    found = rows.values_list("key", "unit", "quantity", "used_at")
    return {key: Body(unit, quantity, used_at) for key, unit, quantity, used_at in found}


def _available(current_account_id: int, units: set[str], now: datetime) -> dict[str, int]:
    """What can be spent of each unit now; exact, because the current account is locked."""
    rows = (
        Lot.objects.filter(
            Q(expires_at=None) | Q(expires_at__gt=now),
            current_account_id=current_account_id,
            unit__in=units,
            remaining__gt=0,
        )
        .values("unit")
        .annotate(free=Sum(F("remaining") - F("held")))
    )
    return {row["unit"]: row["free"] for row in rows}


def _insert(seller_id: int, buyer_id: int, events: Sequence[UsageInput]) -> int:
    """Write the events; returns the smallest new id, which names the batch in the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                seller_id,
                buyer_id,
                [e.key for e in events],
                [e.unit for e in events],
                [e.quantity for e in events],
                [e.used_at for e in events],
                [e.description for e in events],
                [e.actor_label for e in events],
            ],
        )
        return min(int(row[0]) for row in cursor.fetchall())
