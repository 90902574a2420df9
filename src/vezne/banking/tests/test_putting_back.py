"""What was set aside by mistake waits again; whom a correction belied is suggested last."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests import factories
from tests.factories import DENIZ, NOW
from vezne.accounts.models import Account
from vezne.banking.errors import MovementNotAside, MovementNotFound, ReturnHasLeft
from vezne.banking.models import BankAccount, BankTask, KnownPayer, Movement
from vezne.banking.queries.suggestions import suggestions_for
from vezne.banking.tests import bank
from vezne.core.models import AuditEntry, OutboxEvent
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.bank_queue import movement_assign, movement_ignore, movement_return
from vezne.flows.bank_undoing import Unassignment, movement_restore, reversal_resolve, unassign
from vezne.ledger.models import CurrentAccount, Transfer
from vezne.ledger.services import month_close

pytestmark = pytest.mark.django_db
ASIDE = [movement_return, movement_ignore]


def set_aside(row: Movement, act: Any = movement_ignore) -> None:
    with acting_as(row.seller_id, "desk"):
        act(public_id=row.public_id, note="x", actor=DENIZ, now=NOW)


def restore(row: Movement, *, as_of: int | None = None) -> Movement:
    with acting_as(as_of or row.seller_id, "desk"):
        return movement_restore(
            public_id=row.public_id, reason="Papatya'nınmış", actor=DENIZ, now=NOW
        )


def assign(row: Movement, account: CurrentAccount, *, learns: bool = False) -> Movement:
    with acting_as(row.seller_id, "desk"):
        return movement_assign(
            public_id=row.public_id,
            current_account_public_id=account.public_id,
            learns=learns,
            actor=DENIZ,
            now=NOW,
        )


def take_out(row: Movement) -> Movement:
    with acting_as(row.seller_id, "desk"):
        return unassign(public_id=row.public_id, wish=Unassignment("x"), actor=DENIZ, now=NOW)


@pytest.mark.parametrize("act", ASIDE)
def test_it_waits_in_suspense_again_with_its_reason_in_the_log(
    seller: Account, till: BankAccount, act: Any
) -> None:
    row = bank.arrive(till, 75_00, "kira")
    set_aside(row, act)
    was = bank.again(row).state

    row = restore(row)

    assert (row.state, row.reason, row.rounds) == ("unmatched", "put_back", 1)
    assert bank.books(seller) == {"bank": 75_00, "suspense": -75_00}
    with acting_as_system("test"):
        entry = AuditEntry.objects.get(action="bank.put_back", subject=row.public_id)
        waits = OutboxEvent.objects.filter(kind="bank.unmatched", subject=row.public_id)
        journals = Transfer.objects.filter(
            idempotency_key__in=[f"{row.public_id}:undone", f"{row.public_id}:r1:arrived"]
        ).values_list("journal_id", flat=True)
        assert len(set(journals)) == 1
        assert waits.latest("pk").payload["reason"] == "put_back"
    assert (entry.details["reason"], entry.details["was"]) == ("Papatya'nınmış", was)


def test_every_way_out_is_open_again_as_often_as_one_errs(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    row = bank.arrive(till, 75_00, "kira")
    for act in (*ASIDE, *ASIDE):
        set_aside(row, act)
        restore(row)

    done = assign(row, account)
    take_out(row)
    set_aside(row)
    restore(row)
    done = assign(row, account)

    assert (done.state, done.rounds, bank.wallet(account)) == ("credited", 6, 75_00)
    assert bank.books(seller) == {"bank": 75_00, "wallet": -75_00}


def test_what_the_bank_takes_back_later_leaves_nothing(seller: Account, till: BankAccount) -> None:
    row = bank.arrive(till, 75_00, "kira", bank_id="R1")
    set_aside(row)
    restore(row)

    bank.arrive(till, -75_00, "IPTAL", is_reversal=True, takes_back="R1")

    assert bank.again(row).state == "reversed"
    assert bank.books(seller) == {}


def test_an_unknown_reversal_gets_its_task_again_and_can_be_resolved(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    rows = [bank.arrive(till, 50_00, bank.code_of(account)) for _number in range(2)]
    back = bank.arrive(till, -50_00, "IPTAL", is_reversal=True)
    set_aside(back)

    back = restore(back)

    assert (back.state, back.reason) == ("unmatched", "reversal_unknown")
    with acting_as(seller.pk, "desk"):
        assert [one.kind for one in BankTask.objects.filter(closed_at=None)] == ["reversal_unknown"]
        reversal_resolve(
            public_id=back.public_id,
            original_public_id=rows[0].public_id,
            reason="x",
            actor=DENIZ,
            now=NOW,
        )
    assert bank.books(seller) == {"bank": 50_00, "wallet": -50_00}


def test_what_has_left_the_bank_does_not_come_back(seller: Account, till: BankAccount) -> None:
    sent = {"counterparty_iban": bank.PAYERS_IBAN}
    row = bank.arrive(till, 75_00, "kira", **sent)
    set_aside(row, movement_return)
    bank.arrive(till, -75_00, "iade", **sent)
    before = bank.books(seller)

    with pytest.raises(ReturnHasLeft):
        restore(row)

    assert bank.again(row).state == "returned"
    assert bank.books(seller) == before
    other = bank.arrive(till, 75_00, "kira")  # of nobody known: no line can be its return
    set_aside(other, movement_return)
    assert restore(other).state == "unmatched"


def test_only_what_is_aside_is_put_back(till: BankAccount, account: CurrentAccount) -> None:
    waiting = bank.arrive(till, 75_00, "kira")
    credited = bank.arrive(till, 75_00, bank.code_of(account))
    fee = bank.arrive(till, -5_00, "EFT MASRAFI")

    for row in (waiting, credited, fee):
        before = bank.again(row).state
        with pytest.raises(MovementNotAside):
            restore(row)
        assert (bank.again(row).state, bank.again(row).rounds) == (before, 0)


def test_another_sellers_staff_puts_nothing_back(till: BankAccount) -> None:
    row = bank.arrive(till, 75_00, "kira")
    set_aside(row)
    mavi = factories.make_seller("Mavi")

    with pytest.raises(MovementNotFound):
        restore(row, as_of=mavi.pk)

    assert bank.again(row).state == "ignored"


def test_a_movement_of_a_closed_month_counts_today(seller: Account, till: BankAccount) -> None:
    last = NOW.date().replace(day=1) - timedelta(days=1)
    row = bank.arrive(till, 75_00, "kira", booked_on=last)
    set_aside(row)
    with acting_as(seller.pk, "desk"):
        month_close(seller_id=seller.pk, month=last.replace(day=1), actor=DENIZ, now=NOW)

    restore(row)

    with acting_as_system("test"):
        rows = Transfer.objects.filter(
            idempotency_key__in=[f"{row.public_id}:undone", f"{row.public_id}:r1:arrived"]
        )
        assert {one.value_on for one in rows} == {date(NOW.year, NOW.month, NOW.day)}


def test_whom_it_was_taken_out_of_comes_last_and_is_forgotten(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    lale = bank.trade(seller, bank.buyer_named("Lale"))
    row = bank.arrive(
        till,
        75_00,
        f"{bank.code_of(account)} odeme",
        counterparty_name="LALE",
        counterparty_iban=bank.PAYERS_IBAN,
    )
    take_out(row)
    assign(row, account, learns=True)
    row = take_out(row)

    with acting_as(seller.pk, "desk"):
        found = suggestions_for(row)

    assert [one.buyer_name for one in found] == ["Lale", "Papatya"]
    assert (found[1].score, found[1].reasons[0]) == (5, "Bu hesaba yazılmış, geri alınmıştı.")
    assert found[1].reasons.count("Bu hesaba yazılmış, geri alınmıştı.") == 1
    with acting_as_system("test"):
        assert KnownPayer.objects.get().forgotten_at == NOW
    with acting_as(seller.pk, "desk"):  # another movement of the same words is not belied
        fresh = bank.arrive(till, 75_00, "lale", counterparty_name="PAPATYA")
        assert [one.buyer_name for one in suggestions_for(fresh)][:1] == ["Papatya"]
    assert assign(row, lale).buyer_id == lale.buyer_id
