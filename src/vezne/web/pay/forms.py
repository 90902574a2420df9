"""What the payer chooses on the payment page; no field for a card number exists here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vezne.accounts.types import AddressRow
from vezne.payments.models import AttemptMethod, StoredCard
from vezne.payments.services import AttemptWishes
from vezne.web.fields import MoneyField

NEW_CARD = "new"


class PayForm(forms.Form):
    """Address, card, 3D, storing with its own consent, and the texts."""

    address = forms.ChoiceField(label=_("Fatura Adresi"), error_messages={
        "required": _("Fatura adresi seçin."), "invalid_choice": _("Fatura adresi seçin."),
    })  # fmt: skip
    card = forms.ChoiceField(label=_("Kart"), required=False)
    wants_3d = forms.BooleanField(label=_("3D ile Ödeme"), required=False)
    wants_storing = forms.BooleanField(label=_("Kartı Kaydet"), required=False)
    wants_renewal = forms.BooleanField(label=_("Bu kartla otomatik yenilensin"), required=False)
    uses_wallet = forms.BooleanField(label=_("Bakiyemi de kullan"), required=False)
    accepts_texts = forms.BooleanField(
        label=_("Ön bilgilendirme formunu ve mesafeli satış sözleşmesini okudum, onaylıyorum."),
        error_messages={"required": _("Devam etmek için metinleri onaylayın.")},
    )

    def __init__(
        self,
        *args: Any,
        addresses: list[AddressRow],
        cards: list[StoredCard],
        force_3d: bool,
        has_texts: bool,
        wallet_minor: int = 0,
        **kwargs: Any,
    ) -> None:
        """Offer this payer's addresses and cards; the seller may force 3D."""
        super().__init__(*args, **kwargs)
        self.cards = {card.public_id: card for card in cards}
        self.force_3d = force_3d
        self.wallet_minor = wallet_minor
        choice: Any = self.fields["address"]
        choice.choices = [(row.public_id, row.contact_name) for row in addresses]
        card: Any = self.fields["card"]
        card.choices = [(NEW_CARD, ""), *((key, "") for key in self.cards)]
        if not has_texts:
            del self.fields["accepts_texts"]

    def wishes(self) -> AttemptWishes:
        """The choices as payments takes them. A stored card with 3D goes over the hosted form."""
        data = self.cleaned_data
        wants_3d = self.force_3d or data["wants_3d"]
        card = self.cards.get(data.get("card") or NEW_CARD)
        wallet_minor = self.wallet_minor if data["uses_wallet"] else 0
        if card is not None and not wants_3d:
            return AttemptWishes(
                method=AttemptMethod.STORED_CARD,
                wants_3d=False,
                stored_card_id=card.pk,
                wallet_minor=wallet_minor,
            )
        storing = card is None and data["wants_storing"]
        return AttemptWishes(
            method=AttemptMethod.HOSTED_CARD,
            wants_3d=wants_3d,
            wants_storing=storing,
            wants_renewal=storing and data["wants_renewal"],
            wallet_minor=wallet_minor,
        )


class WalletForm(forms.Form):
    """How much the balance pays."""

    amount = MoneyField(
        label=_("Bakiyeden ödenecek tutar"),
        error_messages={"required": _("Tutarı 1.234,56 biçiminde yazın.")},
    )
