"""Working time over nights, weekends, holidays and the eves of feasts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vezne.core.calendar import ISTANBUL
from vezne.support.business_hours import Week, add_minutes, minutes_between

OFFICE = Week()
ROUND_THE_CLOCK = Week(frozenset(range(1, 8)), time(0, 0), time(23, 59), keeps_holidays=False)


def at(text: str) -> datetime:
    """An instant in Istanbul."""
    return datetime.strptime(text, "%d.%m.%Y %H:%M").replace(tzinfo=ISTANBUL)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("02.03.2026 10:00", 60, "02.03.2026 11:00"),  # a Monday
        ("02.03.2026 17:30", 60, "03.03.2026 09:30"),  # over the night
        ("06.03.2026 17:00", 120, "09.03.2026 10:00"),  # over the weekend
        ("07.03.2026 12:00", 30, "09.03.2026 09:30"),  # asked on a Saturday
        ("02.03.2026 06:00", 60, "02.03.2026 10:00"),  # before work
        ("02.03.2026 09:00", 540, "02.03.2026 18:00"),  # the whole day
        ("22.04.2026 17:30", 60, "24.04.2026 09:30"),  # over 23 April
        ("19.03.2026 12:00", 120, "23.03.2026 10:00"),  # eve ends at 13:00, then the feast
        ("26.05.2026 13:30", 30, "01.06.2026 09:30"),  # after the eve's end, Kurban
        ("28.10.2026 12:30", 60, "30.10.2026 09:30"),  # 28 October is a half day
        ("31.12.2025 17:30", 60, "02.01.2026 09:30"),  # 31 December is a whole one
    ],
)
def test_working_minutes_end_when_people_work(start: str, minutes: int, end: str) -> None:
    assert add_minutes(at(start), minutes, OFFICE) == at(end)


def test_who_keeps_no_holidays_works_through_them() -> None:
    week = Week(keeps_holidays=False)

    assert add_minutes(at("22.04.2026 17:30"), 60, week) == at("23.04.2026 09:30")


def test_no_minute_is_worked_outside_the_hours() -> None:
    assert minutes_between(at("06.03.2026 18:00"), at("09.03.2026 09:00"), OFFICE) == 0
    assert minutes_between(at("06.03.2026 17:00"), at("09.03.2026 10:00"), OFFICE) == 120
    assert minutes_between(at("09.03.2026 10:00"), at("06.03.2026 17:00"), OFFICE) == 0
    assert minutes_between(at("18.03.2026 18:00"), at("23.03.2026 09:00"), OFFICE) == 240


@given(
    start=st.datetimes(datetime(2024, 1, 1), datetime(2027, 10, 1), timezones=st.just(UTC)),
    minutes=st.integers(1, 20_000),
)
def test_what_was_added_lies_between(start: datetime, minutes: int) -> None:
    start = start.replace(second=0, microsecond=0)
    for week in (OFFICE, ROUND_THE_CLOCK):
        end = add_minutes(start, minutes, week)

        assert minutes_between(start, end, week) == minutes
        assert minutes_between(start, end - timedelta(minutes=1), week) == minutes - 1
