"""The address that a provider's page sends the browser back to, when it is called too often."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from django.urls import reverse

from tests.sandbox_server import Sandbox
from vezne.catalog.tests.shop import NOW
from vezne.core.clock import clock_move_to
from vezne.core.limits import SECOND_NS, RateLimit
from vezne.core.scope import acting_as_system
from vezne.flows.tests.world import World, open_world
from vezne.payments.models import Attempt, AttemptEvent
from vezne.web.pay.way_back import ASKS_OF_ATTEMPT, ASKS_OF_CONTRACT, BY_CALLER

pytestmark = pytest.mark.contract


@pytest.fixture
def world(db: None, sandbox: Sandbox) -> World:
    clock_move_to(target=NOW)
    return open_world(sandbox)


def flood(limit: RateLimit, caller: str) -> None:
    """More calls than pass; a little ahead, so that a slow machine does not let one more pass."""
    at_ns = time.monotonic_ns() + 3 * SECOND_NS
    for _call in range(500):
        limit.wait_seconds(caller, at_ns=at_ns)


def back_at(attempt: Attempt) -> str:
    return reverse("web:pay_return", args=[attempt.public_id])


def answers_about(attempt: Attempt) -> int:
    with acting_as_system("test"):
        return AttemptEvent.objects.filter(attempt=attempt, source="return").count()


def test_a_flood_from_one_address_is_told_to_come_later(world: World) -> None:
    attempt = world.open_form(world.invoice())
    flood(BY_CALLER, "203.0.113.60")

    late = Client(REMOTE_ADDR="203.0.113.60").post(back_at(attempt))

    assert late.status_code == 429
    assert 1 <= int(late.headers["Retry-After"]) <= 4
    assert answers_about(attempt) == 0
    assert Client(REMOTE_ADDR="203.0.113.61").post(back_at(attempt)).status_code == 302
    assert answers_about(attempt) == 1


@pytest.mark.parametrize("limit", [ASKS_OF_ATTEMPT, ASKS_OF_CONTRACT])
def test_past_what_may_be_asked_the_browser_goes_on_and_nothing_is_lost(
    world: World, limit: RateLimit
) -> None:
    attempt = world.open_form(world.invoice())
    world.type_card(attempt)
    contract = str(attempt.provider_account_id)
    flood(limit, attempt.public_id if limit is ASKS_OF_ATTEMPT else contract)

    answer = Client(REMOTE_ADDR="203.0.113.62").post(back_at(attempt))

    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("web:pay_result", args=[attempt.public_id])
    assert answers_about(attempt) == 0
    assert world.come_back(attempt).is_invoice_paid_now  # as the waiting page or the janitor asks
