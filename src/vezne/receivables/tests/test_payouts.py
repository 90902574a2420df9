"""Pay-outs: reserved at once, approved by one or two, sent or given back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from vezne.accounts.errors import InvalidIban
from vezne.core.scope import acting_as_system
from vezne.ledger.errors import InsufficientFunds
from vezne.receivables.errors import (
    AmountNotAllowed,
    PayoutNotFound,
    PayoutStateConflict,
    SecondLookBySame,
)
from vezne.receivables.models import Payout
from vezne.receivables.queries import get_payout, payout_iban, payouts_for, payouts_of_seller
from vezne.receivables.services import (
    payout_approve,
    payout_refuse,
    payout_sent,
    payout_withdraw,
)
from vezne.receivables.tests.office import IBAN, NOW, Office


def approve(office: Office, payout: Payout, actor=None) -> Payout:
    with office.desk():
        return payout_approve(payout_id=payout.pk, actor=actor or office.deniz, now=NOW)


def send(office: Office, payout: Payout) -> Payout:
    with office.desk():
        return payout_sent(payout_id=payout.pk, bank_reference="EFT 1", actor=office.efe, now=NOW)


def test_the_money_is_reserved_when_it_is_asked_for(office: Office) -> None:
    office.fill(800_00)

    payout = office.wants(500_00)

    assert (payout.state, office.wallet()) == ("waiting", 300_00)
    assert payout_iban(payout) == IBAN.replace(" ", "")
    assert payout.iban_tail == "1326"
    assert "TR33" not in payout.iban_sealed


def test_what_the_wallet_has_not_is_refused(office: Office) -> None:
    office.fill(100_00)

    with pytest.raises(InsufficientFunds):
        office.wants(500_00)

    assert office.all_of(Payout) == []


def test_a_wrong_iban_is_refused_before_anything_is_reserved(office: Office) -> None:
    office.fill(500_00)

    with pytest.raises(InvalidIban):
        office.wants(iban="TR33 0006 1005 1978 6457 8413 27")
    with pytest.raises(AmountNotAllowed):
        office.wants(0)

    assert office.wallet() == 500_00


def test_below_the_limit_one_member_approves_and_the_money_leaves_when_it_is_sent(
    office: Office,
) -> None:
    office.fill(500_00)
    payout = approve(office, office.wants())

    assert (payout.state, office.books.balances()["wallet"]) == ("approved", -500_00)
    sent = send(office, payout)

    assert (sent.state, sent.bank_reference) == ("sent", "EFT 1")
    assert office.books.balances() == {}


def test_above_the_limit_two_members_approve(office: Office) -> None:
    office.fill(5_000_00)
    payout = approve(office, office.wants(2_000_00))

    assert payout.state == "seconded"
    with pytest.raises(SecondLookBySame):
        approve(office, payout)
    with pytest.raises(PayoutStateConflict):
        send(office, payout)
    assert approve(office, payout, office.efe).state == "approved"
    send(office, payout)

    assert office.wallet() == 3_000_00


def test_the_table_itself_wants_two_people(office: Office) -> None:
    office.fill(5_000_00)
    payout = approve(office, office.wants(2_000_00))

    with pytest.raises(IntegrityError), transaction.atomic(), acting_as_system("test"):
        Payout.objects.filter(pk=payout.pk).update(state="approved")


@pytest.mark.parametrize("steps", [0, 1])
def test_a_refused_request_gives_the_money_back(office: Office, steps: int) -> None:
    office.fill(500_00)
    payout = office.wants()
    for _step in range(steps):
        approve(office, payout)

    with office.desk():
        refused = payout_refuse(
            payout_id=payout.pk, reason="IBAN başkasının", actor=office.efe, now=NOW
        )

    assert (refused.state, refused.refuse_reason) == ("refused", "IBAN başkasının")
    assert office.wallet() == 500_00
    with pytest.raises(PayoutStateConflict):
        approve(office, payout)


def test_the_buyer_withdraws_only_before_the_approval(office: Office) -> None:
    office.fill(1_000_00)
    first, second = office.wants(), office.wants(100_00)
    approve(office, second)

    with office.panel():
        payout_withdraw(payout_id=first.pk, actor=office.ayse, now=NOW)
        with pytest.raises(PayoutStateConflict):
            payout_withdraw(payout_id=second.pk, actor=office.ayse, now=NOW)

    assert office.wallet() == 900_00


def test_sent_is_final(office: Office) -> None:
    office.fill(500_00)
    payout = send(office, approve(office, office.wants()))

    with office.desk(), pytest.raises(PayoutStateConflict):
        payout_refuse(payout_id=payout.pk, reason="geç", actor=office.efe, now=NOW)
    with pytest.raises(PayoutStateConflict):
        send(office, payout)

    assert office.books.balances() == {}


def test_both_sides_list_it_and_ceren_does_not(office: Office) -> None:
    from vezne.core.scope import acting_as

    office.fill(500_00)
    payout = office.wants()
    with office.desk():
        assert [row.pk for row in payouts_of_seller(office.books.shop.seller.pk)] == [payout.pk]
    with office.panel():
        assert [row.pk for row in payouts_for(office.books.shop.ayse.pk)] == [payout.pk]
    with acting_as(office.books.shop.ceren.pk, "panel"), pytest.raises(PayoutNotFound):
        get_payout(payout.public_id)
