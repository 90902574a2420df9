"""Mails that let somebody in: read, unseal, send, forget. Called by jobs, outside transactions."""

from __future__ import annotations

from datetime import datetime

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.utils import translation

from vezne.accounts.models import (
    CodePurpose,
    Invitation,
    Membership,
    OneTimeCode,
    Role,
    SellerProfile,
    SignUp,
    User,
)
from vezne.accounts.queries import find_user
from vezne.accounts.services import code_claim, code_sent
from vezne.accounts.services.code import CODE_MINUTES
from vezne.accounts.services.invitation import TOKEN_SEALED_AS
from vezne.accounts.services.sign_up import secrets_of
from vezne.core.crypto import unseal
from vezne.core.scope import acting_as_system
from vezne.core.wording import instant_words
from vezne.flows.notices import voice_of
from vezne.flows.people_messages import (
    INVITED,
    PASSWORD_CHANGED,
    PASSWORD_LINK,
    PASSWORD_UNKNOWN,
    SIGN_UP,
    SIGN_UP_KNOWN,
    SMS_CODE,
)
from vezne.ledger.queries import list_current_accounts
from vezne.notify.direct import secret_mail_send
from vezne.notify.render import render_message
from vezne.notify.sms import sms_send
from vezne.notify.types import Rendered, Voice

INSTALLATION = Voice(seller_id=None, brand="Vezne")


def voice_for(account_id: int) -> Voice:
    """Who speaks to the people of an account: itself when it sells, else its oldest seller."""
    if SellerProfile.objects.filter(pk=account_id).exists():
        return voice_of(account_id)
    first = list_current_accounts(buyer_id=account_id).values_list("seller_id", flat=True).first()
    return voice_of(first) if first else INSTALLATION


def invitation_mail_send(*, invitation_id: int) -> bool:
    """Send the mail of an open invitation and forget its secret; False when it is out or over."""
    with acting_as_system("flows: the mail of an invitation"):
        row = (
            Invitation.objects.filter(pk=invitation_id, accepted_at=None, revoked_at=None)
            .exclude(token_sealed="")
            .select_related("account", "invited_by")
            .first()
        )
        if row is None:
            return False
        voice = voice_for(row.account_id)
    token = unseal(row.token_sealed, purpose=TOKEN_SEALED_AS)
    words = render_message(
        kind=INVITED,
        language=row.language,
        context={
            "firm": row.account.name,
            "inviter": row.invited_by.full_name if row.invited_by else row.account.name,
            "role": str(Role(row.role).label),
            "ends": instant_words(row.expires_at),
        },
        voice=voice,
        url=f"{settings.VEZNE_WEB_URL}/davet/{token}/",
    )
    secret_mail_send(words=words, recipient=row.email, voice=voice, key=row.public_id)
    with acting_as_system("flows: the mail of an invitation"):
        Invitation.objects.filter(pk=row.pk).update(token_sealed="")
    return True


def sign_up_mail_send(*, sign_up_id: int) -> bool:
    """Mail link and code of a sign-up, or to a known address that it is known; then forget both."""
    with acting_as_system("flows: the mail of a sign-up"):
        row = (
            SignUp.objects.filter(pk=sign_up_id, finished_at=None).exclude(secret_sealed="").first()
        )
        if row is None:
            return False
        voice = voice_of(row.seller_id)
        is_known = User.objects.filter(email__iexact=row.email).exists()
    token, code = secrets_of(row)
    path = "/giris/" if is_known else f"/kayit/e-posta/{token}/"
    words = render_message(
        kind=SIGN_UP_KNOWN if is_known else SIGN_UP,
        language=row.language,
        context={"brand": voice.brand, "code": f"{code[:3]} {code[3:]}"},
        voice=voice,
        url=settings.VEZNE_WEB_URL + path,
    )
    secret_mail_send(words=words, recipient=row.email, voice=voice, key=row.public_id)
    with acting_as_system("flows: the mail of a sign-up"):
        SignUp.objects.filter(pk=row.pk).update(secret_sealed="")
    return True


def code_sms_send(*, code_id: int, real_now: datetime) -> str:
    """Send the SMS of a code, at most once. Gives what became of it; empty: nothing was to send.

    A code for a forgotten password goes to a phone that is somebody's, and else nowhere.
    """
    with acting_as_system("flows: the SMS of a code"):
        asked = OneTimeCode.objects.filter(pk=code_id).first()
        if asked is None:
            return ""
        user = find_user(asked.target)
        is_for_user = asked.purpose == CodePurpose.PASSWORD_SMS
        row = code_claim(code_id=code_id, user_id=user.pk if user else None, real_now=real_now)
        profile = SellerProfile.objects.filter(pk=asked.voice_id or 0).first()
    if row is None or (is_for_user and user is None):
        return ""
    with translation.override(row.language):
        text = str(SMS_CODE) % {
            "brand": profile.brand_name if profile else INSTALLATION.brand,
            "code": row.code_sealed,
            "minutes": CODE_MINUTES,
        }
    header = profile.sms_header if profile else ""
    result = sms_send(phone=row.target, text=text, header=header)
    code_sent(code_id=row.pk, outcome=result.outcome)
    return result.outcome


def password_mail_send(*, code_id: int, real_now: datetime) -> bool:
    """Mail the link that sets a password anew, to an address that is somebody's; else that it is
    nobody's. The link dies with its use, with every change of the password, and after its time.
    """
    with acting_as_system("flows: the mail of a forgotten password"):
        asked = OneTimeCode.objects.filter(pk=code_id, sent_at=None, used_at=None).first()
        if asked is None:
            return False
        user = User.objects.filter(email__iexact=asked.target, is_active=True).first()
        voice = voice_of_person(user)
    words = _link_words(user, voice) if user else _unknown_words(asked, voice)
    secret_mail_send(words=words, recipient=asked.target, voice=voice, key=asked.public_id)
    code_claim(code_id=code_id, user_id=user.pk if user else None, real_now=real_now)
    code_sent(code_id=code_id, outcome="sent")
    return True


def voice_of_person(user: User | None) -> Voice:
    """Who speaks to somebody: the voice of their oldest account, else the installation's."""
    seats = Membership.objects.filter(user=user, ended_at=None).order_by("pk")
    account_id = seats.values_list("account_id", flat=True).first() if user else None
    return voice_for(account_id) if account_id else INSTALLATION


def _link_words(user: User, voice: Voice) -> Rendered:
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return render_message(
        kind=PASSWORD_LINK,
        language=user.language,
        context={
            "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
            "username": user.username,
        },
        voice=voice,
        url=f"{settings.VEZNE_WEB_URL}/sifremi-unuttum/{user_pk_to_url_str(user)}-{token}/",
    )


def _unknown_words(asked: OneTimeCode, voice: Voice) -> Rendered:
    return render_message(
        kind=PASSWORD_UNKNOWN,
        language=asked.language,
        context={"email": asked.target},
        voice=voice,
        url=settings.VEZNE_WEB_URL,
    )


def password_changed_send(*, user_id: int) -> bool:
    """Tell a person by mail that the password was set anew."""
    with acting_as_system("flows: the mail of a new password"):
        user = User.objects.filter(pk=user_id).exclude(email="").first()
        voice = voice_of_person(user)
    if user is None:
        return False
    words = render_message(
        kind=PASSWORD_CHANGED,
        language=user.language,
        context={"username": user.username},
        voice=voice,
        url=settings.VEZNE_WEB_URL,
    )
    key = f"{user.public_id}-{user.password[-12:].encode().hex()}"
    secret_mail_send(words=words, recipient=user.email, voice=voice, key=key)
    return True
