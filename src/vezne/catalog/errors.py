"""Why the catalogue says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError


class NameTaken(DomainError):
    """Another platform of the seller has this name."""

    code = "catalog_name_taken"
    status = 409
    message = _("Bu adla bir kayıt zaten var.")


class TermsNotAllowed(DomainError):
    """A price, period, rate or key is outside what can be sold; `reason` says which."""

    code = "catalog_terms_not_allowed"
    status = 422
    message = _("Girilen koşullar geçerli değil: %(reason)s")


class NotForSale(DomainError):
    """The plan or pack has no price yet, or is no longer offered."""

    code = "catalog_not_for_sale"
    status = 409
    message = _("Bu paket şu anda satışta değil.")


class OptionUnknown(DomainError):
    """An answer to an option that the product does not ask, or of another seller's product."""

    code = "catalog_option_unknown"
    status = 422
    message = _("Bu hizmette böyle bir seçenek yok. Sayfayı yenileyip yeniden seçin.")


class NotConfigured(DomainError):
    """An answer is missing, or is no longer on offer."""

    code = "catalog_not_configured"
    status = 409
    message = _("Seçimlerinizden biri eksik veya artık sunulmuyor. Yapılandırmayı gözden geçirin.")


class CouponRefused(DomainError):
    """A coupon gives nothing to this purchase; each subclass says why."""

    code = "coupon_refused"
    status = 422
    message = _("Kupon bu alışverişte kullanılamaz.")


class CouponUnknown(CouponRefused):
    """The seller has no such code, or it was switched off."""

    code = "coupon_unknown"
    message = _("Bu kupon kodu bulunamadı.")


class CouponNotStarted(CouponRefused):
    """Its time has not come."""

    code = "coupon_not_started"
    message = _("Bu kupon henüz kullanıma açılmadı.")


class CouponExpired(CouponRefused):
    """Its time is over."""

    code = "coupon_expired"
    message = _("Bu kuponun süresi doldu.")


class CouponUsedUp(CouponRefused):
    """All of its uses are spent."""

    code = "coupon_used_up"
    message = _("Bu kuponun kullanım hakkı tükendi.")


class CouponAlreadyUsed(CouponRefused):
    """Once per account, and this account has used it."""

    code = "coupon_already_used"
    message = _("Bu kuponu daha önce kullandınız.")


class CouponWrongProduct(CouponRefused):
    """It is for another product than those on the invoice."""

    code = "coupon_wrong_product"
    message = _("Bu kupon seçtiğiniz hizmet için geçerli değil.")


class CouponWrongCurrency(CouponRefused):
    """A fixed amount in another currency than the invoice's."""

    code = "coupon_wrong_currency"
    message = _("Bu kupon yalnızca %(currency)s ile yapılan alışverişlerde geçerlidir.")


class CouponWithoutEffect(CouponRefused):
    """There is nothing left to lower."""

    code = "coupon_without_effect"
    message = _("Bu alışverişte indirim yapılacak tutar yok.")


class CouponCodeTaken(DomainError):
    """The seller already has a coupon with this code."""

    code = "coupon_code_taken"
    status = 409
    message = _("Bu kupon kodu zaten kullanılıyor.")


class CouponAlreadySpent(DomainError):
    """A coupon that was spent keeps its kind, value and currency, and as many uses as were made."""

    code = "coupon_already_spent"
    status = 409
    message = _("Kullanılmış bir kuponun indirimi değiştirilemez; yeni bir kupon açın.")
