"""A running installation with a seller, buyers who are signed in, and things to buy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from pytest_django.plugin import DjangoDbBlocker

from tests.concurrency.installation import Installation
from tests.factories import sign_in
from tests.journeys.world import World, make_world
from tests.programs import django_on
from vezne.accounts.queries import addresses_for
from vezne.catalog.models import PackVersion
from vezne.catalog.services import pack_add, pack_price_set
from vezne.catalog.types import PackPrice, PackTerms
from vezne.core.audit import SYSTEM
from vezne.core.clock import read_now, real_now
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.checkout import pack_order

REVIEWED_FROM = "30000.00"
T = TypeVar("T")


@dataclass
class Shop:
    """Who sells what to whom, with sessions of the people."""

    world: World
    sessions: dict[str, str]
    address: str
    packs: dict[str, PackVersion]  # also `review` and `refund`
    stored_card: str = ""

    def new_invoice(self, pack: str, *, buyer_id: int | None = None) -> str:
        """The open request of this pack, a new one when the last was paid."""
        buyer_id = buyer_id or self.world.cinar.pk
        with acting_as(buyer_id, "panel"):
            placed = pack_order(
                buyer_id=buyer_id, version=self.packs[pack], now=read_now(), actor=SYSTEM
            )
        assert placed.invoice is not None
        return str(placed.invoice.public_id)


@contextmanager
def open_shop(folder: Path, blocker: DjangoDbBlocker) -> Iterator[tuple[Installation, Shop]]:
    """The programs run, and this process's Django works in their database as its owner."""
    (folder / "var").mkdir()
    installation = Installation(folder)
    try:
        installation.start()
        place = {
            "NAME": "vezne",
            "HOST": str(installation.postgres.socket_dir),
            "USER": "postgres",
            "PASSWORD": "",
            "PORT": "",
        }
        with blocker.unblock(), django_on(place):
            yield installation, _furnished(installation)
    finally:
        installation.stop()


def _furnished(installation: Installation) -> Shop:
    world = make_world(
        sandbox=installation.sandbox,
        web_url=installation.web_url,
        start=real_now() - timedelta(days=500),  # the kill test lets a year pass
        review_from=REVIEWED_FROM,
    )
    with acting_as_system("shop"):
        packs = world.catalogue.packs
        return Shop(
            world=world,
            sessions={
                name: str(sign_in(person.user).cookies["vezne_session"].value)
                for name, person in world.people.items()
            },
            address=addresses_for(world.cinar.pk)[0].public_id,
            packs={**packs, "review": packs["100k"], "refund": _refused_pack(world)},
        )


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


def at_once(*works: Callable[[], T]) -> list[T]:
    """Run each in its own thread, started together; their results in order."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        barrier.wait(30)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))
