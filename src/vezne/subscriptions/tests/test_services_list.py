"""The fast list of Hizmetlerim says what the statement with the state in SQL says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from vezne.catalog.tests.shop import NOW
from vezne.core.scope import acting_as_system
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.queries import service_row, services_for, with_state
from vezne.subscriptions.services import block_place, cancel_at_period_end, renew_early
from vezne.subscriptions.tests.business import AYSE, Business
from vezne.subscriptions.types import BlockKind

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize("days", [-1, 0, 1, 7, 8, 29, 31, 45, 400])
def test_both_lists_agree_on_every_state(business: Business, days: int) -> None:
    kept = business.sell_paid()
    renewed = renew_early(subscription_id=kept.pk, now=NOW).draft
    assert renewed is not None
    business.bill(renewed, now=NOW)
    business.sell()
    business.start(business.trial)
    shut, _invoice = business.sell()
    block_place(
        subscription_id=shut.pk, kind=BlockKind.STAFF, reason="inceleme", now=NOW, actor=AYSE
    )
    left = business.sell_paid()
    cancel_at_period_end(subscription_id=left.pk, now=NOW, actor=AYSE)
    now = NOW + days * DAY

    with acting_as_system("test"):
        mine = Subscription.objects.filter(buyer_id=business.shop.ayse.pk)
        rows = with_state(mine, now).order_by("-started_at", "-pk")
        fast = services_for(business.shop.ayse.pk, now=now)

        assert len(fast) == 5
        assert fast == [service_row(row, now) for row in rows]
