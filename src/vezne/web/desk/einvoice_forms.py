"""Forms of Ayarlar → Fatura ve e-belge: who issues and how, the logo, the integrator."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from vezne.accounts.errors import InvalidTaxId, InvalidTckn, InvalidVkn
from vezne.accounts.identifiers import (
    normalise_tax_id,
    shown_phone,
    shown_tax_id,
)
from vezne.accounts.models import Account
from vezne.accounts.queries import tax_id_of
from vezne.edocuments.draft import Profile
from vezne.edocuments.models import Issuer, IssuesAt
from vezne.edocuments.queries import IntegratorChoice, integrator_choices, issuer_tax_id
from vezne.edocuments.types import IssuerTerms
from vezne.web.fields import read_phone
from vezne.web.forms import VezneForm
from vezne.web.panel.provinces import PROVINCES
from vezne.web.pictures import picture_size

LETTERS = re.compile(r"[A-Z0-9]{3}")
MOST_BYTES, MOST_PIXELS = 300_000, 2_000
LONG_TAX_ID = 11
PROFILES = [
    (Profile.TEMEL.value, _("Temel (alıcı sistemden reddedemez)")),
    (Profile.TICARI.value, _("Ticari (alıcı 8 gün içinde reddedebilir)")),
]


def series(label: Any, first: str) -> forms.CharField:
    """Three letters or digits of a run of numbers."""
    attrs = {"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, min_length=3, max_length=3, initial=first, widget=widget)


class IssuerForm(VezneForm):
    """Who the seller is on its documents, and when and how they are issued."""

    tax_id = forms.CharField(
        label=_("VKN / TCKN"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    title = forms.CharField(label=_("Unvan"), max_length=250)
    first_name = forms.CharField(label=_("Ad"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Soyad"), max_length=80, required=False)
    tax_office = forms.CharField(label=_("Vergi dairesi"), max_length=80)
    street = forms.CharField(label=_("Adres"), max_length=300)
    building = forms.CharField(label=_("Bina no"), max_length=20, required=False)
    postal_code = forms.CharField(label=_("Posta kodu"), max_length=10, required=False)
    district = forms.CharField(label=_("İlçe"), max_length=60)
    city = forms.ChoiceField(
        label=_("İl"), choices=[("", _("Seçin")), *((name, name) for name in PROVINCES)]
    )
    phone = forms.CharField(label=_("Telefon"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-posta"), required=False)
    website = forms.URLField(label=_("Web sitesi"), required=False, assume_scheme="https")
    mersis = forms.CharField(label=_("MERSİS no"), max_length=20, required=False)
    trade_register = forms.CharField(label=_("Ticaret sicil no"), max_length=20, required=False)
    issues_at = forms.ChoiceField(
        label=_("Belge ne zaman düzenlensin"),
        choices=IssuesAt.choices,
        widget=forms.RadioSelect(),
        initial=IssuesAt.PAYMENT,
        help_text=_("Her iki durumda da 7 gün içinde düzenlenir; süre dolmadan uyarılırsınız."),
    )
    profile = forms.ChoiceField(
        label=_("e-Fatura senaryosu"),
        choices=PROFILES,
        widget=forms.RadioSelect(),
        initial=Profile.TEMEL.value,
    )
    efatura_letters = series(_("e-Fatura serisi"), "EFA")
    earsiv_letters = series(_("e-Arşiv serisi"), "EAR")
    slip_letters = series(_("Gider pusulası serisi"), "GPS")
    sells_on_internet = forms.BooleanField(
        label=_("Satışlar internetten yapılıyor"),
        required=False,
        initial=True,
        help_text=_("e-Arşiv belgesine web sitesi, ödeme şekli ve tarihi yazılır."),
    )
    bills_exchange = forms.BooleanField(
        label=_("Kur farkı faturası düzenlensin"),
        required=False,
        initial=True,
        help_text=_(
            "Dövizli belge, düzenlendiği günden sonra daha yüksek kurla ödenince. Kur düşmüşse"
            " faturayı alıcı düzenler; belgenin sayfasında yazar."
        ),
    )
    note = forms.CharField(
        label=_("Belge notu"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Her belgede yazar."),
    )

    identity = ("tax_id", "tax_office", "title", "first_name", "family_name")
    place = ("street", "building", "postal_code", "district", "city")
    contact = ("phone", "email", "website", "mersis", "trade_register")
    rules = ("issues_at", "profile")
    document = ("sells_on_internet", "bills_exchange", "note")
    letters = ("efatura_letters", "earsiv_letters", "slip_letters")

    def __init__(self, *args: Any, issuer: Issuer | None = None, **kwargs: Any) -> None:
        """The stored number is asked for when a masked one comes back."""
        super().__init__(*args, **kwargs)
        self.issuer = issuer

    @classmethod
    def filled(cls, issuer: Issuer | None, account: Account, website: str) -> IssuerForm:
        """As it is; before the first time, what the account says of itself."""
        if issuer is None:
            number = tax_id_of(account)
            initial = {
                "tax_id": shown_tax_id(number) if len(number) < LONG_TAX_ID else "",
                "title": account.legal_name,
                "tax_office": account.tax_office,
                "email": account.email,
                "phone": shown_phone(account.phone),
                "website": website,
            }
            return cls(initial=initial)
        initial = {name: getattr(issuer, name) for name in cls.base_fields if name != "tax_id"}
        initial |= {
            "tax_id": shown_tax_id(issuer_tax_id(issuer)),
            "phone": shown_phone(issuer.phone),
        }
        return cls(initial=initial, issuer=issuer)

    def groups(self) -> list[tuple[Any, list[Any], str]]:
        """The fields under their headings; the last word is how they stand beside each other."""
        return [
            (_("Kimlik"), [self[name] for name in self.identity], "vz-fields"),
            (_("Adres"), [self[name] for name in self.place], "vz-fields"),
            (_("İletişim ve kayıtlar"), [self[name] for name in self.contact], "vz-fields"),
            (_("Düzenleme"), [self[name] for name in self.rules], ""),
            (_("Seriler"), [self[name] for name in self.letters], "vz-fields"),
            (_("Belge"), [self[name] for name in self.document], ""),
        ]

    def clean_tax_id(self) -> str:
        """A valid number, or the stored one when it comes back masked."""
        typed: str = self.cleaned_data["tax_id"].strip()
        if "*" in typed and self.issuer is not None:
            return issuer_tax_id(self.issuer)
        try:
            return normalise_tax_id(typed)
        except (InvalidVkn, InvalidTckn, InvalidTaxId) as error:
            raise forms.ValidationError(str(error)) from error

    def clean_phone(self) -> str:
        """A number that can be called, or none."""
        typed: str = self.cleaned_data["phone"].strip()
        return read_phone(typed) if typed else ""

    def clean_mersis(self) -> str:
        """Sixteen digits, or none."""
        digits = "".join(self.cleaned_data["mersis"].split())
        if digits and not (digits.isascii() and digits.isdecimal() and len(digits) == 16):
            raise forms.ValidationError(_("MERSİS no 16 hanedir."))
        return digits

    def clean(self) -> dict[str, Any]:
        """A person has a name of two parts; series differ; an internet sale has a site."""
        typed = super().clean() or {}
        if len(typed.get("tax_id", "")) == LONG_TAX_ID:
            for name in ("first_name", "family_name"):
                if not typed.get(name):
                    self.add_error(name, _("TCKN ile ad ve soyad gerekir."))
        if typed.get("sells_on_internet") and not typed.get("website"):
            self.add_error("website", _("İnternet satışı için web sitesi gerekir."))
        self._check_letters(typed)
        return typed

    def _check_letters(self, typed: dict[str, Any]) -> None:
        seen: set[str] = set()
        for name in self.letters:
            value = typed.get(name, "").upper()
            if value and not LETTERS.fullmatch(value):
                self.add_error(name, _("Seri, A–Z harfi veya rakamdan üç karakterdir."))
            elif value in seen:
                self.add_error(name, _("Üç seri birbirinden farklı olmalı."))
            seen.add(value)
            typed[name] = value

    def terms(self) -> IssuerTerms:
        """What edocuments takes."""
        return IssuerTerms(**self.cleaned_data)


assert set(IssuerForm.base_fields) == set(asdict(IssuerTerms("", "", "", "", ""))), "same fields"


class LogoForm(VezneForm):
    """A picture for the head of the print."""

    logo = forms.FileField(
        label=_("Logo (PNG veya JPEG)"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_("En çok 300 kB ve 2.000 piksel; yatay bir logo en iyi görünür."),
    )

    def clean_logo(self) -> bytes:
        """The bytes of a picture that is what it says, and small."""
        upload: UploadedFile[bytes] = self.cleaned_data["logo"]
        if (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("Dosya 300 kB’den büyük."))
        body: bytes = upload.read()
        size = picture_size(body)
        if size is None:
            raise forms.ValidationError(_("Dosya bir PNG veya JPEG resmi değil."))
        if max(size) > MOST_PIXELS:
            raise forms.ValidationError(_("Resmin bir kenarı 2.000 pikselden uzun."))
        return body


class IntegratorForm(VezneForm):
    """Where the documents go, and the key for it."""

    base_url = forms.ChoiceField(label=_("Ortam"))
    key = forms.CharField(
        label=_("API anahtarı"),
        max_length=400,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Şifreli saklanır ve bir daha gösterilmez."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The integrators' own hosts, and in sandbox mode the one here."""
        super().__init__(*args, **kwargs)
        self.choices = _choices()
        field: Any = self.fields["base_url"]
        field.choices = [(one.address, _label(one)) for one in self.choices]

    @property
    def chosen(self) -> IntegratorChoice:
        """The integrator behind the chosen host."""
        wanted = self.cleaned_data["base_url"]
        return next(one for one in self.choices if one.address == wanted)


def _choices() -> list[IntegratorChoice]:
    found = integrator_choices()
    if settings.SANDBOX:
        found.insert(0, IntegratorChoice("nilvera", "", settings.VEZNE_SANDBOX_URL, True))
    return found


def _label(one: IntegratorChoice) -> Any:
    if not one.name:
        return _("Bu kurulumun deneme ortamı")
    words = _("%(name)s — deneme") if one.is_test else _("%(name)s — gerçek")
    return words % {"name": one.name}
