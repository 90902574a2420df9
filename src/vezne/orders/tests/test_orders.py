"""Orders in the database: placed once, moved under a lock, seen by their two sides."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from vezne.accounts.models import SellerProfile
from vezne.catalog.errors import NotForSale
from vezne.catalog.services import pack_change, plan_change, product_change
from vezne.catalog.tests.shop import DENIZ, NOW, Shop, open_shop
from vezne.catalog.types import PackTerms, PlanTerms, ProductTerms
from vezne.core.audit import Actor
from vezne.core.models import AuditEntry, OutboxEvent
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.services import invoice_open
from vezne.invoicing.types import LineDraft
from vezne.ledger.models import CurrentAccount
from vezne.ledger.services import current_account_open
from vezne.orders import queries
from vezne.orders.errors import (
    NotTheSellersOffer,
    OrderNotFound,
    OrderStateConflict,
    SiteMissing,
)
from vezne.orders.models import Order
from vezne.orders.services import (
    order_active,
    order_approve,
    order_attach,
    order_awaiting_payment,
    order_expire,
    order_paid,
    order_place,
    order_provisioning,
    order_reject,
    order_setup_failed,
)

AYSE = Actor(kind="user", id=7, label="Ayşe Demir")


@dataclass
class Counter:
    """A shop whose buyer Ayşe orders."""

    shop: Shop
    current_account: CurrentAccount

    def place(self, **fields: object) -> Order:
        """Ayşe orders the shop's plan unless said otherwise."""
        offer = {} if "pack_version_id" in fields else {"plan_version_id": self.shop.version.pk}
        with acting_as(self.shop.ayse.pk, "panel"):
            return order_place(
                **(
                    {
                        "seller_id": self.shop.seller.pk,
                        "buyer_id": self.shop.ayse.pk,
                        "current_account_id": self.current_account.pk,
                        "now": NOW,
                        "actor": AYSE,
                    }
                    | offer
                    | fields
                )
            )

    def pack(self, *, needs_approval: bool = False) -> Order:
        """Ayşe orders the shop's pack."""
        with acting_as(self.shop.seller.pk, "desk"):
            terms = PackTerms(name="1.000 mesaj", needs_approval=needs_approval)
            pack_change(pack_id=self.shop.pack.pk, terms=terms, actor=DENIZ, now=NOW)
        return self.place(pack_version_id=self.shop.pack_version.pk)


def open_counter() -> Counter:
    shop = open_shop()
    with acting_as_system("test"):
        account = current_account_open(seller_id=shop.seller.pk, buyer_id=shop.ayse.pk, now=NOW)
    return Counter(shop, account)


@pytest.fixture
def counter(db: None) -> Counter:
    return open_counter()


def paid_by_card(**asked: Any) -> Order:
    return order_paid(way="card", **asked)


def move(service: Callable[..., Order], order: Order, **more: object) -> Order:
    with acting_as_system("test"):
        return service(order_id=order.pk, now=NOW, actor=DENIZ, **more)


def events(order: Order) -> list[str]:
    rows = OutboxEvent.objects.filter(subject=order.public_id).order_by("pk")
    return [row.kind for row in rows]


def test_an_order_is_placed_with_its_event_and_its_line_in_the_log(counter: Counter) -> None:
    order = counter.place(site=" papatya.example ")

    assert (order.state, order.site, order.placed_by) == ("placed", "papatya.example", "Ayşe Demir")
    assert events(order) == ["order.placed"]
    with acting_as(counter.shop.seller.pk, "desk"):
        assert AuditEntry.objects.filter(subject=order.public_id, action="order.placed").exists()
        assert list(queries.orders_of_seller(counter.shop.seller.pk)) == [order]


def test_a_second_click_finds_the_order_that_waits(counter: Counter) -> None:
    first, second = counter.place(), counter.place()
    other_site = counter.place(site="ikinci.example")

    assert first == second
    assert other_site != first
    assert events(first) == ["order.placed"]


def test_a_paid_order_does_not_stand_in_the_way_of_the_next(counter: Counter) -> None:
    first = move(paid_by_card, move(order_awaiting_payment, counter.pack()))
    second = counter.pack()

    assert first.state == "active"
    assert second != first


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_order() -> None:
    counter = open_counter()
    placed: list[int] = []
    gate = threading.Barrier(4)

    def click() -> None:
        gate.wait()
        with transaction.atomic():
            placed.append(counter.place().pk)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(placed) == 4
    assert len(set(placed)) == 1


def test_an_order_is_for_one_thing(counter: Counter) -> None:
    shop = counter.shop
    with pytest.raises(ValueError, match="plan or for a pack"):
        counter.place(plan_version_id=shop.version.pk, pack_version_id=shop.pack_version.pk)
    with pytest.raises(ValueError, match="plan or for a pack"):
        counter.place(plan_version_id=None)


def test_what_is_not_on_offer_is_not_ordered(counter: Counter) -> None:
    shop = counter.shop
    with acting_as(shop.seller.pk, "desk"):
        off = PlanTerms(name="Profesyonel Aylık", is_active=False)
        plan_change(plan_id=shop.plan.pk, terms=off, actor=DENIZ, now=NOW)

    with pytest.raises(NotForSale):
        counter.place()


def test_another_sellers_offer_or_coupon_is_not_ordered(counter: Counter) -> None:
    other = open_shop("Başka")
    foreign = other.coupon()

    with pytest.raises(NotTheSellersOffer):
        counter.place(plan_version_id=other.version.pk)
    with pytest.raises(NotTheSellersOffer):
        counter.place(coupon_id=foreign.pk)
    own = counter.shop.coupon()
    assert counter.place(coupon_id=own.pk).coupon == own


def test_a_product_that_asks_for_a_site_gets_one(counter: Counter) -> None:
    shop = counter.shop
    with acting_as(shop.seller.pk, "desk"):
        terms = ProductTerms(name="WhatsApp", credit_unit="WP_MESAJ", asks_site=True)
        product_change(product_id=shop.product.pk, terms=terms, actor=DENIZ, now=NOW)

    with pytest.raises(SiteMissing):
        counter.place(site="  ")
    assert counter.place(site="papatya.example").state == "placed"


def test_a_plan_is_active_once_it_is_paid(counter: Counter) -> None:
    order = move(order_awaiting_payment, counter.place())

    paid, again = move(paid_by_card, order), move(paid_by_card, order)

    assert (paid.state, again.state, paid.closed_at) == ("active", "active", NOW)
    assert events(order) == ["order.placed", "order.awaiting_payment", "order.active"]


def test_a_pack_that_needs_it_waits_for_approval_after_payment(counter: Counter) -> None:
    order = move(order_awaiting_payment, counter.pack(needs_approval=True))
    seller = counter.shop.seller.pk

    paid = move(paid_by_card, order)
    with acting_as(seller, "desk"):
        queue = list(queries.approvals_for(seller))
        approved = order_approve(order_id=order.pk, now=NOW, actor=DENIZ)
        again = order_approve(order_id=order.pk, now=NOW, actor=DENIZ)
        assert list(queries.approvals_for(seller)) == []

    assert (paid.state, paid.closed_at, queue) == ("awaiting_approval", None, [order])
    assert (approved.state, again.state) == ("active", "active")
    assert move(paid_by_card, order).state == "active"
    assert events(order).count("order.active") == 1


def test_a_rejected_order_says_why_and_stays_rejected(counter: Counter) -> None:
    order = move(order_awaiting_payment, counter.pack(needs_approval=True))
    move(paid_by_card, order)

    rejected = move(order_reject, order, reason="Belge eksik")

    assert (rejected.state, rejected.close_reason, rejected.closed_at) == (
        "rejected",
        "Belge eksik",
        NOW,
    )
    for service in (order_approve, paid_by_card, order_active):
        with pytest.raises(OrderStateConflict):
            move(service, order)


def test_a_setup_that_failed_is_tried_again(counter: Counter) -> None:
    order = move(order_provisioning, counter.place())

    failed = move(order_setup_failed, order, reason="Sunucu yanıt vermedi")
    assert move(paid_by_card, order).state == "failed_setup"
    retried = move(order_provisioning, order)

    assert (failed.state, failed.close_reason) == ("failed_setup", "Sunucu yanıt vermedi")
    assert (retried.close_reason, move(order_active, order).state) == ("", "active")


def test_only_an_unpaid_order_expires(counter: Counter) -> None:
    waiting = move(order_awaiting_payment, counter.place())
    paid = move(paid_by_card, counter.pack())

    assert move(order_expire, waiting).state == "expired"
    with pytest.raises(OrderStateConflict):
        move(order_expire, paid)
    with pytest.raises(OrderStateConflict):
        move(order_approve, waiting)


def billed(counter: Counter, order: Order, *, shuts_off_at: datetime | None) -> Order:
    """The order waits for its invoice; one that shuts something has opened it before."""
    with acting_as_system("test"):
        invoice = invoice_open(
            seller_id=counter.shop.seller.pk,
            buyer_id=counter.shop.ayse.pk,
            current_account_id=counter.current_account.pk,
            kind="pack",
            currency="TRY",
            lines=[LineDraft(description="x", unit_price_minor=100_00, kdv_rate_bp=2000)],
            opened_at=NOW,
            due_at=NOW,
            shuts_off_at=shuts_off_at,
            key=str(order.public_id),
        )
        order_attach(order_id=order.pk, invoice_id=invoice.pk)
    return move(order_awaiting_payment, order)


def test_what_waits_for_its_money_may_expire_when_the_sellers_days_are_over(
    counter: Counter,
) -> None:
    pack = billed(counter, counter.pack(), shuts_off_at=None)
    billed(counter, counter.place(), shuts_off_at=NOW + timedelta(days=7))
    counter.place(site="faturasiz.example")
    over = NOW + timedelta(days=7)

    def expirable(now: datetime, **more: int) -> list[Order]:
        with acting_as_system("test"):
            return queries.list_expirable(now=now, limit=10, **more)

    assert expirable(over - timedelta(seconds=1)) == []
    assert expirable(over) == [pack]
    assert expirable(over + timedelta(days=30), after_id=pack.pk) == []
    with acting_as_system("test"):
        SellerProfile.objects.filter(pk=counter.shop.seller.pk).update(payment_link_days=30)
    assert expirable(over) == []
    assert expirable(NOW + timedelta(days=30)) == [pack]


def test_invoice_and_subscription_are_tied_once(counter: Counter) -> None:
    order = counter.place()
    with acting_as_system("test"):
        order_attach(order_id=order.pk, invoice_id=5)
        tied = order_attach(order_id=order.pk, invoice_id=5, subscription_id=6)
        with pytest.raises(OrderStateConflict):
            order_attach(order_id=order.pk, invoice_id=7)
        assert queries.orders_of_invoice(5) == [order]
        assert queries.orders_of_invoice(7) == []

    assert (tied.invoice_id, tied.subscription_id) == (5, 6)


def test_ceren_sees_and_moves_nothing(counter: Counter) -> None:
    order = counter.place()
    ayse, ceren = counter.shop.ayse.pk, counter.shop.ceren.pk

    with acting_as(ceren, "panel"):
        assert list(queries.orders_for(ayse)) == []
        with pytest.raises(OrderNotFound):
            queries.get_order(order.public_id)
        with pytest.raises(OrderNotFound):
            order_expire(order_id=order.pk, now=NOW, actor=AYSE)
    with acting_as(ayse, "panel"):
        assert list(queries.orders_for(ayse)) == [order]
        assert queries.get_order(order.public_id).state == "placed"
        assert queries.get_order_by_id(order.pk) == order
