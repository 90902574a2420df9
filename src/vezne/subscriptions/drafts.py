"""Which period would be billed next, and at what price; pure functions over rows at hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from vezne.catalog.configuring import SoldOption, period_total, sold_options
from vezne.catalog.models import PlanVersion
from vezne.core.calendar import add_period, istanbul_date
from vezne.subscriptions.coverage import renewal_instant
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.types import PeriodDraft, PeriodKind, SoldTerms

Sold = Subscription | SoldTerms


def draft_of(
    subscription: Sold,
    version: PlanVersion,
    *,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    anchor_day: int,
    price_minor: int,
    carried_minor: int = 0,
    options: Sequence[SoldOption] = (),
) -> PeriodDraft:
    """A draft of `version` (with its plan and product at hand) over `[starts_at, ends_at)`.

    It is owed from its start and shuts access off when the version's grace days have passed; a
    first period that opens on payment blocks nothing.
    """
    shuts_off_at = starts_at + timedelta(days=version.grace_days)
    return PeriodDraft(
        subscription_id=subscription.id,
        subscription_public_id=subscription.public_id,
        current_account_id=subscription.current_account_id,
        seller_id=subscription.seller_id,
        buyer_id=subscription.buyer_id,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        anchor_day=anchor_day,
        due_at=starts_at,
        shuts_off_at=None if subscription.awaits_payment else shuts_off_at,
        renews_at=renewal_instant(starts_at, ends_at, subscription.renewal_lead_days),
        version_id=version.pk,
        product_id=subscription.product_id,
        product_name=version.plan.product.name,
        plan_name=version.plan.name,
        site=subscription.site,
        price_minor=price_minor,
        currency=version.currency,
        kdv_rate_bp=version.kdv_rate_bp,
        oiv_rate_bp=version.oiv_rate_bp,
        withheld_code=version.withholding_code,
        exemption_code=version.exemption_code,
        carried_minor=carried_minor,
        options=tuple(options),
    )


def day_of(instant: datetime) -> int:
    """The Istanbul day of the month from which the periods that begin here are counted."""
    return istanbul_date(instant).day


def period_end(start: datetime, version: PlanVersion, *, anchor_day: int) -> datetime:
    """Where one period of the version that begins at `start` ends."""
    return add_period(start, version.period_unit, version.period_count, anchor_day=anchor_day)


def regular_draft(
    subscription: Sold,
    version: PlanVersion,
    *,
    starts_at: datetime,
    anchor_day: int,
    options: Sequence[SoldOption] | None = None,
) -> PeriodDraft:
    """A whole period from `starts_at`, at the sold price while the version is the sold one.

    `options` are what was configured, as it costs with another version; None: as it was sold.
    """
    is_sold = version.pk == subscription.version_id
    options = sold_options(subscription.options) if options is None else options
    price_minor = version.price_minor + period_total(options)
    return draft_of(
        subscription,
        version,
        kind=PeriodKind.REGULAR,
        starts_at=starts_at,
        ends_at=period_end(starts_at, version, anchor_day=anchor_day),
        anchor_day=anchor_day,
        price_minor=subscription.price_minor if is_sold else price_minor,
        options=options,
    )


def renewal_period(
    subscription: Sold, version: PlanVersion, options: Sequence[SoldOption] | None = None
) -> PeriodDraft:
    """The period after the newest one, on the version that is to hold then."""
    return regular_draft(
        subscription,
        version,
        starts_at=subscription.period_ends_at,
        anchor_day=subscription.anchor_day,
        options=options,
    )
