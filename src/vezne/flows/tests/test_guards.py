"""What must not happen: a charge nobody agreed to, a race with a coupon, trade with oneself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper

from vezne.accounts.queries import tax_id_of
from vezne.accounts.services import address_add
from vezne.accounts.types import AddressEntry
from vezne.catalog.errors import NotForSale
from vezne.catalog.services import plan_add, plan_price_set
from vezne.catalog.tests.shop import NOW
from vezne.catalog.types import PlanPrice, PlanTerms
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.paying import coupon_apply, places_of
from vezne.flows.renewal import renew_now
from vezne.flows.tests.world import DAY, World
from vezne.flows.tick import tick
from vezne.invoicing.errors import PaymentUnderWay
from vezne.invoicing.queries import lines_of
from vezne.payments.queries import has_attempt_under_way
from vezne.subscriptions.errors import PaidTooFarAhead

pytestmark = pytest.mark.contract


def test_the_clock_pays_renewals_only_never_an_order_still_on_the_payment_page(
    world: World,
) -> None:
    world.pay_storing(world.invoice(world.business.monthly))
    ordered = world.invoice(world.business.prepaid, now=NOW + DAY)

    tick(now=NOW + DAY)
    tick(now=NOW + 2 * DAY)

    assert world.attempts(method="stored_card") == []
    assert world.fresh(ordered).status == "open"


def test_a_coupon_does_not_slip_in_after_another_tab_has_begun_to_pay(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    coupon = world.shop.coupon("BAHAR")
    invoice = world.invoice()
    answers = [False]  # the first look came before the other tab's try was committed

    def late(invoice_id: int) -> bool:
        return answers.pop() if answers else has_attempt_under_way(invoice_id)

    world.open_form(invoice)
    monkeypatch.setattr("vezne.flows.paying.has_attempt_under_way", late)
    with pytest.raises(PaymentUnderWay), acting_as(world.buyer.pk, "panel"):
        coupon_apply(invoice=invoice, code="BAHAR", now=NOW, actor=world.actor)

    assert world.fresh(invoice).total_minor == 120_00
    assert world.fresh(coupon).used_count == 0


def locks_of(work: Callable[[], Any]) -> list[str]:
    """The tables whose rows `work` locks, in the order of the first lock."""
    found: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "FOR UPDATE" in sql or "FOR NO KEY UPDATE" in sql:
            table = sql.split(' FROM "', 1)[1].split('"', 1)[0]
            if table not in found:
                found.append(table)
        return execute(sql, params, many, context)

    assert isinstance(connection.cursor(), CursorWrapper)
    with connection.execute_wrapper(listen):
        work()
    return found


def test_beginning_to_pay_locks_in_the_order_of_the_settlement(world: World) -> None:
    invoice = world.invoice()
    world.open_form(invoice)

    locks = locks_of(lambda: world.prepare(invoice))

    assert locks.index("payments_payment") < locks.index("invoicing_invoice")


def test_a_coupon_locks_the_service_before_its_invoice(world: World) -> None:
    world.shop.coupon("HEDIYE", value=10_000)
    invoice = world.invoice(world.business.prepaid)

    def use() -> None:
        with acting_as(world.buyer.pk, "panel"):
            coupon_apply(invoice=invoice, code="HEDIYE", now=NOW, actor=world.actor)

    locks = locks_of(use)

    assert locks.index("subscriptions_subscription") < locks.index("invoicing_invoice")


def test_nobody_buys_from_oneself(world: World) -> None:
    world.shop.ayse = world.shop.seller
    with pytest.raises(NotForSale):
        world.order()
    with pytest.raises(NotForSale):
        world.order_pack()


def test_the_texts_name_the_sellers_address_and_tax_number(world: World) -> None:
    invoice = world.invoice()
    entry = AddressEntry(
        contact_name="Deniz",
        company_name="Satıcı A.Ş.",
        line="Satıcı Cad. No 5",
        district="Çankaya",
        city="Ankara",
        phone="0555 000 00 02",
    )
    with acting_as(world.shop.seller.pk, "desk"):
        address_add(account_id=world.shop.seller.pk, entry=entry, now=NOW, actor=world.actor)
    with acting_as_system("test"):
        seller = world.fresh(world.shop.seller)

    with acting_as(world.buyer.pk, "panel"):
        places = places_of(invoice, lines_of(invoice.pk), NOW)

    assert places["satici_adres"] == "Satıcı Cad. No 5 Çankaya Ankara"
    assert places["satici_vergi"] == f"{seller.tax_office} {tax_id_of(seller)}".strip()


def test_what_costs_nothing_is_not_renewed_early(world: World) -> None:
    free = PlanPrice(price_minor=0, currency="TRY", period_unit="month")
    with acting_as(world.shop.seller.pk, "desk"):
        plan = plan_add(
            product_id=world.shop.product.pk,
            terms=PlanTerms(name="Ücretsiz"),
            actor=world.actor,
            now=NOW,
        )
        version = plan_price_set(plan_id=plan.pk, price=free, actor=world.actor, now=NOW)
    assert world.order(version).invoice is None

    with acting_as(world.buyer.pk, "panel"), pytest.raises(PaidTooFarAhead):
        renew_now(subscription_id=world.service(NOW).pk, now=NOW, actor=world.actor)
    tick(now=NOW + 40 * DAY)

    assert world.access(NOW + 40 * DAY).is_allowed
