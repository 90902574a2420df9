"""Periods keep their anchor day and their local hour."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from vezne.core.calendar import ISTANBUL, add_period, istanbul_date, start_of_day


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ISTANBUL)  # type: ignore[misc,arg-type]


def test_a_month_from_the_31st_ends_on_the_last_day_and_comes_back() -> None:
    start = at(2026, 1, 31, 10, 43)

    february = add_period(start, "month", 1, anchor_day=31)
    march = add_period(february, "month", 1, anchor_day=31)

    assert february == at(2026, 2, 28, 10, 43)
    assert march == at(2026, 3, 31, 10, 43)


def test_a_year_from_a_leap_day_returns_to_it_in_the_next_leap_year() -> None:
    start = at(2024, 2, 29, 9, 0)

    assert add_period(start, "year", 1, anchor_day=29) == at(2025, 2, 28, 9, 0)
    assert add_period(start, "year", 4, anchor_day=29) == at(2028, 2, 29, 9, 0)


def test_days_are_calendar_days() -> None:
    assert add_period(at(2026, 12, 30, 23, 0), "day", 3, anchor_day=30) == at(2027, 1, 2, 23, 0)


def test_the_business_date_is_istanbuls() -> None:
    assert istanbul_date(datetime(2026, 5, 31, 22, 30, tzinfo=UTC)) == date(2026, 6, 1)
    assert start_of_day(date(2026, 6, 1)) == datetime(2026, 5, 31, 21, 0, tzinfo=UTC)


@given(st.datetimes(datetime(2017, 1, 1), datetime(2040, 1, 1)), st.integers(1, 36))
def test_periods_end_on_the_anchor_day_or_the_months_last(start: datetime, count: int) -> None:
    begin = start.replace(tzinfo=ISTANBUL)
    end = add_period(begin, "month", count, anchor_day=begin.day).astimezone(ISTANBUL)

    assert end.day == begin.day or (end.day < begin.day and (end.month != begin.month or end.day))
    assert (end.hour, end.minute) == (begin.hour, begin.minute)
    assert end > begin
