"""Texts with places, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vezne.content.defaults import DEFAULTS
from vezne.content.errors import PlaceNotFilled, UnknownPlace
from vezne.content.models import LegalTextKind
from vezne.content.queries import ENGLISH_TITLES
from vezne.content.texts import PLACES, check_places, paragraphs, places_in, render

VALUES = {name: f"<{name}>" for name in PLACES}


def test_places_are_filled() -> None:
    assert render("{alici}, {tutar} öder.", VALUES) == "<alici>, <tutar> öder."


def test_a_value_is_not_looked_through_again() -> None:
    assert render("{alici} {tutar}", VALUES | {"alici": "{tutar}"}) == "{tutar} <tutar>"


@pytest.mark.parametrize("place", ["alici.__class__", "0", "", "alici!r", "alici:>99999999", "adı"])
def test_what_looks_like_code_is_an_unknown_place(place: str) -> None:
    with pytest.raises(UnknownPlace):
        check_places(f"Sayın {{{place}}},")
    with pytest.raises(PlaceNotFilled):
        render(f"Sayın {{{place}}},", VALUES)


def test_a_place_that_a_sale_does_not_fill_is_named() -> None:
    with pytest.raises(PlaceNotFilled, match=r"\{tutar\}"):
        render("{tutar}", {})


def test_blank_lines_separate_paragraphs() -> None:
    assert paragraphs("bir\n\n  iki\niki \n \n\nüç\n") == ("bir", "iki\niki", "üç")


@given(st.text())
def test_text_without_places_stays_as_it_is(body: str) -> None:
    if not places_in(body):
        assert render(body, {}) == body


def test_the_default_texts_are_whole_in_both_languages() -> None:
    assert [draft.kind for draft in DEFAULTS] == LegalTextKind.values
    assert set(ENGLISH_TITLES) == set(LegalTextKind.values)
    for draft in DEFAULTS:
        check_places(draft.body_tr)
        check_places(draft.body_en)
        assert places_in(draft.body_tr) == places_in(draft.body_en)
        turkish, english = paragraphs(draft.body_tr), paragraphs(draft.body_en)
        assert len(turkish) == len(english) > 3
        assert not [part for part in (*turkish, *english) if "\n" in part]


def test_the_default_texts_say_what_the_law_asks_for() -> None:
    [information] = [draft.body_tr for draft in DEFAULTS if draft.kind == "pre_information"]

    for word in ("14 gün", "m. 15/1-ğ", "tüketici hakem heyet", "{satici_iletisim}", "{tutar}"):
        assert word in information
