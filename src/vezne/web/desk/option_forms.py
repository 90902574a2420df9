"""Forms of a product's options: what is asked, what can be chosen, and the price of a choice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vezne.catalog.configuring import MOST_UNITS
from vezne.catalog.models import OPTION_KINDS, PERIOD_UNITS, TEXT_SHAPES
from vezne.catalog.types import ChoicePriceTerms, ChoiceTerms, OptionTerms
from vezne.web.desk.catalogue_forms import (
    MOST_DAYS,
    active_field,
    currency_field,
    position_field,
    whole,
)
from vezne.web.fields import MoneyField
from vezne.web.forms import VezneForm


class OptionForm(VezneForm):
    """What buyers are asked of a product."""

    name = forms.CharField(label=_("Seçeneğin adı"), max_length=80)
    kind = forms.ChoiceField(label=_("Türü"), choices=OPTION_KINDS)
    help_text = forms.CharField(label=_("Alıcıya açıklama"), max_length=200, required=False)
    is_required = forms.BooleanField(label=_("Yanıtlanması zorunlu"), required=False, initial=True)
    least = whole(_("En az (adet)"), most=MOST_UNITS, initial=0)
    most = whole(_("En çok (adet)"), most=MOST_UNITS, initial=1)
    step = whole(_("Adım (adet)"), least=1, most=MOST_UNITS, initial=1)
    shape = forms.ChoiceField(label=_("Metnin biçimi"), choices=TEXT_SHAPES, required=False)
    max_length = whole(_("En çok harf (metin)"), least=1, most=500, initial=100)
    is_active = active_field(_("Soruluyor"))
    position = position_field()

    def terms(self) -> OptionTerms:
        """What the catalogue takes."""
        return OptionTerms(**self.cleaned_data)


class ChoiceForm(VezneForm):
    """What can be chosen, or the unit of a quantity."""

    name = forms.CharField(
        label=_("Seçim veya birim"),
        max_length=80,
        help_text=_("Listede bir satır, adette birim (GB), evet/hayırda evetin adı."),
    )
    is_active = active_field(_("Sunuluyor"))
    position = position_field()

    def terms(self) -> ChoiceTerms:
        """What the catalogue takes."""
        return ChoiceTerms(**self.cleaned_data)


class ChoicePriceForm(VezneForm):
    """A new dated price of a choice with plans of one period."""

    price_minor = MoneyField(label=_("Dönem fiyatı (KDV hariç, birim başına)"))
    setup_minor = MoneyField(label=_("Kurulum bedeli (KDV hariç, bir kez)"), required=False)
    currency = currency_field()
    period_count = whole(_("Dönem uzunluğu"), least=1, most=MOST_DAYS, initial=1)
    period_unit = forms.ChoiceField(label=_("Dönem birimi"), choices=PERIOD_UNITS, initial="month")

    def price(self) -> ChoicePriceTerms:
        """What the catalogue takes."""
        typed: dict[str, Any] = dict(self.cleaned_data)
        typed["setup_minor"] = typed["setup_minor"] or 0
        return ChoicePriceTerms(**typed)
