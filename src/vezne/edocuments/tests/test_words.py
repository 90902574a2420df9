from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vezne.core.money import Money
from vezne.edocuments.words import NAMES, POWERS, TENS, UNITS, amount_in_words, number_in_words

DIGITS = {word: n for n, word in enumerate(UNITS) if word} | {
    word: n * 10 for n, word in enumerate(TENS) if word
}
SCALES = {word: 1000**n for n, word in enumerate(POWERS) if word}


def read(words: str) -> int:
    """The other way round, apart from the writer."""
    if words == "Sıfır":
        return 0
    total = group = 0
    for word in re.findall("[A-ZÇĞİÖŞÜ][a-zçğıöşü]+", words):
        if word == "Yüz":
            group = (group or 1) * 100
        elif word in SCALES:
            total, group = total + (group or 1) * SCALES[word], 0
        else:
            group += DIGITS[word]
    return total + group


@given(st.integers(0, 10**17))
def test_words_read_back_as_their_number(value: int) -> None:
    assert read(number_in_words(value)) == value


@given(st.integers(0, 10**15), st.sampled_from(sorted(NAMES)))
def test_an_amount_reads_back_as_its_two_units(minor: int, currency: str) -> None:
    larger, smaller = NAMES[currency]
    words = amount_in_words(Money(minor, currency)).removeprefix("Yalnız ")
    whole, _, rest = words.partition(larger)

    assert read(whole) * 100 + (read(rest.removesuffix(smaller)) if rest else 0) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (120_00, "TRY", "Yalnız YüzYirmiTürkLirası"),
        (1_020_05, "TRY", "Yalnız BinYirmiTürkLirasıBeşKuruş"),
        (50, "TRY", "Yalnız SıfırTürkLirasıElliKuruş"),
        (1_001_100_00, "USD", "Yalnız BirMilyonBinYüzABDDoları"),
        (201_11, "EUR", "Yalnız İkiYüzBirAvroOnBirSent"),
    ],
)
def test_amounts_as_accountants_write_them(minor: int, currency: str, words: str) -> None:
    assert amount_in_words(Money(minor, currency)) == words


def test_no_words_for_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="no words"):
        amount_in_words(Money(-1_00, "TRY"))
