"""Accounts and what makes one a seller."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypedDict

from django.db import IntegrityError, transaction

from vezne.accounts.errors import AlreadySeller, SlugTaken
from vezne.accounts.identifiers import normalise_phone, normalise_tax_id, normalise_tckn
from vezne.accounts.models import Account, AccountKind, SellerProfile
from vezne.accounts.queries import ACCOUNT_TAX_ID
from vezne.core.audit import Actor, record
from vezne.core.crypto import index_of, seal
from vezne.core.errors import NotFound
from vezne.core.locks import lock_row
from vezne.core.scope import acting_as_system
from vezne.core.turkish import fold

FIRST_NUMBER, NUMBERS = 10_000_000, 90_000_000
NUMBER_ATTEMPTS = 20
DEFAULT_REMINDER_DAYS = [7, 3, 1, 0]


class ProfileChanges(TypedDict, total=False):
    """The fields of a seller's profile that may be changed; absent = as it is."""

    brand_name: str
    brand_color: str
    website: str
    mail_from_name: str
    mail_reply_to: str
    sms_header: str
    reminder_days: list[int]
    grace_days: int
    force_3d: bool
    payment_link_days: int
    slug: str
    sign_up_open: bool
    pages_open: bool
    users_by_request: bool


def account_create(
    *,
    kind: str,
    name: str,
    legal_name: str,
    email: str,
    now: datetime,
    actor: Actor,
    tax_id: str = "",
    tax_office: str = "",
    phone: str = "",
    is_operator: bool = False,
    draw: Callable[[int], int] = secrets.randbelow,
) -> Account:
    """Makes an account with a random eight-digit number (`draw`): nobody counts the customers.

    A company has a VKN, or a sole trader's TCKN; a person has a TCKN; either may be missing.

    Raises: InvalidVkn, InvalidTckn, InvalidTaxId, InvalidPhone.
    """
    account = Account(
        kind=kind,
        name=name.strip(),
        legal_name=legal_name.strip(),
        email=email.strip(),
        phone=normalise_phone(phone) if phone else "",
        tax_office=tax_office.strip(),
        is_operator=is_operator,
        created_at=now,
    )
    if tax_id:
        read = normalise_tckn if kind == AccountKind.PERSON else normalise_tax_id
        digits = read(tax_id)
        account.tax_id_sealed = seal(digits, purpose=ACCOUNT_TAX_ID)
        account.tax_id_index = index_of(digits, purpose=ACCOUNT_TAX_ID)
        account.tax_id_tail = digits[-4:]
    with acting_as_system("accounts: a new account has no scope yet"), transaction.atomic():
        _save_with_number(account, draw)
        record(
            actor=actor,
            action="account.created",
            subject=account.public_id,
            now=now,
            account_id=account.pk,
        )
    return account


def _save_with_number(account: Account, draw: Callable[[int], int]) -> None:
    for attempt in range(NUMBER_ATTEMPTS):
        account.number = FIRST_NUMBER + draw(NUMBERS)
        account.search_key = search_key_of(account)
        try:
            with transaction.atomic():
                account.save(force_insert=True)
            return
        except IntegrityError:  # the number is taken: one in some thousands
            account.pk = None
            if attempt == NUMBER_ATTEMPTS - 1:
                raise


def search_key_of(account: Account) -> str:
    """What search reads of an account, folded."""
    return fold(f"{account.name} {account.legal_name} {account.number} {account.email}")


def seller_make(
    *, account_id: int, brand_name: str, now: datetime, actor: Actor, **changes: Any
) -> SellerProfile:
    """Gives an account its desk; `changes` are fields of `ProfileChanges`. For the operator.

    Raises: NotFound, AlreadySeller.
    """
    with acting_as_system("accounts: the operator makes a seller"), transaction.atomic():
        account = lock_row(Account.objects, pk=account_id)
        if account.is_seller:
            raise AlreadySeller
        account.is_seller = True
        account.save(update_fields=["is_seller"])
        profile = SellerProfile(
            account=account, brand_name=brand_name, reminder_days=DEFAULT_REMINDER_DAYS
        )
        for field, value in changes.items():
            setattr(profile, _profile_field(field), value)
        profile.save(force_insert=True)
        record(
            actor=actor,
            action="seller.made",
            subject=account.public_id,
            now=now,
            account_id=account.pk,
        )
    return profile


@transaction.atomic
def seller_profile_change(
    *, account_id: int, changes: ProfileChanges, now: datetime, actor: Actor
) -> SellerProfile:
    """Changes a seller's brand and house rules; what was sold keeps what was agreed then.

    Raises: NotFound for an account that sells nothing, SlugTaken.
    """
    profile = (
        SellerProfile.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(pk=account_id)
        .first()
    )
    if profile is None:
        raise NotFound
    for field, value in changes.items():
        setattr(profile, _profile_field(field), value)
    others = SellerProfile.objects.filter(slug=profile.slug).exclude(pk=account_id)
    if profile.slug and others.exists():
        raise SlugTaken
    profile.save(update_fields=list(changes))
    record(
        actor=actor,
        action="seller.profile_changed",
        subject=profile.account.public_id,
        now=now,
        account_id=account_id,
        fields=sorted(changes),
    )
    return profile


def _profile_field(name: str) -> str:
    if name not in ProfileChanges.__annotations__:
        raise TypeError(f"{name} is not a field of a seller's profile that may be changed")
    return name
