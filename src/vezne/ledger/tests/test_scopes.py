from __future__ import annotations

from datetime import datetime

import pytest

from vezne.accounts.models import Account
from vezne.core.scope import acting_as
from vezne.ledger.errors import CurrentAccountNotFound
from vezne.ledger.models import CurrentAccount, LedgerAccount, Transfer
from vezne.ledger.queries import (
    current_account_for,
    get_current_account,
    list_current_accounts,
    wallet_available,
)
from vezne.ledger.services import (
    credit_limit_set,
    current_account_open,
    current_accounts_lock,
    post,
    post_many,
)
from vezne.ledger.tests.conftest import DENIZ
from vezne.ledger.types import Entry, Posting, Reason

TOP_UP = Posting("bank", "wallet", 500, "TRY", Reason.TOP_UP)


def test_both_sides_see_their_current_account_and_post_in_it(
    cari: CurrentAccount, now: datetime
) -> None:
    with acting_as(cari.buyer_id, "panel"):
        post(current_account_id=cari.pk, postings=[TOP_UP], key="a", now=now)
        assert wallet_available(current_account_id=cari.pk, unit="TRY", now=now) == 500
    with acting_as(cari.seller_id, "desk"):
        post(current_account_id=cari.pk, postings=[TOP_UP], key="b", now=now)
        assert Transfer.objects.count() == 2


def test_a_stranger_sees_nothing_and_posts_nothing(
    cari: CurrentAccount, stranger: Account, now: datetime
) -> None:
    post(current_account_id=cari.pk, postings=[TOP_UP], key="a", now=now)

    for face in ("panel", "desk"):
        with acting_as(stranger.pk, face):
            assert wallet_available(current_account_id=cari.pk, unit="TRY", now=now) == 0
            with pytest.raises(CurrentAccountNotFound):
                post(current_account_id=cari.pk, postings=[TOP_UP], key="b", now=now)
            [result] = post_many(entries=[Entry(cari.pk, "b", (TOP_UP,))], now=now)
            assert result.code == "current_account_not_found"
            with pytest.raises(CurrentAccountNotFound):
                current_accounts_lock(current_account_ids=[cari.pk])
            with pytest.raises(CurrentAccountNotFound):
                credit_limit_set(current_account_id=cari.pk, limit_minor=1, actor=DENIZ, now=now)
            with pytest.raises(CurrentAccountNotFound):
                get_current_account(public_id=cari.public_id)
            with pytest.raises(CurrentAccountNotFound):
                current_account_for(seller_id=cari.seller_id, buyer_id=cari.buyer_id)

    assert Transfer.objects.count() == 1


def test_an_account_is_seen_by_itself_and_its_partners(
    cari: CurrentAccount, seller: Account, buyer: Account, stranger: Account
) -> None:
    def seen(account: Account, face: str) -> set[int]:
        with acting_as(account.pk, face):  # type: ignore[arg-type]
            return set(Account.objects.values_list("pk", flat=True))

    assert seen(buyer, "panel") == {buyer.pk, seller.pk}
    assert seen(buyer, "desk") == {buyer.pk}
    assert seen(seller, "desk") == {buyer.pk, seller.pk}
    assert seen(stranger, "panel") == {stranger.pk}


def test_an_account_changes_only_itself(
    cari: CurrentAccount, seller: Account, buyer: Account
) -> None:
    with acting_as(buyer.pk, "panel"):
        assert Account.objects.filter(pk=seller.pk).update(name="x") == 0
        assert Account.objects.filter(pk=buyer.pk).update(name="Ayşe") == 1


def test_a_current_account_opens_once(
    cari: CurrentAccount, seller: Account, buyer: Account, now: datetime
) -> None:
    again = current_account_open(
        seller_id=seller.pk, buyer_id=buyer.pk, now=now, credit_limit_minor=5
    )
    house = current_account_open(seller_id=seller.pk, buyer_id=seller.pk, now=now)

    assert again.pk == cari.pk
    assert again.credit_limit_minor is None
    assert house.is_house
    assert not cari.is_house
    assert current_account_for(seller_id=seller.pk, buyer_id=buyer.pk) == cari
    assert get_current_account(public_id=cari.public_id) == cari
    assert list(list_current_accounts(seller_id=seller.pk)) == [cari]
    assert list(list_current_accounts(buyer_id=buyer.pk)) == [cari]
    assert list(list_current_accounts()) == [cari]
    current_accounts_lock(current_account_ids=[house.pk, cari.pk])


def test_a_credit_limit_is_not_negative(cari: CurrentAccount, now: datetime) -> None:
    with pytest.raises(ValueError):
        credit_limit_set(current_account_id=cari.pk, limit_minor=-1, actor=DENIZ, now=now)
    assert LedgerAccount.objects.count() == 0
