"""What can be refused about endpoints."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError


class AddressRefused(DomainError):
    """The address is not a public https address."""

    code = "webhook_address_refused"
    status = 422
    message = _("Bildirim adresi herkese açık bir https adresi olmalı.")
