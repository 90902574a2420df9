"""SMS are counted as operators bill them; the figures are those of 3GPP 23.038 and 23.040."""

from __future__ import annotations

import pytest

from vezne.notify.sms_parts import Alphabet, plain, sms_length


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("", Alphabet.GSM, 0, 0),
        ("a" * 160, Alphabet.GSM, 160, 1),
        ("a" * 161, Alphabet.GSM, 161, 2),
        ("a" * 306, Alphabet.GSM, 306, 2),
        ("a" * 307, Alphabet.GSM, 307, 3),
        ("öüÖÜÇ" * 32, Alphabet.GSM, 160, 1),
        ("€" * 80, Alphabet.GSM, 160, 1),
        ("€" * 81, Alphabet.GSM, 162, 2),
        ("{}[]~^|\\" * 10, Alphabet.GSM, 160, 1),
        ("a" * 159 + "ç", Alphabet.GSM_TURKISH, 161, 2),
        ("a" * 153 + "ş", Alphabet.GSM_TURKISH, 155, 1),
        ("a" * 154 + "ş", Alphabet.GSM_TURKISH, 156, 2),
        ("ğĞşŞıİç" * 11, Alphabet.GSM_TURKISH, 154, 1),
        ("ş" * 155, Alphabet.GSM_TURKISH, 310, 3),
        ("я" * 70, Alphabet.UCS2, 70, 1),
        ("я" * 71, Alphabet.UCS2, 71, 2),
        ("я" * 134, Alphabet.UCS2, 134, 2),
        ("я" * 135, Alphabet.UCS2, 135, 3),
        ("😀" * 35, Alphabet.UCS2, 70, 1),
        ("😀" * 36, Alphabet.UCS2, 72, 2),
    ],
)
def test_units_and_parts(text: str, alphabet: Alphabet, units: int, parts: int) -> None:
    found = sms_length(text)

    assert (found.alphabet, found.units, found.parts) == (alphabet, units, parts)


def test_a_pair_is_never_split_over_parts() -> None:
    assert sms_length("a" * 152 + "€" + "a" * 152).parts == 3  # 306 septets would divide into two
    assert sms_length("я" * 66 + "😀" + "я" * 66).parts == 3  # 134 units would divide into two
    assert sms_length("a" * 148 + "ş" + "a" * 148).parts == 3


def test_an_operator_without_the_turkish_table_sends_ucs2() -> None:
    assert sms_length("a" * 69 + "ş", has_turkish=False).alphabet is Alphabet.UCS2
    assert sms_length("a" * 155 + "ş", has_turkish=False).parts == 3
    assert sms_length("öü" * 80, has_turkish=False).parts == 1


def test_signs_that_no_sms_has_are_written_with_others() -> None:
    text = plain("Kule: 1.198,80\u00a0₺ “Panel” için – bugün…")

    assert text == 'Kule: 1.198,80 TL "Panel" için - bugün...'
    assert sms_length(text).alphabet is Alphabet.GSM_TURKISH
