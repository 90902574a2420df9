from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from vezne.web.fields import (
    DayField,
    InstantField,
    MoneyField,
    PercentField,
    WordsField,
    read_amount,
    show_amount,
)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("1.234,56", 1_234_56),
        ("1.234", 1_234_00),
        ("1234", 1_234_00),
        ("1234,5", 1_234_50),
        ("0,05", 5),
        (" 1 000,00 ₺", 1_000_00),
        ("12.50", None),
        ("1.23.456", None),
        ("1,234", None),
        ("-5", None),
        ("1e3", None),
        ("١٢", None),
        ("", None),
    ],
)
def test_an_amount_is_read_as_it_is_written_here(typed: str, minor: int | None) -> None:
    assert read_amount(typed) == minor


@given(st.integers(min_value=0, max_value=10**13))
def test_what_is_shown_is_read_back(minor: int) -> None:
    assert read_amount(show_amount(minor)) == minor


def test_a_wrong_amount_is_told_in_words() -> None:
    with pytest.raises(ValidationError, match=r"1\.234,56"):
        MoneyField().clean("12.50")


def test_a_rate_is_at_most_the_whole() -> None:
    assert PercentField().clean("0,5") == 50
    assert PercentField().prepare_value(2000) == "20"
    with pytest.raises(ValidationError):
        PercentField().clean("101")


def test_a_date_with_time_is_istanbul_s() -> None:
    field = InstantField(required=False)

    assert field.clean("19.02.2026 10:43") == datetime(2026, 2, 19, 7, 43, tzinfo=UTC)
    assert field.clean("19.02.2026") == datetime(2026, 2, 18, 21, 0, tzinfo=UTC)
    assert field.clean("") is None
    assert field.prepare_value(datetime(2026, 2, 19, 7, 43, tzinfo=UTC)) == "19.02.2026 10:43"
    with pytest.raises(ValidationError):
        field.clean("2026")


@pytest.mark.parametrize("typed", ["01.01.0001", "31.12.9999", "31.02.2026", "1899-12-31", "dün"])
def test_a_day_of_no_business_is_told_in_words(typed: str) -> None:
    for field in (DayField(), InstantField()):
        with pytest.raises(ValidationError, match="biçiminde yazın"):
            field.clean(typed)


def test_words_are_split_and_kept_once() -> None:
    assert WordsField().clean("a.b, c\na.b") == ("a.b", "c")
    assert WordsField(required=False).clean("") == ()
