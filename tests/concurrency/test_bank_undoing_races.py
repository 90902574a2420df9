"""Putting a bank movement right while others use, reverse or put right the same."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.concurrency.test_bank_races import ROUNDS, Agency, at_once
from tests.factories import DENIZ, NOW
from vezne.banking.models import Movement
from vezne.banking.tests import bank
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.bank_queue import movement_assign, movement_ignore, movement_split
from vezne.flows.bank_undoing import (
    Unassignment,
    movement_restore,
    reversal_resolve,
    unassign,
)
from vezne.flows.paying import wallet_settle
from vezne.invoicing.models import Invoice

SPENDS = 3
pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def agency(tmp_path: Path, settings: Any) -> Agency:
    settings.VEZNE_UPLOADS = str(tmp_path)
    return Agency(tmp_path)


def undo(row: Movement, *, most: int | None = None) -> str:
    with acting_as(row.seller_id, "desk"):
        wish = Unassignment("yanlış", most_debt_minor=most)
        return unassign(public_id=row.public_id, wish=wish, actor=DENIZ, now=NOW).state


def assign(row: Movement, account_public_id: str) -> str:
    with acting_as(row.seller_id, "desk"):
        return movement_assign(
            public_id=row.public_id,
            current_account_public_id=account_public_id,
            learns=False,
            actor=DENIZ,
            now=NOW,
        ).state


def resolve(row: Movement, original: Movement) -> str:
    with acting_as(row.seller_id, "desk"):
        return reversal_resolve(
            public_id=row.public_id,
            original_public_id=original.public_id,
            reason="banka",
            actor=DENIZ,
            now=NOW,
        ).state


def test_of_two_managers_one_takes_it_out(agency: Agency) -> None:
    for number in range(ROUNDS):
        row = bank.arrive(agency.till, 10_00, "iki firma")
        parts = [(account.public_id, 5_00) for account in agency.accounts]
        with acting_as(agency.seller.pk, "desk"):
            movement_split(public_id=row.public_id, parts=parts, actor=DENIZ, now=NOW)

        answers = at_once(lambda row=row: undo(row), lambda row=row: undo(row))

        assert sorted(answers) == ["movement_not_credited", "unmatched"], number
    assert agency.wallets() == [0, 0]
    assert bank.books(agency.seller) == {"bank": ROUNDS * 10_00, "suspense": -ROUNDS * 10_00}


def test_taken_out_beside_its_reversal_it_leaves_nothing(agency: Agency) -> None:
    code = bank.code_of(agency.accounts[0])
    outcomes: Counter[str] = Counter()
    for number in range(ROUNDS * 2):
        row = bank.arrive(agency.till, 10_00, code, bank_id=f"R{number}")
        back = bank.line(-10_00, "IPTAL", is_reversal=True, takes_back=f"R{number}")

        answers = at_once(
            lambda row=row: undo(row), lambda back=back: bank.heard(agency.till, back)
        )

        outcomes[answers[0]] += 1
        assert bank.again(row).state == "reversed"
    assert set(outcomes) <= {"unmatched", "movement_not_credited"}
    assert agency.wallets() == [0, 0]
    assert bank.owed(agency.accounts[0]) == 0
    assert bank.books(agency.seller) == {}


def test_taken_out_while_the_buyer_spends_it_is_in_the_wallet_or_owed(agency: Agency) -> None:
    plan = factories.make_plan(factories.make_product(factories.make_platform(agency.seller)))
    account, buyer = agency.accounts[0], agency.buyers[0]
    paid = 0
    for number in range(2 * SPENDS):
        row = bank.arrive(agency.till, 120_00, "kimse")
        assign(row, account.public_id)
        before = bank.owed(account)
        placed = factories.order_plan(buyer, plan, site=f"s{number}")
        assert placed.invoice is not None
        invoice_id = placed.invoice.pk

        def spend(invoice_id: int = invoice_id) -> str:
            with acting_as(buyer.pk, "panel"):
                wallet_settle(invoice_id=invoice_id, now=NOW, actor=DENIZ)
            return "paid"

        def take_out(row: Movement = row, later: int = number % 2) -> str:
            time.sleep(later * 0.5)  # paying takes longer; every second time it is ahead
            return undo(row, most=0)

        answers = at_once(take_out, spend)

        # Either the money was taken out and pays nothing, or it was spent and the manager, who was
        # told that no debt would come of it, is asked once more.
        assert answers in (["unmatched", "insufficient_funds"], ["debt_grew", "paid"])
        paid += answers[1] == "paid"
        with acting_as_system("test"):
            status = Invoice.objects.get(pk=invoice_id).status
        assert status == ("paid" if answers[1] == "paid" else "open")
        assert bank.wallet(account) == 0
        if status == "open":  # its debt would be paid by the next transfer; settle it now
            assert bank.owed(account) == before + 120_00
            bank.arrive(agency.till, 120_00, bank.code_of(account))
        assert bank.owed(account) == 0
    assert 0 < paid < 2 * SPENDS  # both came first at times


def test_assigned_and_taken_out_at_once_the_books_say_what_the_movement_says(
    agency: Agency,
) -> None:
    first, second = (one.public_id for one in agency.accounts)
    held = 0
    for _number in range(ROUNDS):
        row = bank.arrive(agency.till, 10_00, bank.code_of(agency.accounts[0]))
        undo(row)

        at_once(
            lambda row=row: assign(row, first),
            lambda row=row: assign(row, second),
            lambda row=row: undo(row),
        )

        now = bank.again(row)
        held += now.state == "credited"
        assert now.state in ("credited", "unmatched")
        assert (now.buyer_id is None) == (now.state == "unmatched")
    assert sum(agency.wallets()) == held * 10_00
    waiting = bank.books(agency.seller).get("suspense", 0)
    assert waiting == (held - ROUNDS) * 10_00


def test_a_reversal_is_resolved_once(agency: Agency) -> None:
    code = bank.code_of(agency.accounts[0])
    for number in range(ROUNDS):
        amount = 10_00 + number
        lines = [bank.arrive(agency.till, amount, code) for _one in range(2)]
        back = bank.arrive(agency.till, -amount, "IPTAL", is_reversal=True)

        def ignore(back: Movement = back) -> str:
            with acting_as(agency.seller.pk, "desk"):
                return movement_ignore(
                    public_id=back.public_id, note="x", actor=DENIZ, now=NOW
                ).state

        answers = at_once(
            lambda back=back, lines=lines: resolve(back, lines[0]),
            lambda back=back, lines=lines: resolve(back, lines[1]),
            ignore,
        )

        assert answers.count("movement_not_open") == 2
        reversed_now = [one for one in lines if bank.again(one).state == "reversed"]
        assert len(reversed_now) == (0 if answers[2] == "ignored" else 1)
    assert "suspense" not in bank.books(agency.seller)


def test_put_back_twice_at_once_it_waits_once(agency: Agency) -> None:
    code = bank.code_of(agency.accounts[0])
    for number in range(ROUNDS):
        row = bank.arrive(agency.till, 10_00, "faiz", bank_id=f"A{number}")
        with acting_as(agency.seller.pk, "desk"):
            movement_ignore(public_id=row.public_id, note="x", actor=DENIZ, now=NOW)

        def restore(row: Movement = row) -> str:
            with acting_as(row.seller_id, "desk"):
                return movement_restore(
                    public_id=row.public_id, reason="x", actor=DENIZ, now=NOW
                ).state

        assert sorted(at_once(restore, restore)) == ["movement_not_aside", "unmatched"]
        assert bank.again(row).rounds == 1
    back = bank.line(-10_00, "IPTAL", is_reversal=True, takes_back="A0")
    bank.heard(agency.till, back)
    bank.arrive(agency.till, 10_00, code)
    assert bank.books(agency.seller) == {
        "bank": ROUNDS * 10_00,
        "suspense": -(ROUNDS - 1) * 10_00,
        "wallet": -10_00,
    }
