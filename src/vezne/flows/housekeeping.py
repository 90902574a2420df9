"""Small warnings ahead of time: a card that expires, a trial that ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from vezne.core.calendar import istanbul_date
from vezne.core.wording import instant_words
from vezne.flows.notices import subscription_words, tell
from vezne.payments.models import StoredCard
from vezne.payments.queries import cards_expiring
from vezne.payments.services import card_expiry_warned
from vezne.payments.types import card_words
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.queries import trials_ending
from vezne.subscriptions.services import trial_warning_claim

TRIAL_WARNING = timedelta(days=3)


def cards_warn(*, now: datetime) -> int:
    """Warn the owners of renewing cards that expire this month or the next, once per card."""
    return sum(_warn_card(card, now) for card in cards_expiring(on=istanbul_date(now)))


@transaction.atomic
def _warn_card(card: StoredCard, now: datetime) -> bool:
    if not card_expiry_warned(card_id=card.pk, now=now):
        return False
    tell(
        kind_key="card.expiring",
        seller_id=card.seller_id,
        buyer_id=card.buyer_id,
        words={
            "card": card_words(card.brand, card.last_four),
            "ends": f"{card.expires_month:02d}/{card.expires_year}",
        },
        path="/kartlarim/",
        subject=card.public_id,
        now=now,
    )
    return True


def trials_warn(*, now: datetime) -> int:
    """Tell those whose trial ends within three days, once per trial."""
    return sum(_warn_trial(row, now) for row in trials_ending(now=now, within=TRIAL_WARNING))


@transaction.atomic
def _warn_trial(subscription: Subscription, now: datetime) -> bool:
    ends_at = subscription.trial_ends_at
    if ends_at is None or not trial_warning_claim(subscription_id=subscription.pk, now=now):
        return False
    tell(
        kind_key="subscription.trial_ending",
        seller_id=subscription.seller_id,
        buyer_id=subscription.buyer_id,
        words={
            **subscription_words(subscription),
            "days": max(1, -((now - ends_at) // timedelta(days=1))),
            "ends": instant_words(ends_at),
        },
        path="/paketler/",
        subject=subscription.public_id,
        now=now,
    )
    return True
