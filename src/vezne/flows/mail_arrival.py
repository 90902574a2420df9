"""A mail at the door: whose it is by its envelope, whether it comes too often, and kept at once.

Nothing of it is read here but its head; the job `support.mail` does the rest (`ticket_mail`).
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from vezne.accounts.models import Account
from vezne.applications.queries import seller_of_address
from vezne.core import ports
from vezne.core.files import file_drop, raw_keep
from vezne.core.scope import acting_as_system
from vezne.support import services
from vezne.support.mail_reading import Envelope, MailHead, read_head
from vezne.support.models import Ticket
from vezne.support.queries import (
    seller_of_domain,
    seller_of_mailbox,
    ticket_addressed,
    token_of,
)
from vezne.support.services.mail import Kept


def seller_addressed(address: str) -> int | None:
    """Whose mail an address of an envelope is; None for a place that we do not keep.

    A ticket's reply address is its seller's; a token that is nobody's is the domain's seller's,
    on the installation's own domain the operator's. In system scope.
    """
    ticket = ticket_addressed([address])
    if ticket is not None:
        return ticket.seller_id
    found = seller_of_mailbox(address) or seller_of_address(address)
    if found is not None or not token_of(address):
        return found
    domain = address.rpartition("@")[2].lower()
    if domain and domain == settings.VEZNE_REPLY_DOMAIN.lower():
        rows = Account.objects.filter(is_operator=True, is_seller=True).order_by("pk")
        return rows.values_list("pk", flat=True).first()
    return seller_of_domain(domain)


def address_accepted(address: str) -> bool:
    """True when a mail to this address is kept."""
    with acting_as_system("mail: an address"):
        return seller_addressed(address) is not None


def mail_arrived(*, raw: bytes, envelope: Envelope, now: datetime) -> int:
    """Keep a mail for each seller that it is addressed to and defer the job `support.mail`.

    Returns how many were new: a mail that came before is kept once. Outside any transaction.
    Raises: TooManyMails.
    """
    head = read_head(raw, envelope)
    with acting_as_system("mail: arrival"):
        ticket = ticket_addressed((*envelope.recipients, *head.addressed))
        known = ticket.seller_id if ticket else None
        asked = (seller_addressed(one) for one in envelope.recipients)
        sellers = dict.fromkeys(one for one in asked if one is not None)
        for seller_id in sellers:
            services.check_rate(
                seller_id=seller_id, sender=head.sender, is_known=seller_id == known, now=now
            )
        tickets = {seller_id: ticket if seller_id == known else None for seller_id in sellers}
        return sum(
            _keep(seller_id, of, head, envelope, raw, now) for seller_id, of in tickets.items()
        )


def _keep(  # noqa: PLR0917 (one mail, taken apart)
    seller_id: int,
    ticket: Ticket | None,
    head: MailHead,
    envelope: Envelope,
    raw: bytes,
    now: datetime,
) -> int:
    """One seller's copy; the original is on the disk before its row is."""
    key = raw_keep(raw)
    kept = Kept(head=head, envelope=envelope, raw_key=key, size_bytes=len(raw))
    with transaction.atomic():
        row, is_new = services.mail_keep(
            seller_id=seller_id, ticket_id=ticket.pk if ticket else None, kept=kept, now=now
        )
        if is_new:
            ports.jobs().defer("support.mail", mail_id=row.pk)
    if not is_new:
        file_drop(key)
    return int(is_new)
