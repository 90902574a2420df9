"""From a cart of configured plans to running services: prices, approval, rejection, changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from tests import factories
from tests.factories import AYSE, DENIZ, NOW
from vezne.accounts.models import Account
from vezne.catalog.errors import NotConfigured, OptionUnknown
from vezne.catalog.models import OptionChoice, ProductOption
from vezne.catalog.services import (
    choice_change,
    choice_price_set,
    plan_price_set,
    product_change,
)
from vezne.catalog.types import ChoicePriceTerms, ChoiceTerms, PlanPrice, ProductTerms
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.carts import cart_add
from vezne.flows.changes import upgrade_now
from vezne.flows.checkout import plan_order
from vezne.flows.errors import IdentityMissing
from vezne.flows.renewal import renew_due
from vezne.flows.tests.hosting import LATER, Host, open_host
from vezne.flows.tests.world import assert_books_are_clean
from vezne.flows.voiding import unpaid_order_cancel
from vezne.invoicing.models import Invoice, InvoiceLine
from vezne.ledger.errors import InsufficientFunds
from vezne.orders.errors import CartOtherCurrency, CartPriceChanged, OrderStateConflict
from vezne.orders.models import Cart, CartItem, Order
from vezne.orders.pricing import priced_cart
from vezne.subscriptions.models import Period, Subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> Iterator[Host]:
    with acting_as_system("test"):
        yield open_host()


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
