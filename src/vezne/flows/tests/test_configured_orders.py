"""From a cart of configured plans to running services: prices, approval, rejection, changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from tests import factories
from tests.factories import AYSE, DENIZ, NOW
from vezne.accounts.models import Account
from vezne.catalog.errors import NotConfigured, OptionUnknown
from vezne.catalog.models import OptionChoice, PlanVersion, Product, ProductOption
from vezne.catalog.services import (
    choice_change,
    choice_price_set,
    plan_price_set,
    product_change,
)
from vezne.catalog.types import ChoicePriceTerms, ChoiceTerms, PlanPrice, ProductTerms
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.approvals import approve, reject
from vezne.flows.carts import cart_add, cart_checkout
from vezne.flows.changes import upgrade_now
from vezne.flows.checkout import plan_order
from vezne.flows.errors import IdentityMissing
from vezne.flows.renewal import renew_due
from vezne.flows.tests.world import assert_books_are_clean
from vezne.flows.voiding import unpaid_order_cancel
from vezne.invoicing.models import Invoice, InvoiceLine
from vezne.ledger.errors import InsufficientFunds
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import wallet_available
from vezne.ledger.services import current_account_open, post, withholding_set
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.notify.models import Notification
from vezne.orders.errors import CartOtherCurrency, CartPriceChanged, OrderStateConflict
from vezne.orders.models import Cart, CartItem, Order
from vezne.orders.pricing import priced_cart
from vezne.orders.queries import find_open_cart
from vezne.subscriptions.models import Period, Subscription

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@dataclass
class Host:
    """A hosting firm with a small server that is configured, and Ayşe who buys."""

    seller: Account
    buyer: Account
    product: Product
    small: PlanVersion  # 200.00 a month
    big: PlanVersion  # 500.00 a month
    yearly: PlanVersion  # 2,000.00 a year
    disk: ProductOption  # 10 … 100 GB in tens, 1.50 each, 2.00 once each
    system: ProductOption  # Debian free, Windows 150.00
    name: ProductOption  # a machine's name

    def choice(self, name: str) -> OptionChoice:
        return OptionChoice.objects.get(option__product=self.product, name=name)

    def answers(self, system: str = "Windows", disk: str = "20", name: str = "web1") -> Any:
        return {
            self.disk.public_id: disk,
            self.system.public_id: self.choice(system).public_id,
            self.name.public_id: name,
        }

    def put(self, plan: PlanVersion | None = None, **answers: str) -> CartItem:
        with acting_as(self.buyer.pk, "panel"):
            return cart_add(
                buyer_id=self.buyer.pk,
                plan=(plan or self.small).plan,
                answers=self.answers(**answers),
                site="",
                now=NOW,
            )

    @property
    def cart(self) -> Cart:
        found = find_open_cart(buyer_id=self.buyer.pk, seller_id=self.seller.pk)
        assert found is not None
        return found

    def total(self) -> int:
        with acting_as(self.buyer.pk, "panel"):
            return priced_cart(self.cart, now=NOW).total.minor

    def order(self, way: str = "card", seen: int | None = None, cart_id: int = 0) -> Invoice:
        with acting_as(self.buyer.pk, "panel"):
            invoice = cart_checkout(
                cart_id=cart_id or self.cart.pk,
                way=way,
                seen_minor=self.total() if seen is None else seen,
                now=NOW,
                actor=AYSE,
            )
        assert invoice is not None
        return invoice

    def by_hand(self, *ways: str) -> None:
        with acting_as(self.seller.pk, "desk"):
            terms = ProductTerms(name=self.product.name, approval_ways=ways)
            product_change(product_id=self.product.pk, terms=terms, actor=DENIZ, now=NOW)

    def load(self, minor: int) -> None:
        with acting_as_system("test"):
            account = current_account_open(
                seller_id=self.seller.pk, buyer_id=self.buyer.pk, now=NOW
            )
            posting = Posting(LedgerKind.BANK, LedgerKind.WALLET, minor, "TRY", Reason.TOP_UP)
            post(current_account_id=account.pk, postings=(posting,), key="load", now=NOW)

    def wallet(self) -> int:
        account = CurrentAccount.objects.get(seller=self.seller, buyer=self.buyer)
        return wallet_available(current_account_id=account.pk, unit="TRY", now=NOW)

    def told(self) -> list[str]:
        rows = Notification.objects.filter(account=self.buyer).order_by("pk")
        return list(rows.values_list("kind", flat=True))

    def decide(self, flow: Any, order: Order, **more: Any) -> Order:
        with acting_as(self.seller.pk, "desk"):
            return flow(order_id=order.pk, now=LATER, actor=DENIZ, **more)  # type: ignore[no-any-return]


@pytest.fixture
def host() -> Iterator[Host]:
    seller, buyer = factories.make_seller("Bulut"), factories.make_buyer()
    product = factories.make_product(factories.make_platform(seller), "Sunucu")
    small = factories.make_plan(product, "Küçük", price_minor=200_00)
    big = factories.make_plan(product, "Büyük", price_minor=500_00)
    yearly = factories.make_plan(product, "Yıllık", price_minor=2_000_00, period_unit="year")
    disk = factories.make_option(
        product, "Disk", kind="quantity", choices={"GB": 1_50}, setup_minor=2_00,
        least=10, most=100, step=10,
    )  # fmt: skip
    system = factories.make_option(product, "Sistem", choices={"Debian": 0, "Windows": 150_00})
    name = factories.make_option(product, "Ad", kind="text", shape="name")
    factories.make_member(buyer)
    with acting_as_system("test"):
        yield Host(seller, buyer, product, small, big, yearly, disk, system, name)


def lines(invoice: Invoice) -> list[tuple[str, int, int]]:
    rows = InvoiceLine.objects.filter(invoice=invoice).order_by("position")
    return [(row.description, row.quantity, row.net_minor) for row in rows]


def test_each_priced_option_is_a_line_and_set_up_is_paid_once(host: Host) -> None:
    host.put()

    invoice = host.order()

    assert lines(invoice) == [
        ("Sunucu — Küçük", 1, 200_00),
        ("Sunucu — Küçük · Disk: 20 GB", 20, 30_00),
        ("Sunucu — Küçük · Sistem: Windows", 1, 150_00),
        ("Sunucu — Küçük · Disk: 20 GB (kurulum, bir kez)", 20, 40_00),
    ]
    assert (invoice.net_minor, invoice.total_minor) == (420_00, 504_00)
    row = Subscription.objects.get()
    assert (row.price_minor, row.written_state) == (380_00, "pending")
    assert [one["value"] for one in row.options] == ["20 GB", "Windows", "web1"]


def test_the_renewal_asks_for_the_options_and_not_for_the_set_up(host: Host) -> None:
    host.put()
    factories.pay(host.order())
    period = Period.objects.get()

    renew_due(now=period.ends_at - timedelta(days=1))

    renewal = Invoice.objects.latest("pk")
    assert period.net_minor == 380_00
    assert [net for _words, _count, net in lines(renewal)] == [200_00, 30_00, 150_00]
    assert renewal.total_minor == 456_00


def test_a_sold_price_stays_when_the_price_book_changes(host: Host) -> None:
    host.put()
    factories.pay(host.order())
    choice = host.choice("Windows")
    with acting_as(host.seller.pk, "desk"):
        price = ChoicePriceTerms(400_00, "TRY", period_unit="month")
        choice_price_set(choice_id=choice.pk, price=price, actor=DENIZ, now=LATER)

    renew_due(now=Period.objects.get().ends_at - timedelta(days=1))

    assert Invoice.objects.latest("pk").net_minor == 380_00


def test_an_upgrade_keeps_the_options_at_their_price(host: Host) -> None:
    host.put()
    factories.pay(host.order())
    row = Subscription.objects.get()

    invoice = upgrade_now(subscription_id=row.pk, version_id=host.big.pk, now=NOW, actor=AYSE)

    assert invoice.net_minor == 300_00  # nothing is used up: 500 − 200; the options cancel out
    row.refresh_from_db()
    assert row.price_minor == 680_00
    factories.pay(invoice)
    renew_due(now=Subscription.objects.get().period_ends_at - timedelta(days=1))
    assert Invoice.objects.latest("pk").net_minor == 680_00


def test_a_move_to_a_year_takes_the_options_at_a_years_price(host: Host) -> None:
    host.put()
    factories.pay(host.order())
    row = Subscription.objects.get()

    invoice = upgrade_now(subscription_id=row.pk, version_id=host.yearly.pk, now=NOW, actor=AYSE)

    assert invoice.net_minor == 2_000_00 + 12 * 180_00 - 380_00
    row.refresh_from_db()
    assert row.price_minor == 2_000_00 + 12 * 180_00


def test_several_items_are_one_invoice_and_an_order_each(host: Host) -> None:
    host.put()
    host.put(disk="100", system="Debian", name="db1")
    assert host.total() == 504_00 + (200_00 + 150_00 + 200_00) * 12 // 10

    invoice = host.order()
    factories.pay(invoice)

    assert invoice.total_minor == 1_164_00
    assert {row.state for row in Order.objects.all()} == {"active"}
    assert {row.written_state for row in Subscription.objects.all()} == {"active"}
    assert sorted(Period.objects.values_list("net_minor", flat=True)) == [350_00, 380_00]


def test_a_second_click_finds_the_first_ones_invoice(host: Host) -> None:
    host.put()
    cart = host.cart

    first, again = host.order(), host.order(seen=0, cart_id=cart.pk)

    assert first.pk == again.pk
    assert (Order.objects.count(), Subscription.objects.count()) == (1, 1)


def test_the_same_thing_twice_in_a_cart_is_two_services(host: Host) -> None:
    host.put()
    host.put()

    host.order()

    assert Subscription.objects.count() == 2


def test_a_changed_price_is_refused_until_it_was_seen(host: Host) -> None:
    host.put()
    seen = host.total()
    with acting_as(host.seller.pk, "desk"):
        price = PlanPrice(price_minor=210_00, currency="TRY", period_unit="month")
        plan_price_set(plan_id=host.small.plan_id, price=price, actor=DENIZ, now=NOW)

    with pytest.raises(CartPriceChanged):
        host.order(seen=seen)

    assert not Order.objects.exists()
    priced = priced_cart(host.cart, now=NOW)
    assert priced.has_changed
    assert priced.items[0].item.seen_minor == 420_00
    assert host.order().net_minor == 430_00


def test_a_choice_that_went_while_it_was_in_the_cart_stops_the_order(host: Host) -> None:
    host.put()
    seen = host.total()
    with acting_as(host.seller.pk, "desk"):
        terms = ChoiceTerms(name="Windows", is_active=False)
        choice_change(choice_id=host.choice("Windows").pk, terms=terms, actor=DENIZ, now=NOW)

    with pytest.raises(NotConfigured):
        host.order(seen=seen)

    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("option", "typed"),
    [
        ("disk", "-10"), ("disk", "9999999999"), ("disk", "15"), ("disk", "0"), ("disk", "1e2"),
        ("disk", ""), ("disk", "٢٠"), ("system", "och_fremd"), ("system", ""), ("name", "a b"),
        ("name", "x" * 200), ("name", "<script>"), ("name", "a\x00b"),
    ],
)  # fmt: skip
def test_hostile_answers_are_not_sold(host: Host, option: str, typed: str) -> None:
    wrong = host.answers() | {getattr(host, option).public_id: typed}

    with acting_as(host.buyer.pk, "panel"), pytest.raises(NotConfigured):
        cart_add(buyer_id=host.buyer.pk, plan=host.small.plan, answers=wrong, site="", now=NOW)

    assert not CartItem.objects.exists()


def test_another_sellers_options_and_choices_are_not_sold(host: Host) -> None:
    other = factories.make_product(factories.make_platform(factories.make_seller("Öteki")))
    factories.make_plan(other)
    foreign = factories.make_option(other, "Sistem", choices={"Gratis": 0})
    choice = OptionChoice.objects.get(option=foreign)
    own = host.answers()

    with acting_as(host.buyer.pk, "panel"):
        with pytest.raises(OptionUnknown):
            cart_add(
                buyer_id=host.buyer.pk,
                plan=host.small.plan,
                answers=own | {foreign.public_id: choice.public_id},
                site="",
                now=NOW,
            )
        with pytest.raises(NotConfigured):
            cart_add(
                buyer_id=host.buyer.pk,
                plan=host.small.plan,
                answers=own | {host.system.public_id: choice.public_id},
                site="",
                now=NOW,
            )


def test_what_must_be_configured_is_not_sold_with_one_click(host: Host) -> None:
    with acting_as(host.buyer.pk, "panel"), pytest.raises(NotConfigured):
        plan_order(buyer_id=host.buyer.pk, version=host.small, site="", now=NOW, actor=AYSE)


def test_a_product_that_asks_for_an_identity_is_only_looked_at(host: Host) -> None:
    with acting_as(host.seller.pk, "desk"):
        terms = ProductTerms(name="Sunucu", is_identity_required=True)
        product_change(product_id=host.product.pk, terms=terms, actor=DENIZ, now=NOW)
    host.small.plan.product.refresh_from_db()
    with acting_as_system("test"):
        Account.objects.filter(pk=host.buyer.pk).update(kind="person")

    with pytest.raises(IdentityMissing):
        host.put()


def test_one_cart_holds_one_currency(host: Host) -> None:
    host.put()
    with acting_as(host.seller.pk, "desk"):
        for option in (host.disk, host.system, host.name):
            ProductOption.objects.filter(pk=option.pk).update(is_active=False)
    dollar = factories.make_plan(host.product, "Dolar", currency="USD")

    with acting_as(host.buyer.pk, "panel"), pytest.raises(CartOtherCurrency):
        cart_add(buyer_id=host.buyer.pk, plan=dollar.plan, answers={}, site="", now=NOW)


def test_the_balance_pays_at_once_or_nothing_is_ordered(host: Host) -> None:
    host.put()
    with pytest.raises(InsufficientFunds):
        host.order(way="wallet")
    assert not Order.objects.exists()
    host.load(600_00)

    invoice = host.order(way="wallet")

    assert (invoice.status, host.wallet()) == ("paid", 96_00)
    assert Subscription.objects.get().written_state == "active"
    assert_books_are_clean()


def test_a_coupon_is_spent_with_the_order(host: Host) -> None:
    factories.make_coupon(host.seller, "BAHAR", value=1_000)
    host.put()
    cart = host.cart
    Cart.objects.filter(pk=cart.pk).update(coupon_code="bahar")
    assert host.total() == 453_60

    invoice = host.order()

    assert (invoice.net_minor, invoice.total_minor) == (378_00, 453_60)
    factories.pay(invoice)
    assert Period.objects.get().net_minor == 342_00  # the set-up's share is no time


# -- approval ---------------------------------------------------------------------------------


def test_only_the_named_way_to_pay_waits_for_staff(host: Host) -> None:
    host.by_hand("transfer")
    host.put()

    factories.pay(host.order())

    assert Order.objects.get().state == "active"


def test_what_waits_for_staff_runs_from_their_word(host: Host) -> None:
    host.by_hand("card")
    host.put()
    factories.pay(host.order())
    order, row = Order.objects.get(), Subscription.objects.get()
    assert (order.state, row.written_state, row.renews_at) == ("awaiting_approval", "pending", None)

    host.decide(approve, order)
    host.decide(approve, order)

    row.refresh_from_db()
    assert (row.written_state, row.started_at) == ("active", LATER)
    assert Period.objects.get().starts_at == LATER
    assert host.told().count("order.awaiting_approval") == 1
    assert host.told().count("order.approved") == 1
    with pytest.raises(OrderStateConflict):
        host.decide(reject, order, reason="geç")


def test_a_rejected_order_gives_the_money_back_once(host: Host) -> None:
    host.by_hand("card")
    host.put()
    invoice = host.order()
    factories.pay(invoice)
    order = Order.objects.get()

    host.decide(reject, order, reason="Stok yok")
    host.decide(reject, order, reason="Stok yok")

    assert host.wallet() == 504_00
    assert Invoice.objects.get(pk=invoice.pk).status == "void"
    assert Subscription.objects.get().written_state == "ended"
    assert host.told().count("order.rejected") == 1
    with pytest.raises(OrderStateConflict):
        host.decide(approve, order)
    assert_books_are_clean()


def test_one_item_is_rejected_and_the_other_runs_on(host: Host) -> None:
    factories.make_coupon(host.seller, "BAHAR", value=1_000)
    host.by_hand("card")
    host.put()
    host.put(disk="10", system="Debian")
    Cart.objects.update(coupon_code="BAHAR")
    factories.pay(host.order())
    first, second = Order.objects.order_by("pk")
    host.decide(approve, second)

    host.decide(reject, first, reason="Stok yok")

    rest = Invoice.objects.get(status="paid")
    assert (rest.net_minor, rest.total_minor) == (211_50, 253_80)  # 235.00 less a tenth, KDV
    assert host.wallet() == 453_60
    second.refresh_from_db()
    assert (second.invoice_id, second.state) == (rest.pk, "active")
    ended, running = Subscription.objects.order_by("pk")
    assert (ended.written_state, running.written_state) == ("ended", "active")
    assert Period.objects.get(subscription=running).invoice_id == rest.pk
    assert_books_are_clean()


def test_a_late_payment_of_a_cancelled_order_is_the_buyers_own(host: Host) -> None:
    host.put()
    host.put(name="web2")
    invoice = host.order(way="card")
    with acting_as(host.buyer.pk, "panel"):
        unpaid_order_cancel(invoice=invoice, now=NOW, actor=AYSE)
        unpaid_order_cancel(invoice=invoice, now=NOW, actor=AYSE)

    assert {row.state for row in Order.objects.all()} == {"cancelled"}
    assert {row.written_state for row in Subscription.objects.all()} == {"ended"}
    assert Invoice.objects.get().status == "void"


def test_a_paid_order_is_not_cancelled_by_its_buyer(host: Host) -> None:
    host.put()
    invoice = host.order()
    factories.pay(invoice)

    with acting_as(host.buyer.pk, "panel"), pytest.raises(OrderStateConflict):
        unpaid_order_cancel(invoice=invoice, now=NOW, actor=AYSE)


def test_an_orders_configuration_never_changes(host: Host) -> None:
    host.put()
    host.order()

    with pytest.raises(DatabaseError), transaction.atomic():
        Order.objects.update(options=[])


def test_nobody_else_sees_a_cart(host: Host) -> None:
    item = host.put()
    stranger = factories.make_buyer("Ceren Gıda")

    with acting_as(stranger.pk, "panel"):
        assert not CartItem.objects.filter(pk=item.pk).exists()
        assert not Cart.objects.exists()
    with acting_as(host.seller.pk, "desk"):
        assert Cart.objects.count() == 1


@pytest.mark.parametrize("has_switched_off", [True, False])
def test_what_is_left_of_a_sale_is_withheld_as_it_was_sold(
    host: Host, has_switched_off: bool
) -> None:
    """Switched off since, or below the floor without what was rejected: what was paid suffices."""
    terms = ProductTerms(name="Sunucu", approval_ways=("card",), withholding_code="616")
    with acting_as(host.seller.pk, "desk"):
        product_change(product_id=host.product.pk, terms=terms, actor=DENIZ, now=NOW)
        price = PlanPrice(price_minor=9_600_00, currency="TRY", period_unit="month")
        plan_price_set(plan_id=host.big.plan_id, price=price, actor=DENIZ, now=NOW)
        price = PlanPrice(price_minor=200_00, currency="TRY", period_unit="month")
        plan_price_set(plan_id=host.small.plan_id, price=price, actor=DENIZ, now=NOW)
    withholds(host, is_on=True)
    host.put(system="Debian", disk="10")
    host.put(plan=host.big, system="Debian", disk="100")
    factories.pay(host.order())
    first, second = Order.objects.order_by("pk")
    sold = InvoiceLine.objects.filter(subscription_id=second.subscription_id)
    assert [line.withheld_minor for line in sold] == [line.kdv_minor // 2 for line in sold]
    if has_switched_off:
        withholds(host, is_on=False)

    host.decide(reject, first, reason="Stok yok")

    rest = Invoice.objects.get(status="paid")
    assert rest.withheld_minor == rest.kdv_minor // 2 > 0
    assert host.wallet() == (200_00 + 15_00 + 20_00) * 11 // 10
    second.refresh_from_db()
    assert second.invoice_id == rest.pk
    assert_books_are_clean()


def withholds(host: Host, *, is_on: bool) -> None:
    with acting_as_system("test"):
        account = current_account_open(seller_id=host.seller.pk, buyer_id=host.buyer.pk, now=NOW)
        withholding_set(current_account_id=account.pk, withholds_kdv=is_on, actor=DENIZ, now=NOW)
