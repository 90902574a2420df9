"""A hosting firm whose server is configured: what tests of carts and of approval stand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests import factories
from tests.factories import AYSE, DENIZ, NOW
from vezne.accounts.models import Account
from vezne.catalog.models import OptionChoice, PlanVersion, Product, ProductOption
from vezne.catalog.services import (
    product_change,
)
from vezne.catalog.types import ProductTerms
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.carts import cart_add, cart_checkout
from vezne.invoicing.models import Invoice
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import wallet_available
from vezne.ledger.services import current_account_open, post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.notify.models import Notification
from vezne.orders.models import Cart, CartItem, Order
from vezne.orders.pricing import priced_cart
from vezne.orders.queries import find_open_cart

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


def open_host() -> Host:
    """A seller with a product that is configured, its prices, and who buys."""
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
    return Host(seller, buyer, product, small, big, yearly, disk, system, name)
