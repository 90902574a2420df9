"""Locked rows, and the log of a document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from vezne.core.locks import lock_row
from vezne.edocuments.errors import DocumentNotFound, DocumentStateWrong
from vezne.edocuments.models import Document, DocumentEvent


def locked_document(document_id: int, *states: str) -> Document:
    """The document, locked until commit, in one of `states` if any are given.

    Raises: DocumentNotFound, DocumentStateWrong.
    """
    row = lock_row(Document.objects, DocumentNotFound, pk=document_id)
    if states and row.state not in states:
        raise DocumentStateWrong
    return row


def note(document: Document, kind: str, now: datetime, **details: Any) -> None:
    """Write one line of a document's log."""
    DocumentEvent.objects.create(
        document_id=document.pk,
        seller_id=document.seller_id,
        buyer_id=document.buyer_id,
        kind=kind,
        details=details,
        at=now,
    )
