"""kill -9 of web, worker, sandbox or PostgreSQL in the middle of payments: nothing lost, nothing
taken twice.

Each round three people pay at once; at a random instant of one of their steps, or of the janitor's
work, one process dies and is started again. Whoever watches a payment that the bank took sees it
paid within the poll; the clock moves on, the worker asks about the rest, and then the bank's books,
the invoices, the pages and the ledger must say the same. The kills are aimed at the stored states
with the fewest hits. The seed is printed; VEZNE_KILL_SEED repeats a run as far as chance allows.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.concurrency.killing import Aimer, Trigger
from tests.concurrency.rounds import Rounds
from tests.concurrency.shop import open_shop

pytestmark = [pytest.mark.concurrency]

MOST_KILLS, LEAST_KILLS, SECONDS = 20, 8, 45.0
MANY_KILLS = 220


@pytest.fixture
def rounds(
    tmp_path: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Generator[Rounds]:
    """An installation of its own with a seller, a buyer with a stored card, and a seed."""
    seed = int(os.environ.get("VEZNE_KILL_SEED", random.SystemRandom().randrange(10**6)))
    say(f"VEZNE_KILL_SEED={seed}")
    rng = random.Random(seed)
    with open_shop(tmp_path, django_db_blocker) as (installation, shop):
        rounds = Rounds(installation, shop, Aimer(rng), Trigger(rng))
        rounds.store_card()
        yield rounds


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def test_payments_survive_kills_at_every_step(rounds: Rounds) -> None:
    play(rounds, most=MOST_KILLS, least=LEAST_KILLS, seconds=SECONDS)


@pytest.mark.slow
def test_payments_survive_two_hundred_kills_in_every_stored_state(rounds: Rounds) -> None:
    play(rounds, most=MANY_KILLS, least=MANY_KILLS, seconds=0.0)
    rounds.prove_queue(seconds=200)

    assert not rounds.aimer.missed()


def play(rounds: Rounds, *, most: int, least: int, seconds: float) -> None:
    """So many kills; fewer than `most` once the time is up."""
    began = time.monotonic()
    try:
        for number in range(most):
            if number >= least and time.monotonic() - began > seconds:
                break
            rounds.play()
            if number % 20 == 19:
                rounds.prove_ledger()
        rounds.prove_ledger()
    finally:
        say(rounds.aimer.table())
        ended = Counter(rounds.installation.ended_by_themselves)
        say(f"ended by themselves and started again: {dict(ended) or '-'}")
        say(
            "longest time that a paid request was shown unpaid:"
            f" {rounds.longest_shown_unpaid:.1f} s"
        )
        parts = ", ".join(f"{name} {spent:.0f} s" for name, spent in rounds.spent.items())
        say(f"{time.monotonic() - began:.0f} s, of it {parts}")
