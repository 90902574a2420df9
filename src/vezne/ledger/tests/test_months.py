from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from vezne.accounts.models import Account
from vezne.core.scope import acting_as
from vezne.ledger.check import ledger_check
from vezne.ledger.errors import MonthClosed, MonthNotOver
from vezne.ledger.models import CurrentAccount, Transfer
from vezne.ledger.services import (
    credits_grant,
    credits_spend,
    current_account_open,
    hold_place,
    hold_post,
    month_close,
    post,
    post_many,
    reverse,
)
from vezne.ledger.tests.conftest import DENIZ
from vezne.ledger.types import Entry, Posting, Reason

TOP_UP = Posting("bank", "wallet", 500, "TRY", Reason.TOP_UP)
FEBRUARY = date(2026, 2, 15)


def test_a_closed_month_refuses_its_dates_and_earlier_ones(
    cari: CurrentAccount, now: datetime
) -> None:
    post(current_account_id=cari.pk, postings=[TOP_UP], key="a", now=now, value_on=FEBRUARY)
    month_close(seller_id=cari.seller_id, month=FEBRUARY, actor=DENIZ, now=now)
    month_close(seller_id=cari.seller_id, month=FEBRUARY, actor=DENIZ, now=now)
    hold = hold_place(current_account_id=cari.pk, posting=TOP_UP, key="h", now=now)

    for day in (date(2026, 1, 3), date(2026, 2, 28)):
        with pytest.raises(MonthClosed):
            post(current_account_id=cari.pk, postings=[TOP_UP], key="b", now=now, value_on=day)
        with pytest.raises(MonthClosed):
            post(current_account_id=cari.pk, postings=[TOP_UP] * 2, key="b", now=now, value_on=day)
        with pytest.raises(MonthClosed):
            reverse(current_account_id=cari.pk, of_key="a", key="b", now=now, value_on=day)
        with pytest.raises(MonthClosed):
            hold_post(hold_id=hold.public_id, now=now, value_on=day)
        [result] = post_many(entries=[Entry(cari.pk, "b", (TOP_UP,), value_on=day)], now=now)
        assert result.code == "month_closed"

    assert Transfer.objects.count() == 1
    march = date(2026, 3, 1)
    post(current_account_id=cari.pk, postings=[TOP_UP], key="b", now=now, value_on=march)
    assert ledger_check() == []


def test_credits_cannot_be_booked_by_a_clock_in_a_closed_month(
    cari: CurrentAccount, now: datetime
) -> None:
    month_close(seller_id=cari.seller_id, month=FEBRUARY, actor=DENIZ, now=now)
    before = now - timedelta(days=20)

    with pytest.raises(MonthClosed):
        credits_grant(
            current_account_id=cari.pk,
            unit="SMS",
            quantity=1,
            expires_at=None,
            key="g",
            now=before,
        )
    with pytest.raises(MonthClosed):
        credits_spend(current_account_id=cari.pk, unit="SMS", quantity=1, key="s", now=before)


def test_a_lot_that_expired_in_a_closed_month_is_booked_today(
    cari: CurrentAccount, now: datetime
) -> None:
    credits_grant(
        current_account_id=cari.pk,
        unit="SMS",
        quantity=3,
        expires_at=now - timedelta(days=20),
        key="g",
        now=now - timedelta(days=40),
    )
    month_close(seller_id=cari.seller_id, month=FEBRUARY, actor=DENIZ, now=now)

    post(current_account_id=cari.pk, postings=[TOP_UP], key="a", now=now)

    assert Transfer.objects.get(reason=Reason.CREDIT_EXPIRY).value_on == date(2026, 3, 10)
    assert ledger_check() == []


def test_a_month_is_closed_when_it_is_over(cari: CurrentAccount, now: datetime) -> None:
    with pytest.raises(MonthNotOver):
        month_close(seller_id=cari.seller_id, month=date(2026, 3, 1), actor=DENIZ, now=now)


def test_a_current_account_opened_later_knows_the_closed_months(
    cari: CurrentAccount, stranger: Account, now: datetime
) -> None:
    month_close(seller_id=cari.seller_id, month=FEBRUARY, actor=DENIZ, now=now)

    fresh = current_account_open(seller_id=cari.seller_id, buyer_id=stranger.pk, now=now)

    assert fresh.closed_before == date(2026, 3, 1)


def test_a_buyer_posts_under_the_sellers_closed_months(cari: CurrentAccount, now: datetime) -> None:
    month_close(seller_id=cari.seller_id, month=FEBRUARY, actor=DENIZ, now=now)

    with acting_as(cari.buyer_id, "panel"), pytest.raises(MonthClosed):
        post(current_account_id=cari.pk, postings=[TOP_UP], key="b", now=now, value_on=FEBRUARY)


def test_the_database_refuses_a_closed_month_by_itself(cari: CurrentAccount, now: datetime) -> None:
    post(current_account_id=cari.pk, postings=[TOP_UP], key="a", now=now)
    month_close(seller_id=cari.seller_id, month=FEBRUARY, actor=DENIZ, now=now)
    row = Transfer.objects.get()
    row.pk, row.sequence, row.idempotency_key, row.value_on = None, 2, "b", FEBRUARY

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_transfer SET amount = 1",
        "DELETE FROM ledger_transfer",
        "UPDATE ledger_lotuse SET quantity = 1",
        "DELETE FROM ledger_lotuse",
        "DELETE FROM ledger_ledgeraccount",
        "DELETE FROM ledger_currentaccount",
        "DELETE FROM ledger_lot",
        "DELETE FROM ledger_hold",
        "UPDATE ledger_ledgeraccount SET kind = 'bank'",
        "UPDATE ledger_currentaccount SET buyer_id = seller_id",
        "UPDATE ledger_ledgeraccount SET balance = 1 WHERE kind = 'wallet'",
    ],
)
def test_the_books_refuse_to_be_rewritten(
    cari: CurrentAccount, now: datetime, statement: str
) -> None:
    post(current_account_id=cari.pk, postings=[TOP_UP], key="a", now=now)
    hold_place(current_account_id=cari.pk, posting=TOP_UP, key="h", now=now)
    credits_grant(
        current_account_id=cari.pk, unit="SMS", quantity=3, expires_at=None, key="g", now=now
    )
    credits_spend(current_account_id=cari.pk, unit="SMS", quantity=1, key="s", now=now)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
