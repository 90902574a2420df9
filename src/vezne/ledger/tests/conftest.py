"""Ayşe's firm buys from Deniz's; Ceren's must see nothing."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime

import pytest

from vezne.accounts.models import Account
from vezne.core.audit import Actor
from vezne.core.scope import acting_as_system
from vezne.ledger.models import CurrentAccount
from vezne.ledger.services import current_account_open

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DENIZ = Actor(kind="user", id=1, label="Deniz")


def make_account(number: int, name: str) -> Account:
    """A firm that trades."""
    return Account.objects.create(
        number=number,
        kind="company",
        name=name,
        legal_name=f"{name} Ltd. Şti.",
        email=f"{number}@example.com",
        created_at=NOW,
    )


@pytest.fixture
def now() -> datetime:
    """Tuesday, 10 March 2026, noon in Istanbul."""
    return NOW


@pytest.fixture
def system(db: None) -> Generator[None]:
    """The wider role, for arranging and for what no scope is about."""
    with acting_as_system("test"):
        yield


@pytest.fixture
def seller(system: None) -> Account:
    """Deniz's firm."""
    return make_account(9001, "Deniz Yazılım")


@pytest.fixture
def buyer(system: None) -> Account:
    """Ayşe's firm."""
    return make_account(9002, "Ayşe Ticaret")


@pytest.fixture
def stranger(system: None) -> Account:
    """Ceren's firm."""
    return make_account(9003, "Ceren Gıda")


@pytest.fixture
def cari(seller: Account, buyer: Account) -> CurrentAccount:
    """The current account of Deniz (seller) and Ayşe (buyer), without a credit limit."""
    return current_account_open(seller_id=seller.pk, buyer_id=buyer.pk, now=NOW)
