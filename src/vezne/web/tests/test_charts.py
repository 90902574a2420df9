from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import translation

from vezne.core.calendar import ISTANBUL
from vezne.web.charts import FLOOR, TOP, bars, percent, scale_step


@pytest.mark.parametrize(
    ("highest", "step"),
    [(0, 10), (30, 10), (31, 15), (15_300, 6_000), (18_000, 6_000), (18_001, 8_000)],
)
def test_the_scale_takes_the_smallest_round_step_that_reaches(highest: int, step: int) -> None:
    assert scale_step(highest) == step


def test_percentages_are_written_the_same_in_every_language() -> None:
    assert [percent(value) for value in (0, 5, 1250, 10_000)] == [
        "0.00%",
        "0.05%",
        "12.50%",
        "100.00%",
    ]


def test_bars_stand_on_the_floor_and_the_top_line_is_never_passed() -> None:
    months = [datetime(2026, month, 1, tzinfo=ISTANBUL) for month in range(1, 13)]

    with translation.override("tr"):
        chart = bars([(at, 100_000 * at.month) for at in months])

    assert chart.grid == (TOP, 54, 102, FLOOR)
    assert chart.scale == ("12.000", "8.000", "4.000", "0")
    assert chart.bars[-1].y == TOP
    assert chart.bars[-1].is_last
    assert all(bar.y + bar.height == FLOOR for bar in chart.bars)
    assert (chart.bars[1].label, chart.bars[1].month) == ("Şub", "Şubat 2026")


def test_nothing_paid_gives_flat_bars_and_the_smallest_payment_a_visible_one() -> None:
    first = datetime(2026, 1, 1, tzinfo=ISTANBUL)

    assert [bar.height for bar in bars([(first, 0)]).bars] == [0]
    assert bars([(first, 1), (first, 10_000_000)]).bars[0].height == 2
    assert bars([]).bars == ()


def test_a_month_is_named_by_istanbul_time() -> None:
    utc_evening = datetime.fromisoformat("2026-02-28T21:30:00+00:00")

    with translation.override("tr"):
        assert bars([(utc_evening, 1)]).bars[0].label == "Mar"
