"""Passwords: checked against what everybody tries first, set, and made to be changed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from vezne.accounts.errors import WeakPassword
from vezne.accounts.models import User
from vezne.core.audit import Actor, record
from vezne.core.locks import lock_row


def password_check(password: str, user: User | None = None) -> None:
    """Refuses what is short, common, breached or like the person's own name. Raises: WeakPassword.

    Offline: Django's 20,000 and our Turkish list; nothing leaves the house.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(reasons=" ".join(error.messages)) from None


@transaction.atomic
def user_password_set(
    *, user_id: int, password: str, now: datetime, actor: Actor, must_change: bool = False
) -> User:
    """Gives a user another password; every open session ends by it, and so does a reset link.

    `must_change`: somebody else chose it, so it is changed at the next sign-in.

    Raises: NotFound, WeakPassword.
    """
    user = lock_row(User.objects, pk=user_id)
    password_check(password, user)
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])
    record(
        actor=actor, action="user.password_set", subject=user.public_id, now=now, account_id=None
    )
    return user
