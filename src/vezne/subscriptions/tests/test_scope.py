"""Whose rows are seen, what is never rewritten, and a buyer who acts from the panel."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from vezne.catalog.tests.shop import NOW
from vezne.core.errors import NotFound
from vezne.core.scope import ScopeMissing, acting_as
from vezne.subscriptions.models import Period, Subscription, TimelineEntry
from vezne.subscriptions.queries import (
    entitlement_check,
    get_subscription,
    services_for,
    subscriptions_of_seller,
    timeline_of,
)
from vezne.subscriptions.services import cancel_at_period_end
from vezne.subscriptions.tests.business import AYSE, Business, open_business

LATER = NOW + timedelta(days=1)


@pytest.fixture
def sold(db: None) -> tuple[Business, Subscription]:
    business = open_business()
    with acting_as(business.shop.seller.pk, "desk"):
        return business, business.sell_paid()


def test_ceren_sees_nothing_of_ayses(sold: tuple[Business, Subscription]) -> None:
    business, subscription = sold
    shop = business.shop

    with acting_as(shop.ceren.pk, "panel"):
        assert services_for(shop.ayse.pk, now=LATER) == []
        assert timeline_of(subscription.pk) == []
        assert Period.objects.count() == 0
        with pytest.raises(NotFound):
            get_subscription(subscription.public_id, now=LATER)
        with pytest.raises(NotFound):
            cancel_at_period_end(subscription_id=subscription.pk, now=LATER, actor=AYSE)
        answer = entitlement_check(
            seller_id=shop.seller.pk,
            account_public_id=shop.ayse.public_id,
            key="whatsapp.send",
            now=LATER,
        )
    assert answer.reason == "none"  # row security holds for the hand-written statement as well


def test_ayse_sees_and_cancels_hers_from_the_panel(sold: tuple[Business, Subscription]) -> None:
    business, subscription = sold

    with acting_as(business.shop.ayse.pk, "panel"):
        cancel_at_period_end(subscription_id=subscription.pk, now=LATER, actor=AYSE)
        row = get_subscription(subscription.public_id, now=LATER)

        assert row.subscription.cancels_at == row.ends_at
        assert timeline_of(subscription.pk)[0].actor_label == "Ayşe"
    with acting_as(business.shop.seller.pk, "desk"):
        rows = subscriptions_of_seller(business.shop.seller.pk, now=LATER)
        assert [(r.buyer.name, r.state) for r in rows] == [("Robo alıcısı Ayşe", "active")]
        assert rows.filter(state="suspended").count() == 0


def test_without_a_scope_nothing_is_read(sold: tuple[Business, Subscription]) -> None:
    with pytest.raises(ScopeMissing):
        services_for(sold[0].shop.ayse.pk, now=LATER)


def test_what_happened_is_never_rewritten(sold: tuple[Business, Subscription]) -> None:
    with acting_as(sold[0].shop.seller.pk, "desk"):
        for change in (
            lambda: TimelineEntry.objects.update(kind="ended"),
            lambda: TimelineEntry.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
        assert TimelineEntry.objects.count() == 3
