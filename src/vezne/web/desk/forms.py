"""Small forms that several pages of the desk ask with."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from vezne.web.fields import InstantField
from vezne.web.forms import VezneForm


def reason_field() -> forms.CharField:
    """Why something is done; kept in the log with it."""
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=_("Neden"), max_length=200, widget=widget)


class ReasonForm(VezneForm):
    """An act that needs its reason."""

    reason = reason_field()


class DeadlineForm(VezneForm):
    """More time to pay."""

    shuts_off_at = InstantField(label=_("Yeni son ödeme zamanı"))
    reason = reason_field()


class EndForm(VezneForm):
    """The end of a service, with or without its debt."""

    reason = reason_field()
    forgives_debt = forms.BooleanField(
        label=_("Ödenmemiş dönemlerin borcunu da sil"),
        required=False,
        help_text=_("İşaretlenmezse başlamış dönemlerin borcu kalır ve ödenene kadar sorulur."),
    )
