"""Why legal documents say no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError, NotFound


class DocumentNotFound(NotFound):
    """No such document in this scope."""

    code = "document_not_found"
    message = _("Belge bulunamadı.")


class IssuerMissing(DomainError):
    """The seller has not said yet who it is on its documents."""

    code = "document_issuer_missing"
    status = 409
    message = _("Önce belge bilgilerinizi (unvan, VKN, adres, seri) girin.")


class IssuerNotAllowed(DomainError):
    """Tax number, series letters or logo cannot be used."""

    code = "document_issuer_not_allowed"
    status = 422
    message = _("Belge bilgileri geçerli değil: %(field)s.")


class IntegratorMissing(DomainError):
    """The seller has no active contract with an integrator."""

    code = "document_integrator_missing"
    status = 409
    message = _("Etkin bir e-belge entegratörü tanımlı değil.")


class IntegratorUnknown(DomainError):
    """No such integrator, or an address that is not its own."""

    code = "document_integrator_unknown"
    status = 422
    message = _("Entegratör veya adresi geçerli değil.")


class IntegratorSaidNo(DomainError):
    """The integrator refused the key."""

    code = "document_integrator_refused"
    status = 422
    message = _("Entegratör bağlantıyı kabul etmedi: %(detail)s")


class IntegratorUnavailable(DomainError):
    """The integrator did not answer; nothing is certain."""

    code = "document_integrator_unavailable"
    status = 503
    message = _("Entegratöre şu an ulaşılamıyor. Biraz sonra yeniden deneyin.")


class DocumentStateWrong(DomainError):
    """The document is not in a state in which this may be done."""

    code = "document_state_wrong"
    status = 409
    message = _("Belge bu işlem için uygun durumda değil.")


class SeriesAhead(DomainError):
    """The series has a later date already: this document must be dated anew."""

    code = "document_series_ahead"
    status = 409
    message = _("Seride daha ileri tarihli bir belge var; belge yeniden tarihlenecek.")


class CancelNotAllowed(DomainError):
    """Only an accepted e-Arşiv is cancelled here; an e-Fatura at GİB or by the buyer."""

    code = "document_cancel_not_allowed"
    status = 409
    message = _("Bu belge buradan iptal edilemez.")


class CancelRefused(DomainError):
    """The integrator did not accept the cancellation."""

    code = "document_cancel_refused"
    status = 409
    message = _("Entegratör iptali kabul etmedi: %(detail)s")


class SlipNotAllowed(DomainError):
    """A slip is for a consumer's accepted e-Arşiv, up to what is left of it."""

    code = "document_slip_not_allowed"
    status = 422
    message = _("Gider pusulası yalnızca tüketiciye kesilmiş e-Arşiv için, kalan tutar kadar olur.")


class IncomingNotAllowed(DomainError):
    """The buyer's iade invoice is recorded already, or its sums do not fit."""

    code = "document_incoming_not_allowed"
    status = 422
    message = _("İade faturası kaydedilemedi: numara daha önce kaydedilmiş ya da tutarı uymuyor.")
