"""The situations in which payments say no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError


class InvoiceNotOpen(DomainError):
    """The invoice is paid or void; there is nothing to pay."""

    code = "invoice_not_open"
    status = 409
    message = _("Bu fatura için ödenecek tutar yok.")


class NoProvider(DomainError):
    """The seller has no active card provider for this currency."""

    code = "no_provider"
    status = 409
    message = _("Satıcı şu anda kartla ödeme almıyor.")


class NoRate(DomainError):
    """There is no exchange rate before this moment."""

    code = "no_rate"
    status = 409
    message = _("Kur bilgisi alınamadı. Biraz sonra yeniden deneyin.")


class AttemptInDoubt(DomainError):
    """An earlier try has no certain end yet: charging again could take the money twice."""

    code = "attempt_in_doubt"
    status = 409
    message = _("Önceki denemenin sonucu bekleniyor. Sonuç gelince bu sayfa yenilenir.")


class WalletPartNotAllowed(DomainError):
    """The wallet's part leaves nothing for the card, or the payment loads the wallet itself."""

    code = "wallet_part_not_allowed"
    status = 422
    message = _("Bakiyeden ödenecek kısım, ödenecek tutardan az olmalı.")


class CardNotUsable(DomainError):
    """The stored card was removed, blocked, or belongs to somebody else."""

    code = "card_not_usable"
    status = 409
    message = _("Bu kayıtlı kart kullanılamıyor.")


class BuyerIncomplete(DomainError):
    """The provider needs a name, an address and a phone of the payer."""

    code = "buyer_incomplete"
    status = 422
    message = _("Kartla ödeme için fatura adresi ve telefon gerekli.")


class RefundTooLarge(DomainError):
    """More than what was captured and not yet given back or asked back."""

    code = "refund_too_large"
    status = 409
    message = _("İade tutarı kalan tutardan büyük.")


class NotRefundable(DomainError):
    """Only a captured card payment can be refunded through its provider."""

    code = "not_refundable"
    status = 409
    message = _("Bu ödeme iade edilemiyor.")


class ProviderUnavailable(DomainError):
    """The provider could not be reached, or answered in doubt."""

    code = "provider_unavailable"
    status = 503
    message = _("Ödeme kuruluşuna ulaşılamadı. Biraz sonra yeniden deneyin.")


class ProviderSaidNo(DomainError):
    """The provider refused a call that moves no money, e.g. wrong keys."""

    code = "provider_said_no"
    status = 422
    message = _("Ödeme kuruluşu isteği kabul etmedi: %(detail)s")


class ProviderAddressRefused(DomainError):
    """The address is not one of the provider's own; outside sandbox mode nothing else is called."""

    code = "provider_address_refused"
    status = 422
    message = _("Bu adres ödeme kuruluşunun adresi değil.")


class ProviderUnknown(DomainError):
    """No such provider in this installation."""

    code = "provider_unknown"
    status = 422
    message = _("Bu ödeme kuruluşu tanınmıyor.")
