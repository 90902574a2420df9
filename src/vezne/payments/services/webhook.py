"""Webhooks: stored as they came and answered at once; a job asks the provider and settles.

A notice is a hint: whatever it says, the provider is asked over our own signed call; what its
contract makes a proof is read again there. One with a wrong or missing signature is kept and not
followed; the janitor does not need it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.core import ports
from vezne.core.crypto import seal, unseal
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as_system
from vezne.payments.models import Attempt, ProviderAccount, WebhookMessage
from vezne.payments.services.calls import provider_ask
from vezne.payments.services.gateway import open_provider
from vezne.payments.types import Notice, ProviderFacts

MOST_BYTES = 16 * 1024
PROOF_PURPOSE = "payments_webhookmessage.proof"


@dataclass(frozen=True, slots=True)
class WebhookFacts:
    """Which try a notice was about, and what the provider said when asked."""

    attempt_id: int
    facts: ProviderFacts


@dataclass(frozen=True, slots=True)
class NoticeReceipt:
    """What came of a notice that was just brought."""

    message_id: int | None  # None: there is nothing (more) to do
    is_taken: bool = True  # False: its sender must not hear an OK


@transaction.atomic
def webhook_store(
    *, provider_account_public_id: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> NoticeReceipt:
    """Keep a notice raw and defer the job `payments.webhook` in the same transaction.

    The same notice again, and one that is not genuine, leave nothing to do. No outside call is
    made. Of a notice that is a proof only that is kept, sealed.
    Raises: NotFound (no such contract), ValueError (not a notice, or longer than 16 KiB).
    """
    if len(body) > MOST_BYTES:
        raise ValueError("too long")
    with acting_as_system("payment webhook"):
        account = ProviderAccount.objects.filter(public_id=provider_account_public_id).first()
        if account is None:
            raise NotFound
        notice = open_provider(account).read_notice(headers=headers, body=body)
        if not notice.event_key:
            raise ValueError("no event key")
        prefix = "" if notice.is_genuine else "?"  # a forged key must not shut out the real one
        row, is_new = WebhookMessage.objects.get_or_create(
            provider_account=account,
            event_key=(prefix + notice.event_key)[:120],
            defaults={
                "seller_id": account.seller_id,
                "signature_ok": notice.is_genuine,
                "body": {
                    "reference": notice.reference,
                    "token": notice.token,
                    "payment_id": notice.payment_id,
                    "status": notice.status,
                    **_kept(notice, body),
                },
                "received_at": now,
                "outcome": "" if notice.is_genuine else "bad_signature",
            },
        )
        if not notice.is_genuine:
            return NoticeReceipt(None, is_taken=not notice.needs_genuine)
        if not is_new:
            return NoticeReceipt(None)
        ports.jobs().defer("payments.webhook", message_id=row.pk)
        return NoticeReceipt(row.pk)


def _kept(notice: Notice, body: bytes) -> dict[str, str]:
    """A proof holds keys of cards: it is sealed, and read again when its provider is asked."""
    if notice.proof:
        return {"proof_sealed": seal(notice.proof, purpose=PROOF_PURPOSE)}
    return {"raw": body.decode(errors="replace")}


def webhook_facts(*, message_id: int, now: datetime) -> WebhookFacts | None:
    """Find the try of a stored notice and ask its provider; None when it is none of ours.

    Outside of any transaction. Raises: NotFound, ProviderUnavailable.
    """
    with acting_as_system("payment webhook"):
        message = WebhookMessage.objects.filter(pk=message_id).first()
        if message is None:
            raise NotFound
        attempt = Attempt.objects.filter(
            provider_account_id=message.provider_account_id, reference=message.body["reference"]
        ).first()
    if attempt is None:
        return None
    sealed = message.body.get("proof_sealed", "")
    notice = unseal(sealed, purpose=PROOF_PURPOSE).encode() if sealed else b""
    return WebhookFacts(attempt.pk, provider_ask(attempt=attempt, now=now, notice=notice))


@transaction.atomic
def webhook_applied(*, message_id: int, outcome: str, now: datetime) -> None:
    """Mark a notice as followed, with what came of it; in the settlement's transaction."""
    with acting_as_system("payment webhook"):
        WebhookMessage.objects.filter(pk=message_id, applied_at=None).update(
            applied_at=now, outcome=outcome[:60]
        )
