from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from vezne.ledger.check import ledger_check
from vezne.ledger.errors import InsufficientCredits, KeyConflict
from vezne.ledger.models import CurrentAccount, Lot, LotUse, Transfer
from vezne.ledger.queries import balances_for, credit_balance, list_lots
from vezne.ledger.services import credits_grant, credits_spend, hold_place, hold_post, reverse
from vezne.ledger.types import LotPart, Posting, Reason


def grant(
    cari: CurrentAccount, quantity: int, key: str, now: datetime, days: int | None = None
) -> Lot:
    receipt = credits_grant(
        current_account_id=cari.pk,
        unit="SMS",
        quantity=quantity,
        expires_at=None if days is None else now + timedelta(days=days),
        key=key,
        now=now,
        subject="ord_1",
    )
    return Lot.objects.get(grant__sequence=receipt.first_sequence, current_account=cari)


def left(cari: CurrentAccount, now: datetime) -> int:
    return credit_balance(current_account_id=cari.pk, unit="SMS", now=now)


def test_credits_are_spent_earliest_expiry_first(cari: CurrentAccount, now: datetime) -> None:
    forever = grant(cari, 100, "a", now)
    late = grant(cari, 50, "b", now, days=60)
    soon = grant(cari, 30, "c", now, days=30)

    spent = credits_spend(current_account_id=cari.pk, unit="SMS", quantity=90, key="s", now=now)

    assert spent.parts == (LotPart(soon.pk, 30), LotPart(late.pk, 50), LotPart(forever.pk, 10))
    assert left(cari, now) == 90
    assert [lot.pk for lot in list_lots(current_account_id=cari.pk, unit="SMS")] == [
        soon.pk,
        late.pk,
        forever.pk,
    ]
    assert list_lots(current_account_id=cari.pk).count() == 3
    assert ledger_check() == []


def test_a_repeated_spend_or_grant_is_the_first_one(cari: CurrentAccount, now: datetime) -> None:
    grant(cari, 100, "a", now, days=5)
    first = credits_spend(current_account_id=cari.pk, unit="SMS", quantity=9, key="s", now=now)

    again = credits_spend(current_account_id=cari.pk, unit="SMS", quantity=9, key="s", now=now)
    grant(cari, 100, "a", now, days=5)

    assert again.parts == first.parts
    assert again.receipt.is_replay
    assert left(cari, now) == 91
    with pytest.raises(KeyConflict):
        credits_spend(current_account_id=cari.pk, unit="SMS", quantity=8, key="s", now=now)
    with pytest.raises(KeyConflict):
        grant(cari, 101, "a", now, days=5)


def test_credits_never_go_below_zero(cari: CurrentAccount, now: datetime) -> None:
    with pytest.raises(InsufficientCredits):
        credits_spend(current_account_id=cari.pk, unit="SMS", quantity=1, key="s", now=now)
    grant(cari, 10, "a", now)

    with pytest.raises(InsufficientCredits):
        credits_spend(current_account_id=cari.pk, unit="SMS", quantity=11, key="s", now=now)

    assert left(cari, now) == 10
    assert LotUse.objects.count() == 0


def test_an_expired_lot_is_gone_at_once_and_booked_by_the_next_posting(
    cari: CurrentAccount, now: datetime
) -> None:
    lot = grant(cari, 10, "a", now, days=2)
    grant(cari, 5, "b", now)
    later = now + timedelta(days=9)

    assert left(cari, later) == 5
    assert Transfer.objects.count() == 2
    [stored] = [
        b for b in balances_for(current_account_id=cari.pk, now=later) if b.kind == "credit"
    ]
    assert stored.available == 5
    with pytest.raises(InsufficientCredits):
        credits_spend(current_account_id=cari.pk, unit="SMS", quantity=6, key="s", now=later)

    expiry = Transfer.objects.get(reason=Reason.CREDIT_EXPIRY)
    assert (expiry.amount, expiry.value_on, expiry.subject) == (10, date(2026, 3, 12), "ord_1")
    lot.refresh_from_db()
    assert lot.remaining == 0
    cari.refresh_from_db()
    assert cari.next_expiry_at is None
    assert ledger_check() == []


def test_a_reversed_spend_goes_back_to_its_lots(cari: CurrentAccount, now: datetime) -> None:
    soon = grant(cari, 10, "a", now, days=2)
    grant(cari, 10, "b", now)
    credits_spend(current_account_id=cari.pk, unit="SMS", quantity=15, key="s", now=now)

    reverse(current_account_id=cari.pk, of_key="s", key="r", now=now)

    soon.refresh_from_db()
    assert (soon.remaining, left(cari, now)) == (10, 20)
    assert left(cari, now + timedelta(days=3)) == 10
    reverse(current_account_id=cari.pk, of_key="r", key="r2", now=now)
    assert left(cari, now) == 5
    assert ledger_check() == []


def test_a_grant_is_reversed_only_while_it_is_whole(cari: CurrentAccount, now: datetime) -> None:
    first = grant(cari, 10, "a", now, days=2)
    grant(cari, 10, "b", now)
    reverse(current_account_id=cari.pk, of_key="b", key="rb", now=now)
    assert left(cari, now) == 10
    grant(cari, 20, "c", now)
    credits_spend(current_account_id=cari.pk, unit="SMS", quantity=1, key="s", now=now)

    with pytest.raises(InsufficientCredits):
        reverse(current_account_id=cari.pk, of_key="a", key="ra", now=now)

    first.refresh_from_db()
    assert first.remaining == 9
    assert ledger_check() == []


def test_what_a_hold_reserves_outlives_its_lot(cari: CurrentAccount, now: datetime) -> None:
    lot = grant(cari, 10, "a", now, days=2)
    posting = Posting("credit", "credit_used", 4, "SMS", Reason.CREDIT_SPEND)
    hold = hold_place(current_account_id=cari.pk, posting=posting, key="h", now=now)
    later = now + timedelta(days=9)
    assert left(cari, now) == 6
    assert left(cari, later) == 0

    hold_post(hold_id=hold.public_id, now=later, amount=3)

    lot.refresh_from_db()
    assert (lot.remaining, lot.held) == (1, 0)
    assert left(cari, later) == 0
    grant(cari, 1, "z", later)
    lot.refresh_from_db()
    assert lot.remaining == 0
    assert Transfer.objects.filter(reason=Reason.CREDIT_EXPIRY).count() == 2
    assert ledger_check() == []


def test_a_lot_cannot_be_born_dead(cari: CurrentAccount, now: datetime) -> None:
    with pytest.raises(ValueError):
        grant(cari, 1, "a", now, days=0)
