"""Two tabs, four bearers of the same news, the last use of a coupon: over real HTTP, all at once.

Each test plays several rounds, so that a guard that is missing shows in one run.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.concurrency.market import Market, invoice_of, tick_soon, tries_of
from tests.concurrency.rounds import PEOPLE
from tests.concurrency.shop import at_once
from tests.programs import eventually
from vezne.catalog.models import Coupon, CouponUse
from vezne.catalog.services import coupon_add
from vezne.catalog.types import CouponTerms
from vezne.core.audit import SYSTEM
from vezne.core.clock import clock_move_to, read_now
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.ledger.models import Transfer
from vezne.notify.models import Notification
from vezne.orders.models import Order
from vezne.payments.models import Allocation, Attempt, AttemptEvent

pytestmark = [pytest.mark.concurrency]

ROUNDS = 4
DONE, REFUSED = 302, 422


def test_two_tabs_charge_a_stored_card_once(market: Market) -> None:
    fields = market.charge_fields()

    for _round in range(ROUNDS):
        invoice_id = market.shop.new_invoice("1k")
        path = f"/odeme/{invoice_id}/basla/"

        answers = at_once(*(_post(market, who, path, fields) for who in (*PEOPLE, "ayse")))

        assert market.taken(invoice_id) == 1
        assert [one.state for one in tries_of(invoice_id)] == ["captured"]
        assert set(answers) <= {DONE, REFUSED}
        assert invoice_of(invoice_id).status == "paid"


def test_two_tabs_with_two_forms_pay_once_and_keep_the_rest_for_the_buyer(market: Market) -> None:
    invoice_id = market.shop.new_invoice("sms1k")
    tabs = [market.payer(who, invoice_id) for who in ("ayse", "bora")]

    at_once(*(tab._start for tab in tabs))
    for tab in tabs:
        tab._card()
        tab._code()
    account_id = invoice_of(invoice_id).current_account_id
    with ThreadPoolExecutor(2) as pool, market.hold("ledger_currentaccount", account_id) as hold:
        back = [pool.submit(tab._return) for tab in tabs]
        hold.until(2)
    _all_went_well(back)

    tries, total = tries_of(invoice_id), invoice_of(invoice_id).total_minor
    assert [one.state for one in tries] == ["captured", "captured"]
    assert sorted(one.surplus_minor for one in tries) == [0, total]
    assert invoice_of(invoice_id).paid_minor == total
    with acting_as_system("race"):
        assert Allocation.objects.filter(invoice__public_id=invoice_id).count() == 1


def test_return_webhook_poller_and_janitor_at_once_book_once(market: Market) -> None:
    settled = []
    for _round in range(ROUNDS):
        invoice_id = market.shop.new_invoice("5k")
        ayse, bora = (market.payer(who, invoice_id) for who in ("ayse", "bora"))
        ayse._start()
        (attempt,) = tries_of(invoice_id)
        ayse._card()
        market.installation.sandbox.switch({"name": "duplicate_webhook", "remaining": 1})
        with acting_as_system("race"):  # the janitor's turn has come
            Attempt.objects.filter(pk=attempt.pk).update(next_check_at=read_now())
        clock_move_to(target=read_now() + timedelta(seconds=10))  # the poller's pause is over

        account_id = invoice_of(invoice_id).current_account_id
        with (
            ThreadPoolExecutor(2) as pool,
            market.hold("ledger_currentaccount", account_id) as hold,
        ):
            ayse._code()  # the webhooks are on their way from here on
            tick_soon()
            app.configure_task("payments.check").defer(attempt_id=attempt.pk)
            watched = pool.submit(bora.result_page, attempt.public_id)
            back = pool.submit(ayse._return)
            hold.until(4)  # two in the web, two in the worker: all have heard of the money
        _all_went_well([watched, back])
        eventually(lambda one=invoice_id: invoice_of(one).status == "paid", what="paid")
        settled.append((attempt, invoice_of(invoice_id)))

    open_jobs = ProcrastinateJob.objects.filter(status__in=["todo", "doing"])
    eventually(lambda: not open_jobs.exists(), seconds=30, what="an empty queue")
    failed = ProcrastinateJob.objects.filter(status="failed")
    assert not failed.exists(), list(failed.values_list("task_name", "args"))
    for attempt, invoice in settled:
        _assert_booked_once(attempt, invoice)


def _all_went_well(futures: list[Future[Any]]) -> None:
    """A second bearer changes nothing, but is not refused either."""
    for future in futures:
        future.result()


def _assert_booked_once(attempt: Attempt, invoice: Invoice) -> None:
    with acting_as_system("race"):
        heard = list(AttemptEvent.objects.filter(attempt=attempt).values_list("kind", flat=True))
        assert heard.count("captured") == 1, heard
        assert Allocation.objects.filter(invoice=invoice).count() == 1
        told = Notification.objects.filter(kind="payment.received", subject=invoice.public_id)
        assert set(Counter(told.values_list("user", flat=True)).values()) == {1}
        order = Order.objects.get(invoice_id=invoice.pk)
        granted = Transfer.objects.filter(reason="credit_grant", subject=order.public_id)
        assert list(granted.values_list("amount", flat=True)) == [5_000]


def test_the_last_use_of_a_coupon_goes_to_one_of_two_payers(market: Market) -> None:
    shop = market.shop
    ceren = shop.world.people["ceren"].account
    for number in range(ROUNDS):
        code = _coupon(market, f"SON-{number}", max_uses=1)
        invoices = {
            "ayse": shop.new_invoice("1k"),
            "ceren": shop.new_invoice("1k", buyer_id=ceren.pk),
        }

        answers = at_once(*(_apply(market, who, one, code) for who, one in invoices.items()))

        assert Counter(answers) == {DONE: 1, REFUSED: 1}
        assert _uses_of(code) == (1, 1)
        assert Counter(invoice_of(one).discount_minor > 0 for one in invoices.values()) == {
            True: 1,
            False: 1,
        }
        _take_off(market, invoices)


def test_a_coupon_for_once_an_account_is_spent_on_one_of_two_invoices(market: Market) -> None:
    for number in range(ROUNDS):
        code = _coupon(market, f"BIR-{number}", once_per_account=True)
        invoices = {
            "ayse": market.shop.new_invoice("1k"),
            "bora": market.shop.new_invoice("sms5k"),
        }

        answers = at_once(*(_apply(market, who, one, code) for who, one in invoices.items()))

        assert Counter(answers) == {DONE: 1, REFUSED: 1}
        assert _uses_of(code) == (1, 1)
        _take_off(market, invoices)


def test_a_coupon_and_a_payment_at_once_never_charge_what_is_not_owed(market: Market) -> None:
    fields = market.charge_fields()
    for number in range(ROUNDS):
        code = _coupon(market, f"YARIS-{number}")
        one = market.shop.new_invoice("5k")

        works = [
            _post(market, "bora", f"/odeme/{one}/basla/", fields),
            _apply(market, "ayse", one, code),
        ]
        row = invoice_of(one).pk
        with ThreadPoolExecutor(2) as pool, market.hold("invoicing_invoice", row) as hold:
            for place, work in enumerate(works if number % 2 else works[::-1], start=1):
                pool.submit(work)
                hold.until(place)

        (attempt,) = tries_of(one)
        assert attempt.amount_minor == invoice_of(one).total_minor
        assert attempt.surplus_minor == 0


def _post(market: Market, who: str, path: str, fields: dict[str, str]) -> Any:
    return lambda: market.post(who, path, fields)


def _apply(market: Market, who: str, invoice_id: str, code: str) -> Any:
    return _post(market, who, f"/odeme/{invoice_id}/kupon/", {"code": code})


def _take_off(market: Market, invoices: dict[str, str]) -> None:
    for who, one in invoices.items():
        market.post(who, f"/odeme/{one}/kupon/", {"remove": "1"})


def _coupon(market: Market, code: str, **terms: Any) -> str:
    now = read_now()
    fields: dict[str, Any] = {"kind": "percent", "value": 1_000, "starts_at": now, **terms}
    with acting_as_system("race"):
        coupon_add(
            seller_id=market.shop.world.seller.pk,
            terms=CouponTerms(code=code, **fields),
            actor=SYSTEM,
            now=now,
        )
    return code


def _uses_of(code: str) -> tuple[int, int]:
    """What the coupon counts, and its live uses."""
    with acting_as_system("race"):
        row = Coupon.objects.get(code=code)
        return row.used_count, CouponUse.objects.filter(coupon=row, released_at=None).count()
