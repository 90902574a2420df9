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


class SiteMissing(DomainError):
    """The product asks for which site it is bought."""

    code = "order_site_missing"
    status = 422
    message = _("Bu hizmetin hangi site için alındığını yazın.")


class NotTheSellersOffer(DomainError):
    """The version or the coupon is another seller's."""

    code = "order_foreign_offer"
    status = 409
    message = _("Bu paket bu satıcıya ait değil.")
