"""What can be refused when people choose how they are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError


class HourNotAllowed(DomainError):
    """The hour of the daily mail is none of a day."""

    code = "digest_hour_not_allowed"
    status = 422
    message = _("Günlük özet için 00 ile 23 arasında bir saat seçin.")


class NothingToStop(DomainError):
    """The address is of no mail of ours that can be stopped."""

    code = "nothing_to_stop"
    status = 404
    message = _("Bu bağlantı geçersiz. Bildirimlerinizi panelden değiştirebilirsiniz.")


class DeviceRefused(DomainError):
    """The browser gave an address or a key for pushes that cannot be used."""

    code = "push_device_refused"
    status = 422
    message = _("Bu tarayıcı anlık bildirim için kullanılamıyor.")
