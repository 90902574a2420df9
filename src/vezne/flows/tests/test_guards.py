"""What must not happen: a charge nobody agreed to, a race with a coupon, trade with oneself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper

from vezne.catalog.errors import NotForSale
from vezne.catalog.tests.shop import NOW
from vezne.core.scope import acting_as
from vezne.flows import paying
from vezne.flows.paying import coupon_apply
from vezne.flows.tests.world import DAY, World
from vezne.flows.tick import tick
from vezne.invoicing.errors import PaymentUnderWay

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
    look = paying.has_attempt_under_way
    answers = [False]  # the first look came before the other tab's try was committed

    def late(invoice_id: int) -> bool:
        return answers.pop() if answers else look(invoice_id)

    world.open_form(invoice)
    monkeypatch.setattr(paying, "has_attempt_under_way", late)
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
