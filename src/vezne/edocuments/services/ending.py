"""Taking a document back, as the law does it: never by a negative invoice.

An e-Arşiv is cancelled at the integrator; an e-Fatura at GİB's own portal with the buyer's consent
(TEMEL), or declined by the buyer (TICARI): staff records it. A firm gives back by its own iade
invoice (`incoming`), a consumer by a gider pusulası (`slips`).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core import outbox
from vezne.core.audit import Actor, record
from vezne.edocuments.errors import CancelNotAllowed, CancelRefused
from vezne.edocuments.models import Document, DocumentKind, DocumentState
from vezne.edocuments.services.rows import locked_document, note
from vezne.edocuments.types import Accepted, Outcome, Refused

CANCELLABLE = (DocumentState.SENT, DocumentState.ACCEPTED)


@transaction.atomic
def document_cancel_ask(*, document_id: int, reason: str, actor: Actor, now: datetime) -> Document:
    """Write that an e-Arşiv is to be cancelled, before the integrator is called.

    Raises: DocumentNotFound, CancelNotAllowed (another kind or state).
    """
    document = locked_document(document_id)
    if document.kind != DocumentKind.EARSIV or document.state not in CANCELLABLE:
        raise CancelNotAllowed
    document.reason = reason[:200]
    document.save(update_fields=["reason"])
    note(document, "cancel_asked", now, reason=document.reason, by=actor.label)
    return document


@transaction.atomic
def document_cancel_settle(
    *, document_id: int, outcome: Outcome, actor: Actor, now: datetime
) -> Document:
    """Take the integrator's answer to a cancellation in; a second time changes nothing.

    Raises: DocumentNotFound, CancelRefused.
    """
    document = locked_document(document_id)
    if document.state == DocumentState.CANCELLED:
        return document
    if isinstance(outcome, Refused):
        raise CancelRefused(detail=outcome.detail)
    if not isinstance(outcome, Accepted) or document.state not in CANCELLABLE:
        raise CancelNotAllowed
    return _cancelled(document, actor, now)


@transaction.atomic
def document_cancelled_outside(
    *, document_id: int, reason: str, actor: Actor, now: datetime
) -> Document:
    """Record that an e-Fatura was cancelled at GİB's portal with the buyer's consent.

    Raises: DocumentNotFound, CancelNotAllowed.
    """
    document = locked_document(document_id)
    if document.kind != DocumentKind.EFATURA or document.state not in CANCELLABLE:
        raise CancelNotAllowed
    document.reason = reason[:200]
    return _cancelled(document, actor, now)


def _cancelled(document: Document, actor: Actor, now: datetime) -> Document:
    document.state, document.cancelled_at = DocumentState.CANCELLED, now
    document.next_check_at = None
    document.save(update_fields=["state", "cancelled_at", "next_check_at", "reason"])
    note(document, "cancelled", now, reason=document.reason, by=actor.label)
    record(
        actor=actor,
        action="document.cancelled",
        subject=document.public_id,
        now=now,
        account_id=document.seller_id,
        number=document.number,
        reason=document.reason,
    )
    outbox.emit(
        kind="document.cancelled",
        account_id=document.seller_id,
        subject=document.public_id,
        now=now,
        number=document.number,
    )
    return document
