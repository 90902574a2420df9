"""Upgrades now, other plans at the renewal: what they cost and when they hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vezne.catalog.models import PlanVersion
from vezne.catalog.tests.shop import NOW
from vezne.core.audit import SYSTEM
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import invoice_open
from vezne.subscriptions.errors import NotAnUpgrade, PaymentFirst, PlanNotReachable
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.queries import renewals_due, upgrade_preview
from vezne.subscriptions.services import (
    change_cancel,
    change_schedule,
    period_voided,
    renew_early,
    renewals_lock,
    transitions_write,
    upgrade_apply,
    upgrade_prepare,
)
from vezne.subscriptions.tests.business import AYSE, Business, fresh, happened, line_of, pay
from vezne.subscriptions.types import PeriodDraft

DAY = timedelta(days=1)
END = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
HALF = NOW + (END - NOW) / 2


def upgrade(
    business: Business, subscription: Subscription, version: PlanVersion, now: datetime
) -> Invoice:
    quote, _ = upgrade_prepare(
        subscription_id=subscription.pk, version_id=version.pk, now=now, actor=AYSE
    )
    draft: PeriodDraft = quote.draft
    invoice = invoice_open(
        seller_id=draft.seller_id,
        buyer_id=draft.buyer_id,
        current_account_id=draft.current_account_id,
        kind="upgrade",
        currency=draft.currency,
        lines=[line_of(draft)],
        opened_at=now,
        due_at=draft.due_at,
        shuts_off_at=draft.shuts_off_at,
        key=f"upgrade:{now}",
        subscription_id=draft.subscription_id,
    )
    upgrade_apply(
        quote=quote, invoice_id=invoice.pk, net_minor=invoice.net_minor, now=now, actor=AYSE
    )
    return invoice


def test_half_a_month_costs_half_of_the_difference_and_holds_at_once(business: Business) -> None:
    subscription = business.sell_paid()

    preview = upgrade_preview(subscription, business.pro.pk, now=HALF)
    invoice = upgrade(business, subscription, business.pro, HALF)

    assert preview.draft.price_minor == 75_00 == invoice.net_minor
    assert (preview.new_share_minor, preview.unused_share_minor) == (125_00, 50_00)
    row = fresh(subscription)
    assert (row.plan_id, row.price_minor) == (business.pro.plan_id, 250_00)
    assert (row.period_starts_at, row.period_ends_at) == (NOW, END)
    assert row.open_until == HALF + 7 * DAY == invoice.shuts_off_at
    assert row.written_state == "active"
    pay(invoice, now=HALF + DAY)
    assert fresh(subscription).open_until == END + 7 * DAY


def test_an_unpaid_upgrade_shuts_and_its_void_brings_the_old_plan_back(business: Business) -> None:
    subscription = business.sell_paid()
    invoice = upgrade(business, subscription, business.pro, HALF)
    transitions_write(now=HALF + 7 * DAY)
    assert fresh(subscription).written_state == "suspended"

    period_voided(invoice_id=invoice.pk, now=HALF + 8 * DAY, actor=SYSTEM, reason="vazgeçti")

    row = fresh(subscription)
    assert (row.plan_id, row.price_minor) == (business.monthly.plan_id, 100_00)
    assert (row.written_state, row.renewal_parked) == ("active", "")


def test_a_second_upgrade_builds_on_the_first(business: Business) -> None:
    subscription = business.sell_paid()
    pay(upgrade(business, subscription, business.pro, NOW + 10 * DAY), now=NOW + 10 * DAY)

    preview = upgrade_preview(fresh(subscription), business.yearly.pk, now=HALF)

    assert preview.unused_share_minor == 125_00
    assert preview.draft.price_minor == 1_075_00
    assert preview.draft.ends_at == datetime(2027, 3, 17, 21, 0, tzinfo=UTC)


def test_a_month_becomes_a_year_with_a_new_anchor(business: Business) -> None:
    subscription = business.sell_paid()
    now = NOW + 10 * DAY
    invoice = upgrade(business, subscription, business.yearly, now)
    pay(invoice, now=now)

    row = fresh(subscription)
    assert row.period_starts_at == now
    assert row.paid_until == datetime(2027, 3, 12, 9, 0, tzinfo=UTC)
    assert row.anchor_day == 12
    later = upgrade_preview(row, business.pro.pk, now=now + DAY)
    assert later.unused_share_minor == round(1_200_00 * 364 / 365)
    assert later.draft.price_minor < 0


def test_going_down_is_no_upgrade_but_a_change_at_the_renewal(business: Business) -> None:
    subscription = business.sell_paid(business.pro)
    with pytest.raises(NotAnUpgrade):
        upgrade_prepare(
            subscription_id=subscription.pk,
            version_id=business.monthly.pk,
            now=HALF,
            actor=AYSE,
        )

    change_schedule(
        subscription_id=subscription.pk, version_id=business.monthly.pk, now=HALF, actor=AYSE
    )
    (draft,) = renewals_lock(subscription_ids=[subscription.pk], now=END - 7 * DAY)
    invoice = business.bill(draft, now=END - 7 * DAY)

    assert invoice.net_minor == 100_00
    assert fresh(subscription).plan_id == business.pro.plan_id
    transitions_write(now=END)
    row = fresh(subscription)
    assert (row.plan_id, row.next_version_id) == (business.monthly.plan_id, None)
    assert "changed" in happened(subscription)


def test_a_change_of_mind_takes_the_opened_renewal_back(business: Business) -> None:
    subscription = business.sell_paid(business.pro)
    early = renew_early(subscription_id=subscription.pk, now=HALF)
    assert early.draft is not None
    first = business.bill(early.draft, now=HALF)

    scheduled = change_schedule(
        subscription_id=subscription.pk, version_id=business.monthly.pk, now=HALF, actor=AYSE
    )
    assert scheduled.invoice_ids == (first.pk,)
    assert renewals_due(now=END - 7 * DAY, limit=10) == [subscription.pk]
    change_cancel(subscription_id=subscription.pk, now=HALF + DAY, actor=AYSE)

    (draft,) = renewals_lock(subscription_ids=[subscription.pk], now=END - 7 * DAY)
    assert draft.price_minor == 250_00


def test_an_upgrade_builds_on_paid_time_only(business: Business) -> None:
    subscription, _ = business.sell()

    with pytest.raises(PaymentFirst):
        upgrade_preview(subscription, business.pro.pk, now=NOW + DAY)


def test_an_upgrade_withdraws_the_renewal_at_the_old_price(business: Business) -> None:
    subscription = business.sell_paid()
    early = renew_early(subscription_id=subscription.pk, now=HALF)
    assert early.draft is not None
    old = business.bill(early.draft, now=HALF)

    quote, withdrawn = upgrade_prepare(
        subscription_id=subscription.pk, version_id=business.pro.pk, now=HALF, actor=AYSE
    )

    assert withdrawn.invoice_ids == (old.pk,)
    assert quote.draft.price_minor == 75_00


def test_time_that_was_paid_ahead_is_upgraded_with_it(business: Business) -> None:
    subscription = business.sell_paid()
    early = renew_early(subscription_id=subscription.pk, now=NOW)
    assert early.draft is not None
    pay(business.bill(early.draft, now=NOW), now=NOW)

    quote = upgrade_preview(fresh(subscription), business.pro.pk, now=HALF)

    assert quote.draft.price_minor == 75_00 + 150_00


def test_only_other_plans_of_the_product_are_reachable(business: Business) -> None:
    subscription = business.sell_paid()

    for version in (business.trial, business.monthly):
        with pytest.raises(PlanNotReachable):
            upgrade_preview(subscription, version.pk, now=HALF)
