"""What staff types about a document: a reason, a firm's iade invoice, a consumer's slip."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vezne.accounts.identifiers import shown_phone, shown_tax_id
from vezne.edocuments.draft import Party
from vezne.edocuments.services import IncomingTerms
from vezne.web.desk.forms import ReasonForm, reason_field
from vezne.web.fields import DayField, MoneyField
from vezne.web.forms import VezneForm
from vezne.web.panel.forms import AddressForm


class CancelForm(ReasonForm):
    """Why a document is taken back; asked twice."""


class SlipForm(VezneForm):
    """How much a consumer gives back, taxes included."""

    total_minor = MoneyField(label=_("İade tutarı (vergiler dahil)"))
    reason = reason_field()


class IncomingForm(VezneForm):
    """A firm's own iade invoice, as it stands on paper."""

    number = forms.CharField(
        label=_("İade faturası no"),
        max_length=16,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )
    issued_on = DayField(label=_("Fatura tarihi"))
    net_minor = MoneyField(label=_("Matrah"))
    tax_minor = MoneyField(label=_("Vergiler"))
    ettn = forms.UUIDField(label=_("ETTN"), required=False)
    note = forms.CharField(label=_("Not"), max_length=200, required=False)

    def terms(self, currency: str) -> IncomingTerms:
        """What edocuments takes."""
        typed: dict[str, Any] = self.cleaned_data
        ettn: uuid.UUID | None = typed["ettn"]
        issued_on: date = typed["issued_on"]
        return IncomingTerms(
            number=typed["number"].upper(),
            issued_on=issued_on,
            currency=currency,
            net_minor=typed["net_minor"],
            tax_minor=typed["tax_minor"],
            ettn=ettn,
            note=typed["note"],
        )


def buyer_form(buyer: Party) -> AddressForm:
    """The buyer as the document would name it, to be corrected."""
    person = f"{buyer.first_name} {buyer.family_name}".strip()
    return AddressForm(
        initial={
            "contact_name": person or buyer.name,
            "company_name": buyer.title,
            "tax_id": shown_tax_id(buyer.tax_id),
            "tax_office": buyer.tax_office,
            "line": buyer.street,
            "district": buyer.district,
            "city": buyer.city,
            "phone": shown_phone(buyer.phone),
        }
    )
