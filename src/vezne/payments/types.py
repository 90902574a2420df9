"""What a provider may say about money, in one closed vocabulary; no rows, no calls.

An *outcome* is what is certain about one try. Only `Captured`, `Refused` and `Abandoned` end a
try; `Unknown` means that nobody may charge again before somebody has asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.core.money import Money


class ErrorCode(models.TextChoices):
    """Why no money moved, whatever the provider calls it; the label is what people read."""

    INSUFFICIENT_FUNDS = "insufficient_funds", _("Kartın limiti veya bakiyesi yetersiz.")
    DO_NOT_HONOR = "do_not_honor", _("Bankanız işlemi onaylamadı.")
    DECLINED = "declined", _("Kart reddedildi. Başka bir kart deneyebilirsiniz.")
    CALL_ISSUER = "call_issuer", _("Bankanız sizinle görüşmek istiyor. Bankanızı arayın.")
    INVALID_TRANSACTION = "invalid_transaction", _("Banka bu işlemi geçersiz saydı.")
    INVALID_CARD = "invalid_card", _("Kart bilgileri hatalı.")
    INVALID_CVC = "invalid_cvc", _("Güvenlik kodu (CVC) hatalı.")
    EXPIRED_CARD = "expired_card", _("Kartın son kullanma tarihi geçmiş veya hatalı.")
    NOT_PERMITTED = "not_permitted", _("Bu kart bu işleme kapalı. Başka bir kart deneyin.")
    RESTRICTED_CARD = "restricted_card", _("Kart kısıtlı. Bankanızla görüşün.")
    LOST_CARD = "lost_card", _("Kart kayıp olarak bildirilmiş. Başka bir kart deneyin.")
    STOLEN_CARD = "stolen_card", _("Kart çalıntı olarak bildirilmiş. Başka bir kart deneyin.")
    FRAUD_SUSPECTED = "fraud_suspected", _("İşlem güvenlik nedeniyle durduruldu.")
    THREE_DS_FAILED = "three_ds_failed", _("3D doğrulaması tamamlanmadı veya kod hatalı.")
    THREE_DS_REQUIRED = "three_ds_required", _("Bu kart yalnızca 3D ile kullanılabilir.")
    INSTALMENTS_REFUSED = "instalments_refused", _("Bu kart bu taksit sayısına kapalı.")
    CARD_REMOVED = "card_removed", _("Kayıtlı kart bulunamadı. Kartı yeniden kaydedin.")
    BUYER_INCOMPLETE = "buyer_incomplete", _("Kartla ödeme için fatura adresi ve telefon gerekli.")
    FORM_EXPIRED = "form_expired", _("Ödeme formunun süresi doldu. Yeniden başlayabilirsiniz.")
    UNREACHABLE = "unreachable", _("Ödeme kuruluşuna ulaşılamadı. Biraz sonra yeniden deneyin.")
    CONFIG_ERROR = "config_error", _("Satıcının ödeme ayarı hatalı. Satıcıya haber verin.")
    NOT_REFUNDABLE = "not_refundable", _("Bu ödeme iade edilemiyor.")
    PROVIDER_ERROR = "provider_error", _("Ödeme kuruluşu işlemi kabul etmedi.")


class DifferenceKind(models.TextChoices):
    """What does not agree."""

    MISSING_HERE = "missing_here", _("Bizde yok")  # taken there, not captured here
    MISSING_THERE = "missing_there", _("Kuruluşta yok")  # captured here, not in its books
    AMOUNT = "amount", _("Tutar farklı")
    REFUND = "refund", _("İade farklı")


class BuyerDetail(models.TextChoices):
    """What a card charge needs to know of the payer besides the card."""

    ADDRESS = "address", _("fatura adresi")
    PHONE = "phone", _("telefon numarası")


class RetryClass(StrEnum):
    """What an automatic charge does after a refusal."""

    SOFT = "soft"  # the same card may work in some days
    HARD = "hard"  # this card never works again: block it
    PAYER = "payer"  # only the payer can do it (3D): stop, keep the card
    UNKNOWN = "unknown"  # not refused at all: ask, never charge


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a provider tells about the card that was used; keys only where it keeps the card."""

    brand: str = ""  # VISA, MASTER_CARD, TROY, AMERICAN_EXPRESS
    family: str = ""
    last_four: str = ""
    user_key: str = ""  # empty: the card was not stored
    token: str = ""
    expires_month: int | None = None
    expires_year: int | None = None


@dataclass(frozen=True, slots=True)
class Captured:
    """The money is taken; signature, amount, currency and reference were compared."""

    payment_id: str
    amount: Money  # what we asked for
    charged: Money  # what the payer pays, instalment cost included
    item_id: str = ""  # first line's own id at the provider
    instalments: int = 1
    card: CardFacts = CardFacts()


@dataclass(frozen=True, slots=True)
class Pending:
    """The provider works on it or reviews it; asked again later."""

    payment_id: str = ""


@dataclass(frozen=True, slots=True)
class RequiresAction:
    """The payer is on the hosted pages, or may still go there."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Certain: no money moved."""

    code: ErrorCode
    detail: str = ""  # provider's own code and words
    payment_id: str = ""
    card: CardFacts = CardFacts()


@dataclass(frozen=True, slots=True)
class Unknown:
    """No certain answer; `is_alarm` when an answer did not fit what we asked for."""

    reason: str
    is_alarm: bool = False


@dataclass(frozen=True, slots=True)
class Abandoned:
    """Certain: not paid, and nobody can pay it any more."""

    reason: str = "form_expired"


Outcome = Captured | Pending | RequiresAction | Refused | Unknown | Abandoned


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """One answer about one attempt: what it says, and a scrubbed transcript for the event log."""

    outcome: Outcome
    transcript: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refunded:
    """The money is on its way back."""

    host_reference: str = ""


RefundOutcome = Refunded | Refused | Unknown


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """One answer about one refund."""

    outcome: RefundOutcome
    transcript: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """A webhook as its provider reads it; a hint to ask, and a proof only where it says so."""

    event_key: str  # provider's own id of the notice
    is_genuine: bool
    reference: str = ""
    token: str = ""
    payment_id: str = ""
    status: str = ""
    proof: str = ""  # of the body, what is read once more when the provider is asked; kept sealed
    needs_genuine: bool = False  # our OK ends it at the provider: a forged one must not get it


@dataclass(frozen=True, slots=True)
class ChargeQuote:
    """What a payer would be charged for an open invoice, shown before paying."""

    amount: Money  # of the invoice, still owed
    charge: Money  # asked from the provider; TRY where it does not charge in the currency
    rate_micro: int | None = None  # TRY per unit × 10⁶; None: not exchanged
    rate_on: Any = None  # date of the rate's bulletin


@dataclass(frozen=True, slots=True)
class RetryPlan:
    """What the clock does after a refused automatic charge."""

    retry_at: datetime | None  # None: no further automatic try
    blocks_card: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one call of `attempt_settle` changed."""

    attempt_id: int
    payment_id: int
    invoice_id: int | None  # None: a load of the wallet
    seller_id: int
    buyer_id: int
    state: str  # attempt's, after the call
    has_changed: bool  # False: a repeated answer
    is_captured_now: bool = False  # this call booked the money
    is_invoice_paid_now: bool = False  # this call paid the invoice in full
    is_surplus: bool = False  # the money went (also) to the wallet; staff look at it
    error_code: str = ""
    stored_card_id: int | None = None


BRANDS = {
    "VISA": "Visa",
    "MASTER_CARD": "Mastercard",
    "TROY": "Troy",
    "AMERICAN_EXPRESS": "American Express",
}


def card_words(brand: str, last_four: str) -> str:
    """A card as people know it: `Mastercard •••• 0008`; empty when nothing is known."""
    if not last_four:
        return ""
    return f"{BRANDS.get(brand, brand.replace('_', ' ').title())} •••• {last_four}".strip()
