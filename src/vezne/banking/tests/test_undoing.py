"""Staff puts right: a transfer in a wrong buyer's account, a reversal that waits unknown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import factories
from tests.factories import DENIZ, NOW
from vezne.accounts.models import Account
from vezne.banking.errors import (
    DebtGrew,
    MovementNotCredited,
    MovementNotFound,
    MovementNotOpen,
    NotACredit,
    NotReversible,
)
from vezne.banking.models import BankAccount, BankTask, KnownPayer, Movement, MovementPart
from vezne.banking.services.notice import NoticeEntry, notice_send
from vezne.banking.tests import bank
from vezne.core.models import AuditEntry, OutboxEvent
from vezne.core.money import Money
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.bank_queue import (
    movement_assign,
    movement_ignore,
    movement_return,
    movement_split,
)
from vezne.flows.bank_undoing import Unassignment, reversal_resolve, unassign
from vezne.invoicing.models import Invoice
from vezne.ledger.models import CurrentAccount, Transfer
from vezne.ledger.services import month_close
from vezne.notify.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(seller: Account) -> CurrentAccount:
    buyer = bank.buyer_named("Papatya")
    factories.make_member(buyer)
    return bank.trade(seller, buyer)


@pytest.fixture
def other(seller: Account) -> CurrentAccount:
    return bank.trade(seller, bank.buyer_named("Lale"))


def assign(row: Movement, account: CurrentAccount, *, learns: bool = False) -> Movement:
    with acting_as(row.seller_id, "desk"):
        return movement_assign(
            public_id=row.public_id,
            current_account_public_id=account.public_id,
            learns=learns,
            actor=DENIZ,
            now=NOW,
        )


def divide(row: Movement, *parts: tuple[CurrentAccount, int]) -> Movement:
    with acting_as(row.seller_id, "desk"):
        given = [(account.public_id, minor) for account, minor in parts]
        return movement_split(public_id=row.public_id, parts=given, actor=DENIZ, now=NOW)


def undo(row: Movement, *, forgets: bool = True, most: int | None = None) -> Movement:
    with acting_as(row.seller_id, "desk"):
        wish = Unassignment("Ayşe değil Lale göndermiş", forgets=forgets, most_debt_minor=most)
        return unassign(public_id=row.public_id, wish=wish, actor=DENIZ, now=NOW)


def resolve(row: Movement, original: Movement) -> Movement:
    with acting_as(row.seller_id, "desk"):
        return reversal_resolve(
            public_id=row.public_id,
            original_public_id=original.public_id,
            reason="Banka söyledi",
            actor=DENIZ,
            now=NOW,
        )


def order_of(seller: Account, account: CurrentAccount) -> Invoice:
    """An open invoice of 120.00."""
    with acting_as_system("test"):
        buyer = Account.objects.get(pk=account.buyer_id)
    plan = factories.make_plan(factories.make_product(factories.make_platform(seller)))
    factories.order_plan(buyer, plan)
    with acting_as_system("test"):
        return Invoice.objects.get(current_account=account)


def tasks(seller: Account, *, is_open: bool = True) -> list[str]:
    with acting_as(seller.pk, "desk"):
        rows = BankTask.objects.filter(closed_at__isnull=is_open).order_by("pk")
        return list(rows.values_list("kind", flat=True))


def told(kind: str) -> list[str]:
    with acting_as_system("test"):
        return list(Notification.objects.filter(kind=kind).values_list("body", flat=True))


# -- out of a wrong account ------------------------------------------------------------------


def test_a_wrong_transfer_leaves_the_wallet_and_waits_again(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    row = bank.arrive(till, 75_00, bank.code_of(account))

    row = undo(row)

    assert (row.state, row.reason, row.tier) == ("unmatched", "unassigned", "")
    assert (row.buyer_id, row.current_account_id, row.rounds) == (None, None, 1)
    assert (bank.wallet(account), bank.owed(account)) == (0, 0)
    assert bank.books(seller) == {"bank": 75_00, "suspense": -75_00}
    assert tasks(seller) == []
    with acting_as_system("test"):
        journals = set(
            Transfer.objects.exclude(journal_id=None).values_list("journal_id", flat=True)
        )
        event = OutboxEvent.objects.get(kind="bank.unassigned")
        entry = AuditEntry.objects.get(action="bank.unassigned")
    assert len(journals) == 1  # buyer's and house account in one operation
    assert (event.payload["buyer_id"], event.payload["debt_minor"]) == (account.buyer_id, 0)
    assert entry.details["reason"] == "Ayşe değil Lale göndermiş"
    assert len(told("transfer.moved")) == 1


def test_the_right_buyer_gets_it_and_then_the_next_right_one(
    seller: Account, till: BankAccount, account: CurrentAccount, other: CurrentAccount
) -> None:
    row = bank.arrive(till, 75_00, "kira")
    for holder in (account, other, account):
        assign(row, holder)
        undo(row)

    done = assign(row, other)

    assert (done.state, done.rounds, done.buyer_id) == ("credited", 3, other.buyer_id)
    assert (bank.wallet(account), bank.wallet(other)) == (0, 75_00)
    assert bank.books(seller) == {"bank": 75_00, "wallet": -75_00}


def test_every_way_out_of_the_queue_is_open_again(
    seller: Account, till: BankAccount, account: CurrentAccount, other: CurrentAccount
) -> None:
    rows = [bank.arrive(till, 100_00, bank.code_of(account)) for _number in range(3)]
    for row in rows:
        undo(row)

    divide(rows[0], (account, 60_00), (other, 40_00))
    with acting_as(seller.pk, "desk"):
        movement_return(public_id=rows[1].public_id, note="x", actor=DENIZ, now=NOW)
        movement_ignore(public_id=rows[2].public_id, note="x", actor=DENIZ, now=NOW)

    assert [bank.again(row).state for row in rows] == ["credited", "returned", "ignored"]
    assert (bank.wallet(account), bank.wallet(other)) == (60_00, 40_00)
    assert bank.books(seller) == {"bank": 300_00, "wallet": -100_00, "clearing": -200_00}


def test_a_split_is_undone_part_by_part(
    seller: Account, till: BankAccount, account: CurrentAccount, other: CurrentAccount
) -> None:
    row = bank.arrive(till, 100_00, "iki firma")
    divide(row, (account, 60_00), (other, 40_00))

    undo(row)

    assert (bank.wallet(account), bank.wallet(other)) == (0, 0)
    assert bank.books(seller) == {"bank": 100_00, "suspense": -100_00}
    with acting_as_system("test"):
        assert not MovementPart.objects.exists()
        taken = AuditEntry.objects.get(action="bank.unassigned").details["taken"]
        assert OutboxEvent.objects.filter(kind="bank.unassigned").count() == 2
    assert {one["account"] for one in taken} == {account.public_id, other.public_id}
    divide(row, (account, 10_00), (other, 90_00))
    assert (bank.wallet(account), bank.wallet(other)) == (10_00, 90_00)


def test_what_it_paid_stays_paid_and_becomes_a_debt_with_a_task(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    invoice = order_of(seller, account)
    row = bank.arrive(till, 150_00, bank.code_of(account))

    undo(row)

    with acting_as_system("test"):
        invoice.refresh_from_db()
    assert invoice.status == "paid"
    assert (bank.wallet(account), bank.owed(account)) == (0, 120_00)
    assert tasks(seller) == ["unassigned_debt"]
    assert len(told("transfer.moved_debt")) == 1
    bank.arrive(till, 130_00, bank.code_of(account))
    assert (bank.wallet(account), bank.owed(account)) == (10_00, 0)


def test_an_empty_wallet_owes_all_of_it_past_any_credit_limit(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    order_of(seller, account)
    row = bank.arrive(till, 120_00, bank.code_of(account))
    with acting_as_system("test"):
        CurrentAccount.objects.filter(pk=account.pk).update(credit_limit_minor=0)

    undo(row)

    assert (bank.wallet(account), bank.owed(account)) == (0, 120_00)


def test_a_debt_that_grew_since_it_was_shown_is_asked_again(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    order_of(seller, account)
    row = bank.arrive(till, 150_00, bank.code_of(account))

    with pytest.raises(DebtGrew):
        undo(row, most=119_99)

    assert bank.again(row).state == "credited"
    assert (bank.wallet(account), bank.owed(account)) == (30_00, 0)
    assert told("transfer.moved_debt") == []
    assert undo(row, most=120_00).state == "unmatched"


def test_only_what_is_in_an_account_can_be_taken_out(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    waiting = bank.arrive(till, 10_00, "kimse")
    fee = bank.arrive(till, -5_00, "EFT MASRAFI")
    gone = bank.arrive(till, 20_00, bank.code_of(account))
    bank.arrive(till, -20_00, "IPTAL", is_reversal=True, takes_back=gone.bank_key[3:])
    once = bank.arrive(till, 30_00, bank.code_of(account))
    undo(once)

    for row in (waiting, fee, gone, once):
        with pytest.raises(MovementNotCredited):
            undo(row)

    assert (bank.wallet(account), bank.owed(account)) == (0, 0)


def test_another_sellers_staff_takes_nothing_out(
    till: BankAccount, account: CurrentAccount
) -> None:
    row = bank.arrive(till, 75_00, bank.code_of(account))
    mavi = factories.make_seller("Mavi")

    with acting_as(mavi.pk, "desk"), pytest.raises(MovementNotFound):
        unassign(public_id=row.public_id, wish=Unassignment("x"), actor=DENIZ, now=NOW)

    assert bank.wallet(account) == 75_00


def test_the_learned_payer_is_forgotten_unless_the_box_is_cleared(
    till: BankAccount, account: CurrentAccount, other: CurrentAccount
) -> None:
    sent = {"counterparty_iban": bank.PAYERS_IBAN}
    row = bank.arrive(till, 1_00, "a", **sent)
    assign(row, account, learns=True)

    undo(row, forgets=False)
    assert bank.arrive(till, 2_00, "b", **sent).buyer_id == account.buyer_id
    assign(row, account)
    undo(row)

    assert bank.arrive(till, 3_00, "c", **sent).state == "unmatched"
    with acting_as_system("test"):
        assert KnownPayer.objects.get().forgotten_at == NOW
    assign(row, other, learns=True)
    assert bank.arrive(till, 4_00, "d", **sent).buyer_id == other.buyer_id


def test_the_notice_that_it_answered_waits_again(
    till: BankAccount, account: CurrentAccount
) -> None:
    with acting_as_system("test"):
        entry = NoticeEntry(Money(75_00, "TRY"), NOW.date(), "Ayşe")
        notice = notice_send(current_account=account, entry=entry, now=NOW)
    row = bank.arrive(till, 75_00, bank.code_of(account))
    with acting_as_system("test"):
        notice.refresh_from_db()
        assert notice.state == "found"

    undo(row)

    with acting_as_system("test"):
        notice.refresh_from_db()
    assert (notice.state, notice.movement_id, notice.ended_at) == ("open", None, None)


@pytest.mark.parametrize("is_assigned_again", [True, False])
def test_a_later_reversal_finds_what_stands_now(
    seller: Account,
    till: BankAccount,
    account: CurrentAccount,
    other: CurrentAccount,
    is_assigned_again: bool,
) -> None:
    row = bank.arrive(till, 50_00, bank.code_of(account))
    undo(row)
    if is_assigned_again:
        assign(row, other)

    back = bank.arrive(till, -50_00, "IPTAL", is_reversal=True, takes_back=row.bank_key[3:])

    assert (bank.again(row).state, back.reverses_id) == ("reversed", row.pk)
    assert (bank.wallet(account), bank.wallet(other)) == (0, 0)
    assert (bank.owed(account), bank.owed(other)) == (0, 0)
    assert bank.books(seller) == {}


def test_a_movement_of_a_closed_month_is_put_right_today(
    seller: Account, till: BankAccount, account: CurrentAccount, other: CurrentAccount
) -> None:
    day = NOW.date() - timedelta(days=40)
    row = bank.arrive(till, 50_00, bank.code_of(account), booked_on=day)
    with acting_as(seller.pk, "desk"):
        month_close(seller_id=seller.pk, month=day, actor=DENIZ, now=NOW)

    undo(row)
    assign(row, other)

    with acting_as_system("test"):
        days = Transfer.objects.order_by("pk").values_list("value_on", flat=True)
        assert set(days) == {day, date(NOW.year, NOW.month, NOW.day)}
        totals: dict[date, int] = {}
        for one in Transfer.objects.select_related("debit", "credit"):
            for side, sign in ((one.debit, 1), (one.credit, -1)):
                if side.kind == "bank":
                    totals[one.value_on] = totals.get(one.value_on, 0) + sign * one.amount
    assert totals == {day: 50_00, NOW.date(): 0}  # the bank's books of every day stay true
    assert bank.wallet(other) == 50_00


# -- a reversal that waits unknown -----------------------------------------------------------


def unknown(till: BankAccount, account: CurrentAccount) -> tuple[Movement, Movement, Movement]:
    """Two equal lines and a reversal that could be of either."""
    first = bank.arrive(till, 50_00, bank.code_of(account))
    second = bank.arrive(till, 50_00, bank.code_of(account))
    return first, second, bank.arrive(till, -50_00, "IPTAL", is_reversal=True)


def test_staff_says_what_a_reversal_takes_back(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    first, second, back = unknown(till, account)

    back = resolve(back, first)

    assert (back.state, back.kind, back.reverses_id) == ("booked", "reversal", first.pk)
    assert [bank.again(one).state for one in (first, second)] == ["reversed", "credited"]
    assert bank.wallet(account) == 50_00
    assert bank.books(seller) == {"bank": 50_00, "wallet": -50_00}
    assert (tasks(seller), tasks(seller, is_open=False)) == ([], ["reversal_unknown"])
    with acting_as_system("test"):
        assert AuditEntry.objects.get(action="bank.reversal_resolved").details["original"] == (
            first.public_id
        )
        assert OutboxEvent.objects.filter(kind="bank.reversed").count() == 1
    assert len(told("transfer.reversed")) == 1


def test_a_resolved_reversal_leaves_a_debt_as_any_other(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    order_of(seller, account)
    first = bank.arrive(till, 120_00, bank.code_of(account))
    bank.arrive(till, 120_00, "kimse")
    back = bank.arrive(till, -120_00, "IPTAL", is_reversal=True)
    assert back.reason == "reversal_unknown"

    resolve(back, first)

    assert (bank.wallet(account), bank.owed(account)) == (0, 120_00)
    assert tasks(seller) == ["reversal_debt"]
    assert bank.books(seller)["suspense"] == -120_00  # the stranger's alone


def test_what_a_reversal_cannot_be_of_is_refused(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    first, second, back = unknown(till, account)
    smaller = bank.arrive(till, 49_99, bank.code_of(account))
    old = bank.arrive(till, 50_00, bank.code_of(account), booked_on=NOW.date() - timedelta(days=61))
    elsewhere = bank.arrive(
        bank.open_bank(seller, iban=bank.OTHER_IBAN), 50_00, bank.code_of(account)
    )

    for row in (smaller, old, elsewhere, back):
        with pytest.raises(NotReversible):
            resolve(back, row)
    resolve(back, first)
    for row in (first, second):
        with pytest.raises(MovementNotOpen):
            resolve(back, row)

    assert bank.wallet(account) == 50_00 + 49_99 + 50_00 + 50_00
    stranger = bank.arrive(till, 50_00, "kimse")
    with pytest.raises(MovementNotOpen):  # no reversal
        resolve(stranger, second)


def test_a_reversal_of_no_customers_money_is_set_aside(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    first, _second, back = unknown(till, account)

    with acting_as(seller.pk, "desk"):
        with pytest.raises(NotACredit):
            movement_return(public_id=back.public_id, note="x", actor=DENIZ, now=NOW)
        movement_ignore(public_id=back.public_id, note="Bizim çekimiz", actor=DENIZ, now=NOW)

    assert bank.again(back).state == "ignored"
    assert bank.books(seller) == {"bank": 50_00, "wallet": -100_00, "clearing": 50_00}
    assert (tasks(seller), tasks(seller, is_open=False)) == ([], ["reversal_unknown"])
    with pytest.raises(MovementNotOpen):
        resolve(back, first)
