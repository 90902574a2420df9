"""A renewal that the balance cannot pay alone: the balance's part reserved, the rest by card."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.automatic import charge_due, charge_invoice
from vezne.flows.tests.test_coupons_and_cards import token_of
from vezne.flows.tests.test_current_accounts import fill, terms, wallet
from vezne.flows.tests.world import DAY, World, assert_books_are_clean
from vezne.flows.tick import tick
from vezne.flows.wallet import wallet_settle_part
from vezne.ledger.errors import InsufficientFunds
from vezne.ledger.models import Hold
from vezne.payments.models import Attempt, StoredCard

pytestmark = pytest.mark.contract

MINUTE = timedelta(minutes=1)


def renewing(world: World, minor: int) -> tuple[StoredCard, datetime]:
    """A card that renews beside a balance of so much, and when the paid period ends."""
    terms(world, pays_from_wallet=True)
    card = world.pay_storing(world.invoice())
    ends_at = world.service(card.created_at).period_ends_at
    fill(world, minor)
    world.tick_to(ends_at - 8 * DAY, ends_at - MINUTE)
    return card, ends_at


def charges(world: World) -> list[Attempt]:
    return world.attempts(method="stored_card")


def open_holds(world: World) -> int:
    with acting_as_system("test"):
        return Hold.objects.filter(buyer=world.buyer, ended_at=None).count()


@pytest.mark.parametrize(
    ("has", "part", "by_card"),
    [(50_00, 50_00, 70_00), (119_99, 119_00, 1_00), (1, 1, 119_99), (119_00, 119_00, 1_00)],
)
def test_the_card_takes_what_the_balance_lacks(
    world: World, has: int, part: int, by_card: int
) -> None:
    _card, ends_at = renewing(world, has)

    tick(now=ends_at)

    [charge] = charges(world)
    assert (charge.state, charge.wallet_minor, charge.charged_minor) == ("captured", part, by_card)
    assert world.open_invoices() == []
    assert wallet(world, ends_at) == has - part
    assert world.access(ends_at).is_allowed
    assert_books_are_clean()


def test_without_the_switch_the_card_takes_all(world: World) -> None:
    _card, ends_at = renewing(world, 50_00)
    terms(world, pays_from_wallet=False)

    tick(now=ends_at)

    assert [row.charged_minor for row in charges(world)] == [120_00]
    assert wallet(world, ends_at) == 50_00


def test_a_refused_card_gives_the_part_back_and_the_next_try_takes_it_again(world: World) -> None:
    card, ends_at = renewing(world, 50_00)
    world.sandbox.set_card_answer(token_of(card), "10051")

    tick(now=ends_at)
    after_refusal = wallet(world, ends_at)
    world.sandbox.set_card_answer(token_of(card), "")
    world.tick_to(ends_at, ends_at + DAY)

    assert after_refusal == 50_00
    assert [(row.state, row.wallet_minor) for row in charges(world)] == [
        ("failed", 50_00),
        ("captured", 50_00),
    ]
    assert (wallet(world, ends_at + DAY), open_holds(world)) == (0, 0)
    assert world.open_invoices() == []
    assert_books_are_clean()


def test_while_the_cards_end_is_unknown_the_part_stays_reserved(world: World) -> None:
    _card, ends_at = renewing(world, 50_00)
    other = world.invoice(now=ends_at - MINUTE)
    world.sandbox.switch({"name": "drop_after", "remaining": 1})

    tick(now=ends_at)
    world.sandbox.switch()

    assert [row.state for row in charges(world)] == ["unknown"]
    assert wallet(world, ends_at) == 0
    with pytest.raises(InsufficientFunds), acting_as(world.buyer.pk, "panel"):
        wallet_settle_part(invoice_id=other.pk, minor=50_00, now=ends_at, actor=world.actor)
    with acting_as_system("test"):
        assert charge_due(now=ends_at + timedelta(seconds=5)) == 0

    tick(now=ends_at + 2 * MINUTE)

    assert [row.state for row in charges(world)] == ["captured"]
    assert (wallet(world, ends_at + 2 * MINUTE), open_holds(world)) == (0, 0)
    assert world.access(ends_at + 2 * MINUTE).is_allowed
    assert_books_are_clean()


def test_an_unknown_that_was_a_refusal_gives_the_part_back(world: World) -> None:
    card, ends_at = renewing(world, 50_00)
    world.sandbox.set_card_answer(token_of(card), "10051")
    world.sandbox.switch({"name": "drop_after", "remaining": 1})
    tick(now=ends_at)
    world.sandbox.switch()
    assert wallet(world, ends_at) == 0

    tick(now=ends_at + 2 * MINUTE)

    assert [row.state for row in charges(world)] == ["failed"]
    assert (wallet(world, ends_at + 2 * MINUTE), open_holds(world)) == (50_00, 0)


def test_a_worker_that_dies_before_the_call_loses_nothing(world: World) -> None:
    """Its try with the part is written; nobody ever sends it, and the next one pays."""
    card, ends_at = renewing(world, 50_00)
    [invoice] = world.open_invoices()
    world.prepare(
        invoice,
        now=ends_at,
        method="stored_card",
        wants_3d=False,
        stored_card_id=card.pk,
        wallet_minor=50_00,
    )
    assert wallet(world, ends_at) == 0

    world.tick_to(ends_at, ends_at + DAY)

    assert [row.state for row in charges(world)] == ["failed", "captured"]
    assert (wallet(world, ends_at + DAY), open_holds(world)) == (0, 0)
    assert world.sandbox.payments(charges(world)[0].reference) == []
    assert_books_are_clean()


def test_money_that_comes_while_the_card_is_asked_stays_in_the_balance(world: World) -> None:
    _card, ends_at = renewing(world, 50_00)
    world.sandbox.switch({"name": "drop_after", "remaining": 1})
    tick(now=ends_at)
    world.sandbox.switch()
    fill(world, 500_00, key="more")

    tick(now=ends_at + 2 * MINUTE)

    assert [(row.method, row.state) for row in world.attempts()][1:] == [
        ("stored_card", "captured")
    ]
    assert wallet(world, ends_at + 2 * MINUTE) == 500_00
    assert_books_are_clean()


def test_an_invoice_that_is_charged_again_at_once_is_charged_once(world: World) -> None:
    _card, ends_at = renewing(world, 50_00)
    [invoice] = world.open_invoices()

    with acting_as_system("test"):
        done = [charge_invoice(invoice=invoice, now=ends_at) for _time in range(2)]

    assert done == [True, False]
    assert [row.charged_minor for row in charges(world)] == [70_00]
