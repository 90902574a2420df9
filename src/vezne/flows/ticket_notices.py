"""Who hears of a ticket, and in which words; rows in the caller's transaction, in system scope."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from vezne.accounts.models import Membership, Role
from vezne.accounts.types import Recipient
from vezne.core.scope import acting_as_system
from vezne.core.wording import instant_words
from vezne.flows.notices import tell
from vezne.support.models import Ticket
from vezne.support.queries import terms_of, writers_of

BUYERS_PAGE = "/destek/{}/"
DESK_PAGE = "/yonetim/destek/{}/"
SHOWN_BODY = 4_000
"""Characters of an answer that its mail shows; the rest is read in the panel."""


def reply_address(ticket: Ticket) -> str:
    """Where an answer to this ticket's mails goes; empty where no domain is set."""
    domain = terms_of(ticket.seller_id).reply_domain or settings.VEZNE_REPLY_DOMAIN
    return f"destek+{ticket.reply_token}@{domain}" if domain else ""


def thread_of(ticket: Ticket) -> str:
    """The Message-ID under which all mails of a ticket stand together."""
    domain = settings.VEZNE_REPLY_DOMAIN or "vezne.invalid"
    return f"<{ticket.public_id}@{domain}>"


def tell_buyer(
    ticket: Ticket, kind_key: str, *, now: datetime, but: int | None = None, **words: Any
) -> None:
    """Tell the buyer's Admins and whoever opened or wrote in it; `but` is a user left out."""
    tell(
        kind_key=kind_key,
        seller_id=ticket.seller_id,
        buyer_id=ticket.buyer_id,
        words=_words(ticket) | words,
        path=BUYERS_PAGE.format(ticket.public_id),
        subject=ticket.public_id,
        now=now,
        recipients=members_told(
            ticket.buyer_id, roles=(Role.ADMIN,), user_ids=writers_of(ticket), but=but
        ),
        reply_to=reply_address(ticket),
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
