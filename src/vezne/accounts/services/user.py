"""Users: people who sign in."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F, Func, Value

from vezne.accounts.errors import EmailTaken, InvalidUsername, PhoneTaken, UsernameTaken
from vezne.accounts.identifiers import normalise_phone
from vezne.accounts.models import Theme, User
from vezne.accounts.services.phone import phone_kept
from vezne.core.audit import Actor, record
from vezne.core.ids import ALPHABET

# Begins with a letter and holds no @: what is typed at sign-in can mean one thing only.
USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,59}")
LANGUAGES = ("tr", "en")


@transaction.atomic
def user_create(
    *,
    first_name: str,
    now: datetime,
    actor: Actor,
    last_name: str = "",
    username: str = "",
    email: str = "",
    phone: str = "",
    password: str | None = None,
    password_hash: str = "",
    language: str = "tr",
    email_verified: bool = False,
    must_change_password: bool = False,
) -> User:
    """Makes a user; without `username` a random one, without `password` only a reset link helps.
    `password_hash` is of a password that was checked before.

    An unverified e-mail address is confirmed over a mailed link at the first sign-in.

    Raises: InvalidUsername, InvalidPhone, UsernameTaken, EmailTaken, PhoneTaken.
    """
    username = username.strip() or _random_username()
    # str.lower is right here: a user name is ASCII, or the pattern refuses it.
    username = username.lower()
    if not USERNAME.fullmatch(username):
        raise InvalidUsername
    email = email.strip().lower()
    phone = normalise_phone(phone) if phone else ""
    _refuse_taken(username, email, phone)
    user = User(
        username=username,
        email=email,
        phone=phone,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        language=language,
        must_change_password=must_change_password,
        joined_at=now,
    )
    user.set_password(password)
    user.password = password_hash or user.password
    user.save(force_insert=True)
    phone_kept(user_id=user.pk, phone=phone, now=now)
    if email:
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=email_verified)
    record(actor=actor, action="user.created", subject=user.public_id, now=now, account_id=None)
    return user


def _random_username() -> str:
    return "u" + "".join(secrets.choice(ALPHABET) for _ in range(9))


def _refuse_taken(username: str, email: str, phone: str) -> None:
    if User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken
    if email and User.objects.filter(email__iexact=email).exists():
        raise EmailTaken
    if phone and User.objects.filter(phone=phone).exists():
        raise PhoneTaken


def user_list_close(*, user_id: int, name: str) -> None:
    """The person's first-steps list of a face (panel, desk) is not shown again; twice is once."""
    rows = User.objects.filter(pk=user_id).exclude(closed_lists__contains=[name])
    rows.update(closed_lists=Func(F("closed_lists"), Value(name), function="array_append"))


def user_preferences_change(
    *, user_id: int, language: str | None = None, theme: str | None = None
) -> None:
    """Sets the language and colours of the person's pages; unknown values change nothing."""
    changes = {}
    if language in LANGUAGES:
        changes["language"] = language
    if theme in Theme.values:
        changes["theme"] = theme
    if changes:
        User.objects.filter(pk=user_id).update(**changes)
