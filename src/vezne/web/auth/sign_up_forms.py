"""The forms of a sign-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vezne.accounts.errors import InvalidIdentifier
from vezne.accounts.identifiers import is_mobile, normalise_tax_id, normalise_tckn
from vezne.accounts.models import AccountKind
from vezne.accounts.services import SignUpDetails
from vezne.content.types import RenderedText
from vezne.flows.sign_up import NEEDED
from vezne.web.auth.fields import check_new_password, new_password, repeated_password
from vezne.web.fields import read_phone
from vezne.web.forms import VezneForm

FREE_MAIL = frozenset(
    (
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.com.tr",
        "outlook.com",
        "outlook.com.tr",
        "live.com",
        "msn.com",
        "windowslive.com",
        "yahoo.com",
        "yahoo.com.tr",
        "yandex.com",
        "yandex.com.tr",
        "icloud.com",
        "me.com",
        "mynet.com",
        "protonmail.com",
        "proton.me",
        "mail.com",
        "gmx.com",
        "gmx.net",
        "aol.com",
        "mail.ru",
    )
)
"""Where anybody has an address; a firm that loses its person loses the address."""
TEXT = "text_"


def is_free_mail(email: str) -> bool:
    """True for an address at a provider that gives them to everybody."""
    return email.rpartition("@")[2].lower() in FREE_MAIL


def _mobile(typed: str) -> str:
    phone = read_phone(typed)
    if not is_mobile(phone):
        raise forms.ValidationError(_("Doğrulama SMS'i için bir cep telefonu yazın."))
    return phone


def phone_field() -> forms.CharField:
    """A mobile phone, as people write it."""
    return forms.CharField(
        label=_("Cep telefonu"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class SignUpForm(VezneForm):
    """Person, firm, password; below them a box for each text, none of them ticked."""

    kind = forms.ChoiceField(
        label=_("Kim adına kaydoluyorsunuz?"),
        choices=[(AccountKind.COMPANY.value, _("Firma")), (AccountKind.PERSON.value, _("Kişi"))],
        widget=forms.RadioSelect,
        initial=AccountKind.COMPANY.value,
    )
    company = forms.CharField(
        label=_("Firma unvanı"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text=_("Kişi olarak kaydolursanız boş bırakın."),
    )
    tax_id = forms.CharField(
        label=_("VKN / TCKN"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Firmalar için gereklidir: 10 haneli VKN, şahıs firmasında 11 haneli TCKN."),
    )
    tax_office = forms.CharField(label=_("Vergi dairesi"), max_length=80, required=False)
    first_name = forms.CharField(
        label=_("Ad"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Soyad"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = forms.EmailField(
        label=_("E-posta"),
        help_text=_(
            "Bu adres sonradan değiştirilemez. Firmanızın adresini, olabiliyorsa birkaç kişinin"
            " okuduğu bir grup adresini (bilgi@firmaniz.com gibi) yazın: bir çalışan ayrılınca"
            " adres sizde kalır, bildirimleri hepiniz görür ve hepiniz bize yazabilirsiniz."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    keeps_free_mail = forms.BooleanField(
        label=_("Bu adresin değişmeyeceğini biliyorum, bununla devam et"), required=False
    )
    phone = phone_field()
    password = new_password()
    again = repeated_password()

    def __init__(
        self, *args: Any, texts: list[tuple[str, str, RenderedText]], **kwargs: Any
    ) -> None:
        """A box for each text."""
        super().__init__(*args, **kwargs)
        is_firm = self.data.get("kind", AccountKind.COMPANY) == AccountKind.COMPANY
        for name, words in _OF_A_FIRM.items():
            self.fields[name].required = is_firm
            self.fields[name].error_messages["required"] = words
        self.texts = texts
        self.asks_about_mail = False
        for kind, _public_id, text in texts:
            self.fields[TEXT + kind] = forms.BooleanField(
                label=_BOXES[kind] % {"title": text.title},
                required=kind in NEEDED,
                error_messages={"required": _("Devam etmek için bu kutuyu işaretleyin.")},
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )

    def clean_phone(self) -> str:
        """One that an SMS reaches."""
        return _mobile(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """A firm has a name and a tax number; its free-mail address is asked about once."""
        typed = check_new_password(self, super().clean())
        is_firm = typed.get("kind") == AccountKind.COMPANY
        self._check_tax_id(typed, is_firm=is_firm)
        if is_firm and is_free_mail(typed.get("email", "")):
            self.asks_about_mail = True
            if not typed.get("keeps_free_mail"):
                self.add_error(
                    "email",
                    _("Bu herkese açık bir posta sağlayıcısı. Firmanızın kendi adresini yazın"
                      " ya da aşağıdaki kutuyu işaretleyip devam edin."),
                )  # fmt: skip
        return typed

    def _check_tax_id(self, typed: dict[str, Any], *, is_firm: bool) -> None:
        if typed.get("tax_id"):
            try:
                read = normalise_tax_id if is_firm else normalise_tckn
                typed["tax_id"] = read(typed["tax_id"])
            except InvalidIdentifier as error:
                self.add_error("tax_id", str(error))

    def details(self) -> SignUpDetails:
        """What accounts take."""
        names = ("first_name", "last_name", "phone", "kind", "tax_id", "tax_office")
        is_firm = self.cleaned_data["kind"] == AccountKind.COMPANY
        return SignUpDetails(
            company=self.cleaned_data["company"] if is_firm else "",
            **{name: self.cleaned_data[name] for name in names},
        )

    def accepted(self) -> tuple[str, ...]:
        """The public ids of the texts whose boxes are ticked."""
        return tuple(
            public_id for kind, public_id, _text in self.texts if self.cleaned_data[TEXT + kind]
        )


_OF_A_FIRM = {
    "company": _("Firmanızın unvanını yazın."),
    "tax_id": _("Firmanızın vergi numarasını yazın."),
}
_BOXES = {
    "membership": _("%(title)s: okudum, kabul ediyorum"),
    "privacy": _("%(title)s: okudum"),
    "marketing": _("%(title)s: kampanya ve yeniliklerin bana iletilmesini istiyorum"),
}


class CodeForm(VezneForm):
    """Six digits."""

    code = forms.CharField(
        label=_("Doğrulama kodu"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "vz-code"}
        ),
    )


class PhoneForm(VezneForm):
    """Another phone than the one typed first."""

    phone = phone_field()

    def clean_phone(self) -> str:
        """One that an SMS reaches."""
        return _mobile(self.cleaned_data["phone"])


class UsernameForm(VezneForm):
    """The last step: a name to sign in with."""

    username = forms.CharField(
        label=_("Kullanıcı adı"),
        max_length=60,
        help_text=_("Küçük harfle başlar; harf, rakam, nokta, tire ve alt çizgi içerebilir."),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
