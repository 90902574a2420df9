"""What the clock charges from stored cards, what it cannot, and whose tries it counts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from vezne.core.scope import acting_as
from vezne.flows.paying import stored_card_charge
from vezne.flows.tests.test_coupons_and_cards import token_of
from vezne.flows.tests.world import DAY, World, assert_books_are_clean
from vezne.flows.tick import tick
from vezne.payments.models import AttemptState, StoredCard

pytestmark = pytest.mark.contract

HOUR = timedelta(hours=1)


def renewing(world: World) -> tuple[StoredCard, datetime]:
    """A card that renews, and when the paid period ends."""
    card = world.pay_storing(world.invoice())
    return card, world.service(card.created_at).period_ends_at


def test_the_owners_own_tries_do_not_count_as_the_clocks(world: World) -> None:
    """Three refusals while the owner tries the card by hand take no day from the ladder."""
    card, ends_at = renewing(world)
    world.sandbox.set_card_answer(token_of(card), "10051")
    world.tick_to(ends_at - DAY, ends_at - HOUR)
    [invoice] = world.open_invoices()
    for _time in range(3):
        attempt = world.prepare(
            invoice,
            now=ends_at - HOUR,
            method="stored_card",
            wants_3d=False,
            stored_card_id=card.pk,
        )
        with acting_as(world.buyer.pk, "panel"):
            assert stored_card_charge(attempt=attempt, now=ends_at - HOUR).state == "failed"

    tick(now=ends_at)
    world.tick_to(ends_at, ends_at + 8 * DAY)

    clocks = [row for row in world.attempts(state=AttemptState.FAILED) if row.is_automatic]
    assert [(row.created_at - ends_at).days for row in clocks] == [0, 1, 3, 5]
    assert len(world.attempts(method="stored_card")) == 3 + 4
    told = world.told()
    assert (told.count("payment.card_failed"), told.count("payment.card_stopped")) == (3, 1)
    assert_books_are_clean()
