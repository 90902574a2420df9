"""Users of an account: made, invited and removed by its Admin, or by its seller where it says so.

A seller may keep this to itself for its buyers (`users_by_request`, as bill networks do): then the
account's own Admin sees the users, and asks the seller for a change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from vezne.accounts.errors import EmailTaken, PhoneTaken, UsernameTaken
from vezne.accounts.models import Account, Invitation, SellerProfile, User
from vezne.accounts.services import (
    Invited,
    invitation_create,
    membership_end,
    membership_grant,
    password_check,
    user_create,
)
from vezne.core import ports
from vezne.core.audit import Actor
from vezne.core.scope import acting_as_system
from vezne.flows.errors import PersonNotMade, UsersByRequest
from vezne.followup.services import representatives_leave
from vezne.ledger.queries import list_current_accounts


@dataclass(frozen=True, slots=True)
class NewMember:
    """What an Admin fills in for a person who gets a first password; texts as typed."""

    first_name: str
    last_name: str
    password: str
    role: str
    email: str = ""
    phone: str = ""
    username: str = ""
    scopes: dict[str, Any] = field(default_factory=dict)


def by_request_of(account: Account | int) -> str:
    """The brand that adds and removes this account's users over requests; empty: its Admin does.

    One such seller is enough: it answers for who may use what it sells.
    """
    account_id = account if isinstance(account, int) else account.pk
    sellers = list_current_accounts(buyer_id=account_id).values_list("seller_id", flat=True)
    row = SellerProfile.objects.filter(pk__in=list(sellers), users_by_request=True)
    return str(row.order_by("pk").values_list("brand_name", flat=True).first() or "")


def _refuse_own(account_id: int, *, by_seller: bool) -> None:
    brand = "" if by_seller else by_request_of(account_id)
    if brand:
        raise UsersByRequest(brand=brand)


@transaction.atomic
def member_create(
    *, account_id: int, person: NewMember, now: datetime, actor: Actor, by_seller: bool = False
) -> User:
    """Make a user with a first password, to be changed at the first sign-in, and seat them.

    An e-mail address is confirmed over a mailed link at the first sign-in. Which of name, address
    or phone somebody else has is not said.

    Raises: UsersByRequest, WeakPassword, InvalidPhone, InvalidUsername, PersonNotMade.
    """
    _refuse_own(account_id, by_seller=by_seller)
    password_check(
        person.password,
        User(
            username=person.username,
            email=person.email,
            first_name=person.first_name,
            last_name=person.last_name,
        ),
    )
    try:
        user = user_create(
            first_name=person.first_name,
            last_name=person.last_name,
            username=person.username,
            email=person.email,
            phone=person.phone,
            password=person.password,
            must_change_password=True,
            now=now,
            actor=actor,
        )
    except (EmailTaken, PhoneTaken, UsernameTaken):
        raise PersonNotMade from None
    membership_grant(
        user_id=user.pk,
        account_id=account_id,
        role=person.role,
        scopes=person.scopes,
        now=now,
        actor=actor,
    )
    return user


@transaction.atomic
def member_invite(
    *,
    account_id: int,
    invited: Invited,
    real_now: datetime,
    now: datetime,
    actor: Actor,
    by_seller: bool = False,
) -> Invitation:
    """Ask somebody by mail to join; the mail goes after commit.

    Raises: UsersByRequest, AlreadyMember.
    """
    _refuse_own(account_id, by_seller=by_seller)
    row = invitation_create(
        account_id=account_id, invited=invited, real_now=real_now, now=now, actor=actor
    )
    ports.jobs().defer("people.invitation", invitation_id=row.pk)
    return row


@transaction.atomic
def member_remove(
    *, account_id: int, membership_id: int, now: datetime, actor: Actor, by_seller: bool = False
) -> None:
    """End a membership; access ends at once. Raises: UsersByRequest, LastAdmin, NotFound."""
    _refuse_own(account_id, by_seller=by_seller)
    row = membership_end(account_id=account_id, membership_id=membership_id, now=now, actor=actor)
    with acting_as_system("flows: who leaves a seller's team represents nobody"):
        representatives_leave(seller_id=account_id, user_id=row.user_id)
