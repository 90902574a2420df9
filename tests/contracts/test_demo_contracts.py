"""The demo's contracts with every card provider of the sandbox answer; iyzico is asked first."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from tests.sandbox_server import Sandbox, sandbox, sandbox_program
from vezne.catalog.tests.shop import NOW
from vezne.config.demo import connections
from vezne.core.scope import acting_as_system
from vezne.invoicing.tests.books import open_books
from vezne.payments.queries import provider_accounts_for
from vezne.payments.services import provider_account_test

__all__ = ["sandbox", "sandbox_program"]
pytestmark = [pytest.mark.contract, pytest.mark.django_db(transaction=True)]


def test_the_demos_contracts_are_tied_to_the_sandbox(
    sandbox: Sandbox, settings: LazySettings
) -> None:
    settings.VEZNE_SANDBOX_URL = sandbox.base_url
    seller_id = open_books().shop.seller.pk
    with acting_as_system("test"):
        connections.contract_make(seller_id=seller_id, now=NOW)

    accounts = provider_accounts_for(seller_id=seller_id, currency="TRY")

    assert [account.provider for account in accounts] == ["iyzico", "paytr", "nestpay"]
    with acting_as_system("test"):
        for account in accounts:
            provider_account_test(provider_account_id=account.pk, now=NOW)
