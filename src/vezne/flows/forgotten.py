"""Forgotten passwords: by a mailed link, a code to the registered phone, over the call centre.

What is asked for is written for everybody; only the job that sends knows whether it is somebody's.
Staff can have a code sent to the registered phone of a caller whom it has verified, and never sees
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.accounts.identifiers import is_mobile
from vezne.accounts.models import Account, CodePurpose, Membership, User
from vezne.accounts.people import TeamRow, get_member_of, team_of
from vezne.accounts.services import (
    CodeWish,
    code_make,
    code_use,
    sessions_end,
    user_password_set,
)
from vezne.core import ports
from vezne.core.audit import Actor, record
from vezne.core.scope import acting_as_system
from vezne.flows.errors import NoPhoneForCode


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a new password: the address or phone, its language, from where."""

    target: str
    language: str = "tr"
    ip: str | None = None
    voice_id: int | None = None


@transaction.atomic
def password_mail_ask(*, asked: Asked, real_now: datetime) -> None:
    """Have a link mailed, if the address is somebody's; else a mail that says that it is not."""
    code = code_make(wish=_wish(CodePurpose.PASSWORD_MAIL, asked), real_now=real_now)
    ports.jobs().defer("people.password_mail", code_id=code.pk)


@transaction.atomic
def password_sms_ask(*, asked: Asked, real_now: datetime) -> None:
    """Have a code sent to a phone (E.164), if it is somebody's."""
    code = code_make(wish=_wish(CodePurpose.PASSWORD_SMS, asked), real_now=real_now)
    ports.jobs().defer("people.code", code_id=code.pk)


def _wish(purpose: str, asked: Asked) -> CodeWish:
    return CodeWish(
        purpose=purpose,
        target=asked.target,
        voice_id=asked.voice_id,
        language=asked.language,
        ip=asked.ip,
    )


def password_code_check(*, phone: str, code: str, real_now: datetime) -> User | None:
    """Whose password may be set anew: the code that was sent to this phone is right, once."""
    row = code_use(
        purpose=CodePurpose.PASSWORD_SMS, target=phone, subject="", code=code, real_now=real_now
    )
    if row is None or row.user_id is None:
        return None
    return User.objects.filter(pk=row.user_id, is_active=True, phone=phone).first()


@transaction.atomic
def password_renew(*, user_id: int, password: str, now: datetime, actor: Actor) -> User:
    """Set a forgotten password anew, after a code. Raises: NotFound, WeakPassword."""
    user = user_password_set(user_id=user_id, password=password, now=now, actor=actor)
    password_renewed(user=user, now=now, actor=actor)
    return user


@transaction.atomic
def password_renewed(*, user: User, now: datetime, actor: Actor) -> None:
    """What follows a forgotten password that was set anew: all sessions end, the person is told,
    and it stands in the log of each of their accounts."""
    sessions_end(user_id=user.pk)
    _told_and_logged("password.reset", user, now, actor)


@transaction.atomic
def password_changed(*, user: User, now: datetime, actor: Actor) -> None:
    """What follows a password that its owner changed: the same, but for the session at hand.

    The other ones end by themselves: each holds a hash of the password that it began with.
    """
    _told_and_logged("password.changed", user, now, actor)


def _told_and_logged(action: str, user: User, now: datetime, actor: Actor) -> None:
    with acting_as_system("flows: the accounts of a person"):
        seats = Membership.objects.filter(user=user, ended_at=None)
        accounts = list(seats.values_list("account_id", flat=True))
    for account_id in accounts:
        record(actor=actor, action=action, subject=user.public_id, now=now, account_id=account_id)
    ports.jobs().defer("people.password_changed", user_id=user.pk)


# -- the call centre -------------------------------------------------------------------------


def callers_of(buyer: Account) -> list[TeamRow]:
    """The users of a buyer, for its seller's staff; the caller has seen that it is a buyer."""
    with acting_as_system("flows: who may call the call centre"):
        return team_of(buyer.pk)


def get_caller(buyer: Account, user_public_id: str) -> TeamRow:
    """One of them. Raises: NotFound."""
    with acting_as_system("flows: who may call the call centre"):
        return get_member_of(buyer.pk, user_public_id)


@transaction.atomic
def password_code_for_caller(
    *,
    seller_id: int,
    buyer: Account,
    caller: TeamRow,
    checks: list[str],
    real_now: datetime,
    now: datetime,
    actor: Actor,
) -> None:
    """Send a code to the caller's registered phone; what staff asked for stands in both logs.

    Raises: NoPhoneForCode.
    """
    if not caller.phone or not is_mobile(caller.phone):
        raise NoPhoneForCode
    asked = Asked(target=caller.phone, ip=actor.ip, voice_id=seller_id)
    password_sms_ask(asked=asked, real_now=real_now)
    for account_id in {seller_id, buyer.pk}:
        record(
            actor=actor,
            action="password.call_centre",
            subject=caller.public_id,
            now=now,
            account_id=account_id,
            checks=checks,
        )
