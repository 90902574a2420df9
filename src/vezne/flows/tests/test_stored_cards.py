"""What the clock charges from stored cards, what it cannot, and whose tries it counts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from vezne.accounts.models import Address
from vezne.accounts.services import address_archive, address_make_default
from vezne.catalog.tests.shop import DENIZ
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.paying import stored_card_charge
from vezne.flows.tests.test_coupons_and_cards import token_of
from vezne.flows.tests.world import DAY, World, assert_books_are_clean
from vezne.flows.tick import tick
from vezne.notify.models import Notification
from vezne.payments.models import AttemptState, StoredCard
from vezne.subscriptions.states import State

pytestmark = pytest.mark.contract

HOUR = timedelta(hours=1)


def renewing(world: World) -> tuple[StoredCard, datetime]:
    """A card that renews, and when the paid period ends."""
    card = world.pay_storing(world.invoice())
    return card, world.service(card.created_at).period_ends_at


def without_address(world: World) -> None:
    with acting_as(world.buyer.pk, "panel"):
        address_archive(
            account_id=world.buyer.pk,
            public_id=world.address_id,
            now=world.user.joined_at,
            actor=DENIZ,
        )


def address_back(world: World) -> None:
    with acting_as_system("test"):
        Address.objects.filter(public_id=world.address_id).update(archived_at=None)
    with acting_as(world.buyer.pk, "panel"):
        address_make_default(
            account_id=world.buyer.pk,
            public_id=world.address_id,
            now=world.user.joined_at,
            actor=DENIZ,
        )


def test_who_has_no_address_is_told_once_and_charged_as_soon_as_there_is_one(world: World) -> None:
    _card, ends_at = renewing(world)
    without_address(world)

    world.tick_to(ends_at - DAY, ends_at + 2 * DAY)

    assert world.attempts(method="stored_card") == []
    assert world.told().count("payment.details_missing") == 1
    with acting_as_system("test"):
        note = Notification.objects.get(kind="payment.details_missing")
    assert "fatura adresi" in note.title
    assert note.url == "/adreslerim/"
    address_back(world)
    tick(now=ends_at + 2 * DAY + HOUR)
    assert [row.state for row in world.attempts(method="stored_card")] == ["captured"]
    assert world.open_invoices() == []
    assert world.state(ends_at + 3 * DAY) is State.ACTIVE
    assert_books_are_clean()


def test_who_has_no_address_may_pay_by_hand_at_once(world: World) -> None:
    _card, ends_at = renewing(world)
    without_address(world)
    world.tick_to(ends_at - DAY, ends_at)
    address_back(world)
    [invoice] = world.open_invoices()

    assert world.pay(invoice, now=ends_at).is_invoice_paid_now


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


def test_a_refusal_that_the_janitor_hears_of_is_told_too(world: World) -> None:
    """The answer to the charge was lost on its way; the bank had said no."""
    card, ends_at = renewing(world)
    world.sandbox.set_card_answer(token_of(card), "10051")
    world.sandbox.switch({"name": "drop_after", "remaining": 1})
    world.tick_to(ends_at - DAY, ends_at)
    assert "payment.card_failed" not in world.told()
    world.sandbox.switch()

    tick(now=ends_at + timedelta(minutes=2))

    assert [row.state for row in world.attempts(method="stored_card")] == ["failed"]
    assert world.told().count("payment.card_failed") == 1
