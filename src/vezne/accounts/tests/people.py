"""Accounts and people for tests, made through the services: Ayşe owns, Bora helps, Ceren must see
nothing, Deniz is staff of the seller."""

from __future__ import annotations

from datetime import UTC, datetime

from vezne.accounts.models import Account, AccountKind, Membership, Role, User
from vezne.accounts.services import account_create, membership_grant, seller_make, user_create
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as_system

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PASSWORD = "cicek-bahcesi-42"


def make_account(name: str = "Papatya", *, is_operator: bool = False) -> Account:
    """A company with a valid VKN."""
    return account_create(
        kind=AccountKind.COMPANY,
        name=name,
        legal_name=f"{name} Ticaret Ltd. Şti.",
        email="sahip@papatya.example",
        tax_id="4540536920",
        tax_office="Şişli",
        phone="0541 123 45 67",
        is_operator=is_operator,
        now=NOW,
        actor=SYSTEM,
    )


def make_seller(name: str = "Robo", *, is_operator: bool = False) -> Account:
    """A company with a desk."""
    account = make_account(name, is_operator=is_operator)
    seller_make(account_id=account.pk, brand_name=name, now=NOW, actor=SYSTEM)
    account.is_seller = True
    return account


def make_user(name: str = "Ayşe", *, username: str = "", email: str = "", phone: str = "") -> User:
    """A person with `PASSWORD` and a confirmed e-mail address, if any."""
    return user_create(
        first_name=name,
        last_name="Demir",
        username=username,
        email=email,
        phone=phone,
        password=PASSWORD,
        email_verified=True,
        now=NOW,
        actor=SYSTEM,
    )


def seat_user(user: User, account: Account, role: str = Role.ADMIN) -> Membership:
    """Makes the user a member."""
    with acting_as_system("test"):
        return membership_grant(
            user_id=user.pk, account_id=account.pk, role=role, now=NOW, actor=SYSTEM
        )
