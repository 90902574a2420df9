"""Mails that let somebody in: read, unseal, send, forget. Called by jobs, outside transactions."""

from __future__ import annotations

from django.conf import settings

from vezne.accounts.models import Invitation, Role, SellerProfile
from vezne.accounts.services.invitation import TOKEN_SEALED_AS
from vezne.core.crypto import unseal
from vezne.core.scope import acting_as_system
from vezne.core.wording import instant_words
from vezne.flows.notices import voice_of
from vezne.flows.people_messages import INVITED
from vezne.ledger.queries import list_current_accounts
from vezne.notify.direct import secret_mail_send
from vezne.notify.render import render_message
from vezne.notify.types import Voice

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
