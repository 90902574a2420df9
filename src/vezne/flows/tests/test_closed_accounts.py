"""Who has closed the account at a seller orders nothing there until the seller opens it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import factories
from tests.factories import AYSE, DENIZ, NOW
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.carts import cart_add, cart_checkout
from vezne.flows.changes import cancel, cancel_take_back, upgrade_now
from vezne.flows.errors import TradeClosed
from vezne.ledger.services import current_account_open
from vezne.orders.models import CartItem, Order
from vezne.receivables.services import trade_close
from vezne.subscriptions.models import Subscription

pytestmark = pytest.mark.django_db


class Trade:
    """A seller with a plan and a pack, and Ayşe."""

    def __init__(self) -> None:
        self.seller, self.buyer = factories.make_seller("Bulut"), factories.make_buyer()
        product = factories.make_product(factories.make_platform(self.seller), credit_unit="ILETI")
        self.plan = factories.make_plan(product)
        self.pack = factories.make_pack(product)

    def close(self, *, is_closed: bool = True) -> None:
        with acting_as_system("test"):
            account = current_account_open(
                seller_id=self.seller.pk, buyer_id=self.buyer.pk, now=NOW
            )
            trade_close(current_account=account, is_closed=is_closed, actor=DENIZ, now=NOW)

    def put(self) -> CartItem:
        with acting_as(self.buyer.pk, "panel"):
            return cart_add(
                buyer_id=self.buyer.pk, plan=self.plan.plan, answers={}, site="", now=NOW
            )


@pytest.fixture
def trade() -> Trade:
    return Trade()


ORDERS: dict[str, Callable[[Trade], Any]] = {
    "plan": lambda trade: factories.order_plan(trade.buyer, trade.plan),
    "pack": lambda trade: factories.order_pack(trade.buyer, trade.pack),
    "cart": lambda trade: trade.put(),
}


@pytest.mark.parametrize("way", ORDERS)
def test_a_closed_account_orders_nothing_until_it_is_open_again(trade: Trade, way: str) -> None:
    trade.close()
    trade.close()

    with pytest.raises(TradeClosed):
        ORDERS[way](trade)

    with acting_as_system("test"):
        assert not Order.objects.exists()
        assert not CartItem.objects.exists()
        assert AuditEntry.objects.filter(action="current_account.closed").count() == 1
    trade.close(is_closed=False)
    ORDERS[way](trade)


def test_a_cart_that_was_filled_before_is_not_ordered(trade: Trade) -> None:
    item = trade.put()
    trade.close()

    with acting_as(trade.buyer.pk, "panel"), pytest.raises(TradeClosed):
        cart_checkout(cart_id=item.cart_id, way="card", seen_minor=120_00, now=NOW, actor=AYSE)

    with acting_as_system("test"):
        assert not Order.objects.exists()


def test_another_sellers_closing_is_none_of_this_one(trade: Trade) -> None:
    other = Trade()
    other.buyer = trade.buyer
    other.close()

    assert factories.order_plan(trade.buyer, trade.plan).invoice is not None


def test_what_was_cancelled_is_not_brought_back_and_nothing_grows(trade: Trade) -> None:
    bigger = factories.make_plan(trade.plan.plan.product, "Büyük", price_minor=900_00)
    invoice = factories.order_plan(trade.buyer, trade.plan).invoice
    assert invoice is not None
    factories.pay(invoice)
    with acting_as_system("test"):
        service = Subscription.objects.get()
        asked: dict[str, Any] = {"subscription_id": service.pk, "now": NOW, "actor": AYSE}
        trade.close()
        with pytest.raises(TradeClosed):
            upgrade_now(version_id=bigger.pk, **asked)
        cancel(reason="", **asked)
        with pytest.raises(TradeClosed):
            cancel_take_back(**asked)

        trade.close(is_closed=False)
        cancel_take_back(**asked)
        assert Subscription.objects.get().cancels_at is None
