"""A day that is over: what the bank says it closed with, beside our lines."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_seller
from vezne.accounts.models import Account
from vezne.banking.models import BankAccount, BankDay, BankTask
from vezne.banking.tests.bank import arrive, open_bank
from vezne.banking.types import DayState, TaskKind
from vezne.core.calendar import istanbul_date
from vezne.core.scope import acting_as_system
from vezne.flows.reconciling import bank_days_compare

pytestmark = pytest.mark.django_db
TODAY = istanbul_date(NOW)
DAY = timedelta(days=1)
MORNING = NOW + DAY


@pytest.fixture
def bank() -> BankAccount:
    return open_bank(make_seller())


def tell(bank: BankAccount, day: date, opening: int, *amounts: int, skip: int = -1) -> int:
    """The day's lines arrive with the balances that they leave, but for one; gives the closing."""
    for place, amount in enumerate(amounts):
        opening += amount
        if place != skip:
            at = NOW + (day - TODAY)
            arrive(
                bank, amount, f"{day} {place}", booked_on=day, at=at, balance_minor=opening, now=at
            )
    return opening


def compared(now: Any = MORNING) -> list[BankDay]:
    with acting_as_system("test"):
        bank_days_compare(now=now)
        return list(BankDay.objects.order_by("day"))


def open_tasks() -> list[BankTask]:
    with acting_as_system("test"):
        return list(BankTask.objects.filter(kind=TaskKind.DAY, closed_at=None))


def test_lines_that_lead_from_opening_to_closing_agree(bank: BankAccount) -> None:
    closing = tell(bank, TODAY - DAY, 500_00, 100_00, -20_00, 5_00)
    tell(bank, TODAY, closing, 70_00)

    first, second = compared()

    assert (first.state, second.state) == (DayState.AGREED, DayState.AGREED)
    assert (first.opening_minor, first.moved_minor, first.closing_minor) == (
        500_00, 85_00, 585_00,
    )  # fmt: skip
    assert (second.expected_minor, second.opening_minor) == (585_00, 585_00)
    assert open_tasks() == []


def test_a_day_is_not_compared_before_the_bank_has_booked_it_whole(bank: BankAccount) -> None:
    tell(bank, TODAY, 0, 10_00)

    assert compared(NOW) == []
    assert len(compared()) == 1


def test_each_morning_compares_the_day_that_is_over(bank: BankAccount) -> None:
    closing = tell(bank, TODAY, 0, 10_00)
    assert [row.day for row in compared()] == [TODAY]

    tell(bank, TODAY + DAY, closing, 20_00)

    assert [row.day for row in compared(MORNING + DAY)] == [TODAY, TODAY + DAY]
    assert [row.state for row in compared(MORNING + DAY)] == [DayState.AGREED, DayState.AGREED]


def test_a_missing_line_within_a_day_is_a_task(bank: BankAccount) -> None:
    tell(bank, TODAY, 0, 10_00, 20_00, 30_00, skip=1)

    (day,) = compared()

    assert (day.state, day.breaks) == (DayState.DIFFERS, 1)
    (task,) = open_tasks()
    assert task.details == {"on": TODAY.isoformat()}


def test_what_is_missing_between_two_days_is_told_to_the_kurus(bank: BankAccount) -> None:
    tell(bank, TODAY - DAY, 0, 100_00)
    tell(bank, TODAY, 100_00 + 42_17, 10_00)

    _first, second = compared()

    assert (second.state, second.difference_minor) == (DayState.DIFFERS, 42_17)
    (task,) = open_tasks()
    assert task.details["missing"] == "42,17\u00a0₺"


def test_a_line_that_comes_late_mends_its_day_and_ends_its_task(bank: BankAccount) -> None:
    tell(bank, TODAY, 0, 10_00, 20_00, 30_00, skip=1)
    compared()
    arrive(bank, 20_00, "geç", booked_on=TODAY, at=NOW, balance_minor=30_00, now=MORNING)

    (soon,) = compared(MORNING + timedelta(minutes=5))
    assert soon.state == DayState.DIFFERS, "looked at again after an hour"
    (later,) = compared(MORNING + timedelta(hours=2))

    assert (later.pk, later.state, later.line_count) == (soon.pk, DayState.AGREED, 3)
    assert open_tasks() == []


def test_a_day_that_ends_where_it_began_agrees(bank: BankAccount) -> None:
    closing = tell(bank, TODAY - DAY, 0, 90_00)
    tell(bank, TODAY, closing, 10_00, -10_00)

    _first, second = compared()

    assert (second.state, second.opening_minor, second.closing_minor) == (
        DayState.AGREED, 90_00, 90_00,
    )  # fmt: skip


def test_the_order_of_the_lines_does_not_matter(bank: BankAccount) -> None:
    """Files tell the newest first as often as the oldest; equal sums are common."""
    luck = random.Random(7)
    amounts = [luck.choice([10_00, -10_00, 25_00, -5_00, 10_00]) for _ in range(40)]
    balance, told = 1_000_00, []
    for amount in amounts:
        balance += amount
        told.append((amount, balance))
    luck.shuffle(told)
    for place, (amount, left) in enumerate(told):
        arrive(bank, amount, f"satır {place}", booked_on=TODAY, balance_minor=left)

    (day,) = compared()

    assert (day.state, day.breaks, day.line_count) == (DayState.AGREED, 0, 40)
    assert (day.closing_minor or 0) - (day.opening_minor or 0) == sum(amounts)


def test_a_bank_that_tells_no_balances_is_not_judged_and_bridged(bank: BankAccount) -> None:
    tell(bank, TODAY - 2 * DAY, 0, 50_00)
    arrive(bank, 7_00, "bakiyesiz", booked_on=TODAY - DAY, now=NOW)
    tell(bank, TODAY, 57_00, 1_00)

    _first, untold, last = compared()

    assert (untold.state, untold.closing_minor) == (DayState.UNTOLD, None)
    assert (last.state, last.expected_minor) == (DayState.AGREED, 57_00)


def test_days_of_another_seller_are_its_own(bank: BankAccount) -> None:
    other: Account = make_seller("Başka Yazılım")
    tell(open_bank(other), TODAY, 5_00, 1_00)
    tell(bank, TODAY, 0, 10_00)

    assert {(row.seller_id, row.state) for row in compared()} == {
        (bank.seller_id, DayState.AGREED),
        (other.pk, DayState.AGREED),
    }
