"""Reads about the people of an account: members, invitations, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from vezne.accounts.models import Account, ApiKey, Invitation, Membership, Role, User
from vezne.accounts.queries import hash_of_secret
from vezne.accounts.types import ROLE_RANK, role_covers
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as_system


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A member in force, as the users' page shows it."""

    membership_id: int
    user_id: int
    public_id: str  # the user's
    name: str
    username: str
    email: str
    phone: str
    role: str
    scopes: dict[str, object]
    since: datetime
    last_login: datetime | None
    must_change_password: bool

    @property
    def role_label(self) -> str:
        """In words."""
        return str(Role(self.role).label)


def team_of(account_id: int) -> list[TeamRow]:
    """Members in force, the highest role first, then by name."""
    rows = Membership.objects.filter(account_id=account_id, ended_at=None).select_related("user")
    team = [_team_row(row) for row in rows.order_by("created_at", "id")]
    return sorted(team, key=lambda row: -ROLE_RANK[row.role])


def get_member_of(account_id: int, user_public_id: str) -> TeamRow:
    """One member in force by the user's public id. Raises: NotFound."""
    row = (
        Membership.objects.filter(
            account_id=account_id, ended_at=None, user__public_id=user_public_id
        )
        .select_related("user")
        .first()
    )
    if row is None:
        raise NotFound
    return _team_row(row)


def _team_row(row: Membership) -> TeamRow:
    return TeamRow(
        membership_id=row.pk,
        user_id=row.user_id,
        public_id=row.user.public_id,
        name=row.user.full_name,
        username=row.user.username,
        email=row.user.email,
        phone=row.user.phone,
        role=row.role,
        scopes=row.scopes,
        since=row.created_at,
        last_login=row.user.last_login,
        must_change_password=row.user.must_change_password,
    )


def open_invitations_of(account_id: int) -> list[Invitation]:
    """Invitations that nobody has accepted or taken back yet, also late ones; newest first."""
    rows = Invitation.objects.filter(account_id=account_id, accepted_at=None, revoked_at=None)
    return list(rows.order_by("-created_at", "-id"))


def keys_made_by(account_id: int, user_id: int) -> list[ApiKey]:
    """Keys in force of an account that this user made: they end with the membership."""
    rows = ApiKey.objects.filter(account_id=account_id, created_by_id=user_id, revoked_at=None)
    return list(rows.order_by("created_at", "id"))


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What the reader of a link sees: who asks, in which role, and whether they have a user."""

    email: str
    role_label: str
    account: Account
    user_id: int | None  # of the person with this address; null: has none yet


def find_invitation(token: str, *, real_now: datetime) -> OpenInvitation | None:
    """The invitation behind a link that still works. Reading it changes nothing."""
    with acting_as_system("accounts: an invited person has no scope yet"):
        row = (
            Invitation.objects.filter(
                token_hash=hash_of_secret(token),
                accepted_at=None,
                revoked_at=None,
                expires_at__gt=real_now,
            )
            .select_related("account")
            .first()
        )
        if row is None:
            return None
        known = User.objects.filter(email__iexact=row.email).first()
        return OpenInvitation(
            email=row.email,
            role_label=str(Role(row.role).label),
            account=row.account,
            user_id=known.pk if known else None,
        )


# -- what a role may -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ability:
    """A line of the readable matrix: something one does, and the lowest role that may."""

    words: str | Promise
    role: str

    @property
    def marks(self) -> list[bool]:
        """For each role of `MATRIX_ROLES`, whether it may."""
        return [role_covers(role, self.role) for role in MATRIX_ROLES]


MATRIX_ROLES = (Role.ADMIN, Role.MANAGER, Role.STAFF, Role.VIEWER)
