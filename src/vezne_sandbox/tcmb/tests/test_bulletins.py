"""The simulated central bank publishes like the real one."""

from datetime import UTC, date, datetime

import pytest

from tests.sandbox_server import Sandbox
from vezne_sandbox.tcmb.bulletins import is_published, number_of, quotes_of


def test_a_bulletin_is_read_by_its_day(sandbox: Sandbox) -> None:
    answer = sandbox.http.get(f"{sandbox.base_url}/kurlar/202603/04032026.xml")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/xml"
    assert 'Tarih="04.03.2026"' in answer.text
    assert 'Bulten_No="2026/45"' in answer.text
    assert "<ForexSelling/>" in answer.text


@pytest.mark.parametrize(
    "path",
    ["202603/07032026.xml", "202604/04032026.xml", "202603/4.xml", "209901/05012099.xml"],
    ids=["a Saturday", "another month", "no date", "the future"],
)
def test_where_there_is_none_it_is_not_found(sandbox: Sandbox, path: str) -> None:
    assert sandbox.http.get(f"{sandbox.base_url}/kurlar/{path}").status_code == 404


def test_today_appears_at_half_past_three_in_istanbul() -> None:
    day = date(2026, 3, 4)

    assert not is_published(day, datetime(2026, 3, 4, 12, 29, tzinfo=UTC))
    assert is_published(day, datetime(2026, 3, 4, 12, 30, tzinfo=UTC))


def test_numbers_count_the_working_days_of_the_year() -> None:
    assert number_of(date(2026, 1, 1)) == "2026/1"
    assert number_of(date(2026, 1, 5)) == "2026/3"


def test_rates_follow_from_the_day_and_stay_near_each_other() -> None:
    one, two = quotes_of(date(2026, 3, 4)), quotes_of(date(2026, 3, 5))

    assert quotes_of(date(2026, 3, 4)) == one
    assert 0 < abs(float(one[0].buying) - float(two[0].buying)) < 0.5
    assert [quote.unit for quote in one if quote.code == "JPY"] == [100]
