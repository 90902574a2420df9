"""Why metering says no to a whole batch; a single event's refusal is in its result."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError


class BatchTooLarge(DomainError):
    """More events than one batch may hold."""

    code = "metering_batch_too_large"
    status = 422
    message = _("Bir istekte en çok %(most)s kayıt gönderilebilir.")
