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
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from pytest_django.plugin import DjangoDbBlocker

from tests.concurrency.installation import Installation
from tests.concurrency.killing import Aimer, Trigger
from tests.concurrency.rounds import PEOPLE, Rounds, Shop
from tests.factories import sign_in
from tests.journeys.world import World, make_world
from tests.programs import django_on
from vezne.accounts.queries import addresses_for
from vezne.catalog.models import PackVersion
from vezne.catalog.services import pack_add, pack_price_set
from vezne.catalog.types import PackPrice, PackTerms
from vezne.core.audit import SYSTEM
from vezne.core.clock import read_now, real_now
from vezne.core.scope import acting_as_system

pytestmark = [pytest.mark.concurrency]

MOST_KILLS, LEAST_KILLS, SECONDS = 20, 8, 45.0
MANY_KILLS = 220
REVIEWED_FROM = "30000.00"


@pytest.fixture
def rounds(
    tmp_path: Path,
    settings: LazySettings,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Generator[Rounds]:
    """An installation of its own with a seller, a buyer with a stored card, and a seed."""
    seed = int(os.environ.get("VEZNE_KILL_SEED", random.SystemRandom().randrange(10**6)))
    _say(f"VEZNE_KILL_SEED={seed}")
    (tmp_path / "var").mkdir()
    installation = Installation(tmp_path)
    try:
        installation.start()
        settings.VEZNE_WEB_URL = installation.web_url
        place = {
            "NAME": "vezne",
            "HOST": str(installation.postgres.socket_dir),
            "USER": "postgres",
            "PASSWORD": "",
            "PORT": "",
        }
        with django_db_blocker.unblock(), django_on(place):
            yield _ready(installation, random.Random(seed))
    finally:
        installation.stop()


def _ready(installation: Installation, rng: random.Random) -> Rounds:
    world = make_world(
        sandbox=installation.sandbox,
        web_url=installation.web_url,
        start=real_now() - timedelta(days=500),  # some thirty hours pass in a round
        review_from=REVIEWED_FROM,
    )
    with acting_as_system("kill"):
        packs = world.catalogue.packs
        shop = Shop(
            world=world,
            sessions={
                name: str(sign_in(world.people[name].user).cookies["vezne_session"].value)
                for name in (*PEOPLE, "deniz")
            },
            address=addresses_for(world.cinar.pk)[0].public_id,
            packs={**packs, "review": packs["100k"], "refund": _refused_pack(world)},
        )
    rounds = Rounds(installation, shop, Aimer(rng), Trigger(rng))
    rounds.store_card()
    return rounds


def _refused_pack(world: World) -> PackVersion:
    """A pack that the seller approves by hand, small enough for the fraud desk."""
    pack = pack_add(
        product_id=world.catalogue.products["sms"].pk,
        terms=PackTerms(name="2.000 SMS", needs_approval=True),
        actor=SYSTEM,
        now=read_now(),
    )
    price = PackPrice(quantity=2_000, price_minor=55_000, currency="TRY", validity_days=None)
    return pack_price_set(pack_id=pack.pk, price=price, actor=SYSTEM, now=read_now())


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def test_payments_survive_kills_at_every_step(rounds: Rounds) -> None:
    _play(rounds, most=MOST_KILLS, least=LEAST_KILLS, seconds=SECONDS)


@pytest.mark.slow
def test_payments_survive_two_hundred_kills_in_every_stored_state(rounds: Rounds) -> None:
    _play(rounds, most=MANY_KILLS, least=MANY_KILLS, seconds=0.0)
    rounds.prove_queue(seconds=200)

    assert not rounds.aimer.missed()


def _play(rounds: Rounds, *, most: int, least: int, seconds: float) -> None:
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
        _say(rounds.aimer.table())
        _say(f"ended by themselves: {rounds.installation.ended_by_themselves or '-'}")
        _say(
            "longest time that a paid request was shown unpaid:"
            f" {rounds.longest_shown_unpaid:.1f} s"
        )
        _say(f"{time.monotonic() - began:.0f} s, of it: {rounds.spent}")
