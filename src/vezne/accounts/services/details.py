"""What stands in an account's head: title, address of mail, phone, and who an individual is.

Not for the account's own pages: these change over an application that its seller approves.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from allauth.account.models import EmailAddress
from django.db import transaction

from vezne.accounts.errors import EmailTaken
from vezne.accounts.identifiers import normalise_phone, normalise_tckn
from vezne.accounts.models import Account, Membership, Role, User
from vezne.accounts.queries import ACCOUNT_TAX_ID
from vezne.accounts.services.account import search_key_of
from vezne.accounts.services.session import sessions_end
from vezne.core.audit import Actor, record
from vezne.core.crypto import index_of, seal
from vezne.core.locks import lock_row


class DetailChanges(TypedDict, total=False):
    """What is to be another; absent = as it is."""

    legal_name: str
    email: str
    phone: str
    tax_office: str


@transaction.atomic
def account_details_change(
    *, account_id: int, changes: DetailChanges, now: datetime, actor: Actor
) -> Account:
    """Change an account's head; written invoices keep their copy. In system scope.

    Another e-mail address is also that of its Admins who signed in with the old one: they confirm
    it at their next sign-in, and their open sessions end.
    Raises: NotFound, InvalidPhone, EmailTaken.
    """
    account = lock_row(Account.objects, pk=account_id)
    before = account.email
    if "legal_name" in changes:
        account.legal_name = changes["legal_name"].strip()
    if "tax_office" in changes:
        account.tax_office = changes["tax_office"].strip()
    if "phone" in changes:
        account.phone = normalise_phone(changes["phone"])
    if "email" in changes:
        account.email = changes["email"].strip().lower()
    account.search_key = search_key_of(account)
    account.save()
    if account.email.lower() != before.lower():
        _move_sign_in(account, before, now=now, actor=actor)
    _record("account.details_changed", account, now=now, actor=actor, fields=sorted(changes))
    return account


@transaction.atomic
def account_identity_set(
    *, account_id: int, legal_name: str, tckn: str, now: datetime, actor: Actor
) -> Account:
    """Give an individual the name and identity number that its documents show. In system scope.

    Raises: NotFound, InvalidTckn.
    """
    account = lock_row(Account.objects, pk=account_id)
    digits = normalise_tckn(tckn)
    if account.name == account.legal_name:
        account.name = legal_name[:120]
    account.legal_name = legal_name
    account.tax_id_sealed = seal(digits, purpose=ACCOUNT_TAX_ID)
    account.tax_id_index = index_of(digits, purpose=ACCOUNT_TAX_ID)
    account.tax_id_tail = digits[-4:]
    account.search_key = search_key_of(account)
    account.save()
    _record("account.identity_set", account, now=now, actor=actor)
    return account


def _move_sign_in(account: Account, before: str, *, now: datetime, actor: Actor) -> None:
    """The Admin who signs in with the account's old address does it with the new one."""
    seats = Membership.objects.filter(account=account, role=Role.ADMIN, ended_at=None)
    rows = User.objects.select_for_update().filter(
        pk__in=list(seats.values_list("user_id", flat=True)), email__iexact=before
    )
    for user in rows:
        if User.objects.filter(email__iexact=account.email).exclude(pk=user.pk).exists():
            raise EmailTaken
        user.email = account.email
        user.save(update_fields=["email"])
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
        sessions_end(user_id=user.pk)
        record(
            actor=actor,
            action="user.email_changed",
            subject=user.public_id,
            now=now,
            account_id=account.pk,
        )


def _record(action: str, account: Account, *, now: datetime, actor: Actor, **more: object) -> None:
    record(
        actor=actor,
        action=action,
        subject=account.public_id,
        now=now,
        account_id=account.pk,
        **more,
    )
