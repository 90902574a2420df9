"""Credits that a plan includes, granted with each period that is paid."""

from __future__ import annotations

from datetime import datetime

from vezne.metering.services import credits_for_period
from vezne.subscriptions.models import Period, Subscription
from vezne.subscriptions.types import PeriodKind


def credits_grant(subscription: Subscription, period: Period, *, now: datetime) -> None:
    """Grant what the period's version includes, once per period, expiring with it.

    An upgrade inside a period gives none: consumables are never prorated (a month's credits for
    three days' money would be an invitation).
    """
    unit = subscription.product.credit_unit
    quantity = period.version.included_credits
    if period.kind == PeriodKind.UPGRADE or not unit or not quantity or period.ends_at <= now:
        return
    credits_for_period(
        current_account_id=subscription.current_account_id,
        unit=unit,
        quantity=quantity,
        key=f"period:{period.pk}",
        subject=subscription.public_id,
        expires_at=period.ends_at,
        now=now,
    )
