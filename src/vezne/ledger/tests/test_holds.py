from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from vezne.ledger.check import ledger_check
from vezne.ledger.errors import (
    CreditLimitExceeded,
    CurrentAccountNotFound,
    EntryNotFound,
    HoldGone,
    InsufficientCredits,
    InsufficientFunds,
    KeyConflict,
)
from vezne.ledger.models import CurrentAccount, Hold, LedgerAccount, Transfer
from vezne.ledger.queries import balances_for, credit_balance, list_holds, wallet_available
from vezne.ledger.services import (
    credit_limit_set,
    credits_grant,
    hold_place,
    hold_post,
    hold_void,
    post,
)
from vezne.ledger.tests.conftest import DENIZ
from vezne.ledger.types import Posting, Reason

TOP_UP = Posting("bank", "wallet", 1000, "TRY", Reason.TOP_UP)
PAY = Posting("wallet", "clearing", 600, "TRY", "bill_payment", "bil_1", "Su faturası")


@pytest.fixture
def funded(cari: CurrentAccount, now: datetime) -> CurrentAccount:
    """Ayşe's current account with 10.00 TRY in the wallet."""
    post(current_account_id=cari.pk, postings=[TOP_UP], key="top-up", now=now)
    return cari


def free(cari: CurrentAccount, now: datetime) -> int:
    return wallet_available(current_account_id=cari.pk, unit="TRY", now=now)


def test_a_hold_reserves_and_its_post_moves(funded: CurrentAccount, now: datetime) -> None:
    hold = hold_place(current_account_id=funded.pk, posting=PAY, key="h", now=now)
    assert free(funded, now) == 400
    with pytest.raises(InsufficientFunds):
        post(current_account_id=funded.pk, postings=[PAY], key="x", now=now)
    with pytest.raises(InsufficientFunds):
        hold_place(current_account_id=funded.pk, posting=PAY, key="h2", now=now)

    receipt = hold_post(hold_id=hold.public_id, now=now)

    assert free(funded, now) == 400
    transfer = Transfer.objects.get(sequence=receipt.first_sequence)
    assert (transfer.amount, transfer.subject, transfer.reason) == (600, "bil_1", "bill_payment")
    assert hold_post(hold_id=hold.public_id, now=now).is_replay
    with pytest.raises(HoldGone):
        hold_post(hold_id=hold.public_id, now=now, amount=5)
    with pytest.raises(HoldGone):
        hold_void(hold_id=hold.public_id, now=now)
    assert ledger_check() == []


def test_a_part_is_posted_and_the_rest_is_given_back(funded: CurrentAccount, now: datetime) -> None:
    hold = hold_place(current_account_id=funded.pk, posting=PAY, key="h", now=now)

    hold_post(hold_id=hold.public_id, now=now, amount=100)

    assert free(funded, now) == 900
    assert ledger_check() == []


def test_a_voided_hold_is_gone(funded: CurrentAccount, now: datetime) -> None:
    hold = hold_place(current_account_id=funded.pk, posting=PAY, key="h", now=now)

    hold_void(hold_id=hold.public_id, now=now)

    assert free(funded, now) == 1000
    hold_void(hold_id=hold.public_id, now=now)
    with pytest.raises(HoldGone):
        hold_post(hold_id=hold.public_id, now=now)
    assert ledger_check() == []


def test_a_hold_ends_by_time_without_a_job(funded: CurrentAccount, now: datetime) -> None:
    end = now + timedelta(minutes=15)
    hold = hold_place(current_account_id=funded.pk, posting=PAY, key="h", now=now, expires_at=end)
    assert list_holds(current_account_id=funded.pk, now=now).count() == 1

    assert free(funded, end - timedelta(seconds=1)) == 400
    assert free(funded, end) == 1000
    assert list_holds(current_account_id=funded.pk, now=end).count() == 0
    [wallet] = [
        b for b in balances_for(current_account_id=funded.pk, now=end) if b.kind == "wallet"
    ]
    assert (wallet.held, wallet.available) == (0, 1000)
    with pytest.raises(HoldGone):
        hold_post(hold_id=hold.public_id, now=end)

    hold_void(hold_id=hold.public_id, now=end)
    assert Hold.objects.get().status == "expired"
    assert LedgerAccount.objects.get(kind="wallet").held == 0
    assert ledger_check() == []


def test_a_hold_without_an_end_never_ends_by_itself(funded: CurrentAccount, now: datetime) -> None:
    hold = hold_place(current_account_id=funded.pk, posting=PAY, key="h", now=now)

    hold_post(hold_id=hold.public_id, now=now + timedelta(days=4000))

    assert free(funded, now) == 400


def test_the_same_key_places_one_hold(funded: CurrentAccount, now: datetime) -> None:
    first = hold_place(current_account_id=funded.pk, posting=PAY, key="h", now=now)

    again = hold_place(current_account_id=funded.pk, posting=PAY, key="h", now=now)

    assert (again.public_id, again.is_replay) == (first.public_id, True)
    with pytest.raises(KeyConflict):
        hold_place(current_account_id=funded.pk, posting=TOP_UP, key="h", now=now)
    assert Hold.objects.count() == 1


def test_a_hold_on_the_receivable_keeps_to_the_limit_and_is_kept(
    cari: CurrentAccount, now: datetime
) -> None:
    credit_limit_set(current_account_id=cari.pk, limit_minor=100, actor=DENIZ, now=now)
    seat = Posting("receivable", "revenue", 80, "TRY", "booking")
    hold = hold_place(current_account_id=cari.pk, posting=seat, key="h", now=now)
    with pytest.raises(CreditLimitExceeded):
        hold_place(current_account_id=cari.pk, posting=seat, key="h2", now=now)
    credit_limit_set(current_account_id=cari.pk, limit_minor=0, actor=DENIZ, now=now)

    hold_post(hold_id=hold.public_id, now=now)

    assert LedgerAccount.objects.get(kind="receivable").balance == 80
    assert ledger_check() == []


def test_a_hold_on_credits_reserves_lots_in_order(cari: CurrentAccount, now: datetime) -> None:
    for quantity, key in ((5, "a"), (5, "b")):
        credits_grant(
            current_account_id=cari.pk,
            unit="SMS",
            quantity=quantity,
            expires_at=None,
            key=key,
            now=now,
        )
    use = Posting("credit", "credit_used", 7, "SMS", Reason.CREDIT_SPEND)

    hold = hold_place(
        current_account_id=cari.pk,
        posting=use,
        key="h",
        now=now,
        expires_at=now + timedelta(minutes=1),
    )

    assert credit_balance(current_account_id=cari.pk, unit="SMS", now=now) == 3
    with pytest.raises(InsufficientCredits):
        hold_place(current_account_id=cari.pk, posting=use, key="h2", now=now)
    hold_void(hold_id=hold.public_id, now=now)
    assert credit_balance(current_account_id=cari.pk, unit="SMS", now=now) == 10
    assert ledger_check() == []


def test_what_makes_no_sense_is_our_mistake(funded: CurrentAccount, now: datetime) -> None:
    with pytest.raises(ValueError):
        hold_place(current_account_id=funded.pk, posting=PAY, key="h", now=now, expires_at=now)
    with pytest.raises(ValueError):
        hold_post(hold_id="hld_x", now=now, amount=0)
    with pytest.raises(EntryNotFound):
        hold_post(hold_id="hld_x", now=now)
    with pytest.raises(CurrentAccountNotFound):
        hold_place(current_account_id=999, posting=PAY, key="h", now=now)
