"""Who belongs to an account, in which role. Called in the scope of that account, or the system's.

Every change locks the account's Admins first, so two Admins cannot end each other at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from vezne.accounts.errors import AlreadyMember, LastAdmin
from vezne.accounts.models import Account, ApiKey, Membership, Role, User
from vezne.accounts.services.session import sessions_end
from vezne.core.audit import Actor, record
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as_system


@transaction.atomic
def membership_grant(
    *,
    user_id: int,
    account_id: int,
    role: str,
    now: datetime,
    actor: Actor,
    scopes: dict[str, Any] | None = None,
) -> Membership:
    """Lets a user in with one role; `scopes` is what modules add.

    Raises: AlreadyMember, NotFound.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    account = Account.objects.filter(pk=account_id).first()
    if user is None or account is None:
        raise NotFound
    if Membership.objects.filter(user=user, account=account, ended_at=None).exists():
        raise AlreadyMember
    membership = Membership(
        user=user, account=account, role=Role(role).value, scopes=scopes or {}, created_at=now
    )
    membership.save(force_insert=True)
    _record("membership.granted", membership, now=now, actor=actor, role=membership.role)
    return membership


@transaction.atomic
def membership_change(
    *,
    account_id: int,
    membership_id: int,
    role: str,
    now: datetime,
    actor: Actor,
    scopes: dict[str, Any] | None = None,
) -> Membership:
    """Gives a member another role, and other scopes where they are named.

    Raises: LastAdmin, NotFound.
    """
    membership = _locked(account_id, membership_id, leaves_admin=role != Role.ADMIN)
    before, membership.role = membership.role, Role(role).value
    membership.scopes = membership.scopes if scopes is None else scopes
    membership.save(update_fields=["role", "scopes"])
    _record("membership.changed", membership, now=now, actor=actor, role=role, before=before)
    return membership


@transaction.atomic
def membership_end(
    *, account_id: int, membership_id: int, now: datetime, actor: Actor
) -> Membership:
    """Ends a membership at once: its pages and links shut, keys that this user made are revoked,
    and a user who belongs nowhere else is signed out everywhere. Raises: LastAdmin, NotFound.
    """
    membership = _locked(account_id, membership_id, leaves_admin=True)
    membership.ended_at = now
    membership.save(update_fields=["ended_at"])
    keys = ApiKey.objects.filter(account_id=account_id, created_by_id=membership.user_id)
    keys.filter(revoked_at=None).update(revoked_at=now)
    with acting_as_system("accounts: has a removed user another account"):
        elsewhere = Membership.objects.filter(user_id=membership.user_id, ended_at=None).exists()
    if not elsewhere:
        sessions_end(user_id=membership.user_id)
    _record("membership.ended", membership, now=now, actor=actor, role=membership.role)
    return membership


def _locked(account_id: int, membership_id: int, *, leaves_admin: bool) -> Membership:
    """The membership in force, locked together with all Admins of its account."""
    in_force = Membership.objects.filter(account_id=account_id, ended_at=None)
    # Evaluated as a list: rows that changed while we waited for them are read again.
    admins = list(
        in_force.filter(role=Role.ADMIN, user__is_active=True)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    membership = (
        in_force.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk=membership_id)
        .first()
    )
    if membership is None:
        raise NotFound
    others = [row for row in admins if row.pk != membership.pk]
    if leaves_admin and membership.role == Role.ADMIN and not others:
        raise LastAdmin
    return membership


def _record(
    action: str, membership: Membership, *, now: datetime, actor: Actor, **details: Any
) -> None:
    record(
        actor=actor,
        action=action,
        subject=membership.user.public_id,
        now=now,
        account_id=membership.account_id,
        **details,
    )
