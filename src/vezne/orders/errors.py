"""Why orders say no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError, NotFound


class OrderNotFound(NotFound):
    """No such order in this scope."""

    code = "order_not_found"
    message = _("Sipariş bulunamadı.")


class OrderStateConflict(DomainError):
    """The order stands in a state from which this does not lead on."""

    code = "order_state_conflict"
    status = 409
    message = _("Sipariş bu işlem için uygun durumda değil.")


class OrderAwaitsApproval(DomainError):
    """The trial's buyer has chosen a plan, and the seller has not said its word yet."""

    code = "order_awaits_approval"
    status = 409
    message = _("Bu hizmet için seçtiğiniz paket satıcının onayını bekliyor.")


class SiteMissing(DomainError):
    """The product asks for which site it is bought."""

    code = "order_site_missing"
    status = 422
    message = _("Bu hizmetin hangi site için alındığını yazın.")


class CartEmpty(DomainError):
    """There is nothing to order."""

    code = "cart_empty"
    status = 409
    message = _("Sepetiniz boş.")


class CartFull(DomainError):
    """A cart holds few things."""

    code = "cart_full"
    status = 409
    message = _("Bir sepete en çok %(most)s hizmet koyabilirsiniz.")


class CartOtherCurrency(DomainError):
    """One invoice is in one currency."""

    code = "cart_other_currency"
    status = 409
    message = _("Sepetinizde %(currency)s fiyatlı hizmetler var. Önce onları sipariş edin.")


class CartPriceChanged(DomainError):
    """What the buyer saw is not what it costs now."""

    code = "cart_price_changed"
    status = 409
    message = _("Sepetinizdeki fiyatlar değişti. Yeni tutarı görüp yeniden onaylayın.")


class CartNotFound(NotFound):
    """No such cart or item in this scope, or it was ordered meanwhile."""

    code = "cart_not_found"
    message = _("Sepette böyle bir hizmet yok.")


class NotTheSellersOffer(DomainError):
    """The version or the coupon is another seller's."""

    code = "order_foreign_offer"
    status = 409
    message = _("Bu paket bu satıcıya ait değil.")
