"""An order that nobody pays in time: closed once, said once, and never while money may come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from vezne.accounts.models import SellerProfile
from vezne.catalog.models import CouponUse
from vezne.catalog.tests.shop import NOW
from vezne.core.models import OutboxEvent
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.expiry import expire_due
from vezne.flows.paying import coupon_apply
from vezne.flows.tests.world import DAY, World, assert_books_are_clean
from vezne.flows.tick import tick
from vezne.payments.models import Payment
from vezne.payments.providers.base import EXPIRY_MARGIN
from vezne.subscriptions.states import State

pytestmark = pytest.mark.contract

MINUTE = timedelta(minutes=1)
OVER = NOW + 7 * DAY


def events(kind: str) -> int:
    return OutboxEvent.objects.filter(kind=kind).count()


def test_an_unpaid_pack_expires_on_its_instant_and_once(world: World) -> None:
    placed = world.order_pack()
    assert placed.invoice is not None

    tick(now=OVER - MINUTE)
    assert world.fresh(placed.order).state == "awaiting_payment"
    for now in (OVER, OVER + MINUTE, OVER + DAY):
        tick(now=now)

    order, invoice = world.fresh(placed.order), world.fresh(placed.invoice)
    assert (order.state, order.closed_at) == ("expired", OVER)
    assert (invoice.status, invoice.voided_at) == ("void", OVER)
    assert world.balances() == {}
    assert world.told().count("order.expired") == 1
    assert events("order.expired") == 1
    assert world.order_pack().order.pk != placed.order.pk
    assert_books_are_clean()


def test_a_plan_that_waited_for_its_payment_ends_with_its_order(world: World) -> None:
    placed = world.order(world.business.prepaid)

    tick(now=OVER)

    assert world.fresh(placed.order).state == "expired"
    assert world.state(OVER) is State.ENDED
    assert world.open_invoices() == []
    assert world.balances() == {}
    told = world.told()
    assert told.count("order.expired") == 1
    assert "subscription.ended" not in told
    again = world.order(world.business.prepaid, now=OVER + DAY)
    assert again.order.pk != placed.order.pk
    assert_books_are_clean()


def test_a_plan_that_opened_with_its_order_goes_up_the_ladder_instead(world: World) -> None:
    placed = world.order(world.business.monthly)
    assert placed.invoice is not None

    world.tick_to(NOW, NOW + 9 * DAY)

    assert world.fresh(placed.order).state == "awaiting_payment"
    assert world.fresh(placed.invoice).status == "open"
    assert world.state(NOW + 9 * DAY) is State.SUSPENDED
    assert "order.expired" not in world.told()
    assert world.pay(placed.invoice, now=NOW + 9 * DAY).is_invoice_paid_now


def test_nothing_expires_while_its_form_is_open_and_what_is_paid_there_counts(
    world: World,
) -> None:
    placed = world.order_pack()
    attempt = world.open_form(placed.invoice, now=OVER - MINUTE)
    with acting_as_system("test"):
        assert expire_due(now=OVER) == 0
    world.type_card(attempt)

    tick(now=OVER + 5 * MINUTE)

    assert world.fresh(placed.order).state == "active"
    assert world.credits() == 1_000
    assert "order.expired" not in world.told()


def test_a_refused_form_that_still_lives_holds_the_order_until_it_is_over(world: World) -> None:
    placed = world.order_pack()
    attempt = world.open_form(placed.invoice, now=OVER - MINUTE)
    world.type_card(attempt, "4111111111111129")
    over_at = world.fresh(attempt).expires_at + EXPIRY_MARGIN

    tick(now=OVER)
    assert world.fresh(attempt).state == "failed"
    assert world.fresh(placed.order).state == "awaiting_payment"
    tick(now=over_at)

    assert world.fresh(placed.order).state == "expired"
    with acting_as_system("test"):
        assert Payment.objects.get().status == "cancelled"


def test_a_charge_of_unknown_end_holds_the_order(world: World) -> None:
    card = world.pay_storing(world.invoice())
    placed = world.order_pack()
    assert placed.invoice is not None
    attempt = world.prepare(
        placed.invoice,
        now=OVER - MINUTE,
        method="stored_card",
        wants_3d=False,
        stored_card_id=card.pk,
    )
    with acting_as_system("test"):
        type(attempt).objects.filter(pk=attempt.pk).update(
            state="unknown", asked_at=OVER - MINUTE, next_check_at=OVER + DAY
        )

    tick(now=OVER)

    assert world.fresh(placed.order).state == "awaiting_payment"
    assert world.fresh(placed.invoice).status == "open"


def test_the_sellers_own_days_count_and_a_coupon_is_free_again(world: World) -> None:
    world.shop.coupon("BAHAR")
    with acting_as_system("test"):
        SellerProfile.objects.filter(pk=world.shop.seller.pk).update(payment_link_days=3)
    placed = world.order_pack()
    assert placed.invoice is not None
    with acting_as(world.buyer.pk, "panel"):
        coupon_apply(invoice=placed.invoice, code="BAHAR", now=NOW, actor=world.actor)

    tick(now=NOW + 3 * DAY)

    assert world.fresh(placed.order).state == "expired"
    with acting_as_system("test"):
        assert CouponUse.objects.get().released_at == NOW + 3 * DAY


def test_a_trial_whose_plan_was_not_paid_is_a_trial_again(world: World) -> None:
    world.order(world.business.trial)
    placed = world.order(world.business.prepaid, now=NOW + DAY)
    over = NOW + 8 * DAY

    tick(now=over)

    assert world.fresh(placed.order).state == "expired"
    service = world.service(over)
    assert (State(service.state), service.awaits_payment) == (State.TRIALING, False)
    chosen = world.order(now=over + DAY)
    assert chosen.order.subscription_id == service.pk
    assert world.pay(chosen.invoice, now=over + DAY).is_invoice_paid_now
    assert_books_are_clean()
