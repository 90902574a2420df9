"""What an upgrade costs, to the second and to the kuruş."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from vezne.subscriptions.proration import (
    PaidStretch,
    left_share,
    new_period,
    same_period,
    unused_value,
)

NOVEMBER = datetime(2026, 10, 31, 21, 0, tzinfo=UTC)  # 1 November 00:00 in Istanbul
DECEMBER = datetime(2026, 11, 30, 21, 0, tzinfo=UTC)
SIXTEENTH_NOON = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

prices = st.integers(min_value=0, max_value=10_000_000)
lengths = st.integers(min_value=3_600, max_value=400 * 86_400)


def test_the_worked_example_of_november() -> None:
    paid = [PaidStretch(NOVEMBER, DECEMBER, 100_00)]

    price = same_period(
        paid=paid,
        periods=[(NOVEMBER, DECEMBER)],
        new_price_minor=250_00,
        now=SIXTEENTH_NOON,
    )

    assert left_share(NOVEMBER, DECEMBER, SIXTEENTH_NOON) == Fraction(1_252_800, 2_592_000)
    assert round(float(price.unused_share)) == 48_33
    assert round(float(price.new_share)) == 120_83
    assert price.net_minor == 72_50
    assert price.ends_at == DECEMBER
    assert price.is_upgrade


def test_the_difference_is_rounded_once_and_not_each_leg() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    end = start + timedelta(days=31)

    price = same_period(
        paid=[PaidStretch(start, end, 99_99)],
        periods=[(start, end)],
        new_price_minor=199_99,
        now=end - timedelta(days=1),
    )

    assert price.net_minor == 3_23  # 6.45 − 3.23 would be 3.22


def test_half_of_the_period_costs_half_of_the_difference() -> None:
    start = datetime(2026, 4, 1, tzinfo=UTC)
    end = start + timedelta(days=30)

    price = same_period(
        paid=[PaidStretch(start, end, 10_00)],
        periods=[(start, end)],
        new_price_minor=20_00,
        now=start + timedelta(days=15),
    )

    assert price.net_minor == 5_00


def test_what_a_coupon_took_off_is_not_given_back() -> None:
    start = datetime(2026, 4, 1, tzinfo=UTC)
    end = start + timedelta(days=30)

    price = same_period(
        paid=[PaidStretch(start, end, 0)],
        periods=[(start, end)],
        new_price_minor=20_00,
        now=start + timedelta(days=15),
    )

    assert price.net_minor == 10_00


def test_a_month_becomes_a_year_for_the_year_less_the_unused_days() -> None:
    start = datetime(2026, 4, 1, tzinfo=UTC)
    end = start + timedelta(days=30)
    now = start + timedelta(days=10)

    price = new_period(
        paid=[PaidStretch(start, end, 100_00)],
        new_price_minor=1_200_00,
        now=now,
        ends_at=datetime(2027, 4, 11, tzinfo=UTC),
    )

    assert price.net_minor == 1_200_00 - 66_67
    assert price.starts_at == now


def test_a_cheaper_plan_is_no_upgrade() -> None:
    price = same_period(
        paid=[PaidStretch(NOVEMBER, DECEMBER, 250_00)],
        periods=[(NOVEMBER, DECEMBER)],
        new_price_minor=100_00,
        now=SIXTEENTH_NOON,
    )

    assert price.net_minor == -72_50
    assert not price.is_upgrade


@given(old=prices, new=prices, length=lengths, used=st.floats(0, 1))
def test_the_line_lies_between_nothing_and_the_whole_difference(
    old: int, new: int, length: int, used: float
) -> None:
    end = NOVEMBER + timedelta(seconds=length)
    now = NOVEMBER + timedelta(seconds=int(length * used))

    price = same_period(
        paid=[PaidStretch(NOVEMBER, end, old)],
        periods=[(NOVEMBER, end)],
        new_price_minor=new,
        now=now,
    )

    assert abs(price.net_minor) <= abs(new - old)
    assert price.net_minor == 0 or (price.net_minor > 0) == (new > old)
    assert abs(price.net_minor - (price.new_share - price.unused_share)) <= Fraction(1, 2)


@given(old=prices, new=prices, length=lengths, first=st.integers(0, 10**6), wait=st.integers(0))
def test_waiting_never_makes_the_same_upgrade_dearer(
    old: int, new: int, length: int, first: int, wait: int
) -> None:
    end = NOVEMBER + timedelta(seconds=length)
    early = NOVEMBER + timedelta(seconds=first % length)
    late = min(early + timedelta(seconds=wait % length), end)

    costs = [
        same_period(
            paid=[PaidStretch(NOVEMBER, end, old)],
            periods=[(NOVEMBER, end)],
            new_price_minor=max(old, new),
            now=now,
        ).net_minor
        for now in (early, late)
    ]

    assert costs[0] >= costs[1] >= 0


@given(
    prices_up=st.lists(prices, min_size=3, max_size=3).map(sorted),
    length=lengths,
    moments=st.tuples(st.integers(1), st.integers(1)),
)
def test_two_steps_up_leave_the_worth_of_the_dearest_plan(
    prices_up: list[int], length: int, moments: tuple[int, int]
) -> None:
    """After each step what is unused is the new plan's share, within half a kuruş a step."""
    end = NOVEMBER + timedelta(seconds=length)
    paid = [PaidStretch(NOVEMBER, end, prices_up[0])]
    instants = sorted(NOVEMBER + timedelta(seconds=m % (length - 1)) for m in moments)

    for now, price in zip(instants, prices_up[1:], strict=True):
        step = same_period(paid=paid, periods=[(NOVEMBER, end)], new_price_minor=price, now=now)
        paid.append(PaidStretch(now, end, step.net_minor))
    now = instants[-1]

    worth = prices_up[2] * left_share(NOVEMBER, end, now)
    assert abs(unused_value(paid, now) - worth) <= 1


@given(price=prices, length=lengths, at=st.integers(-(10**6), 10**8))
def test_nothing_unused_is_worth_more_than_was_paid(price: int, length: int, at: int) -> None:
    end = NOVEMBER + timedelta(seconds=length)

    unused = unused_value([PaidStretch(NOVEMBER, end, price)], NOVEMBER + timedelta(seconds=at))

    assert 0 <= unused <= price
