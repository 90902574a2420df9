"""A renewal that is not paid, day by day, and what a buyer decides about a running service."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from vezne.accounts.models import SellerProfile
from vezne.catalog.models import PlanVersion
from vezne.catalog.tests.shop import DENIZ, NOW
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows import changes
from vezne.flows.renewal import renew_now
from vezne.flows.tests.world import DAY, World, assert_books_are_clean
from vezne.flows.tick import tick
from vezne.invoicing.models import Invoice
from vezne.notify.models import Delivery
from vezne.subscriptions.errors import NotAnUpgrade, PaymentFirst, SubscriptionOver, TrialNeedsPlan
from vezne.subscriptions.models import BlockKind
from vezne.subscriptions.queries import find_subscription, upgrade_preview
from vezne.subscriptions.services import block_lift, block_place
from vezne.subscriptions.states import State

pytestmark = pytest.mark.contract

HOUR = timedelta(hours=1)


@pytest.fixture
def paid(world: World) -> World:
    """A paid month, a seller who reminds 7, 3 and 1 days ahead and on the day."""
    with acting_as_system("test"):
        SellerProfile.objects.filter(pk=world.shop.seller.pk).update(reminder_days=[7, 3, 1, 0])
    world.pay(world.invoice())
    return world


def end_of(world: World) -> datetime:
    ends_at: datetime = world.service(NOW).period_ends_at
    return ends_at


def mails(world: World, after: datetime) -> list[tuple[int, str]]:
    """(day from `after`, kind) of every mail of the ladder."""
    with acting_as_system("test"):
        rows = Delivery.objects.filter(account=world.buyer, created_at__gte=after - 9 * DAY)
        return [((row.created_at - after).days, row.kind) for row in rows.order_by("pk")]


# -- the ladder ----------------------------------------------------------------------------------


def test_an_unpaid_renewal_is_reminded_warned_shut_and_opened_by_the_payment(paid: World) -> None:
    ends_at = end_of(paid)

    paid.tick_to(ends_at - 9 * DAY, ends_at + 8 * DAY)

    expected = [
        (-7, "invoice.opened"),
        (-3, "invoice.reminder"),
        (-1, "invoice.reminder"),
        (0, "invoice.due_today"),
        *((day, "invoice.overdue") for day in range(1, 6)),
        (6, "invoice.last_day"),
        (7, "subscription.suspended"),
    ]
    assert mails(paid, ends_at) == expected
    assert paid.state(ends_at - HOUR) is State.ACTIVE
    assert paid.state(ends_at) is State.GRACE
    assert paid.access(ends_at + 7 * DAY - HOUR).is_allowed
    shut = paid.access(ends_at + 7 * DAY)
    assert (shut.is_allowed, shut.reason) == (False, "debt")
    assert paid.state(ends_at + 8 * DAY) is State.SUSPENDED

    paid.pay(paid.open_invoices()[0], now=ends_at + 8 * DAY)

    assert paid.access(ends_at + 8 * DAY).is_allowed
    assert paid.state(ends_at + 8 * DAY) is State.ACTIVE
    # A late payment does not move the anchor: the month runs from the old end.
    assert paid.service(ends_at + 8 * DAY).period_starts_at == ends_at
    tick(now=ends_at + 8 * DAY + HOUR)
    assert Counter(paid.told())["subscription.opened"] == 1
    assert_books_are_clean()


def test_a_clock_that_jumps_sends_only_the_newest_step(paid: World) -> None:
    ends_at = end_of(paid)
    tick(now=ends_at - 7 * DAY)

    tick(now=ends_at + 5 * DAY)
    tick(now=ends_at + 5 * DAY)

    assert mails(paid, ends_at) == [(-7, "invoice.opened"), (5, "invoice.overdue")]


def test_a_tick_that_comes_late_still_bills_once(paid: World) -> None:
    ends_at = end_of(paid)

    tick(now=ends_at + 3 * DAY)
    tick(now=ends_at + 3 * DAY)

    assert len(paid.open_invoices()) == 1
    assert paid.open_invoices()[0].due_at == ends_at


def test_a_shut_service_is_not_billed_further(paid: World) -> None:
    ends_at = end_of(paid)

    paid.tick_to(ends_at - DAY, ends_at + 45 * DAY)

    assert len(paid.open_invoices()) == 1


def test_nothing_is_sent_after_the_payment(paid: World) -> None:
    ends_at = end_of(paid)
    paid.tick_to(ends_at - 8 * DAY, ends_at - 5 * DAY)
    paid.pay(paid.open_invoices()[0], now=ends_at - 5 * DAY)

    paid.tick_to(ends_at - 5 * DAY, ends_at + 8 * DAY)

    kinds = {kind for _day, kind in mails(paid, ends_at)}
    assert kinds == {"invoice.opened", "legal.accepted", "payment.received"}
    assert paid.access(ends_at + 8 * DAY).is_allowed


def test_the_first_seven_days_run_from_the_start_of_an_on_order_plan(world: World) -> None:
    world.order()

    world.tick_to(NOW, NOW + 7 * DAY)

    kinds = [kind for _day, kind in mails(world, NOW)]
    assert kinds == [
        *["invoice.overdue"] * 5,
        "invoice.last_day",
        "subscription.suspended",
    ]
    assert world.state(NOW + 7 * DAY) is State.SUSPENDED


def test_a_payment_never_lifts_what_staff_have_shut(paid: World) -> None:
    ends_at = end_of(paid)
    subscription = paid.service(NOW)
    tick(now=ends_at - 7 * DAY)
    with acting_as(paid.shop.seller.pk, "desk"):
        block_place(
            subscription_id=subscription.pk,
            kind=BlockKind.STAFF,
            reason="İnceleniyor",
            now=ends_at - DAY,
            actor=DENIZ,
        )

    paid.pay(paid.open_invoices()[0], now=ends_at)

    assert paid.access(ends_at).reason == "staff"
    with acting_as(paid.shop.seller.pk, "desk"):
        block_lift(
            subscription_id=subscription.pk,
            kind=BlockKind.STAFF,
            now=ends_at + HOUR,
            actor=DENIZ,
        )
    assert paid.access(ends_at + HOUR).is_allowed


# -- Yenile --------------------------------------------------------------------------------------


def renew(world: World, now: datetime) -> Invoice:
    with acting_as(world.buyer.pk, "panel"):
        return renew_now(subscription_id=world.service(now).pk, now=now, actor=world.actor)


def test_renewing_early_counts_from_the_old_end_and_once(paid: World) -> None:
    ends_at = end_of(paid)

    first, second = renew(paid, NOW + DAY), renew(paid, NOW + 2 * DAY)

    assert first.pk == second.pk
    paid.pay(first, now=NOW + 2 * DAY)
    assert paid.service(ends_at).period_starts_at == ends_at
    assert paid.service(ends_at).paid_until > ends_at + 27 * DAY
    assert_books_are_clean()


def test_a_trial_asks_for_a_plan_first(world: World) -> None:
    world.order(world.business.trial)

    with pytest.raises(TrialNeedsPlan):
        renew(world, NOW + DAY)


# -- upgrade, downgrade, cancel, resume ----------------------------------------------------------


def upgrade(world: World, version: PlanVersion, now: datetime) -> Invoice:
    with acting_as(world.buyer.pk, "panel"):
        return changes.upgrade_now(
            subscription_id=world.service(now).pk,
            version_id=version.pk,
            now=now,
            actor=world.actor,
        )


def test_an_upgrade_costs_the_difference_of_the_rest_and_withdraws_the_old_renewal(
    paid: World,
) -> None:
    ends_at = end_of(paid)
    half = NOW + (ends_at - NOW) / 2
    tick(now=ends_at - 7 * DAY)
    old = paid.open_invoices()[0]
    now = ends_at - 5 * DAY
    with acting_as(paid.buyer.pk, "panel"):
        subscription = find_subscription(paid.service(now).pk)
        assert subscription is not None
        shown = upgrade_preview(subscription, paid.business.pro.pk, now=now)

    invoice = upgrade(paid, paid.business.pro, now)

    # 150.00 more a month, for five of its days.
    expected = round(150_00 * (5 * DAY / (ends_at - NOW)))
    assert invoice.net_minor == shown.draft.price_minor == expected
    assert paid.fresh(old).status == "void"
    assert paid.service(now).plan_id == paid.business.pro.plan_id
    assert half < now
    paid.pay(invoice, now=now)
    tick(now=ends_at - 4 * DAY)
    renewal = paid.open_invoices()[0]
    assert (renewal.net_minor, renewal.due_at) == (250_00, ends_at)
    assert "subscription.upgraded" in paid.told()
    assert_books_are_clean()


def test_an_upgrade_to_a_year_takes_over_what_is_unused(paid: World) -> None:
    ends_at = end_of(paid)
    now = NOW + (ends_at - NOW) / 2

    invoice = upgrade(paid, paid.business.yearly, now)

    assert invoice.net_minor == 1_200_00 - 50_00
    paid.pay(invoice, now=now)
    assert paid.service(now).paid_until > now + 364 * DAY
    assert_books_are_clean()


def test_a_cheaper_plan_is_no_upgrade_and_changes_nothing(world: World) -> None:
    world.pay(world.invoice(world.business.pro))

    with pytest.raises(NotAnUpgrade):
        upgrade(world, world.business.monthly, NOW + DAY)

    assert world.open_invoices() == []
    assert world.service(NOW + DAY).plan_id == world.business.pro.plan_id


def test_an_upgrade_needs_what_is_owed_to_be_paid_first(world: World) -> None:
    world.order()

    with pytest.raises(PaymentFirst):
        upgrade(world, world.business.pro, NOW + DAY)


def test_a_downgrade_waits_for_the_renewal_and_its_price(world: World) -> None:
    world.pay(world.invoice(world.business.pro))
    ends_at = end_of(world)
    tick(now=ends_at - 7 * DAY)
    old = world.open_invoices()[0]
    with acting_as(world.buyer.pk, "panel"):
        changes.downgrade_at_renewal(
            subscription_id=world.service(NOW).pk,
            version_id=world.business.monthly.pk,
            now=ends_at - 6 * DAY,
            actor=world.actor,
        )

    assert world.fresh(old).status == "void"
    tick(now=ends_at - 6 * DAY)
    renewal = world.open_invoices()[0]
    assert renewal.net_minor == 100_00
    assert world.service(NOW).plan_id == world.business.pro.plan_id
    world.pay(renewal, now=ends_at - 5 * DAY)
    tick(now=ends_at)
    assert world.service(ends_at).plan_id == world.business.monthly.plan_id
    assert "subscription.change_planned" in world.told()
    assert_books_are_clean()


def test_a_planned_downgrade_can_be_dropped(world: World) -> None:
    world.pay(world.invoice(world.business.pro))
    ends_at = end_of(world)
    subscription_id = world.service(NOW).pk
    with acting_as(world.buyer.pk, "panel"):
        changes.downgrade_at_renewal(
            subscription_id=subscription_id,
            version_id=world.business.monthly.pk,
            now=NOW + DAY,
            actor=world.actor,
        )
        changes.downgrade_drop(
            subscription_id=subscription_id, now=NOW + 2 * DAY, actor=world.actor
        )

    tick(now=ends_at - 7 * DAY)

    assert world.open_invoices()[0].net_minor == 250_00


def test_a_cancelled_service_is_open_to_its_end_and_then_over(paid: World) -> None:
    ends_at = end_of(paid)
    tick(now=ends_at - 7 * DAY)
    renewal = paid.open_invoices()[0]
    with acting_as(paid.buyer.pk, "panel"):
        changes.cancel(
            subscription_id=paid.service(NOW).pk,
            reason="Kapatıyoruz",
            now=ends_at - 6 * DAY,
            actor=paid.actor,
        )

    assert paid.fresh(renewal).status == "void"
    assert paid.access(ends_at - HOUR).is_allowed
    paid.tick_to(ends_at - 6 * DAY, ends_at + DAY)
    assert paid.access(ends_at + HOUR).reason == "ended"
    assert paid.open_invoices() == []
    told = Counter(paid.told())
    assert (told["subscription.cancel_planned"], told["subscription.ended"]) == (1, 1)
    with acting_as(paid.buyer.pk, "panel"), pytest.raises(SubscriptionOver):
        changes.cancel_take_back(
            subscription_id=paid.service(NOW).pk, now=ends_at + DAY, actor=paid.actor
        )
    assert_books_are_clean()


def test_a_cancelled_service_can_be_resumed_and_is_billed_again(paid: World) -> None:
    ends_at = end_of(paid)
    subscription_id = paid.service(NOW).pk
    with acting_as(paid.buyer.pk, "panel"):
        changes.cancel(subscription_id=subscription_id, reason="", now=NOW + DAY, actor=paid.actor)
        changes.cancel_take_back(
            subscription_id=subscription_id, now=NOW + 2 * DAY, actor=paid.actor
        )

    tick(now=ends_at - 7 * DAY)

    assert len(paid.open_invoices()) == 1
    assert "subscription.resumed" in paid.told()


def test_a_service_that_never_opened_is_over_at_once_when_cancelled(world: World) -> None:
    placed = world.order(world.business.prepaid)
    assert placed.invoice is not None
    with acting_as(world.buyer.pk, "panel"):
        changes.cancel(
            subscription_id=world.service(NOW).pk, reason="", now=NOW + DAY, actor=world.actor
        )

    assert world.fresh(placed.invoice).status == "void"
    assert world.fresh(placed.order).state == "expired"
    assert world.balances() == {}
    assert_books_are_clean()


def test_the_seller_may_forgive_a_debt_with_the_end(world: World) -> None:
    world.order()
    with acting_as(world.shop.seller.pk, "desk"):
        changes.end_by_seller(
            subscription_id=world.service(NOW).pk,
            reason="Anlaşıldı",
            forgives_debt=True,
            now=NOW + DAY,
            actor=DENIZ,
        )

    assert world.open_invoices() == []
    assert world.balances() == {}
    assert world.access(NOW + DAY).reason == "ended"
