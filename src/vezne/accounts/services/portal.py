"""Links from an outside panel into this one: one use, 60 real seconds, to a few pages only.

The seller's server asks for the link and sends its visitor there. Whether the account buys from
this seller is the caller's question (`ledger` knows it); which pages, which member and which way
back are answered here.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from vezne.accounts.errors import (
    InvalidOrigin,
    PortalLinkUnusable,
    PortalTargetRefused,
    PortalUserUnknown,
    ReturnOriginRefused,
)
from vezne.accounts.models import Membership, PortalSession, Role
from vezne.accounts.queries import hash_of_secret
from vezne.accounts.services.key import normalise_origin
from vezne.accounts.types import PORTAL_SECONDS, PORTAL_TARGETS, ApiKeyBrief, PortalVisit
from vezne.core.audit import Actor, record
from vezne.core.scope import acting_as_system

TOKEN_BYTES = 32
# Ids, and entitlement keys with single dots inside.
_BELOW = re.compile(r"([A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*/){0,4}")


@dataclass(frozen=True, slots=True)
class PortalRequest:
    """What the outside panel asks for; `user` is a member's public id, user name or e-mail."""

    account_id: int
    target: str = "/hizmetlerim/"
    return_url: str = ""
    user: str = ""


def portal_session_create(
    *, key: ApiKeyBrief, wanted: PortalRequest, real_now: datetime, now: datetime, actor: Actor
) -> tuple[PortalSession, str]:
    """Makes a link for a member of the buyer (the first Admin unless named) and gives its token.

    `real_now` is the time outside: links do not live longer when the installation clock stands.

    Raises: PortalTargetRefused, ReturnOriginRefused, PortalUserUnknown.
    """
    _check_target(wanted.target)
    _check_return(wanted.return_url, key)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with acting_as_system("accounts: a seller's key opens a link"), transaction.atomic():
        link = PortalSession(
            account_id=wanted.account_id,
            user_id=_member(wanted).user_id,
            key_id=key.id,
            token_hash=hash_of_secret(token),
            target=wanted.target,
            return_url=wanted.return_url,
            expires_at=real_now + timedelta(seconds=PORTAL_SECONDS),
        )
        link.save(force_insert=True)
        record(
            actor=actor,
            action="portal_session.created",
            subject=key.public_id,
            now=now,
            account_id=wanted.account_id,
            target=wanted.target,
        )
    return link, token


def portal_session_use(
    *, token: str, real_now: datetime, now: datetime, actor: Actor
) -> PortalVisit:
    """Opens a link, once: of two browsers that come at the same moment one is refused.

    Raises: PortalLinkUnusable for a used, late or unknown link, an ended membership, a revoked key.
    """
    with acting_as_system("accounts: a visitor has no scope yet"), transaction.atomic():
        link = _usable(token, real_now)
        if link is None or not _is_member(link):
            raise PortalLinkUnusable
        link.used_at = real_now
        link.save(update_fields=["used_at"])
        record(
            actor=actor,
            action="portal_session.used",
            subject=link.key.public_id,
            now=now,
            account_id=link.account_id,
        )
    return PortalVisit(
        user_id=link.user_id,
        account_id=link.account_id,
        seller_id=link.key.account_id,
        target=link.target,
        return_url=link.return_url,
    )


def _usable(token: str, real_now: datetime) -> PortalSession | None:
    """The link, locked, while it may still be used."""
    links = PortalSession.objects.select_for_update(of=("self",)).select_related("key")
    return links.filter(
        token_hash=hash_of_secret(token),
        used_at=None,
        expires_at__gt=real_now,
        key__revoked_at=None,
    ).first()


def _check_target(target: str) -> None:
    for page in sorted(PORTAL_TARGETS, key=len, reverse=True):
        rest = target.removeprefix(page)
        if rest != target and (not rest or (page != "/" and _BELOW.fullmatch(rest))):
            return
    raise PortalTargetRefused


def _check_return(return_url: str, key: ApiKeyBrief) -> None:
    if not return_url:
        return
    parts = urlsplit(return_url)
    try:
        origin = normalise_origin(f"{parts.scheme}://{parts.netloc}")
    except InvalidOrigin:
        raise ReturnOriginRefused from None
    if origin not in key.return_origins or re.search(r"[\s\\]", return_url):
        raise ReturnOriginRefused


def _member(wanted: PortalRequest) -> Membership:
    members = Membership.objects.filter(
        account_id=wanted.account_id, ended_at=None, user__is_active=True
    ).select_related("user")
    if wanted.user:
        named = wanted.user.lower()
        for member in members:
            user = member.user
            if named in (user.public_id, user.username.lower(), user.email.lower()):
                return member
        raise PortalUserUnknown
    admin = members.filter(role=Role.ADMIN).order_by("created_at", "id").first()
    if admin is None:
        raise PortalUserUnknown
    return admin


def _is_member(link: PortalSession) -> bool:
    return Membership.objects.filter(
        account_id=link.account_id, user_id=link.user_id, ended_at=None, user__is_active=True
    ).exists()
