"""What costs nothing, and what goes on from a trial, where the seller looks at orders by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests import factories
from tests.factories import AYSE, DENIZ, NOW
from vezne.accounts.models import Account
from vezne.catalog.models import OptionChoice, PlanVersion, Product
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.approvals import approve, reject
from vezne.flows.carts import cart_add, cart_checkout
from vezne.flows.changes import cancel
from vezne.flows.tests.world import assert_books_are_clean
from vezne.flows.tick import tick
from vezne.invoicing.models import Invoice
from vezne.notify.models import Notification
from vezne.orders.errors import OrderAwaitsApproval, OrderStateConflict
from vezne.orders.models import Order
from vezne.orders.queries import find_open_cart
from vezne.subscriptions.errors import SubscriptionOver
from vezne.subscriptions.models import Period, Subscription
from vezne.subscriptions.queries import with_state

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
TRIAL_END = NOW + timedelta(days=30)


class Shop:
    """A product that staff look at however it is paid: free, paid and on trial; Ayşe buys."""

    def __init__(self, *, ways: tuple[str, ...] = ("card",)) -> None:
        self.seller: Account = factories.make_seller("Bulut")
        self.buyer: Account = factories.make_buyer()
        factories.make_member(self.buyer)
        factories.make_member(self.seller, name="Deniz")
        platform = factories.make_platform(self.seller)
        self.product: Product = factories.make_product(platform, "Alan", approval_ways=ways)
        self.free: PlanVersion = factories.make_plan(self.product, "Ücretsiz", price_minor=0)
        self.paid: PlanVersion = factories.make_plan(self.product, "Aylık", price_minor=100_00)
        self.trial: PlanVersion = factories.make_plan(self.product, "Deneme", is_trial=True)

    def add(self, version: PlanVersion, answers: dict[str, str] | None = None) -> None:
        with acting_as(self.buyer.pk, "panel"):
            cart_add(
                buyer_id=self.buyer.pk, plan=version.plan, answers=answers or {}, site="", now=NOW
            )

    def checkout(self, seen: int) -> Invoice | None:
        with acting_as(self.buyer.pk, "panel"):
            cart = find_open_cart(buyer_id=self.buyer.pk, seller_id=self.seller.pk)
            assert cart is not None
            return cart_checkout(cart_id=cart.pk, way="card", seen_minor=seen, now=NOW, actor=AYSE)

    def approve(self, order: Order, now: datetime = LATER) -> Order:
        with acting_as(self.seller.pk, "desk"):
            return approve(order_id=order.pk, now=now, actor=DENIZ)

    def reject(self, order: Order) -> Order:
        with acting_as(self.seller.pk, "desk"):
            return reject(order_id=order.pk, reason="Bilgi eksik", now=LATER, actor=DENIZ)

    def told(self, account: Account) -> list[str]:
        rows = Notification.objects.filter(account=account).order_by("pk")
        return list(rows.values_list("kind", flat=True))


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop()


@pytest.fixture(autouse=True)
def _system(db: None) -> Iterator[None]:
    with acting_as_system("test"):
        yield


def state(now: datetime) -> str:
    rows = with_state(Subscription.objects.order_by("pk"), now)
    return str(rows.latest("pk").state)  # type: ignore[attr-defined]


@pytest.mark.parametrize("way", ["click", "cart"])
def test_what_costs_nothing_waits_for_staff_too(shop: Shop, way: str) -> None:
    if way == "click":
        assert factories.order_plan(shop.buyer, shop.free).invoice is None
    else:
        shop.add(shop.free)
        assert shop.checkout(0) is None

    order = Order.objects.get()
    assert (order.state, state(LATER)) == ("awaiting_approval", "pending")
    assert not Period.objects.exists()
    assert shop.told(shop.buyer) == ["order.awaiting_approval"]
    assert shop.told(shop.seller) == ["order.to_approve"]

    shop.approve(order)
    shop.approve(order)

    row, period = Subscription.objects.get(), Period.objects.get()
    assert (row.written_state, row.started_at, period.starts_at) == ("active", LATER, LATER)
    assert shop.told(shop.buyer).count("order.approved") == 1
    with pytest.raises(OrderStateConflict):
        shop.reject(order)


def test_a_rejected_order_that_cost_nothing_ends_and_speaks_of_no_money(shop: Shop) -> None:
    factories.order_plan(shop.buyer, shop.free)
    order = Order.objects.get()

    shop.reject(order)
    shop.reject(order)

    row = Subscription.objects.get()
    assert (row.written_state, row.ended_at) == ("ended", LATER)
    assert shop.told(shop.buyer) == ["order.awaiting_approval", "order.free_rejected"]
    with pytest.raises(OrderStateConflict):
        shop.approve(order)


def test_options_that_cost_nothing_wait_with_their_plan(shop: Shop) -> None:
    choices = {"Debian": 0, "Ücretli": 10_00}
    option = factories.make_option(shop.product, "Sistem", choices=choices)
    choice = OptionChoice.objects.get(option=option, name="Debian")
    shop.add(shop.free, {option.public_id: choice.public_id})

    shop.checkout(0)
    shop.approve(Order.objects.get())

    row = Subscription.objects.get()
    assert [one["value"] for one in row.options] == ["Debian"]
    assert row.written_state == "active"


def test_free_and_paid_in_one_cart_go_their_own_ways(shop: Shop) -> None:
    shop.add(shop.free)
    shop.add(shop.paid)

    invoice = shop.checkout(120_00)

    assert invoice is not None
    free, paid = Order.objects.order_by("pk")
    assert (free.state, paid.state) == ("awaiting_approval", "awaiting_payment")
    assert free.invoice_id is None
    shop.approve(free)
    assert {row.written_state for row in Subscription.objects.all()} == {"active", "pending"}


def test_where_nothing_is_looked_at_it_begins_at_once() -> None:
    shop = Shop(ways=())
    shop.add(shop.free)

    shop.checkout(0)

    assert (Order.objects.get().state, state(NOW)) == ("active", "active")


# -- from a trial -----------------------------------------------------------------------------


def test_a_trial_begins_at_once_whatever_is_looked_at(shop: Shop) -> None:
    placed = factories.order_plan(shop.buyer, shop.trial)

    assert (placed.order.state, state(NOW)) == ("active", "trialing")


@pytest.mark.parametrize("way", ["click", "cart"])
def test_the_trial_goes_on_while_its_plan_waits(shop: Shop, way: str) -> None:
    factories.order_plan(shop.buyer, shop.trial)
    if way == "click":
        invoice = factories.order_plan(shop.buyer, shop.paid).invoice
    else:
        shop.add(shop.paid)
        invoice = shop.checkout(120_00)
    assert invoice is not None
    factories.pay(invoice)
    order = Order.objects.latest("pk")

    assert order.state == "awaiting_approval"
    assert Subscription.objects.count() == 1
    assert (state(LATER), state(TRIAL_END)) == ("trialing", "pending")
    with pytest.raises(OrderAwaitsApproval):
        factories.order_plan(shop.buyer, shop.free, now=LATER)

    shop.approve(order)

    assert (state(LATER), state(TRIAL_END)) == ("active", "active")
    assert Period.objects.latest("pk").starts_at == TRIAL_END


def test_a_rejected_plan_leaves_the_trial_and_gives_the_money_back(shop: Shop) -> None:
    factories.order_plan(shop.buyer, shop.trial)
    invoice = factories.order_plan(shop.buyer, shop.paid).invoice
    assert invoice is not None
    factories.pay(invoice)

    shop.reject(Order.objects.latest("pk"))

    assert (state(LATER), state(TRIAL_END)) == ("trialing", "suspended")
    assert Invoice.objects.get().status == "void"
    assert_books_are_clean()
    again = factories.order_plan(shop.buyer, shop.paid, now=LATER).invoice
    assert again is not None


def test_an_approval_after_the_trial_begins_with_the_word(shop: Shop) -> None:
    factories.order_plan(shop.buyer, shop.trial)
    invoice = factories.order_plan(shop.buyer, shop.paid).invoice
    assert invoice is not None
    factories.pay(invoice)
    late = TRIAL_END + timedelta(days=2)
    tick(now=late)
    assert state(late) == "pending"

    shop.approve(Order.objects.latest("pk"), late)

    assert state(late) == "active"
    assert Period.objects.latest("pk").starts_at == late


def test_a_free_plan_after_a_trial_waits_as_well(shop: Shop) -> None:
    factories.order_plan(shop.buyer, shop.trial)
    shop.add(shop.free)

    shop.checkout(0)

    order = Order.objects.latest("pk")
    assert (order.state, state(LATER)) == ("awaiting_approval", "trialing")
    shop.reject(order)
    assert state(LATER) == "trialing"


def test_a_trial_that_its_buyer_cancels_does_not_begin_with_the_word(shop: Shop) -> None:
    factories.order_plan(shop.buyer, shop.trial)
    factories.order_plan(shop.buyer, shop.free)
    trial, order = Subscription.objects.get(), Order.objects.latest("pk")
    with acting_as(shop.buyer.pk, "panel"):
        cancel(subscription_id=trial.pk, reason="", now=NOW, actor=AYSE)

    with pytest.raises(SubscriptionOver):
        shop.approve(order)

    assert (state(LATER), state(TRIAL_END)) == ("trialing", "cancelled")
    assert "order.approved" not in shop.told(shop.buyer)
    assert shop.reject(order).state == "rejected"


def test_two_of_a_product_in_a_cart_take_the_trial_once(shop: Shop) -> None:
    factories.order_plan(shop.buyer, shop.trial)
    shop.add(shop.paid)
    shop.add(shop.paid)

    invoice = shop.checkout(240_00)

    assert invoice is not None
    factories.pay(invoice)
    for order in Order.objects.filter(state="awaiting_approval"):
        shop.approve(order)
    assert sorted(row.written_state for row in Subscription.objects.all()) == ["active", "active"]
