"""The price of an upgrade over rows at hand; preview and execution call this one function."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vezne.catalog.configuring import SoldOption, period_total
from vezne.catalog.models import PlanVersion
from vezne.core.money import round_half_up
from vezne.subscriptions.drafts import day_of, draft_of, period_end
from vezne.subscriptions.errors import (
    CancelPending,
    PaymentFirst,
    PlanNotReachable,
    TrialNeedsPlan,
)
from vezne.subscriptions.models import Period, Subscription
from vezne.subscriptions.proration import PaidStretch, Proration, new_period, same_period
from vezne.subscriptions.types import PeriodKind, UpgradeQuote


def quote_upgrade(
    subscription: Subscription,
    periods: Sequence[Period],
    version: PlanVersion,
    *,
    now: datetime,
    options: Sequence[SoldOption] = (),
) -> UpgradeQuote:
    """What the move to `version` costs at `now`; a price ≤ 0 means: not an upgrade.

    `periods` are the live ones in order of time; unpaid ones that have not begun do not count.
    `options` are what was configured, as it costs with the new version: part of the new price.
    Plans of the same period keep their end. Another length begins a whole new period now.
    Raises: TrialNeedsPlan, CancelPending, PaymentFirst, PlanNotReachable.
    """
    _refuse_unreachable(subscription, version)
    begun = [p for p in periods if p.paid_at is not None or p.starts_at <= now]
    if subscription.awaits_payment or any(p.paid_at is None for p in begun):
        raise PaymentFirst
    if subscription.paid_until <= now:
        raise PaymentFirst
    counted = _since_last_switch(begun)
    paid = [PaidStretch(p.starts_at, p.ends_at, p.worth_minor) for p in counted]
    new_price_minor = version.price_minor + period_total(options)
    is_same = (version.period_unit, version.period_count) == (
        subscription.period_unit,
        subscription.period_count,
    )
    if is_same:
        whole = (PeriodKind.REGULAR, PeriodKind.SWITCH)
        spans = [(p.starts_at, p.ends_at) for p in counted if p.kind in whole]
        price = same_period(paid=paid, periods=spans, new_price_minor=new_price_minor, now=now)
        return _quote(
            subscription,
            version,
            price,
            kind=PeriodKind.UPGRADE,
            anchor_day=subscription.anchor_day,
            options=options,
        )
    ends_at = period_end(now, version, anchor_day=day_of(now))
    price = new_period(paid=paid, new_price_minor=new_price_minor, now=now, ends_at=ends_at)
    return _quote(
        subscription,
        version,
        price,
        kind=PeriodKind.SWITCH,
        anchor_day=day_of(now),
        options=options,
    )


def _refuse_unreachable(subscription: Subscription, version: PlanVersion) -> None:
    if subscription.is_trial:
        raise TrialNeedsPlan
    if subscription.cancels_at is not None:
        raise CancelPending
    if (
        version.plan.product_id != subscription.product_id
        or version.plan.is_trial
        or version.pk == subscription.version_id
        or version.currency != subscription.currency
    ):
        raise PlanNotReachable


def _since_last_switch(periods: Sequence[Period]) -> list[Period]:
    """A switch took over the value of all before it; older rows count no more."""
    switches = [p.starts_at for p in periods if p.kind == PeriodKind.SWITCH]
    since = max(switches, default=None)
    return [p for p in periods if since is None or p.starts_at >= since]


def _quote(
    subscription: Subscription,
    version: PlanVersion,
    price: Proration,
    *,
    kind: PeriodKind,
    anchor_day: int,
    options: Sequence[SoldOption],
) -> UpgradeQuote:
    unused = round_half_up(price.unused_share)
    draft = draft_of(
        subscription,
        version,
        kind=kind,
        starts_at=price.starts_at,
        ends_at=price.ends_at,
        anchor_day=anchor_day,
        price_minor=price.net_minor,
        carried_minor=unused if kind == PeriodKind.SWITCH else 0,
        options=options,
    )
    return UpgradeQuote(draft, round_half_up(price.new_share), unused)
