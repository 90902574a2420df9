"""Payment links: signed, for one invoice, with an end; nothing is stored for them."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError

SALT = "vezne.payment-link"


class LinkUnusable(DomainError):
    """The link is damaged or its time is over."""

    code = "payment_link_unusable"
    status = 410
    message = _("Bu ödeme bağlantısının süresi dolmuş. Göndericiden yenisini isteyin.")


def make_link(*, invoice_public_id: str, days: int) -> str:
    """A token that opens the payment of one invoice for `days` real days."""
    return signing.dumps([invoice_public_id, days], salt=SALT, compress=False)


def read_link(token: str) -> str:
    """The invoice of a token. Raises: LinkUnusable."""
    try:
        invoice_public_id, days = signing.loads(token, salt=SALT)
        signing.loads(token, salt=SALT, max_age=timedelta(days=int(days)))
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkUnusable from None
    return str(invoice_public_id)
