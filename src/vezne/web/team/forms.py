"""What an Admin fills in of a user."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Role
from vezne.accounts.services import Invited
from vezne.core.ports import ScopeOffer
from vezne.flows.team import NewMember
from vezne.web.auth.fields import check_new_password, new_password, repeated_password
from vezne.web.forms import VezneForm

SCOPE = "scope_"


class RoleForm(VezneForm):
    """A role, and what modules let a member be narrowed to."""

    role = forms.ChoiceField(label=_("Rol"), choices=Role.choices)

    def __init__(self, *args: Any, offers: Sequence[ScopeOffer] = (), **kwargs: Any) -> None:
        """A field for each scope that a module offers; none: all of it."""
        super().__init__(*args, **kwargs)
        self.offers = offers
        for offer in offers:
            self.fields[SCOPE + offer.key] = forms.MultipleChoiceField(
                label=offer.label,
                choices=offer.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
                help_text=_("Hiçbiri seçilmezse tümünde çalışır."),
            )

    def scopes(self) -> dict[str, Any]:
        """As a membership keeps them; only after `is_valid()`."""
        chosen = {offer.key: self.cleaned_data[SCOPE + offer.key] for offer in self.offers}
        return {key: list(values) for key, values in chosen.items() if values}


class MemberForm(RoleForm):
    """A person who gets a first password."""

    first_name = forms.CharField(label=_("Ad"), max_length=80)
    last_name = forms.CharField(label=_("Soyad"), max_length=80)
    email = forms.EmailField(
        label=_("E-posta"),
        required=False,
        help_text=_("İlk girişte bu adrese gönderilen bağlantıyla onaylanır; sonradan değişmez."),
    )
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    username = forms.CharField(
        label=_("Kullanıcı adı"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    password = new_password()
    again = repeated_password()
    field_order = (
        "first_name", "last_name", "email", "phone", "username", "role", "password", "again",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Somebody who signs in needs a name to type; both passwords are the same."""
        typed = check_new_password(self, super().clean())
        if not any(typed.get(name) for name in ("email", "phone", "username")) and not self.errors:
            self.add_error("username", _("E-posta, telefon ya da kullanıcı adından birini yazın."))
        return typed

    def person(self) -> NewMember:
        """What the flow takes."""
        names = ("first_name", "last_name", "email", "phone", "username", "password", "role")
        return NewMember(scopes=self.scopes(), **{name: self.cleaned_data[name] for name in names})


class InviteForm(RoleForm):
    """Somebody who fills in the rest."""

    email = forms.EmailField(label=_("E-posta"))
    field_order = ("email", "role")

    def invited(self) -> Invited:
        """What the flow takes; the mail speaks the language of who invites."""
        return Invited(
            email=self.cleaned_data["email"],
            role=self.cleaned_data["role"],
            language=(get_language() or "tr")[:2],
            scopes=self.scopes(),
        )
