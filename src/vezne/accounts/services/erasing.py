"""A person or a person's account is made nameless; what other laws want kept hangs on its row."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from vezne.accounts.models import (
    Account,
    AccountKind,
    Address,
    ApiKey,
    Invitation,
    Membership,
    OneTimeCode,
    SignUp,
    User,
    UserPhone,
)
from vezne.accounts.services.session import sessions_end

NOBODY = "Silinmiş"


@transaction.atomic
def user_anonymise(*, user_id: int) -> dict[str, int]:
    """Take name, addresses and every way of signing in from a user; how much of what went.

    In system scope. The row stays, because entries point at it; nobody can sign in as it.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    gone = {
        "sign_in": sessions_end(user_id=user_id)
        + Authenticator.objects.filter(user_id=user_id).delete()[0],
        "phones": UserPhone.objects.filter(user_id=user_id).delete()[0],
        "sign_ups": SignUp.objects.filter(email=user.email).delete()[0] if user.email else 0,
        "codes": _codes_of(user),
        "person": 1,
    }
    EmailAddress.objects.filter(user_id=user_id).delete()
    if user.email:
        Invitation.objects.filter(email=user.email).delete()
    user.username = f"silinmis-{user.public_id.lower()}"[:60]
    user.first_name, user.last_name = NOBODY, ""
    user.email = user.phone = ""
    user.is_active = False
    user.set_unusable_password()
    user.save()
    return gone


def _codes_of(user: User) -> int:
    mine = OneTimeCode.objects.filter(user_id=user.pk)
    for target in filter(None, (user.email, user.phone)):
        mine = mine | OneTimeCode.objects.filter(target=target)
    return mine.delete()[0]


@transaction.atomic
def memberships_close(*, user_id: int, account_ids: list[int], now: datetime) -> None:
    """End a person's memberships in accounts that are the person's own: nobody is left there.

    In system scope; keys of programs to those accounts end with them.
    """
    rows = Membership.objects.filter(user_id=user_id, account_id__in=account_ids, ended_at=None)
    rows.update(ended_at=now)
    keys = ApiKey.objects.filter(account_id__in=account_ids, revoked_at=None)
    keys.update(revoked_at=now)


@transaction.atomic
def account_anonymise(*, account_id: int) -> dict[str, int]:
    """Take name, contacts, tax number and addresses from a person's account. In system scope.

    Invoices and documents have their own copy of what they must show.
    """
    account = Account.objects.select_for_update().get(pk=account_id, kind=AccountKind.PERSON)
    account.name = account.legal_name = f"{NOBODY} {account.number}"
    account.tax_id_sealed = account.tax_id_index = account.tax_id_tail = ""
    account.tax_office = account.phone = account.email = ""
    account.search_key = str(account.number)
    account.save()
    addresses = Address.objects.filter(account_id=account_id).delete()[0]
    return {"account": 1, "addresses": addresses}
