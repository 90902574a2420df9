from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from vezne.core.calendar import ISTANBUL
from vezne.core.money import Money

WEB = Path(__file__).resolve().parents[1]
AT = datetime.fromisoformat("2025-02-19T07:43:00+00:00")


def draw(source: str, **values: Any) -> str:
    with translation.override("tr"):
        return Template(source).render(Context(values))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Money(123_456, "TRY"), "1.234,56\u00a0₺"),
        (Money(-965_000, "TRY"), "\u22129.650,00\u00a0₺"),
        (Money(24_900, "USD"), "249,00\u00a0$"),
        (Money(5, "EUR"), "0,05\u00a0€"),
        (100_000_000_000, "1.000.000.000,00\u00a0₺"),
        (0, "0,00\u00a0₺"),
        (None, ""),
    ],
)
def test_money_is_written_as_turkish_banks_do(value: Any, words: str) -> None:
    assert draw("{{ value|para }}", value=value) == words


def test_money_in_minor_units_takes_its_currency() -> None:
    assert draw('{{ 24900|para:"USD" }}') == "249,00\u00a0$"


def test_instants_are_shown_in_istanbul_time() -> None:
    assert draw("{{ at|tarih }} {{ at|tarih_saat }}", at=AT) == "19.02.2025 19.02.2025 10:43"
    late = datetime.fromisoformat("2025-12-31T21:30:00+00:00")
    assert draw("{{ at|tarih }}", at=late) == "01.01.2026"
    assert draw("{{ at|tarih }}|{{ at|tarih_saat }}", at=None) == "|"


def test_one_filter_says_what_is_left_and_what_is_over() -> None:
    now = datetime(2025, 2, 20, 10, 43, tzinfo=ISTANBUL)
    assert draw("{{ at|gecen_sure:now }}", at=AT, now=now) == "1 gün geçti"
    assert draw("{{ now|gecen_sure:at }}", at=AT, now=now) == "24 saat kaldı"


@pytest.mark.parametrize(("rate", "words"), [(2000, "%20"), (100, "%1"), (1850, "%18,5")])
def test_rates_have_their_sign_in_front(rate: int, words: str) -> None:
    assert draw("{{ rate|yuzde }}", rate=rate) == words


def test_query_changes_and_drops_parameters_of_the_address() -> None:
    request = RequestFactory().get("/?ara=kule&sayfa=3")
    drawn = draw("{% query sayfa=None boy=25 %}", request=request)
    assert drawn == "ara=kule&amp;boy=25"


def test_a_state_stands_in_words_and_escaped() -> None:
    drawn = draw('{% state_badge "grace" label %}', label="<b>Bekliyor")
    assert drawn == '<span class="badge bg-yellow-lt">&lt;b&gt;Bekliyor</span>'


class Person(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label="İsim", help_text="Kimlikteki gibi")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agrees = forms.BooleanField(label="Okudum")
    note = forms.CharField(required=False, widget=forms.Textarea)


def test_a_field_is_tied_to_its_label_error_and_help() -> None:
    drawn = draw('{% field form.name inputmode="numeric" %}', form=Person({}))

    assert '<label class="form-label" for="id_name">İsim' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'inputmode="numeric"' in drawn
    assert 'class="form-control is-invalid"' in drawn
    assert 'id="id_name_error"' in drawn
    assert 'id="id_name_helptext"' in drawn


def test_choices_stand_in_a_fieldset_and_optional_fields_say_so() -> None:
    form = Person({"kind": "b", "name": "Ayşe"})

    assert 'value="b" id="id_kind_1" checked' in draw("{% field form.kind %}", form=form)
    assert "(isteğe bağlı)" in draw("{% field form.note %}", form=form)
    assert "form-check-input is-invalid" in draw("{% field form.agrees %}", form=form)


def test_the_summary_links_to_each_field_and_marks_the_title() -> None:
    drawn = draw('{% include "components/form_errors.html" %}', form=Person({}))

    assert 'data-title-prefix="Hata:"' in drawn
    assert 'href="#id_name"' in drawn
    assert 'href="#id_kind_0"' in drawn
    assert draw('{% include "components/form_errors.html" %}', form=Person()).strip() == ""


def test_a_chart_has_its_numbers_as_a_table_and_no_style() -> None:
    drawn = draw("{% bar_chart rows 'Ödenen' %}", rows=[(AT, 12_345)])

    assert "Şubat 2025" in drawn
    assert drawn.count("123,45\u00a0₺") == 2
    assert "style" not in drawn
    assert "<details" in drawn


def test_a_chart_of_nothing_says_so_and_draws_no_scale() -> None:
    drawn = draw("{% bar_chart rows 'Ödenen' %}", rows=[(AT, 0)])

    assert "Bu aylarda ödeme yok." in drawn
    assert "<svg" not in drawn


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = (WEB / "static/vezne/icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    named: set[str] = set()
    for path in (WEB / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"""\{%\s*icon ["']([\w-]+)["']""", text))
        named |= set(re.findall(r"""\bicon=["']([\w-]+)["']""", text))
    menu = (WEB / "menu.py").read_text(encoding="utf-8")
    named |= set(re.findall(r'Entry\("\w+", _\("[^"]+"\), "([\w-]+)"', menu))

    assert named - drawn == set()


def test_fixed_words_are_remembered_in_each_language() -> None:
    template = Template(
        '{% load i18n %}{% translate "Ödemeler" %}|{% translate "Ödemeler" as name %}{{ name }}'
    )

    said = []
    for language in ("tr", "en", "tr", "en"):
        with translation.override(language):
            said.append(template.render(Context()))

    assert said == ["Ödemeler|Ödemeler", "Payments|Payments"] * 2


def test_words_of_a_variable_are_not_remembered() -> None:
    template = Template("{% load i18n %}{% translate words %}")

    with translation.override("en"):
        said = [template.render(Context({"words": one})) for one in ("Ödemeler", "<b>", "Ara")]

    assert said == ["Payments", "&lt;b&gt;", "Search"]
