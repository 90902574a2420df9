"""Forms of the panel's pages; the payment page uses the address form as well."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vezne.accounts.errors import InvalidTaxId, InvalidTckn, InvalidVkn
from vezne.accounts.identifiers import normalise_tax_id, shown_phone
from vezne.accounts.types import AddressEntry, AddressRow
from vezne.web.fields import read_phone
from vezne.web.forms import VezneForm
from vezne.web.panel.provinces import PROVINCES


class AddressForm(VezneForm):
    """An invoice address (Fatura Adresi); spaces and dots are accepted in every number."""

    contact_name = forms.CharField(
        label=_("İsim Soyisim"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    company_name = forms.CharField(
        label=_("Şirket İsmi"),
        max_length=250,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    tax_id = forms.CharField(
        label=_("VKN / TCKN"),
        max_length=20,
        required=False,
        help_text=_("Şirketler için 10 haneli VKN, kişiler için 11 haneli TCKN."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    tax_office = forms.CharField(label=_("Vergi dairesi"), max_length=80, required=False)
    line = forms.CharField(
        label=_("Adres"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
    )
    district = forms.CharField(
        label=_("İlçe"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    city = forms.ChoiceField(
        label=_("İl"),
        choices=[("", _("Seçin")), *((name, name) for name in PROVINCES)],
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
        error_messages={"invalid_choice": _("Listeden bir il seçin.")},
    )
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    @classmethod
    def filled(cls, row: AddressRow) -> AddressForm:
        """The form as it shows an address; a TCKN stays masked, and kept when left so."""
        names = ("contact_name", "company_name", "tax_id", "tax_office", "line", "district", "city")
        initial = {name: getattr(row, name) for name in names}
        return cls(initial={**initial, "phone": shown_phone(row.phone)})

    def clean_tax_id(self) -> str:
        """A valid number, nothing, or the masked one that the form showed."""
        typed: str = self.cleaned_data["tax_id"].strip()
        if typed and "*" not in typed:
            try:
                normalise_tax_id(typed)
            except (InvalidVkn, InvalidTckn, InvalidTaxId) as error:
                raise forms.ValidationError(str(error)) from error
        return typed

    def clean_phone(self) -> str:
        """A number that can be called."""
        return read_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """A company's invoice needs its tax number."""
        data = super().clean() or {}
        if data.get("company_name") and not data.get("tax_id") and "tax_id" not in self.errors:
            self.add_error("tax_id", _("Şirket faturası için VKN veya TCKN girin."))
        return data

    def entry(self) -> AddressEntry:
        """What accounts takes; only after `is_valid()`."""
        return AddressEntry(**self.cleaned_data)


class SiteForm(VezneForm):
    """For which site a plan is ordered."""

    site = forms.CharField(
        label=_("Site"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "inputmode": "url"}
        ),
        error_messages={"required": _("Hangi site için olduğunu yazın.")},
    )

    def __init__(self, *args: Any, is_asked: bool, **kwargs: Any) -> None:
        """Not every product is for a site."""
        super().__init__(*args, **kwargs)
        self.fields["site"].required = is_asked
        self.fields["site"].error_messages["required"] = _("Hangi site için olduğunu yazın.")

    def clean_site(self) -> str:
        """The bare name: no scheme, no path's end, lower case."""
        site: str = self.cleaned_data["site"].strip().casefold()
        return site.removeprefix("https://").removeprefix("http://").rstrip("/")


class CancelForm(VezneForm):
    """Why a service is ended; may be left empty."""

    reason = forms.CharField(
        label=_("Nedeniniz"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Satıcıya iletilir."),
    )
