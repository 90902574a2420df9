"""Fixtures of the tests of banking."""

from __future__ import annotations

import pytest

from tests import factories
from tests.sandbox_server import sandbox, sandbox_program
from vezne.accounts.models import Account
from vezne.banking.models import BankAccount
from vezne.banking.tests import bank
from vezne.ledger.models import CurrentAccount

__all__ = ["account", "sandbox", "sandbox_program", "seller", "till"]


@pytest.fixture
def seller() -> Account:
    """Who is paid."""
    return factories.make_seller()


@pytest.fixture
def till(seller: Account) -> BankAccount:
    """Its bank account, in lira."""
    return bank.open_bank(seller)


@pytest.fixture
def account(seller: Account) -> CurrentAccount:
    """What Papatya has with the seller."""
    return bank.trade(seller, bank.buyer_named("Papatya"))
