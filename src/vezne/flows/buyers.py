"""Somebody new at a seller: an account with its first Admin and an open current account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.accounts.models import Account, Role, User
from vezne.accounts.queries import admins_of, get_account
from vezne.accounts.services import (
    account_create,
    membership_grant,
    seller_make,
    user_create,
)
from vezne.content.services import texts_start
from vezne.core.audit import Actor, record
from vezne.core.scope import acting_as_system
from vezne.flows.errors import AdminMissing
from vezne.flows.notices import tell
from vezne.ledger.services import current_account_open

WELCOME_PATH = "/sifremi-unuttum/"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What the desk fills in of a firm or person; texts as typed."""

    kind: str
    name: str
    legal_name: str
    email: str
    phone: str = ""
    tax_id: str = ""
    tax_office: str = ""


@dataclass(frozen=True, slots=True)
class NewAdmin:
    """The person who will be the account's first Admin."""

    first_name: str
    last_name: str
    email: str


@transaction.atomic
def buyer_open(
    *, seller_id: int, account: NewAccount, admin: NewAdmin, now: datetime, actor: Actor
) -> Account:
    """Make an account that buys from the seller; its Admin is told by mail to choose a password.

    Raises: InvalidVkn, InvalidTckn, InvalidTaxId, InvalidPhone, EmailTaken.
    """
    with acting_as_system("flows: a new buyer"):
        row = account_create(
            kind=account.kind,
            name=account.name,
            legal_name=account.legal_name or account.name,
            email=account.email,
            phone=account.phone,
            tax_id=account.tax_id,
            tax_office=account.tax_office,
            now=now,
            actor=actor,
        )
        user = _seat_admin(row, admin, now, actor)
        current_account_open(seller_id=seller_id, buyer_id=row.pk, now=now)
        record(
            actor=actor, action="buyer.opened", subject=row.public_id, now=now, account_id=seller_id
        )
    _welcome(row, user, seller_id, now)
    return row


@transaction.atomic
def seller_open(
    *,
    account_id: int,
    brand_name: str,
    admin: NewAdmin | None,
    now: datetime,
    actor: Actor,
) -> Account:
    """Give an account its desk, the default texts and its house account; for the operator.

    Raises: NotFound, AlreadySeller, EmailTaken, AdminMissing (nobody could sign in to it).
    """
    with acting_as_system("flows: a new seller"):
        seller_make(account_id=account_id, brand_name=brand_name, now=now, actor=actor)
        texts_start(seller_id=account_id, actor=actor, now=now)
        current_account_open(seller_id=account_id, buyer_id=account_id, now=now)
        row = get_account(account_id)
        if admin is not None:
            user = _seat_admin(row, admin, now, actor)
        elif not admins_of(account_id):
            raise AdminMissing
    if admin is not None:
        _welcome(row, user, account_id, now)
    return row


def _seat_admin(account: Account, admin: NewAdmin, now: datetime, actor: Actor) -> User:
    user = user_create(
        first_name=admin.first_name,
        last_name=admin.last_name,
        email=admin.email,
        now=now,
        actor=actor,
    )
    membership_grant(user_id=user.pk, account_id=account.pk, role=Role.ADMIN, now=now, actor=actor)
    return user


def _welcome(account: Account, user: User, seller_id: int, now: datetime) -> None:
    tell(
        kind_key="account.opened",
        seller_id=seller_id,
        buyer_id=account.pk,
        words={"email": user.email, "name": user.full_name},
        path=WELCOME_PATH,
        subject=account.public_id,
        now=now,
    )
