"""Invitations: a link by mail that makes its reader a member, once, until its time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from vezne.accounts.errors import AlreadyMember, InvitationUnusable
from vezne.accounts.models import Invitation, Membership, Role, User
from vezne.accounts.queries import hash_of_secret
from vezne.accounts.services.membership import membership_grant
from vezne.accounts.services.password import password_check
from vezne.accounts.services.user import user_create
from vezne.core.audit import Actor, record
from vezne.core.crypto import seal
from vezne.core.errors import NotFound
from vezne.core.locks import lock_row
from vezne.core.scope import acting_as_system

INVITATION_DAYS = 7
TOKEN_BYTES = 32
TOKEN_SEALED_AS = "accounts_invitation.token"  # noqa: S105 - what the seal is bound to


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is asked to join, in which role."""

    email: str
    role: str
    language: str = "tr"
    scopes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What an invited person without a user fills in."""

    first_name: str
    last_name: str
    password: str


@transaction.atomic
def invitation_create(
    *, account_id: int, invited: Invited, real_now: datetime, now: datetime, actor: Actor
) -> Invitation:
    """Asks an address to join; an open invitation of the same address is replaced.

    Raises: AlreadyMember.
    """
    email = invited.email.strip().lower()
    in_force = Membership.objects.filter(account_id=account_id, ended_at=None)
    if in_force.filter(user__email__iexact=email).exists():
        raise AlreadyMember
    open_ones = Invitation.objects.filter(
        account_id=account_id, email=email, accepted_at=None, revoked_at=None
    )
    open_ones.update(revoked_at=now, token_sealed="")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = Invitation(
        account_id=account_id,
        email=email,
        role=Role(invited.role).value,
        scopes=invited.scopes,
        language=invited.language,
        invited_by_id=actor.id if actor.kind == "user" else None,
        token_hash=hash_of_secret(token),
        token_sealed=seal(token, purpose=TOKEN_SEALED_AS),
        created_at=now,
        expires_at=real_now + timedelta(days=INVITATION_DAYS),
    )
    row.save(force_insert=True)
    _record("invitation.created", row, now=now, actor=actor)
    return row


@transaction.atomic
def invitation_revoke(*, account_id: int, public_id: str, now: datetime, actor: Actor) -> None:
    """Takes an open invitation back; its link dies. Raises: NotFound."""
    row = lock_row(Invitation.objects, account_id=account_id, public_id=public_id, accepted_at=None)
    if row.revoked_at is None:
        row.revoked_at, row.token_sealed = now, ""
        row.save(update_fields=["revoked_at", "token_sealed"])
        _record("invitation.revoked", row, now=now, actor=actor)


def invitation_accept(
    *,
    token: str,
    person: NewPerson | None,
    user: User | None,
    real_now: datetime,
    now: datetime,
    actor: Actor,
) -> tuple[User, int]:
    """Makes the reader a member, once: a new `person`, or the signed-in `user` whose address it is.

    Gives the user and the account's id. Who opened the link has the mailbox, so its address counts
    as confirmed.

    Raises: InvitationUnusable (used, late, taken back, another's), WeakPassword.
    """
    with acting_as_system("accounts: an invited person has no scope yet"), transaction.atomic():
        row = (
            Invitation.objects.select_for_update()
            .filter(
                token_hash=hash_of_secret(token),
                accepted_at=None,
                revoked_at=None,
                expires_at__gt=real_now,
            )
            .first()
        )
        if row is None:
            raise InvitationUnusable
        member = _member_of(row, person, user, now, actor)
        try:
            membership_grant(
                user_id=member.pk,
                account_id=row.account_id,
                role=row.role,
                scopes=row.scopes,
                now=now,
                actor=actor,
            )
        except (AlreadyMember, NotFound):
            raise InvitationUnusable from None
        row.accepted_at, row.token_sealed = now, ""
        row.save(update_fields=["accepted_at", "token_sealed"])
        _record("invitation.accepted", row, now=now, actor=actor)
    return member, row.account_id


def _member_of(
    row: Invitation, person: NewPerson | None, user: User | None, now: datetime, actor: Actor
) -> User:
    known = User.objects.filter(email__iexact=row.email).first()
    if known is not None:
        if user is None or user.pk != known.pk:
            raise InvitationUnusable
        return known
    if person is None:
        raise InvitationUnusable
    password_check(
        person.password,
        User(email=row.email, first_name=person.first_name, last_name=person.last_name),
    )
    return user_create(
        first_name=person.first_name,
        last_name=person.last_name,
        email=row.email,
        password=person.password,
        language=row.language,
        email_verified=True,
        now=now,
        actor=actor,
    )


def _record(action: str, row: Invitation, *, now: datetime, actor: Actor) -> None:
    record(
        actor=actor,
        action=action,
        subject=row.public_id,
        now=now,
        account_id=row.account_id,
        email=row.email,
        role=row.role,
    )
