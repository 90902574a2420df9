"""Closing months: after it, no entry may carry a business date of that month or before."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from vezne.core import audit
from vezne.core.audit import Actor
from vezne.core.calendar import istanbul_date
from vezne.ledger.database import fetch_one
from vezne.ledger.errors import MonthNotOver
from vezne.ledger.models import ClosedMonth, CurrentAccount
from vezne.ledger.services.current_accounts import CLOSING_LOCK, month_after


@transaction.atomic
def month_close(*, seller_id: int, month: date, actor: Actor, now: datetime) -> None:
    """Close a seller's month and all before it; once more changes nothing.

    Waits for the postings under way (it locks the seller's current accounts), so none slips into
    the month behind it. `month` is any day of it. Raises: MonthNotOver.
    """
    first, after = month.replace(day=1), month_after(month)
    if istanbul_date(now) < after:
        raise MonthNotOver
    fetch_one("SELECT pg_advisory_xact_lock($1, $2)", (CLOSING_LOCK, seller_id))
    rows = CurrentAccount.objects.filter(seller_id=seller_id).order_by("pk")
    ids = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    if ClosedMonth.objects.filter(seller_id=seller_id, month__gte=first).exists():
        return
    ClosedMonth.objects.create(seller_id=seller_id, month=first, closed_at=now)
    CurrentAccount.objects.filter(pk__in=ids).update(closed_before=after)
    audit.record(
        actor=actor,
        action="ledger.month_closed",
        subject=f"{first:%Y-%m}",
        now=now,
        account_id=seller_id,
    )
