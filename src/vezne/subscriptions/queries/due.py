"""What is due: renewals to bill, unpaid invoices to remind of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from vezne.subscriptions.models import Period, ReminderSent, Subscription


@dataclass(frozen=True, slots=True)
class OwedPeriod:
    """An unpaid invoice of a period, for the reminder ladder."""

    invoice_id: int
    subscription_id: int
    seller_id: int
    buyer_id: int
    opened_at: datetime
    due_at: datetime
    shuts_off_at: datetime | None
    sent: frozenset[str]  # steps that were claimed


def due_for_renewal(now: datetime) -> QuerySet[Subscription]:
    """Subscriptions whose next period is to be billed.

    Not those that staff must look at first, and not those that are shut for an unpaid period:
    time that nobody can use is not billed.
    """
    shut = Period.objects.filter(
        subscription_id=OuterRef("pk"), paid_at=None, voided_at=None, shuts_off_at__lte=now
    )
    return Subscription.objects.filter(
        ~Exists(shut), renews_at__lte=now, renewal_parked="", ended_at=None
    )


def renewals_due(*, now: datetime, limit: int, after_id: int = 0) -> list[int]:
    """Ids of subscriptions whose next period is to be billed, in id order from `after_id`."""
    rows = due_for_renewal(now).filter(pk__gt=after_id).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def owed_periods(*, limit: int, after_id: int = 0) -> tuple[list[OwedPeriod], int]:
    """Unpaid invoices of live subscriptions with the reminder steps already claimed, in id order.

    Returns the next part and the id to go on after (0: there is no more).
    """
    rows = list(
        Period.objects.filter(
            Q(subscription__ended_at=None) | Q(starts_at__lt=F("subscription__ended_at")),
            pk__gt=after_id,
            paid_at=None,
            voided_at=None,
            invoice_id__isnull=False,
        ).order_by("pk")[:limit]
    )
    sent = reminders_sent(row.invoice_id for row in rows if row.invoice_id)
    owed = [
        OwedPeriod(
            invoice_id=row.invoice_id,
            subscription_id=row.subscription_id,
            seller_id=row.seller_id,
            buyer_id=row.buyer_id,
            opened_at=row.opened_at,
            due_at=row.starts_at,
            shuts_off_at=row.shuts_off_at,
            sent=frozenset(sent[row.invoice_id]),
        )
        for row in rows
        if row.invoice_id is not None
    ]
    return owed, rows[-1].pk if len(rows) == limit else 0


def reminders_sent(invoice_ids: Iterable[int]) -> defaultdict[int, set[str]]:
    """The steps of the ladder that were claimed, by invoice."""
    sent: defaultdict[int, set[str]] = defaultdict(set)
    rows = ReminderSent.objects.filter(invoice_id__in=list(invoice_ids))
    for invoice_id, step in rows.values_list("invoice_id", "step"):
        sent[invoice_id].add(step)
    return sent


def trials_ending(*, now: datetime, within: timedelta) -> list[Subscription]:
    """Running trials that end within a time and whose owner was not told, soonest first."""
    rows = Subscription.objects.select_related("platform", "product", "plan").filter(
        is_trial=True,
        ended_at=None,
        trial_warned_at=None,
        trial_ends_at__gt=now,
        trial_ends_at__lte=now + within,
    )
    return list(rows.order_by("trial_ends_at", "pk"))
