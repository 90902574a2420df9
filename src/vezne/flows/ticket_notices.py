"""Who hears of a ticket, and in which words; rows in the caller's transaction, in system scope."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Membership, Role
from vezne.accounts.types import Recipient
from vezne.core.scope import acting_as_system
from vezne.core.wording import instant_words
from vezne.flows.notices import tell
from vezne.notify.models import Delivery
from vezne.support.models import Ticket
from vezne.support.queries import last_mail_id, terms_of, writers_of

BUYERS_PAGE = "/destek/{}/"
DESK_PAGE = "/yonetim/destek/{}/"
MAY_REPLY = _("Bu e-postayı yanıtlayarak da yazabilir, dosya ekleyebilirsiniz.")
"""Only where mail comes in: a ticket has a reply address."""
LONGEST_THREAD = 198
SHOWN_BODY = 4_000
"""Characters of an answer that its mail shows; the rest is read in the panel."""


def reply_address(ticket: Ticket) -> str:
    """Where an answer to this ticket's mails goes; empty where no domain is set."""
    domain = terms_of(ticket.seller_id).reply_domain or settings.VEZNE_REPLY_DOMAIN
    return f"destek+{ticket.reply_token}@{domain}" if domain else ""


def may_reply_by_mail(ticket: Ticket) -> bool:
    """True where an answer to this ticket's mails comes in."""
    with acting_as_system("flows: where mail comes in"):
        return bool(reply_address(ticket))


def thread_of(ticket: Ticket) -> str:
    """What a ticket's mails refer to: the id of its thread, and the last mail that came for it."""
    domain = settings.VEZNE_REPLY_DOMAIN or "vezne.invalid"
    thread = f"<{ticket.public_id}@{domain}>"
    last = last_mail_id(ticket)
    return f"{thread} {last}" if last and len(thread) + len(last) < LONGEST_THREAD else thread


def is_own_mail(*, message_id: str, sender: str) -> bool:
    """True for a mail that went out from here, however it came back; in system scope."""
    ours = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    if sender and sender == ours:
        return True
    return bool(message_id) and Delivery.objects.filter(message_id=message_id).exists()


def tell_buyer(
    ticket: Ticket, kind_key: str, *, now: datetime, but: int | None = None, **words: Any
) -> None:
    """Tell the buyer's Admins and whoever opened or wrote in it; `but` is a user left out."""
    address = reply_address(ticket)
    tell(
        kind_key=kind_key,
        seller_id=ticket.seller_id,
        buyer_id=ticket.buyer_id,
        words=_words(ticket) | {"reply": MAY_REPLY if address else ""} | words,
        path=BUYERS_PAGE.format(ticket.public_id),
        subject=ticket.public_id,
        now=now,
        recipients=members_told(
            ticket.buyer_id, roles=(Role.ADMIN,), user_ids=writers_of(ticket), but=but
        ),
        reply_to=address,
        thread=thread_of(ticket),
    )


def tell_seller(ticket: Ticket, kind_key: str, *, now: datetime, **words: Any) -> None:
    """Tell whose ticket it is; while it is nobody's, all who work for the seller."""
    own = [ticket.assignee_id] if ticket.assignee_id else []
    recipients = members_told(ticket.seller_id, roles=(), user_ids=own)
    if not recipients:
        working = (Role.STAFF, Role.MANAGER, Role.ADMIN)
        recipients = members_told(ticket.seller_id, roles=working, user_ids=())
    tell(
        kind_key=kind_key,
        seller_id=ticket.seller_id,
        buyer_id=ticket.seller_id,
        words=_words(ticket) | words,
        path=DESK_PAGE.format(ticket.public_id),
        subject=ticket.public_id,
        now=now,
        recipients=recipients,
    )


def _words(ticket: Ticket) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "buyer": ticket.buyer.name,
        "due": instant_words(ticket.answer_due_at) if ticket.answer_due_at else "",
        "author": "",
        "body": "",
        "into": "",
        "reply": "",
    }


def shown_body(body: str) -> str:
    """As much of it as a mail carries."""
    return body if len(body) <= SHOWN_BODY else f"{body[:SHOWN_BODY]} […]"


def members_told(
    account_id: int, *, roles: Collection[str], user_ids: Collection[int], but: int | None = None
) -> list[Recipient]:
    """The active members with one of the roles, and those of the users who are members."""
    with acting_as_system("flows: who hears of a ticket"):
        rows = Membership.objects.filter(
            Q(role__in=list(roles)) | Q(user__in=list(user_ids)),
            account_id=account_id,
            ended_at=None,
            user__is_active=True,
        )
        found = rows.exclude(user=but) if but else rows
        return [
            Recipient(
                user_id=row.user_id,
                name=row.user.full_name,
                email=row.user.email,
                phone=row.user.phone,
                language=row.user.language,
            )
            for row in found.select_related("user").order_by("user_id")
        ]
