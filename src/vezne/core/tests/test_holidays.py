"""Public holidays and the eves that end at 13:00."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vezne.core.holidays import KURBAN, LAST_KNOWN_YEAR, RAMAZAN, is_half_day, is_holiday


@pytest.mark.parametrize(
    ("eve", "days"),
    [
        (date(2024, 4, 9), 3),
        (date(2024, 6, 15), 4),
        (date(2025, 3, 29), 3),
        (date(2025, 6, 5), 4),
        (date(2026, 3, 19), 3),
        (date(2026, 5, 26), 4),
        (date(2027, 3, 8), 3),
        (date(2027, 5, 15), 4),
    ],
)
def test_a_feast_begins_on_its_eve_and_has_its_days(eve: date, days: int) -> None:
    assert is_half_day(eve)
    assert not is_holiday(eve)
    assert all(is_holiday(eve + timedelta(days=n + 1)) for n in range(days))
    after = eve + timedelta(days=days + 1)
    assert not is_holiday(after) or (after.month, after.day) in {(5, 19), (5, 20)}


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027, 2031])
def test_fixed_days_are_in_every_year(year: int) -> None:
    fixed = [(1, 1), (4, 23), (5, 1), (5, 19), (7, 15), (8, 30), (10, 29)]

    assert all(is_holiday(date(year, month, day)) for month, day in fixed)
    assert is_half_day(date(year, 10, 28))
    assert not is_holiday(date(year, 10, 28))
    assert not is_holiday(date(year, 12, 31))


def test_the_table_has_both_feasts_of_the_same_years_without_a_gap() -> None:
    assert set(RAMAZAN) == set(KURBAN) == set(range(2024, LAST_KNOWN_YEAR + 1))
