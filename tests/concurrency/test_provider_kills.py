"""kill -9 in the middle of payments over PayTR and a bank's NestPay; see test_payment_kills."""

from __future__ import annotations

import os
import random
from collections.abc import Generator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.concurrency.killing import Aimer, Trigger
from tests.concurrency.other_providers import (
    OTHER_STORIES,
    WAYS,
    BankPayer,
    OtherPayer,
    OtherRounds,
    contract_with,
)
from tests.concurrency.shop import open_shop
from tests.concurrency.test_payment_kills import play, say

pytestmark = [pytest.mark.concurrency]
MOST_KILLS, LEAST_KILLS, SECONDS = 8, 4, 20.0
MANY_KILLS = 110
PAYERS = {"paytr": OtherPayer, "nestpay": BankPayer}


@pytest.fixture(params=list(PAYERS))
def rounds(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Generator[OtherRounds]:
    """An installation of its own whose seller takes cards over this provider alone."""
    seed = int(os.environ.get("VEZNE_KILL_SEED", random.SystemRandom().randrange(10**6)))
    say(f"{request.param} VEZNE_KILL_SEED={seed}")
    rng = random.Random(seed)
    with open_shop(tmp_path, django_db_blocker) as (installation, shop):
        rounds = OtherRounds(
            installation,
            shop,
            Aimer(rng, WAYS),
            Trigger(rng),
            payer_class=PAYERS[request.param],
            other_stories=OTHER_STORIES,
        )
        contract_with(rounds, request.param)
        yield rounds


def test_payments_over_it_survive_kills(rounds: OtherRounds) -> None:
    play(rounds, most=MOST_KILLS, least=LEAST_KILLS, seconds=SECONDS)

    assert rounds.captured() > 0


@pytest.mark.slow
def test_payments_over_it_survive_a_hundred_kills_in_every_state(rounds: OtherRounds) -> None:
    play(rounds, most=MANY_KILLS, least=MANY_KILLS, seconds=0.0)
    rounds.prove_queue(seconds=200)

    assert not rounds.aimer.missed()
