"""Money never loses a unit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vezne.core.money import Money, allocate, round_half_up, share

AMOUNTS = st.integers(min_value=-(10**15), max_value=10**15)


def test_a_float_is_refused_at_the_door() -> None:
    with pytest.raises(TypeError):
        Money(10.5, "TRY")  # type: ignore[arg-type]


def test_a_bool_is_no_amount() -> None:
    with pytest.raises(TypeError):
        Money(True, "TRY")


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="XXX"):
        Money(1, "XXX")


def test_currencies_do_not_mix() -> None:
    for operation in (
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a < b,
        lambda a, b: a <= b,
    ):
        with pytest.raises(ValueError, match="do not mix"):
            operation(Money(1, "TRY"), Money(1, "USD"))


def test_sums_differences_and_order_are_those_of_integers() -> None:
    assert Money(150, "TRY") + Money(50, "TRY") == Money(200, "TRY")
    assert Money(150, "TRY") - Money(200, "TRY") == Money(-50, "TRY")
    assert -Money(5, "TRY") == Money(-5, "TRY")
    assert Money(1, "TRY") < Money(2, "TRY")
    assert Money(2, "TRY") <= Money(2, "TRY")
    assert not Money(0, "TRY")
    assert Money(1, "TRY")


def test_major_units_are_exact_both_ways() -> None:
    assert Money(1050, "TRY").decimal == Decimal("10.50")
    assert Money.from_decimal(Decimal("28.00000000"), "TRY") == Money(2800, "TRY")


def test_a_third_decimal_is_refused_not_rounded() -> None:
    with pytest.raises(ValueError, match="more decimals"):
        Money.from_decimal(Decimal("1.005"), "TRY")


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), -1),
        (Fraction(5, 2), 3),
        (Fraction(249, 100), 2),
        (Decimal("0.5"), 1),
        (Decimal("-2.5"), -3),
        (Fraction(0), 0),
    ],
)
def test_halves_go_away_from_zero(value: Fraction | Decimal, rounded: int) -> None:
    assert round_half_up(value) == rounded


def test_a_share_is_rounded_once() -> None:
    assert share(10000, 1252800, 2592000) == 4833  # facts: 100 TL at 16 November, noon
    assert share(25000, 1252800, 2592000) == 12083


@given(AMOUNTS, st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=30))
def test_parts_always_sum_to_the_whole(total: int, weights: list[int]) -> None:
    parts = allocate(total, weights)

    assert sum(parts) == total
    assert len(parts) == len(weights)
    assert all(part * total >= 0 for part in parts)


@given(st.integers(min_value=0, max_value=10**12), st.lists(st.integers(1, 10**6), min_size=1))
def test_no_part_is_further_than_one_unit_from_its_share(total: int, weights: list[int]) -> None:
    whole = sum(weights)

    for part, weight in zip(allocate(total, weights), weights, strict=True):
        assert abs(Fraction(total * weight, whole) - part) < 1


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_senseless_weights_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(10, weights)
