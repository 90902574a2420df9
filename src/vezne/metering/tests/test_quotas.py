"""All quotas of a buyer in one query say what each says by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vezne.catalog.tests.shop import NOW, open_shop
from vezne.core.scope import acting_as, acting_as_system
from vezne.ledger.models import CurrentAccount
from vezne.ledger.services import credits_grant, current_account_open
from vezne.metering.queries import quota_for, quotas_for
from vezne.metering.services import usage_record_many
from vezne.metering.types import UsageInput

DAY = timedelta(days=1)


@pytest.fixture
def account(db: None) -> CurrentAccount:
    with acting_as_system("test"):
        shop = open_shop()
        return current_account_open(seller_id=shop.seller.pk, buyer_id=shop.ayse.pk, now=NOW)


def grant(account: CurrentAccount, unit: str, quantity: int, days: int | None = None) -> None:
    with acting_as_system("test"):
        credits_grant(
            current_account_id=account.pk,
            unit=unit,
            quantity=quantity,
            expires_at=None if days is None else NOW + days * DAY,
            key=f"{unit}:{quantity}",
            now=NOW,
        )


def spend(account: CurrentAccount, unit: str, quantity: int) -> None:
    with acting_as_system("test"):
        usage_record_many(
            seller_id=account.seller_id,
            buyer_id=account.buyer_id,
            events=[UsageInput(key="1", unit=unit, quantity=quantity, used_at=NOW)],
            now=NOW,
        )


def test_every_quota_comes_with_one_query_and_says_the_same(account: CurrentAccount) -> None:
    grant(account, "SMS", 100, days=2)
    grant(account, "SMS", 50)
    grant(account, "WP_MESAJ", 30, days=1)
    spend(account, "SMS", 40)
    buyer_id, seller_id = account.buyer_id, account.seller_id

    for days in (0, 1, 3):
        now = NOW + days * DAY
        with acting_as(buyer_id, "panel"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                quotas = quotas_for(buyer_id=buyer_id, now=now)
            assert len(asked) == 1
            assert quotas == {
                (seller_id, unit): quota_for(
                    buyer_id=buyer_id, seller_id=seller_id, unit=unit, now=now
                )
                for unit in ("SMS", "WP_MESAJ")
            }


def test_a_used_up_quota_shows_its_last_lot(account: CurrentAccount) -> None:
    grant(account, "SMS", 10)
    spend(account, "SMS", 10)

    with acting_as(account.buyer_id, "panel"):
        quota = quotas_for(buyer_id=account.buyer_id, now=NOW)[account.seller_id, "SMS"]

    assert (quota.granted, quota.used, quota.left) == (10, 10, 0)
