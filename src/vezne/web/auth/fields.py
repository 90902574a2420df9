"""Fields that ask for a new password, with its meter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from vezne.accounts.errors import WeakPassword
from vezne.accounts.models import User
from vezne.accounts.services import password_check
from vezne.web.forms import VezneForm

LONGEST_PASSWORD = 128
HINT = _("En az 10 karakter. Birkaç sözcükten kurulu bir cümle hem uzun hem kolaydır.")


def new_password(label: Any = None) -> forms.CharField:
    """A new password; its strength is shown while one types."""
    field = forms.CharField(
        label=label or _("Parola"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    measured(field)
    return field


def measured(field: forms.Field) -> None:
    """Let a field for a new password ask how strong it is, and say what makes a good one."""
    field.help_text = HINT
    field.widget.attrs |= {
        "hx-post": reverse_lazy("password_strength"),
        "hx-trigger": "input changed delay:250ms",
        "hx-target": "#strength",
        "hx-swap": "innerHTML",
    }


def repeated_password() -> forms.CharField:
    """The same once more."""
    return forms.CharField(
        label=_("Parola Onayı"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def check_new_password(form: VezneForm, typed: dict[str, Any] | None) -> dict[str, Any]:
    """Say at once with what else is wrong that a password is weak, or the two differ."""
    typed = typed or {}
    password, again = typed.get("password"), typed.get("again")
    if password and again and password != again:
        form.add_error("again", _("İki parola aynı değil."))
    elif password:
        names = ("first_name", "last_name", "username", "email")
        person = User(**{name: typed.get(name) or "" for name in names})
        try:
            password_check(password, person)
        except WeakPassword as weak:
            form.add_error("password", str(weak))
    return typed
