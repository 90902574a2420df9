"""What can be refused about a person's data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError


class ErasureOpen(DomainError):
    """The person has asked already, and nobody has answered yet."""

    code = "erasure_open"
    status = 409
    message = _("Silme talebiniz zaten inceleniyor.")


class ErasureOver(DomainError):
    """The wish was answered or taken back meanwhile."""

    code = "erasure_over"
    status = 409
    message = _("Bu silme talebi sonuçlanmış.")


class ErasureBlocked(DomainError):
    """Something must be settled first; `reasons` says what."""

    code = "erasure_blocked"
    status = 409
    message = _("Önce sonuçlanması gerekenler var: %(reasons)s")
