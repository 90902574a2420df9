"""The mails that allauth asks for, in the words of the catalogue and the voice of a person's firm.

They go in the request that asked, as allauth does it, and nothing of them is kept: they hold links
that let somebody in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allauth.account import app_settings
from django.conf import settings
from django.utils.translation import get_language

from vezne.accounts.models import User
from vezne.core.ids import new_public_id
from vezne.core.scope import acting_as_system
from vezne.flows.people_mail import voice_of_person
from vezne.flows.people_messages import (
    EMAIL_CONFIRM,
    EMAIL_KNOWN,
    PASSWORD_LINK,
    PASSWORD_UNKNOWN,
)
from vezne.notify.direct import secret_mail_send
from vezne.notify.kinds import MessageKind
from vezne.notify.render import render_message

Told = Mapping[str, Any]
"""What allauth hands to a mail's template."""


def _entrance(_told: Told) -> str:
    return f"{settings.VEZNE_WEB_URL}/giris/"


KINDS: dict[str, tuple[MessageKind, Callable[[Told], str]]] = {
    "email_confirmation": (EMAIL_CONFIRM, lambda told: str(told["activate_url"])),
    "email_confirmation_signup": (EMAIL_CONFIRM, lambda told: str(told["activate_url"])),
    "account_already_exists": (EMAIL_KNOWN, _entrance),
    "password_reset_key": (PASSWORD_LINK, lambda told: str(told["password_reset_url"])),
    "unknown_account": (PASSWORD_UNKNOWN, _entrance),
}
"""By the name of allauth's template: the message, and where its button leads."""


def sign_in_mail_send(*, template: str, email: str, told: Told) -> None:
    """Send one of them now. Raises: KeyError for a mail that no page of ours asks for."""
    kind, address_of = KINDS[template.rpartition("/")[2]]
    user = told.get("user")
    person = user if isinstance(user, User) else None
    with acting_as_system("flows: a mail of the sign-in"):
        voice = voice_of_person(person)
    words = render_message(
        kind=kind,
        language=person.language if person else (get_language() or "tr")[:2],
        context={
            "email": email,
            "username": person.username if person else "",
            "days": app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS,
            "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
        },
        voice=voice,
        url=address_of(told),
    )
    secret_mail_send(words=words, recipient=email, voice=voice, key=new_public_id("dlv"))
