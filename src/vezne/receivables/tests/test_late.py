"""The arithmetic of late charges: whole days, whole kuruş, the same by every way of counting."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vezne.receivables.late import Debt, LateMonth, late_amount, late_month, month_end

MARCH = date(2026, 3, 1)
LONG_AGO = date(2020, 1, 1)


def march(debt: Debt, grace_days: int = 0, since: date = LONG_AGO) -> LateMonth:
    return late_month(debt, month=MARCH, grace_days=grace_days, since=since)


def test_a_debt_that_was_due_before_is_late_all_month() -> None:
    assert march(Debt(1_000_00, date(2026, 1, 15))) == LateMonth(31, 31_000_00)


def test_the_due_day_and_the_days_of_grace_are_free() -> None:
    assert march(Debt(100, date(2026, 3, 10))).days == 21
    assert march(Debt(100, date(2026, 3, 10)), grace_days=5).days == 16
    assert march(Debt(100, date(2026, 3, 31))).days == 0


def test_the_day_of_the_payment_is_free() -> None:
    paid = Debt(100, date(2026, 3, 10), [(date(2026, 3, 15), 100)])

    assert march(paid) == LateMonth(4, 400)


def test_a_part_payment_lowers_what_follows() -> None:
    part = Debt(100, date(2026, 3, 10), [(date(2026, 3, 15), 60)])

    assert march(part) == LateMonth(21, 4 * 100 + 17 * 40)


def test_days_before_the_rule_are_free() -> None:
    assert march(Debt(100, date(2026, 1, 1)), since=date(2026, 3, 20)).days == 12


@pytest.mark.parametrize(
    ("owed_days", "rate_bp", "amount"),
    [
        (30_000_00, 450, 45_00),  # 1,000.00 for 30 days at 4.5 %
        (1, 1, 0),
        (150_000, 1, 1),  # exactly one half rounds up
        (149_999, 1, 0),
        (0, 10_000, 0),
    ],
)
def test_the_amount_is_rounded_half_up_once(owed_days: int, rate_bp: int, amount: int) -> None:
    assert late_amount(owed_days, rate_bp) == amount


@pytest.mark.parametrize(
    ("month", "end"), [(date(2026, 2, 1), MARCH), (date(2026, 12, 1), date(2027, 1, 1))]
)
def test_a_month_ends_where_the_next_begins(month: date, end: date) -> None:
    assert month_end(month) == end


days = st.dates(date(2025, 11, 1), date(2026, 4, 30))
debts = st.builds(
    Debt,
    total_minor=st.integers(1, 10**11),
    due_on=days,
    payments=st.lists(st.tuples(days, st.integers(1, 10**10)), max_size=4),
)


@given(debt=debts, grace_days=st.integers(0, 40), rate_bp=st.integers(1, 10_000))
def test_the_charge_is_the_sum_over_the_days_of_what_was_owed(
    debt: Debt, grace_days: int, rate_bp: int
) -> None:
    late = march(debt, grace_days)

    first = debt.due_on + timedelta(days=grace_days)
    owed = []
    for number in range(31):
        day = MARCH + timedelta(days=number)
        left = debt.total_minor - sum(minor for on, minor in debt.payments if on <= day)
        if day > first and left > 0:
            owed.append(left)
    assert late == LateMonth(len(owed), sum(owed))
    exact = Fraction(sum(owed) * rate_bp, 300_000)
    assert abs(late_amount(late.owed_days_minor, rate_bp) - exact) <= Fraction(1, 2)


@given(debt=debts, earlier=st.integers(0, 20), later=st.integers(0, 20))
def test_more_grace_never_costs_more(debt: Debt, earlier: int, later: int) -> None:
    less = march(debt, min(earlier, later))
    more = march(debt, max(earlier, later))

    assert more.owed_days_minor <= less.owed_days_minor


@given(debt=debts)
def test_the_months_of_a_debt_add_up_to_its_whole_time(debt: Debt) -> None:
    months = [date(2025, 11, 1)]
    while len(months) < 6:
        months.append(month_end(months[-1]))
    parts = [late_month(debt, month=month, grace_days=0, since=LONG_AGO) for month in months]

    last = month_end(months[-1])
    whole = 0
    day = debt.due_on + timedelta(days=1)
    while day < last:
        whole += max(0, debt.total_minor - sum(minor for on, minor in debt.payments if on <= day))
        day += timedelta(days=1)
    assert sum(part.owed_days_minor for part in parts) == whole
