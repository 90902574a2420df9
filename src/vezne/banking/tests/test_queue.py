"""What waits for a person: assign, split, send back, set aside; and what the panel learns."""

from __future__ import annotations

import pytest

from tests import factories
from tests.factories import DENIZ, NOW
from vezne.accounts.models import Account
from vezne.banking.errors import (
    MovementNotFound,
    MovementNotOpen,
    NotACredit,
    PartsDoNotFit,
    WrongBuyer,
)
from vezne.banking.models import BankAccount, KnownPayer, Movement, MovementPart
from vezne.banking.services.payer import payer_forget
from vezne.banking.tests import bank
from vezne.core.scope import acting_as
from vezne.flows.bank_queue import (
    movement_assign,
    movement_ignore,
    movement_return,
    movement_split,
)
from vezne.ledger.models import CurrentAccount, Transfer

pytestmark = pytest.mark.django_db


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


def test_staff_assigns_and_suspense_is_empty_again(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    row = bank.arrive(till, 75_00, "GELEN FAST - .")

    done = assign(row, account)

    assert (done.state, done.tier, done.buyer_id) == ("credited", "staff", account.buyer_id)
    assert bank.books(seller) == {"bank": 75_00, "wallet": -75_00}
    with acting_as(seller.pk, "desk"):
        journals = set(
            Transfer.objects.exclude(journal_id=None).values_list("journal_id", flat=True)
        )
    assert len(journals) == 1  # both current accounts in one operation


def test_a_learned_iban_is_known_the_next_time(till: BankAccount, account: CurrentAccount) -> None:
    first = bank.arrive(till, 75_00, "kira", counterparty_iban=bank.PAYERS_IBAN)
    assert first.state == "unmatched"
    assign(first, account, learns=True)

    second = bank.arrive(till, 80_00, "kira nisan", counterparty_iban=bank.PAYERS_IBAN)

    assert (second.state, second.tier) == ("credited", "iban")
    assert bank.wallet(account) == 155_00


def test_what_was_not_learned_or_was_forgotten_matches_nothing(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    told = {"counterparty_iban": bank.PAYERS_IBAN}
    assign(bank.arrive(till, 1_00, "a", **told), account)
    assert bank.arrive(till, 2_00, "b", **told).state == "unmatched"
    assign(bank.arrive(till, 3_00, "c", **told), account, learns=True)
    with acting_as(seller.pk, "desk"):
        payer_forget(public_id=KnownPayer.objects.get().public_id, actor=DENIZ, now=NOW)

    assert bank.arrive(till, 4_00, "d", **told).state == "unmatched"


def test_an_iban_of_two_buyers_never_matches(
    till: BankAccount, account: CurrentAccount, other: CurrentAccount
) -> None:
    told = {"counterparty_iban": bank.PAYERS_IBAN}
    assign(bank.arrive(till, 1_00, "a", **told), account, learns=True)
    with_code = bank.arrive(till, 2_00, bank.code_of(other), **told)
    assert with_code.buyer_id == other.buyer_id  # a reference goes before the payer's IBAN
    bank_row = bank.arrive(till, 3_00, "x", counterparty_iban=bank.OTHER_IBAN)
    assign(bank_row, account, learns=True)
    second = bank.arrive(till, 3_00, "x y", counterparty_iban=bank.OTHER_IBAN)
    assert second.state == "credited"

    waiting = bank.arrive(
        till, 5_00, "z", counterparty_iban=bank.PAYERS_IBAN, counterparty_tax_id="4540536920"
    )

    # Both buyers of these tests have this tax id: two candidates.
    assert (waiting.state, waiting.reason) == ("unmatched", "two_payers")


def test_a_split_credits_each_part(
    seller: Account, till: BankAccount, account: CurrentAccount, other: CurrentAccount
) -> None:
    row = bank.arrive(till, 100_00, "iki firma icin")

    with acting_as(seller.pk, "desk"):
        movement_split(
            public_id=row.public_id,
            parts=[(account.public_id, 60_00), (other.public_id, 40_00)],
            actor=DENIZ,
            now=NOW,
        )

    assert (bank.wallet(account), bank.wallet(other)) == (60_00, 40_00)
    assert bank.books(seller) == {"bank": 100_00, "wallet": -100_00}
    with acting_as(other.buyer_id, "panel"):
        assert MovementPart.objects.get().amount_minor == 40_00


@pytest.mark.parametrize("amounts", [(60_00, 30_00), (110_00, -10_00), (100_00, 0)])
def test_parts_that_do_not_sum_change_nothing(
    seller: Account,
    till: BankAccount,
    account: CurrentAccount,
    other: CurrentAccount,
    amounts: tuple[int, int],
) -> None:
    row = bank.arrive(till, 100_00, "iki firma icin")

    with acting_as(seller.pk, "desk"), pytest.raises(PartsDoNotFit):
        movement_split(
            public_id=row.public_id,
            parts=list(zip((account.public_id, other.public_id), amounts, strict=True)),
            actor=DENIZ,
            now=NOW,
        )

    assert bank.again(row).state == "unmatched"
    assert bank.books(seller) == {"bank": 100_00, "suspense": -100_00}


def test_money_that_goes_back_leaves_nothing_behind(seller: Account, till: BankAccount) -> None:
    row = bank.arrive(till, 100_00, "yanlis hesap")
    with acting_as(seller.pk, "desk"):
        movement_return(public_id=row.public_id, note="Yanlış hesap", actor=DENIZ, now=NOW)
    assert bank.books(seller) == {"bank": 100_00, "clearing": -100_00}

    bank.arrive(till, -100_00, "IADE")

    assert bank.books(seller) == {}
    assert bank.again(row).state == "returned"


def test_interest_is_set_aside(seller: Account, till: BankAccount) -> None:
    row = bank.arrive(till, 3_00, "FAIZ")

    with acting_as(seller.pk, "desk"):
        movement_ignore(public_id=row.public_id, note="Faiz", actor=DENIZ, now=NOW)

    assert bank.again(row).state == "ignored"
    assert bank.books(seller) == {"bank": 3_00, "clearing": -3_00}


def test_a_movement_is_assigned_once(till: BankAccount, account: CurrentAccount) -> None:
    row = bank.arrive(till, 75_00, "x")
    assign(row, account)

    with pytest.raises(MovementNotOpen):
        assign(row, account)

    assert bank.wallet(account) == 75_00


def test_another_sellers_staff_finds_no_movement(
    till: BankAccount, account: CurrentAccount
) -> None:
    row = bank.arrive(till, 75_00, "x")
    mavi = factories.make_seller("Mavi")
    theirs = bank.trade(mavi, bank.buyer_named("Gül"))

    with acting_as(mavi.pk, "desk"), pytest.raises(MovementNotFound):
        movement_assign(
            public_id=row.public_id,
            current_account_public_id=theirs.public_id,
            learns=False,
            actor=DENIZ,
            now=NOW,
        )
    with pytest.raises(WrongBuyer):
        assign(row, theirs)

    assert bank.again(row).state == "unmatched"


def test_an_unknown_reversal_cannot_be_credited(till: BankAccount, account: CurrentAccount) -> None:
    row = bank.arrive(till, -75_00, "IPTAL", is_reversal=True)

    with pytest.raises(NotACredit):
        assign(row, account)
