"""A numbered document that the integrator will never take, because what it says is wrong."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core.audit import Actor, record
from vezne.edocuments.errors import DocumentStateWrong
from vezne.edocuments.models import Document, DocumentState
from vezne.edocuments.services.rows import locked_document, note


@transaction.atomic
def document_abandon(*, document_id: int, actor: Actor, now: datetime) -> Document:
    """Give up a document whose last certain answer was no; its number stays as spent.

    Never one that the integrator may have: that is asked about. Another may then take its place.
    Raises: DocumentNotFound, DocumentStateWrong.
    """
    document = locked_document(document_id, DocumentState.ISSUED)
    if not document.error_code:
        raise DocumentStateWrong
    document.state, document.next_check_at = DocumentState.REFUSED, None
    document.save(update_fields=["state", "next_check_at"])
    note(document, document.state, now, error=document.error_code, by=actor.label)
    record(
        actor=actor,
        action="document.abandoned",
        subject=document.public_id,
        now=now,
        account_id=document.seller_id,
        number=document.number,
        error=document.error_code,
    )
    return document
