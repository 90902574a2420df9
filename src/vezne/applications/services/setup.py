"""What a seller sets up; in the desk's scope."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from vezne.applications.errors import ApplicationAddressNotAllowed
from vezne.applications.models import ApplicationTerms
from vezne.applications.types import TermsDraft
from vezne.core.audit import Actor, record


@transaction.atomic
def terms_set(
    *, seller_id: int, draft: TermsDraft, actor: Actor, now: datetime
) -> ApplicationTerms:
    """Keep a seller's rules; what is kept already goes by the new times as well.

    Raises: ApplicationAddressNotAllowed (another seller's).
    """
    terms, _made = ApplicationTerms.objects.select_for_update().get_or_create(seller_id=seller_id)
    terms.mail_address = draft.mail_address.strip().lower()
    terms.kinds_off = sorted(draft.kinds_off)
    terms.document_days, terms.identity_days = draft.document_days, draft.identity_days
    try:
        with transaction.atomic():
            terms.save()
    except IntegrityError:  # another seller's, whose row this scope does not see
        raise ApplicationAddressNotAllowed from None
    record(
        actor=actor,
        action="application.terms_set",
        subject=terms.seller.public_id,
        now=now,
        account_id=seller_id,
    )
    return terms
