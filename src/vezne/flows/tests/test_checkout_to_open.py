"""From the order to the open service, over the sandbox's real pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from vezne.catalog.tests.shop import DENIZ, NOW
from vezne.content.models import Acceptance
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.approvals import approve, reject
from vezne.flows.settlement import ask_and_settle, settle
from vezne.flows.tests.world import DAY, RATE_MICRO, World, assert_books_are_clean
from vezne.flows.tick import tick
from vezne.payments.errors import InvoiceNotOpen
from vezne.payments.services import provider_ask
from vezne.subscriptions.errors import TrialUsed
from vezne.subscriptions.states import State

pytestmark = pytest.mark.contract

LATER = NOW + timedelta(minutes=5)


def test_a_plan_that_opens_on_order_is_open_at_once_for_seven_days(world: World) -> None:
    placed = world.order()

    invoice = placed.invoice
    assert invoice is not None
    assert (invoice.net_minor, invoice.kdv_minor, invoice.total_minor) == (100_00, 20_00, 120_00)
    assert invoice.due_at == NOW
    assert invoice.shuts_off_at == NOW + 7 * DAY
    access = world.access(NOW)
    assert (access.is_allowed, access.until) == (True, NOW + 7 * DAY)
    assert world.balances() == {"receivable/TRY": 120_00, "revenue/TRY": -100_00, "tax/TRY": -20_00}
    assert not world.access(NOW + 7 * DAY).is_allowed


def test_a_second_click_on_the_order_finds_the_same_invoice(world: World) -> None:
    first, second = world.order(), world.order(now=LATER)

    assert first.order.pk == second.order.pk
    assert [row.pk for row in world.open_invoices()] == [first.invoice.pk]  # type: ignore[union-attr]


def test_paying_settles_invoice_period_order_and_books_at_once(world: World) -> None:
    placed = world.order()
    attempt = world.open_form(placed.invoice)
    world.type_card(attempt)
    settlement = world.come_back(attempt, now=LATER)

    assert settlement.is_invoice_paid_now
    invoice = world.fresh(placed.invoice)
    assert (invoice.status, invoice.paid_at) == ("paid", LATER)
    assert world.fresh(placed.order).state == "active"
    assert world.state(LATER) is State.ACTIVE
    service = world.service(LATER)
    assert service.paid_until == service.period_ends_at
    # The renewal's own seven days follow the paid month.
    assert world.access(LATER).is_allowed
    assert world.access(service.paid_until - DAY).is_allowed
    assert world.credits() == 500
    assert world.balances() == {"cash/TRY": 120_00, "revenue/TRY": -100_00, "tax/TRY": -20_00}
    assert world.told() == ["legal.accepted", "payment.received"]
    with acting_as_system("test"):
        assert Acceptance.objects.filter(buyer=world.buyer).count() == len(world.texts)
    assert_books_are_clean()


def test_asking_and_settling_again_changes_nothing(world: World) -> None:
    attempt = world.open_form(world.invoice())
    world.type_card(attempt)
    world.come_back(attempt)

    assert ask_and_settle(attempt_id=attempt.pk, source="poller", now=LATER) is None
    assert world.told().count("payment.received") == 1
    assert world.credits() == 500
    assert len(world.sandbox.payments(attempt.reference)) == 1
    assert_books_are_clean()


def test_a_plan_that_opens_on_payment_waits_for_the_money(world: World) -> None:
    invoice = world.invoice(world.business.prepaid)
    assert invoice.shuts_off_at is None
    assert world.state(NOW) is State.PENDING
    assert not world.access(NOW).is_allowed

    world.pay(invoice, now=LATER)

    service = world.service(LATER)
    assert world.state(LATER) is State.ACTIVE
    assert service.period_starts_at == LATER  # the time bought begins with the payment
    assert world.access(LATER).is_allowed
    tick(now=LATER)
    assert world.told().count("subscription.begun") == 1
    assert "subscription.opened" not in world.told(), "nothing was shut before"
    assert_books_are_clean()


def test_a_trial_costs_nothing_and_goes_on_with_the_chosen_plan(world: World) -> None:
    trial = world.order(world.business.trial)
    assert trial.invoice is None
    assert trial.order.state == "active"
    assert world.state(NOW) is State.TRIALING
    assert world.access(NOW).until == NOW + 30 * DAY
    with pytest.raises(TrialUsed):
        world.order(world.business.trial)

    chosen = world.order(now=NOW + 10 * DAY)

    assert chosen.invoice is not None
    assert chosen.order.subscription_id == trial.order.subscription_id
    world.pay(chosen.invoice, now=NOW + 10 * DAY)
    assert world.access(NOW + 35 * DAY).is_allowed
    assert world.state(NOW + 40 * DAY) in (State.ACTIVE, State.GRACE)
    assert_books_are_clean()


def test_a_trial_that_nobody_goes_on_with_shuts(world: World) -> None:
    world.order(world.business.trial)

    world.tick_to(NOW + 26 * DAY, NOW + 31 * DAY)

    access = world.access(NOW + 31 * DAY)
    assert (access.is_allowed, access.reason) == (False, "trial_over")
    assert world.told().count("subscription.trial_ending") == 1


def test_a_pack_grants_its_credits_with_the_payment(world: World) -> None:
    placed = world.order_pack()
    assert placed.invoice is not None
    assert world.credits() == 0

    world.pay(placed.invoice, now=LATER)

    assert world.credits() == 1_000
    assert world.fresh(placed.order).state == "active"
    assert world.told() == ["legal.accepted", "credits.granted", "payment.received"]
    assert_books_are_clean()


def test_a_pack_that_needs_approval_waits_for_the_sellers_word(world: World) -> None:
    placed = world.order_pack(world.approved_pack)
    assert placed.invoice is not None
    world.pay(placed.invoice)
    assert world.fresh(placed.order).state == "awaiting_approval"
    assert world.credits() == 0

    with acting_as(world.shop.seller.pk, "desk"):
        approve(order_id=placed.order.pk, now=LATER, actor=DENIZ)

    assert world.credits() == 10_000
    assert world.fresh(placed.order).state == "active"
    assert world.told()[-2:] == ["credits.granted", "order.approved"]
    assert_books_are_clean()


def test_a_rejected_pack_gives_the_money_to_the_wallet(world: World) -> None:
    placed = world.order_pack(world.approved_pack)
    assert placed.invoice is not None
    world.pay(placed.invoice)

    with acting_as(world.shop.seller.pk, "desk"):
        reject(order_id=placed.order.pk, reason="Belge eksik", now=LATER, actor=DENIZ)

    assert world.credits() == 0
    assert world.fresh(placed.order).state == "rejected"
    assert world.fresh(placed.invoice).status == "void"
    assert world.balances() == {"cash/TRY": 1_080_00, "wallet/TRY": -1_080_00}
    assert world.told()[-1] == "order.rejected"
    assert_books_are_clean()


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("4111111111111129", "insufficient_funds"),
        ("4129111111111111", "do_not_honor"),
        ("4126111111111114", "stolen_card"),
    ],
)
def test_a_declined_card_leaves_all_as_it_was_and_may_be_followed_by_another(
    world: World, card: str, code: str
) -> None:
    invoice = world.invoice()

    refused = world.pay(invoice, card=card)

    assert (refused.state, refused.error_code) == ("failed", code)
    assert world.fresh(invoice).status == "open"
    assert world.credits() == 0
    assert "payment.received" not in world.told()
    assert world.pay(invoice, now=LATER).is_invoice_paid_now
    assert_books_are_clean()


def test_a_wrong_code_at_the_bank_takes_nothing(world: World) -> None:
    invoice = world.invoice()
    attempt = world.open_form(invoice)
    at_bank = world.type_card(attempt, code="000000")
    assert world.come_back(attempt).state == "requires_action"
    for _time in range(2):
        at_bank = at_bank.submit(0, {"code": "000000"}, leave_out=("give_up",))

    settlement = world.come_back(attempt, now=LATER)

    assert (settlement.state, settlement.error_code) == ("failed", "three_ds_failed")
    assert world.fresh(invoice).status == "open"


def test_a_closed_tab_is_found_by_the_janitor(world: World) -> None:
    invoice = world.invoice()
    attempt = world.open_form(invoice)
    world.type_card(attempt)  # and the browser never returns

    done = tick(now=NOW + timedelta(minutes=1))

    assert done["attempts"] >= 1
    assert world.fresh(invoice).status == "paid"


def test_a_form_that_nobody_used_expires_and_another_try_follows(world: World) -> None:
    invoice = world.invoice()
    attempt = world.open_form(invoice)

    world.tick_to(NOW, NOW + DAY)

    assert world.fresh(attempt).state == "cancelled"
    assert world.fresh(attempt).error_code == "form_expired"
    assert world.pay(invoice, now=NOW + DAY).is_invoice_paid_now


def test_two_tabs_that_both_pay_leave_the_second_amount_in_the_wallet(world: World) -> None:
    invoice = world.invoice()
    first, second = world.open_form(invoice), world.open_form(invoice)
    world.type_card(first)
    world.type_card(second)

    assert world.come_back(first).is_invoice_paid_now
    late = world.come_back(second, now=LATER)

    assert (late.is_captured_now, late.is_invoice_paid_now, late.is_surplus) == (True, False, True)
    assert world.balances() == {
        "cash/TRY": 240_00,
        "wallet/TRY": -120_00,
        "revenue/TRY": -100_00,
        "tax/TRY": -20_00,
    }
    assert world.told().count("payment.received") == 1
    assert "payment.surplus" in world.told()
    assert_books_are_clean()


def test_a_paid_invoice_cannot_be_begun_again(world: World) -> None:
    invoice = world.invoice()
    world.pay(invoice)

    with pytest.raises(InvoiceNotOpen):
        world.prepare(invoice, now=LATER)


def test_a_price_in_dollars_is_charged_in_lira_at_the_rate(world: World) -> None:
    invoice = world.invoice(world.dollar)
    assert (invoice.currency, invoice.total_minor) == ("USD", 298_80)
    lira = round(298_80 * RATE_MICRO / 1_000_000)

    attempt = world.open_form(invoice)
    assert (attempt.currency, attempt.amount_minor) == ("TRY", lira)
    world.type_card(attempt)
    assert world.come_back(attempt).is_invoice_paid_now

    assert world.balances() == {
        "cash/TRY": lira,
        "fx/TRY": -lira,
        "fx/USD": 298_80,
        "revenue/USD": -249_00,
        "tax/USD": -49_80,
    }
    assert_books_are_clean()


def test_an_attempt_is_settled_with_what_two_ways_brought(world: World) -> None:
    attempt = world.open_form(world.invoice())
    world.type_card(attempt)
    from_return = world.come_back(attempt)
    assert from_return.is_captured_now

    with acting_as_system("test"):
        facts = provider_ask(attempt=world.fresh(attempt), now=LATER)
        again = settle(attempt_id=attempt.pk, facts=facts, source="webhook", now=LATER)

    assert not again.has_changed
    assert world.told().count("payment.received") == 1
