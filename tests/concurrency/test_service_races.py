"""The last unit, the same call many times, a link for one visit, two renewals: all at once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import httpx
import pytest
from django.db import connection

from tests.concurrency.market import Market
from tests.concurrency.shop import at_once
from vezne.core.clock import clock_move_to, read_now
from vezne.core.errors import IdempotencyConflict
from vezne.core.idempotency import once
from vezne.core.scope import acting_as_system
from vezne.flows.renewal import renew_due
from vezne.invoicing.models import Invoice
from vezne.metering.models import UsageEvent
from vezne.subscriptions.models import Subscription

pytestmark = [pytest.mark.concurrency]

ROUNDS = 4
CALLS = 6


def test_the_last_unit_is_used_by_one_of_many_calls(market: Market) -> None:
    for number in range(ROUNDS):
        market.buy_units()
        assert market.use(f"all-but-one-{number}", market.units_left() - 1) == "accepted"

        results = at_once(
            *(lambda key=f"last-{number}-{call}": market.use(key) for call in range(CALLS))
        )

        assert Counter(results) == {"accepted": 1, "refused": CALLS - 1}
        assert market.units_left() == 0


def test_one_call_sent_many_times_at_once_counts_once(market: Market) -> None:
    market.buy_units()
    for number in range(ROUNDS):
        before = market.units_left()

        results = at_once(*[lambda key=f"same-{number}": market.use(key, 3)] * CALLS)

        assert Counter(results) == {"accepted": 1, "duplicate": CALLS - 1}
        assert before - market.units_left() == 3
        with acting_as_system("race"):
            assert UsageEvent.objects.filter(key=f"same-{number}").count() == 1


def test_a_link_for_one_visit_lets_one_of_many_browsers_in(market: Market) -> None:
    world = market.shop.world
    for _round in range(ROUNDS):
        body = {"account": str(world.cinar.public_id), "user": world.people["ayse"].email}
        url = market.call("/portal-sessions", body)["url"]

        opened = at_once(*[lambda url=url: _open_link(url)] * CALLS)

        assert Counter(opened) == {True: 1, False: CALLS - 1}


def _open_link(url: str) -> bool:
    """Whether a browser with this link is let in."""
    with httpx.Client(trust_env=False, timeout=30, follow_redirects=True) as browser:
        shown = browser.get(url)
        return "vezne_session" in browser.cookies and shown.status_code == 200


def test_the_clock_and_two_tabs_of_renewal_open_one_period(market: Market) -> None:
    placed = market.shop.world.order("randevu")
    assert placed.invoice is not None
    market.payer("ayse", str(placed.invoice.public_id)).run()
    for _round in range(ROUNDS):
        with acting_as_system("race"):
            row = Subscription.objects.get(pk=placed.order.subscription_id)
        clock_move_to(target=row.period_ends_at - timedelta(days=6))
        path = f"/hizmetlerim/{row.public_id}/yenile/"

        at_once(
            _renew_by_clock,
            _renew_by_clock,
            lambda path=path: market.post("ayse", path),
            lambda path=path: market.post("bora", path),
        )

        with acting_as_system("race"):
            opened = Invoice.objects.get(subscription_id=row.pk, status="open")
            assert not Subscription.objects.get(pk=row.pk).renewal_parked
        market.payer("ayse", str(opened.public_id)).run()


def _renew_by_clock() -> None:
    try:
        with acting_as_system("race"):
            renew_due(now=read_now())
    finally:
        connection.close()


def test_a_key_that_comes_many_times_at_once_does_its_work_once(market: Market) -> None:
    del market  # its database
    done: list[str] = []

    def ask(key: str, body: str) -> str:
        def work() -> tuple[int, str]:
            done.append(key)
            return 201, f"made {len(done)}"

        try:
            return str(once(scope="race", key=key, body=body, now=read_now(), work=work))
        except IdempotencyConflict as refusal:
            return refusal.code
        finally:
            connection.close()

    for number in range(ROUNDS):
        key = f"key-{number}"
        same = at_once(*[lambda key=key: ask(key, "same")] * CALLS)
        other = at_once(lambda key=key: ask(key, "other"), lambda key=key: ask(key, "same"))

        assert done.count(key) == 1
        assert len(set(same)) == 1
        assert other == [IdempotencyConflict.code, same[0]]
