"""One running installation for the races of this folder."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.concurrency.market import Market
from tests.concurrency.shop import open_shop
from vezne.core.scope import acting_as_system
from vezne.ledger.check import ledger_check


@pytest.fixture(scope="package")
def running_market(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Generator[Market]:
    """Web, worker and sandbox, asked over HTTP by many at once."""
    folder = tmp_path_factory.mktemp("market")
    with open_shop(folder, django_db_blocker) as (installation, shop):
        yield Market(installation, shop)


@pytest.fixture
def market(running_market: Market) -> Generator[Market]:
    """The running one; whatever ran into each other, every balance follows from its entries."""
    yield running_market
    with acting_as_system("race"):
        assert list(ledger_check()) == []
