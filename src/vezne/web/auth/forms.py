"""allauth's forms in our words: one field for the name, Turkish labels, no placeholders."""

from __future__ import annotations

from typing import Any

from allauth.account import forms
from allauth.core import context
from django import forms as django_forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vezne.accounts.identifiers import find_phone
from vezne.flows.forgotten import password_changed
from vezne.web.auth.fields import measured

PASSWORD = _("Şifre")
NEW_PASSWORD = _("Yeni şifre")
AGAIN = _("Yeni şifre (yeniden)")


def _word(form: django_forms.Form, **labels: Any) -> None:
    """Set labels and drop the placeholders that would only repeat them."""
    for name, label in labels.items():
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].widget.attrs.pop("placeholder", None)


class LoginForm(forms.LoginForm):  # type: ignore[misc]
    """E-mail, user name or phone, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Replace allauth's field, whose kind depends on its settings."""
        super().__init__(*args, **kwargs)
        login = django_forms.CharField(
            label=_("E-posta, kullanıcı adı veya telefon"),
            max_length=254,
            widget=django_forms.TextInput(
                attrs={
                    "autocomplete": "username webauthn",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
        )
        self.fields: dict[str, django_forms.Field] = {
            "login": login,
            "password": self.fields.pop("password"),
        }
        _word(self, password=PASSWORD)
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        """One way of writing a phone number, so that attempts on it are counted together."""
        typed = str(self.cleaned_data["login"]).strip()
        return (None if "@" in typed else find_phone(typed)) or typed

    def user_credentials(self) -> dict[str, str]:
        """What our backend looks up."""
        return {
            "username": self.cleaned_data["login"],
            "password": self.cleaned_data["password"],
        }


class ReauthenticateForm(forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more before a sensitive change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """In our words."""
        super().__init__(*args, **kwargs)
        _word(self, password=PASSWORD)


class ChangePasswordForm(forms.ChangePasswordForm):  # type: ignore[misc]
    """The old password and, twice, the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """In our words."""
        super().__init__(*args, **kwargs)
        _word(self, oldpassword=_("Şu anki şifre"), password1=NEW_PASSWORD, password2=AGAIN)
        measured(self.fields["password1"])

    def save(self) -> None:
        """Write it; the person is told, and it stands in the log."""
        request = context.request
        with transaction.atomic():
            super().save()
            password_changed(user=self.user, now=request.now, actor=request.actor)


class ResetPasswordForm(forms.ResetPasswordForm):  # type: ignore[misc]
    """The e-mail address that the link goes to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """In our words."""
        super().__init__(*args, **kwargs)
        _word(self, email=_("E-posta"))


class ResetPasswordKeyForm(forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, after the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """In our words."""
        super().__init__(*args, **kwargs)
        _word(self, password1=NEW_PASSWORD, password2=AGAIN)
        measured(self.fields["password1"])
