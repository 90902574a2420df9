"""Coupons on open invoices, and stored cards that renew by the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from vezne.catalog.errors import CouponAlreadyUsed, CouponUnknown, CouponWrongProduct
from vezne.catalog.models import Coupon
from vezne.catalog.tests.shop import NOW
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.paying import coupon_apply, coupon_remove, stored_card_charge
from vezne.flows.tests.world import DAY, World, assert_books_are_clean
from vezne.flows.tick import tick
from vezne.invoicing.errors import AlreadyDiscounted, PaymentUnderWay
from vezne.invoicing.models import Invoice
from vezne.payments.models import Payment, StoredCard
from vezne.payments.services.card import card_keys
from vezne.subscriptions.states import State

pytestmark = pytest.mark.contract


def use(world: World, invoice: Invoice, code: str, *, days: int = 0) -> Invoice:
    """Ayşe types a code."""
    with acting_as(world.buyer.pk, "panel"):
        return coupon_apply(invoice=invoice, code=code, now=NOW + days * DAY, actor=world.actor)


def used(coupon: Coupon) -> int:
    with acting_as_system("test"):
        return Coupon.objects.get(pk=coupon.pk).used_count


def test_a_percent_coupon_lowers_net_and_kdv(world: World) -> None:
    world.shop.coupon("BAHAR", value=1250)
    invoice = use(world, world.invoice(), "bahar")

    assert (invoice.net_minor, invoice.kdv_minor, invoice.total_minor) == (87_50, 17_50, 105_00)
    assert world.pay(invoice).is_invoice_paid_now
    assert world.balances() == {"cash/TRY": 105_00, "revenue/TRY": -87_50, "tax/TRY": -17_50}
    assert_books_are_clean()


def test_a_fixed_coupon_takes_at_most_the_net(world: World) -> None:
    world.shop.coupon("ELLI", kind="fixed", value=50_00, currency="TRY")
    invoice = use(world, world.invoice(), "ELLI")

    assert (invoice.net_minor, invoice.total_minor) == (50_00, 60_00)


def test_a_coupon_over_all_of_it_opens_without_a_payment(world: World) -> None:
    world.shop.coupon("HEDIYE", value=10_000)
    placed = world.order(world.business.prepaid)
    assert placed.invoice is not None

    invoice = use(world, placed.invoice, "HEDIYE")

    assert (invoice.total_minor, invoice.status) == (0, "paid")
    assert world.state(NOW) is State.ACTIVE
    assert world.access(NOW).is_allowed
    assert world.fresh(placed.order).state == "active"
    assert world.balances() == {}
    assert_books_are_clean()


def test_a_coupon_can_be_taken_off_and_used_again(world: World) -> None:
    coupon = world.shop.coupon("BAHAR", max_uses=1)
    invoice = use(world, world.invoice(), "BAHAR")
    world.shop.coupon("AYNI")  # gives the same, and would be spent for nothing
    with pytest.raises(AlreadyDiscounted):
        use(world, invoice, "AYNI")
    assert use(world, invoice, " bahar").total_minor == 108_00  # a second click
    assert used(coupon) == 1

    with acting_as(world.buyer.pk, "panel"):
        invoice = coupon_remove(invoice=invoice, now=NOW, actor=world.actor)

    assert (invoice.total_minor, used(coupon)) == (120_00, 0)
    assert use(world, invoice, "BAHAR").total_minor == 108_00
    assert_books_are_clean()


def test_a_refused_coupon_changes_nothing(world: World) -> None:
    invoice = world.invoice()
    other = world.shop.coupon("BASKA", product_id=None)
    with pytest.raises(CouponUnknown):
        use(world, invoice, "YOK")
    assert use(world, invoice, "BASKA").total_minor == 108_00
    assert used(other) == 1

    pack = world.order_pack().invoice
    assert pack is not None
    with pytest.raises(CouponAlreadyUsed):
        use(world, pack, "BASKA")

    assert world.fresh(pack).total_minor == 300_00
    assert used(other) == 1


def test_the_amount_stands_while_a_form_is_open(world: World) -> None:
    world.shop.coupon("BAHAR")
    invoice = world.invoice()
    world.open_form(invoice)

    with pytest.raises(PaymentUnderWay):
        use(world, invoice, "BAHAR")

    assert world.fresh(invoice).total_minor == 120_00


# -- stored cards --------------------------------------------------------------------------------


def token_of(card: StoredCard) -> str:
    with acting_as_system("test"):
        return card_keys(card)[1]


def test_a_stored_card_renews_by_itself(world: World) -> None:
    card = world.pay_storing(world.invoice())
    ends_at = world.service(NOW).period_ends_at

    world.tick_to(ends_at - 10 * DAY, ends_at + timedelta(hours=1))

    assert [row.state for row in world.attempts(method="stored_card")] == ["captured"]
    assert world.open_invoices() == []
    assert world.state(ends_at + timedelta(hours=1)) is State.ACTIVE
    assert world.service(ends_at + timedelta(hours=1)).paid_until > ends_at + 25 * DAY
    assert world.told().count("payment.received") == 2
    assert card.renews_automatically
    assert_books_are_clean()


def test_a_card_without_consent_to_renewal_is_never_charged_by_the_clock(world: World) -> None:
    world.pay(world.invoice(), wants_storing=True)
    ends_at = world.service(NOW).period_ends_at

    world.tick_to(ends_at - DAY, ends_at + 2 * DAY)

    assert world.attempts(method="stored_card") == []
    assert len(world.open_invoices()) == 1


def test_a_soft_refusal_is_tried_again_on_days_1_3_and_5(world: World) -> None:
    card = world.pay_storing(world.invoice())
    ends_at = world.service(NOW).period_ends_at
    world.sandbox.set_card_answer(token_of(card), "10051")

    world.tick_to(ends_at - DAY, ends_at + 8 * DAY)

    tries = world.attempts(method="stored_card")
    assert [row.state for row in tries] == ["failed"] * 4
    assert [(row.created_at - ends_at).days for row in tries] == [0, 1, 3, 5]
    told = world.told()
    assert (told.count("payment.card_failed"), told.count("payment.card_stopped")) == (3, 1)
    assert world.state(ends_at + 8 * DAY) is State.SUSPENDED
    assert not world.fresh(card).blocked_reason
    assert_books_are_clean()


def test_the_second_try_may_succeed(world: World) -> None:
    card = world.pay_storing(world.invoice())
    ends_at = world.service(NOW).period_ends_at
    world.sandbox.set_card_answer(token_of(card), "10051")
    world.tick_to(ends_at - DAY, ends_at)
    world.sandbox.set_card_answer(token_of(card), "")

    world.tick_to(ends_at, ends_at + 2 * DAY)

    assert [row.state for row in world.attempts(method="stored_card")] == ["failed", "captured"]
    assert world.state(ends_at + 2 * DAY) is State.ACTIVE
    assert world.open_invoices() == []


def test_a_hard_refusal_blocks_the_card_at_once(world: World) -> None:
    card = world.pay_storing(world.invoice())
    ends_at = world.service(NOW).period_ends_at
    world.sandbox.set_card_answer(token_of(card), "10043")

    world.tick_to(ends_at - DAY, ends_at + 6 * DAY)

    assert len(world.attempts(method="stored_card")) == 1
    assert world.fresh(card).blocked_reason == "stolen_card"
    assert world.told().count("payment.card_stopped") == 1


def test_a_charge_that_timed_out_is_asked_about_and_never_sent_twice(world: World) -> None:
    world.pay_storing(world.invoice())
    ends_at = world.service(NOW).period_ends_at
    world.sandbox.switch({"name": "drop_after", "remaining": 1})

    world.tick_to(ends_at - DAY, ends_at)
    in_doubt = world.attempts(method="stored_card")
    world.sandbox.switch()
    tick(now=ends_at + timedelta(minutes=2))

    assert [row.state for row in in_doubt] == ["unknown"]
    settled = world.attempts(method="stored_card")
    assert [row.state for row in settled] == ["captured"]
    assert len(world.sandbox.payments(settled[0].reference)) == 1
    assert world.open_invoices() == []
    assert_books_are_clean()


def test_a_stored_card_is_charged_at_once_while_its_owner_waits(world: World) -> None:
    card = world.pay_storing(world.invoice())
    pack = world.order_pack().invoice
    assert pack is not None
    attempt = world.prepare(pack, method="stored_card", wants_3d=False, stored_card_id=card.pk)

    with acting_as(world.buyer.pk, "panel"):
        settled = stored_card_charge(attempt=attempt, now=NOW)

    assert settled.state == "captured"
    assert world.fresh(pack).status == "paid"
    assert world.credits() == 1_500


def test_a_coupon_of_another_product_says_so(world: World) -> None:
    from_elsewhere = world.shop.coupon("OZEL", product_id=world.shop.product.pk)
    assert from_elsewhere.product_id == world.shop.product.pk
    invoice = world.invoice()
    with acting_as_system("test"):
        line = invoice.lines.get()
        line.product_id = None
        line.save(update_fields=["product_id"])

    with pytest.raises(CouponWrongProduct):
        use(world, invoice, "OZEL")


def test_a_coupon_over_all_of_it_closes_the_intent_to_pay(world: World) -> None:
    world.shop.coupon("HEDIYE", value=10_000)
    invoice = world.invoice(world.business.prepaid)
    assert world.pay(invoice, card="4111111111111129").state == "failed"

    use(world, invoice, "HEDIYE")

    with acting_as_system("test"):
        payment = Payment.objects.get(invoice=invoice)
    assert (payment.status, payment.paid_at) == ("cancelled", None)
    assert world.fresh(invoice).status == "paid"


def test_taking_no_coupon_off_changes_nothing_and_is_not_logged(world: World) -> None:
    invoice = world.invoice()

    with acting_as(world.buyer.pk, "panel"):
        same = coupon_remove(invoice=invoice, now=NOW, actor=world.actor)

    assert same.total_minor == 120_00
    with acting_as_system("test"):
        assert not AuditEntry.objects.filter(action="coupon.removed").exists()
