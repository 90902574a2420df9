"""The form of a product's options: a field an option, checked and priced by the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from vezne.catalog.configuring import (
    YES,
    Configured,
    OfferedOption,
    OptionKind,
    TextShape,
    Wrong,
    configure,
)
from vezne.catalog.models import PlanVersion
from vezne.core.errors import DomainError
from vezne.web.forms import VezneForm
from vezne.web.option_words import bounds_words, price_words

WORDS: Final[dict[str, str | Promise]] = {
    Wrong.MISSING: _("Bir seçim yapın."),
    Wrong.NOT_OFFERED: _("Bu seçim artık sunulmuyor. Başka birini seçin."),
    Wrong.NOT_A_NUMBER: _("Tam sayı yazın."),
    Wrong.TOO_LONG: _("Bu metin çok uzun."),
}
SHAPE_WORDS: Final[dict[str, str | Promise]] = {
    TextShape.DOMAIN: _("Alan adını ornek.com.tr gibi yazın."),
    TextShape.NAME: _("Harf, rakam ve tire kullanın; boşluk olmasın."),
    TextShape.DIGITS: _("Yalnız rakam yazın."),
}


class ConfigureForm(VezneForm):
    """What is configured of a plan version, and for which site where the product asks."""

    def __init__(
        self,
        data: Any = None,
        *,
        version: PlanVersion,
        offered: list[OfferedOption],
        answers: Mapping[str, str] | None = None,
        site: str = "",
    ) -> None:
        """`answers` fill the form before anything is sent."""
        self.version, self.offered = version, offered
        given = answers or {}
        initial = {one.public_id: _shown(one, given) for one in offered}
        super().__init__(data, initial={**initial, "site": site})
        for option in offered:
            self.fields[option.public_id] = self._field(option)
        if version.plan.product.asks_site:
            self.fields["site"] = forms.CharField(
                label=_("Site"),
                max_length=200,
                widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
            )
        for field in self.fields.values():
            css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            is_box = isinstance(field.widget, forms.CheckboxInput)
            field.widget.attrs["class"] = "form-check-input" if is_box else css

    def _field(self, option: OfferedOption) -> forms.Field:
        currency = self.version.currency
        if option.kind == OptionKind.YES_NO:
            label = option.name + price_words(option.choices[0], currency, sign="+")
            return forms.BooleanField(label=label, required=False, help_text=option.help_text)
        widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
        help_text: str = option.help_text
        if option.kind == OptionKind.SELECT:
            rows = [
                (one.public_id, one.name + price_words(one, currency, sign="+"))
                for one in option.choices
            ]
            widget = forms.Select(choices=rows if option.is_required else [("", "—"), *rows])
        elif option.kind == OptionKind.QUANTITY:
            bounds = {"min": option.least, "max": option.most, "step": option.step}
            widget = forms.NumberInput(attrs={**bounds, "inputmode": "numeric"})
            help_text = " ".join(filter(None, (help_text, bounds_words(option, currency))))
        else:
            widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        field = forms.CharField(
            label=option.name, required=False, widget=widget, help_text=help_text
        )
        field.required = option.is_required  # for the words beside the label
        field.validators = []
        field.clean = _as_typed  # type: ignore[method-assign]  # the catalogue checks it
        return field

    def answers(self) -> dict[str, str]:
        """What was typed, as the catalogue takes it; what is not of this form is left to it."""
        if not self.is_bound:
            return {
                one.public_id: YES if given is True else str(given or "")
                for one in self.offered
                for given in [self.initial[one.public_id]]
            }
        answers = {key: self.data.get(key, "") for key in self.data if key.startswith("opt_")}
        for option in self.offered:
            if option.kind == OptionKind.YES_NO:
                answers[option.public_id] = YES if answers.get(option.public_id) else ""
        return answers

    def configured(self) -> Configured:
        """The answers checked and priced. Raises: OptionUnknown."""
        return configure(self.offered, self.answers())

    def clean(self) -> dict[str, Any]:
        """Say at each field what is wrong with it."""
        typed = super().clean() or {}
        options = {option.public_id: option for option in self.offered}
        try:
            problems = self.configured().problems
        except DomainError as unknown:
            raise forms.ValidationError(str(unknown)) from unknown
        for public_id, wrong in problems.items():
            self.add_error(public_id, _words(options[public_id], wrong))
        return typed

    @property
    def site(self) -> str:
        """The bare name; only after `is_valid()`."""
        site: str = self.cleaned_data.get("site", "").strip().casefold()
        return site.removeprefix("https://").removeprefix("http://").rstrip("/")


def _as_typed(value: Any) -> Any:
    return value


def _shown(option: OfferedOption, answers: Mapping[str, str]) -> Any:
    """What a field stands at first: the answer, else the least or the first of a list."""
    answer = answers.get(option.public_id, "")
    if option.kind == OptionKind.YES_NO:
        return bool(answer)
    if answer or answers:
        return answer
    if option.kind == OptionKind.QUANTITY:
        return option.least
    if option.kind == OptionKind.SELECT and option.is_required:
        return option.choices[0].public_id
    return ""


def _words(option: OfferedOption, wrong: Wrong) -> str:
    if wrong == Wrong.OUT_OF_BOUNDS:
        bounds = {"least": option.least, "most": option.most}
        return _now("%(least)s ile %(most)s arasında bir sayı yazın.") % bounds
    if wrong == Wrong.OFF_STEP:
        return _now("Sayı %(step)s adımlarla artar.") % {"step": option.step}
    if wrong == Wrong.SHAPE:
        return str(SHAPE_WORDS.get(option.shape, _("Bu metin kullanılamaz.")))
    if wrong == Wrong.MISSING and option.kind == OptionKind.TEXT:
        return _now("Bu alanı doldurun.")
    return str(WORDS[wrong])
