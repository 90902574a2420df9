"""Fields that ask for a new password, with its meter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

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


def check_same(form: VezneForm, typed: dict[str, Any] | None) -> dict[str, Any]:
    """Marks the second field when the two differ."""
    typed = typed or {}
    if typed.get("password") and typed.get("again") and typed["password"] != typed["again"]:
        form.add_error("again", _("İki parola aynı değil."))
    return typed
