"""The form of a contract with a card provider: its environment, its keys, its currencies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vezne.core.money import CURRENCIES
from vezne.payments.models import ProviderAccount
from vezne.payments.queries import provider_traits
from vezne.web.desk.settings_forms import boxes
from vezne.web.forms import VezneForm

TRIAL = "#deneme"
"""Behind the address of a host that serves both, a choice for its trials."""
KEY_WORDS: dict[str, tuple[Any, Any]] = {
    "api_key": (_("API anahtarı"), ""),
    "secret_key": (_("Gizli anahtar"), ""),
    "merchant_id": (_("Mağaza no"), "merchant_id"),
    "merchant_key": (_("Mağaza parolası"), "merchant_key"),
    "merchant_salt": (_("Mağaza gizli anahtarı"), "merchant_salt"),
    "client_id": (_("Üye işyeri no"), "clientid"),
    "user_name": (_("API kullanıcısı"), _("Bankanın sanal POS panelinde açılır.")),
    "password": (_("API parolası"), ""),
    "store_key": (_("3D mağaza anahtarı"), "store key"),
}


class ProviderForm(VezneForm):
    """A contract with one provider; stored keys are never shown, empty ones stay as they are."""

    base_url = forms.ChoiceField(label=_("Ortam"))
    currencies = forms.MultipleChoiceField(
        label=_("Çekilen para birimleri"),
        choices=[(code, code) for code in CURRENCIES],
        widget=boxes(),
        initial=["TRY"],
        help_text=_("Diğer para birimleri Merkez Bankası kuruyla TL'ye çevrilir."),
    )
    is_active = forms.BooleanField(label=_("Kullanımda"), required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        provider: str = "iyzico",
        account: ProviderAccount | None = None,
        **kwargs: Any,
    ) -> None:
        """New ones need all keys."""
        self.account = account
        self.traits = provider_traits(account.provider if account is not None else provider)
        if account is not None:
            kwargs["initial"] = {
                "base_url": self._choice_of(account),
                "currencies": account.currencies,
                "is_active": account.is_active,
            }
        super().__init__(*args, **kwargs)
        self.fields["base_url"].choices = self._environments()  # type: ignore[attr-defined]
        codes: Any = self.fields["currencies"]
        codes.choices = [(code, code) for code in self.traits.currencies]
        for name in self.traits.keys:
            self.fields[name] = self._key_field(name)
        self.order_fields(["base_url", *self.traits.keys, "currencies", "is_active"])

    def _choice_of(self, account: ProviderAccount) -> str:
        is_shared = account.base_url in dict(self.traits.live)
        return account.base_url + (TRIAL if is_shared and account.is_test else "")

    def _environments(self) -> list[tuple[str, Any]]:
        live = dict(self.traits.live)
        found: list[tuple[str, Any]] = [
            (address, _("%(name)s — gerçek") % {"name": whose}) for address, whose in live.items()
        ]
        for address, whose in self.traits.trial:
            value = address + TRIAL if address in live else address
            found.append((value, _("%(name)s — deneme") % {"name": whose}))
        if settings.SANDBOX:
            sandbox = settings.VEZNE_SANDBOX_URL + self.traits.sandbox_path
            found.append((sandbox, _("Bu kurulumun deneme ortamı")))
            known = {value for value, _label in found}
            if self.account is not None and self._choice_of(self.account) not in known:
                found.append((self.account.base_url, self.account.base_url))
        return found

    def _key_field(self, name: str) -> forms.CharField:
        label, hint = KEY_WORDS[name]
        is_new = self.account is None
        return forms.CharField(
            label=label,
            max_length=200,
            required=is_new,
            help_text=hint if is_new else _("Boş bırakılırsa kayıtlı anahtar kalır."),
            error_messages={"required": _("Bu alanı doldurun.")},
            widget=forms.PasswordInput(
                attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"}
            ),
        )

    def clean(self) -> dict[str, Any]:
        """Keys belong together."""
        typed = super().clean() or {}
        missing = [name for name in self.traits.keys if not typed.get(name)]
        if 0 < len(missing) < len(self.traits.keys):
            for name in missing:
                self.add_error(name, _("Anahtarların hepsini birlikte girin."))
        return typed

    @property
    def base_address(self) -> str:
        """Where the contract leads."""
        return str(self.cleaned_data["base_url"]).removesuffix(TRIAL)

    @property
    def is_test(self) -> bool:
        """Everything but a live choice is a test one."""
        return self.cleaned_data["base_url"] not in dict(self.traits.live)

    @property
    def credentials(self) -> dict[str, str] | None:
        """What was typed; None: the stored ones stay."""
        if not self.cleaned_data[self.traits.keys[0]]:
            return None
        return {name: self.cleaned_data[name] for name in self.traits.keys}
