from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from vezne.core.calendar import ISTANBUL
from vezne.web.formatting import initials, phone_words, time_gone, time_left

NOW = datetime(2026, 3, 24, 12, 0, tzinfo=ISTANBUL)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=5), "5 gün kaldı"),
        (timedelta(days=4, seconds=1), "5 gün kaldı"),
        (timedelta(days=1, seconds=1), "2 gün kaldı"),
        (timedelta(days=1), "24 saat kaldı"),
        (timedelta(hours=5, minutes=20), "6 saat kaldı"),
        (timedelta(hours=1), "60 dakika kaldı"),
        (timedelta(seconds=61), "2 dakika kaldı"),
        (timedelta(microseconds=1), "1 dakika kaldı"),
        (timedelta(0), "süre doldu"),
        (timedelta(days=-3), "süre doldu"),
    ],
)
def test_time_left_counts_begun_days_and_on_the_last_day_hours(left: timedelta, words: str) -> None:
    with translation.override("tr"):
        assert time_left(NOW + left, NOW) == words


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (timedelta(days=3, hours=23), "3 gün geçti"),
        (timedelta(days=1), "1 gün geçti"),
        (timedelta(hours=23, minutes=59), "23 saat geçti"),
        (timedelta(minutes=59), "az önce geçti"),
        (timedelta(0), "az önce geçti"),
        (timedelta(days=-1), "az önce geçti"),
    ],
)
def test_time_gone_counts_whole_days_then_hours(gone: timedelta, words: str) -> None:
    with translation.override("tr"):
        assert time_gone(NOW - gone, NOW) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+905321112233", "0532 111 22 33"),
        ("+902125550123", "0212 555 01 23"),
        ("+493012345678", "+49 30 12345678"),
        ("dahili 12", "dahili 12"),
        ("", ""),
    ],
)
def test_phones_are_written_as_people_dial_them(number: str, words: str) -> None:
    assert phone_words(number) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [("ilke ışık", "İI"), ("Ayşe İnci Öz", "AÖ"), ("Bora", "B"), ("  ", ""), ("", "")],
)
def test_initials_are_turkish_capitals(name: str, letters: str) -> None:
    assert initials(name) == letters
