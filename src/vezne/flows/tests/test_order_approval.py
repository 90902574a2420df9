"""Orders that wait for the seller's word: approved, rejected whole or in part, money back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import factories
from tests.factories import DENIZ, NOW
from vezne.catalog.services import (
    plan_price_set,
    product_change,
)
from vezne.catalog.types import PlanPrice, ProductTerms
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.approvals import approve, reject
from vezne.flows.tests.hosting import LATER, Host, open_host
from vezne.flows.tests.world import assert_books_are_clean
from vezne.invoicing.models import Invoice, InvoiceLine
from vezne.ledger.services import current_account_open, withholding_set
from vezne.orders.errors import OrderStateConflict
from vezne.orders.models import Cart, Order
from vezne.subscriptions.models import Period, Subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> Iterator[Host]:
    with acting_as_system("test"):
        yield open_host()


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
