"""Papers of an application: added, taken back, destroyed when their time is over.

The body of a paper goes after the transaction that forgot its key (`core.files.file_drop`); one
that stays behind is swept by the daily forgetting.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.applications.errors import ApplicationNotFound, TooManyDocuments
from vezne.applications.kinds import find_kind
from vezne.applications.models import Application, ApplicationDocument
from vezne.applications.queries import documents_of
from vezne.applications.services.rows import happened, locked
from vezne.applications.services.writing import fillable
from vezne.applications.types import MOST_DOCUMENTS, OTHER_PAPER, EventKind, Writer
from vezne.core.audit import SYSTEM, Actor, record
from vezne.core.files import StoredFile
from vezne.core.locks import lock_row


@transaction.atomic
def document_add(
    *,
    application_id: int,
    paper: str,
    file: StoredFile,
    writer: Writer,
    actor: Actor,
    now: datetime,
) -> ApplicationDocument:
    """Put a stored file to it, as the paper that the kind wants or as another one.

    Raises: ApplicationNotFound, ApplicationStateConflict, TooManyDocuments.
    """
    row = fillable(locked(application_id), writer.side)
    if len(documents_of(row)) >= MOST_DOCUMENTS:
        raise TooManyDocuments(most=MOST_DOCUMENTS)
    kind = find_kind(row.kind)
    known = kind.all_papers if kind else {}
    document = ApplicationDocument.objects.create(
        seller_id=row.seller_id,
        buyer_id=row.buyer_id,
        application=row,
        paper=paper if paper in known else OTHER_PAPER,
        name=file.name,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
        store_key=file.key,
        is_scanned=file.is_scanned,
        added_by_label=writer.label[:200],
        added_at=now,
    )
    _touch(row, now)
    words = str(known.get(paper, "")) or file.name
    happened(row, EventKind.DOCUMENT, side=writer.side, actor=actor, now=now, words=words)
    return document


@transaction.atomic
def document_remove(
    *, application_id: int, public_id: str, writer: Writer, actor: Actor, now: datetime
) -> str:
    """Take a paper back while the application may still be changed; the key of its body.

    Raises: ApplicationNotFound, ApplicationStateConflict.
    """
    row = fillable(locked(application_id), writer.side)
    document = lock_row(
        ApplicationDocument.objects,
        ApplicationNotFound,
        application=row,
        public_id=public_id,
        dropped_at=None,
    )
    key, document.store_key, document.dropped_at = document.store_key, "", now
    document.save(update_fields=["store_key", "dropped_at"])
    _touch(row, now)
    happened(row, EventKind.DROPPED, side=writer.side, actor=actor, now=now, words=document.name)
    return key


def _touch(row: Application, now: datetime) -> None:
    row.version, row.changed_at = row.version + 1, now
    row.save(update_fields=["version", "changed_at"])


@transaction.atomic
def documents_forget(*, application_id: int, now: datetime) -> list[str]:
    """Destroy the papers and what was typed of an application whose time is over; the bodies' keys.

    What was destroyed stands in the log by its fingerprint. Again it destroys nothing.
    """
    row = locked(application_id)
    if row.documents_gone_at is not None or row.ended_at is None:
        return []
    rows = ApplicationDocument.objects.select_for_update().filter(application=row)
    gone = list(rows.exclude(store_key="").order_by("pk"))
    keys = [one.store_key for one in gone]
    row.documents_gone_at, row.contents_sealed, row.note = now, "", ""
    row.save(update_fields=["documents_gone_at", "contents_sealed", "note"])
    ApplicationDocument.objects.filter(pk__in=[one.pk for one in gone]).update(
        store_key="", destroyed_at=now
    )
    happened(row, EventKind.DESTROYED, side="", actor=SYSTEM, now=now, words=str(len(gone)))
    for one in gone:
        record(
            actor=SYSTEM,
            action="application.document_destroyed",
            subject=one.public_id,
            now=now,
            account_id=row.seller_id,
            application=row.public_id,
            sha256=one.sha256,
        )
    return keys
