"""How a subscription begins: at once, with its first payment, or on trial."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from vezne.catalog.configuring import SoldOption, period_total, setup_total, stored_options
from vezne.catalog.models import Opening, PlanVersion
from vezne.catalog.queries import get_plan_version
from vezne.core import audit, outbox
from vezne.core.audit import Actor
from vezne.core.calendar import PeriodUnit, add_period
from vezne.subscriptions.drafts import day_of, period_end, regular_draft
from vezne.subscriptions.errors import NotOnTrial, PlanNotReachable, SubscriptionOver, TrialUsed
from vezne.subscriptions.models import Period, Subscription
from vezne.subscriptions.services.credits import credits_grant
from vezne.subscriptions.services.state import (
    live_periods,
    periods_withdraw,
    recompute,
    subscription_lock,
    timeline_add,
)
from vezne.subscriptions.types import (
    Conversion,
    PeriodDraft,
    PeriodKind,
    StartTerms,
    TimelineKind,
)


@transaction.atomic
def subscription_start(*, terms: StartTerms, now: datetime, actor: Actor) -> Subscription:
    """Begin a subscription of a plan version; what is to be billed first tells `first_period`.

    An `on_order` plan is open at once and its grace days run from `now`. An `on_payment` plan
    stays shut until its first payment, which also begins its period. A trial plan is free and
    ends by itself; it converts only by the choice of a plan (`trial_convert`).
    Raises: TrialUsed, NotFound (no such version).
    """
    version = get_plan_version(terms.version_id)
    is_trial = version.plan.is_trial
    subscription = _new_row(terms, version, now)
    try:
        with transaction.atomic():
            subscription.save()
    except IntegrityError:
        if is_trial:
            raise TrialUsed from None
        raise
    if is_trial:
        _open_trial(subscription, version, now)
    kind = TimelineKind.TRIAL_STARTED if is_trial else TimelineKind.STARTED
    timeline_add(subscription, kind, now=now, actor=actor, plan=version.plan.name)
    recompute(subscription, now=now, actor=actor, tells=False)
    outbox.emit(
        kind="subscription.started",
        account_id=subscription.seller_id,
        subject=subscription.public_id,
        now=now,
        subscription_id=subscription.pk,
        buyer_id=subscription.buyer_id,
        platform_id=subscription.platform_id,
        state=subscription.written_state,
    )
    audit.record(
        actor=actor,
        action="subscription.started",
        subject=subscription.public_id,
        now=now,
        account_id=subscription.buyer_id,
        plan=version.plan.name,
    )
    return subscription


def _new_row(terms: StartTerms, version: PlanVersion, now: datetime) -> Subscription:
    plan = version.plan
    is_trial = plan.is_trial
    price_minor = version.price_minor + period_total(terms.options)
    waits = terms.waits_for_payment or plan.opening == Opening.ON_PAYMENT
    costs = price_minor + setup_total(terms.options) > 0
    return Subscription(
        seller_id=terms.seller_id,
        buyer_id=terms.buyer_id,
        current_account_id=terms.current_account_id,
        platform_id=plan.product.platform_id,
        product=plan.product,
        plan=plan,
        version=version,
        site=terms.site,
        price_minor=price_minor,
        options=stored_options(terms.options),
        currency=version.currency,
        kdv_rate_bp=version.kdv_rate_bp,
        period_unit=version.period_unit,
        period_count=version.period_count,
        grace_days=version.grace_days,
        renewal_lead_days=terms.renewal_lead_days,
        started_at=now,
        is_trial=is_trial,
        awaits_payment=not is_trial and (terms.waits_for_word or (waits and costs)),
        trial_ends_at=_trial_end(version, now) if is_trial else None,
        anchor_day=day_of(now),
        period_starts_at=now,
        period_ends_at=now,
        paid_until=now,
        open_until=now,
        written_state="pending",
    )


def _trial_end(version: PlanVersion, now: datetime) -> datetime:
    """The version's trial days, or one of its periods where none are given."""
    if version.trial_days:
        return add_period(now, PeriodUnit.DAY, version.trial_days, anchor_day=day_of(now))
    return period_end(now, version, anchor_day=day_of(now))


def _open_trial(subscription: Subscription, version: PlanVersion, now: datetime) -> None:
    assert subscription.trial_ends_at is not None
    period = Period.objects.create(
        subscription=subscription,
        seller_id=subscription.seller_id,
        buyer_id=subscription.buyer_id,
        kind=PeriodKind.TRIAL,
        starts_at=now,
        ends_at=subscription.trial_ends_at,
        anchor_day=day_of(now),
        version=version,
        opened_at=now,
        net_minor=0,
        paid_at=now,
    )
    credits_grant(subscription, period, now=now)


def first_period(subscription: Subscription) -> PeriodDraft:
    """The first period to bill of a subscription that just began (not of a trial)."""
    return regular_draft(
        subscription,
        subscription.version,
        starts_at=subscription.started_at,
        anchor_day=subscription.anchor_day,
    )


@transaction.atomic
def trial_convert(
    *,
    subscription_id: int,
    version_id: int,
    now: datetime,
    actor: Actor,
    waits: bool = False,
    options: tuple[SoldOption, ...] = (),
) -> Conversion:
    """Go on from a trial with a plan of the same product; returns the period to bill.

    The caller bills the draft and calls `period_open` in the same transaction. The paid time
    begins when the trial ends, or now if it is over; nothing of the trial is lost. An `on_order`
    plan is open from the choice, with its grace days from the period's start; an `on_payment`
    plan goes on when it is paid (the trial runs to its own end meanwhile), and until then another
    plan may be chosen instead. So does every plan with `waits`, because staff look at it first or
    it was ordered in a cart; `options` are what was configured there.
    Raises: NotOnTrial, PlanNotReachable, SubscriptionOver, NotFound.
    """
    subscription = subscription_lock(subscription_id)
    version = get_plan_version(version_id)
    if subscription.ended_at is not None:
        raise SubscriptionOver
    if not subscription.is_trial or subscription.trial_ends_at is None:
        raise NotOnTrial
    if version.plan.is_trial or version.plan.product_id != subscription.product_id:
        raise PlanNotReachable
    earlier = [p for p in live_periods(subscription) if p.paid_at is None]
    withdrawn = periods_withdraw(subscription, earlier, now=now, actor=actor)
    waits = waits or (version.plan.opening == Opening.ON_PAYMENT and version.price_minor > 0)
    subscription.awaits_payment = waits
    subscription.is_trial = waits
    subscription.cancels_at = subscription.cancel_asked_at = None
    subscription.save()
    timeline_add(
        subscription, TimelineKind.TRIAL_CONVERTED, now=now, actor=actor, plan=version.plan.name
    )
    starts_at = max(now, subscription.trial_ends_at)
    draft = regular_draft(
        subscription, version, starts_at=starts_at, anchor_day=day_of(starts_at), options=options
    )
    return Conversion(draft, withdrawn)
