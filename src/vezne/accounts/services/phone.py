"""A user's phone and its history: money sent with an old one still finds whose it was then."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.accounts.errors import PhoneTaken
from vezne.accounts.identifiers import normalise_phone
from vezne.accounts.models import User, UserPhone
from vezne.core.audit import Actor, record
from vezne.core.locks import lock_row


def phone_kept(*, user_id: int, phone: str, now: datetime) -> None:
    """Write into the history that a user has this phone (E.164; empty: none) from `now` on."""
    UserPhone.objects.filter(user_id=user_id, ends_at=None).exclude(phone=phone).update(ends_at=now)
    if phone and not UserPhone.objects.filter(user_id=user_id, phone=phone, ends_at=None).exists():
        UserPhone.objects.create(user_id=user_id, phone=phone, starts_at=now)


@transaction.atomic
def user_phone_change(*, user_id: int, phone: str, actor: Actor, now: datetime) -> User:
    """Give a user another phone to sign in with, or none; the old one stays in the history.

    Raises: NotFound, InvalidPhone, PhoneTaken.
    """
    user = lock_row(User.objects, pk=user_id)
    wanted = normalise_phone(phone) if phone else ""
    if wanted == user.phone:
        return user
    if wanted and User.objects.filter(phone=wanted).exclude(pk=user_id).exists():
        raise PhoneTaken
    user.phone = wanted
    user.save(update_fields=["phone"])
    phone_kept(user_id=user_id, phone=wanted, now=now)
    record(
        actor=actor, action="user.phone_changed", subject=user.public_id, now=now, account_id=None
    )
    return user
