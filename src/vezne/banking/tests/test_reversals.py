"""The bank takes money back: out of the wallet what is there, the rest is owed."""

from __future__ import annotations

import pytest

from tests import factories
from tests.factories import DENIZ, NOW
from vezne.accounts.models import Account
from vezne.banking.models import BankAccount, BankTask, Movement
from vezne.banking.tests import bank
from vezne.core.models import OutboxEvent
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.bank_queue import movement_split
from vezne.ledger.models import CurrentAccount
from vezne.notify.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(seller: Account) -> CurrentAccount:
    buyer = bank.buyer_named("Papatya")
    factories.make_member(buyer)
    return bank.trade(seller, buyer)


def tasks(seller: Account) -> list[str]:
    with acting_as(seller.pk, "desk"):
        return list(BankTask.objects.order_by("pk").values_list("kind", flat=True))


def taken_back(till: BankAccount, row: Movement, **changes: object) -> Movement:
    told = {"is_reversal": True, "takes_back": row.bank_key[3:]} | changes
    return bank.arrive(till, -row.amount_minor, "IPTAL", **told)


def test_a_reversed_load_leaves_the_wallet(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    row = bank.arrive(till, 50_00, bank.code_of(account))

    back = taken_back(till, row)

    assert (back.state, back.kind, back.reverses_id) == ("booked", "reversal", row.pk)
    assert bank.again(row).state == "reversed"
    assert (bank.wallet(account), bank.owed(account)) == (0, 0)
    assert bank.books(seller) == {}
    assert tasks(seller) == []
    with acting_as_system("test"):
        assert OutboxEvent.objects.filter(kind="bank.reversed").count() == 1
        assert Notification.objects.filter(kind="transfer.reversed").count() == 1


def test_what_was_spent_becomes_a_debt_that_the_next_money_pays_first(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    with acting_as_system("test"):
        buyer = Account.objects.get(pk=account.buyer_id)
    plan = factories.make_plan(factories.make_product(factories.make_platform(seller)))
    factories.order_plan(buyer, plan)
    row = bank.arrive(till, 150_00, bank.code_of(account))
    assert bank.wallet(account) == 30_00

    taken_back(till, row)
    assert (bank.wallet(account), bank.owed(account)) == (0, 120_00)
    assert tasks(seller) == ["reversal_debt"]
    bank.arrive(till, 100_00, bank.code_of(account))
    assert (bank.wallet(account), bank.owed(account)) == (0, 20_00)
    bank.arrive(till, 100_00, bank.code_of(account))

    assert (bank.wallet(account), bank.owed(account)) == (80_00, 0)


def test_a_reversal_without_a_name_finds_the_only_line_it_can_be(
    till: BankAccount, account: CurrentAccount
) -> None:
    row = bank.arrive(till, 50_00, bank.code_of(account), reference="E2E-1")
    bank.arrive(till, 50_00, bank.code_of(account), reference="E2E-2")

    back = bank.arrive(till, -50_00, "IPTAL", is_reversal=True, reference="E2E-1")

    assert back.reverses_id == row.pk
    assert bank.wallet(account) == 50_00


def test_a_reversal_that_could_be_two_waits_with_a_task(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    bank.arrive(till, 50_00, bank.code_of(account))
    bank.arrive(till, 50_00, bank.code_of(account))

    back = bank.arrive(till, -50_00, "IPTAL", is_reversal=True)

    assert (back.state, back.reason) == ("unmatched", "reversal_unknown")
    assert bank.wallet(account) == 100_00
    assert bank.books(seller) == {"bank": 50_00, "wallet": -100_00, "suspense": 50_00}
    assert tasks(seller) == ["reversal_unknown"]


def test_a_reversed_stranger_leaves_suspense(seller: Account, till: BankAccount) -> None:
    row = bank.arrive(till, 50_00, "kimse")

    taken_back(till, row)

    assert bank.again(row).state == "reversed"
    assert bank.books(seller) == {}


def test_a_line_is_taken_back_once(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    row = bank.arrive(till, 50_00, bank.code_of(account))
    taken_back(till, row)

    second = taken_back(till, row)

    assert second.state == "unmatched"
    assert (bank.wallet(account), bank.owed(account)) == (0, 0)


def test_each_part_of_a_split_gives_its_part_back(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    other = bank.trade(seller, bank.buyer_named("Lale"))
    row = bank.arrive(till, 100_00, "iki firma")
    with acting_as(seller.pk, "desk"):
        movement_split(
            public_id=row.public_id,
            parts=[(account.public_id, 60_00), (other.public_id, 40_00)],
            actor=DENIZ,
            now=NOW,
        )

    taken_back(till, row)

    assert (bank.wallet(account), bank.wallet(other)) == (0, 0)
    assert bank.books(seller) == {}


def test_a_fee_that_is_given_back_is_no_fee(seller: Account, till: BankAccount) -> None:
    row = bank.arrive(till, -5_00, "EFT MASRAFI")

    taken_back(till, row)

    assert bank.books(seller) == {}
