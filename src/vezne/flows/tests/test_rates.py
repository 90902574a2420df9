"""The bulletin is read from the (simulated) central bank by its day, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core.cache import cache

from tests.sandbox_server import Sandbox
from vezne.core.clock import real_now
from vezne.flows.rates import MOST_DAYS_BACK, rates_fetch
from vezne.invoicing.models import ExchangeRate
from vezne.invoicing.queries import rate_for

pytestmark = pytest.mark.django_db
THURSDAY_NOON = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _bank(sandbox: Sandbox, settings: LazySettings) -> None:
    settings.VEZNE_RATES_URL = f"{sandbox.base_url}/kurlar"


def days_kept() -> list[date]:
    return list(
        ExchangeRate.objects.filter(currency="USD")
        .order_by("bulletin_on")
        .values_list("bulletin_on", flat=True)
    )


def test_before_half_past_three_the_bulletin_of_the_day_before_is_read() -> None:
    assert rates_fetch(now=THURSDAY_NOON) == 1

    assert days_kept() == [date(2026, 3, 4)]
    rate = rate_for("USD", THURSDAY_NOON)
    assert (rate.bulletin_number, rate.rate_micro > 35_000_000) == ("2026/45", True)


def test_a_known_bulletin_is_not_asked_for_again(sandbox: Sandbox) -> None:
    rates_fetch(now=THURSDAY_NOON)

    assert rates_fetch(now=THURSDAY_NOON + timedelta(hours=2)) == 0
    assert rates_fetch(now=THURSDAY_NOON + timedelta(hours=4)) == 1  # half past three has passed
    assert days_kept() == [date(2026, 3, 4), date(2026, 3, 5)]
    assert len([1 for one in sandbox.requests() if "/kurlar/" in one["address"]]) == 2


def test_on_a_weekend_the_bulletin_of_friday_counts() -> None:
    sunday = THURSDAY_NOON + 3 * DAY

    assert rates_fetch(now=sunday) == 1
    assert rates_fetch(now=sunday + DAY) == 0  # Monday noon: still Friday's
    assert days_kept() == [date(2026, 3, 6)]


def test_a_day_without_a_bulletin_steps_back_to_the_last_one() -> None:
    not_yet = real_now() + 4 * DAY  # the simulated bank lives in real time here

    assert rates_fetch(now=not_yet) == 1

    [day] = days_kept()
    assert real_now().date() - 4 * DAY <= day <= real_now().date()


def test_a_day_without_any_answer_is_asked_for_once_in_a_while(
    sandbox: Sandbox, settings: LazySettings
) -> None:
    far = real_now() + (MOST_DAYS_BACK + 5) * DAY

    assert rates_fetch(now=far) == 0
    asked = len(sandbox.requests())
    assert rates_fetch(now=far) == 0
    assert len(sandbox.requests()) == asked

    cache.clear()
    settings.VEZNE_RATES_URL = "http://127.0.0.1:9"
    assert rates_fetch(now=THURSDAY_NOON) == 0


def test_an_answer_that_is_no_bulletin_changes_nothing(
    sandbox: Sandbox, settings: LazySettings
) -> None:
    settings.VEZNE_RATES_URL = f"{sandbox.base_url}/_sandbox/healthz?"

    assert rates_fetch(now=THURSDAY_NOON) == 0
    assert days_kept() == []
