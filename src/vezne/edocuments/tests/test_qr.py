"""Every code is the one that segno makes, module by module."""

from __future__ import annotations

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from vezne.edocuments.qr_modules import MASK, rows_of

MOST = 2_331  # letters in the largest code of level M
printable = st.characters(min_codepoint=32, max_codepoint=126)


def by_segno(text: str) -> list[str]:
    code = segno.make(text, error="m", mask=MASK, micro=False, boost_error=False, mode="byte")
    return ["".join(str(module) for module in row) for row in code.matrix]


@settings(max_examples=60)
@given(st.text(printable, min_size=1, max_size=700))
def test_any_text_makes_segnos_code(text: str) -> None:
    assert rows_of(text) == by_segno(text)


@pytest.mark.parametrize("length", [1, 14, 15, 180, 181, 331, 332, 1_000, MOST])
def test_a_code_that_is_just_full_is_segnos_too(length: int) -> None:
    text = "{" * length

    assert rows_of(text) == by_segno(text)


@pytest.mark.parametrize("text", ["ş", "a" * (MOST + 1)])
def test_what_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"ascii|too long"):
        rows_of(text)
