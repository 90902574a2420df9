"""Documents before they have a number: made, made again, held back, given up."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vezne.core import outbox
from vezne.edocuments.checks import deadline_of
from vezne.edocuments.draft import DocumentDraft
from vezne.edocuments.models import DEAD_STATES, Document, DocumentKind, DocumentState
from vezne.edocuments.sealing import seal_draft
from vezne.edocuments.services.rows import locked_document, note
from vezne.edocuments.types import Finding
from vezne.invoicing.models import Invoice

UNNUMBERED = (DocumentState.DRAFT, DocumentState.BLOCKED)


@transaction.atomic
def document_draft(*, invoice: Invoice, draft: DocumentDraft, now: datetime) -> Document:
    """Begin the document of an invoice: ETTN fixed, facts kept, no number.

    One live document per invoice: a second call gives the one there is. One that takes the place
    of a refused or cancelled one says so in `replaces`.
    """
    Invoice.objects.select_for_update().filter(pk=invoice.pk).first()
    rows = Document.objects.filter(invoice_id=invoice.pk).exclude(kind=DocumentKind.SLIP)
    before = rows.order_by("-pk").first()
    if before is not None and before.state not in DEAD_STATES:
        return before
    document = Document(
        seller_id=invoice.seller_id,
        buyer_id=invoice.buyer_id,
        invoice_id=invoice.pk,
        kind=DocumentKind.UNDECIDED,
        state=DocumentState.DRAFT,
        ettn=uuid.uuid4(),
        replaces=before,
        created_at=now,
        next_check_at=now,
    )
    _take_facts(document, draft)
    document.save()
    note(document, "drafted", now, replaces=before.public_id if before else "")
    return document


@transaction.atomic
def document_redraft(
    *, document_id: int, draft: DocumentDraft, kind: str, alias: str = ""
) -> Document:
    """Take the facts anew, with the kind that the buyer's registration decides; ETTN stays.

    Raises: DocumentNotFound, DocumentStateWrong (numbered, or given up).
    """
    document = locked_document(document_id, *UNNUMBERED)
    document.kind, document.alias, document.state = kind, alias, DocumentState.DRAFT
    document.findings = []
    _take_facts(document, draft)
    document.save()
    return document


@transaction.atomic
def document_block(*, document_id: int, findings: Sequence[Finding], now: datetime) -> Document:
    """Hold a document back because of what the checks found; staff sees the findings.

    The same findings again write no second line. Raises: DocumentNotFound, DocumentStateWrong.
    """
    document = locked_document(document_id, *UNNUMBERED)
    kept = [finding.to_json() for finding in findings]
    is_news = document.state != DocumentState.BLOCKED or document.findings != kept
    document.state, document.findings, document.next_check_at = DocumentState.BLOCKED, kept, None
    document.save(update_fields=["state", "findings", "next_check_at"])
    if is_news:
        note(document, "blocked", now, findings=kept)
        outbox.emit(
            kind="document.blocked",
            account_id=document.seller_id,
            subject=document.public_id,
            now=now,
            findings=kept,
        )
    return document


@transaction.atomic
def document_postpone(*, document_id: int, until: datetime) -> Document:
    """Look at a document that has no number again at `until`; somebody did not answer."""
    document = locked_document(document_id, *UNNUMBERED)
    document.next_check_at, document.checks = until, document.checks + 1
    document.save(update_fields=["next_check_at", "checks"])
    return document


@transaction.atomic
def document_retry(*, document_id: int, now: datetime, accepts_late: bool = False) -> Document:
    """Put a blocked document back in the queue: what was wrong has been mended.

    `accepts_late`: issue it although its seven days are over, which the law fines but still wants.
    Raises: DocumentNotFound, DocumentStateWrong.
    """
    document = locked_document(document_id, *UNNUMBERED)
    document.state, document.next_check_at = DocumentState.DRAFT, now
    document.is_late_accepted |= accepts_late
    document.save(update_fields=["state", "next_check_at", "is_late_accepted"])
    note(document, "retried", now, accepts_late=accepts_late)
    return document


@transaction.atomic
def document_drop(*, document_id: int, reason: str, now: datetime) -> Document:
    """Give up a document that never had a number: its invoice is withdrawn.

    Raises: DocumentNotFound, DocumentStateWrong.
    """
    document = locked_document(document_id, *UNNUMBERED)
    document.state, document.reason = DocumentState.DROPPED, reason[:200]
    document.next_check_at = None
    document.save(update_fields=["state", "reason", "next_check_at"])
    note(document, "dropped", now, reason=reason[:200])
    return document


@transaction.atomic
def document_warned(*, document_id: int, now: datetime) -> bool:
    """Claim the alarm before the deadline; False when it was given before."""
    rows = Document.objects.filter(pk=document_id, warned_at=None, state__in=UNNUMBERED)
    return rows.update(warned_at=now) == 1


def _take_facts(document: Document, draft: DocumentDraft) -> None:
    document.profile, document.type = draft.profile.value, draft.type.value
    document.event_on, document.deadline_on = draft.event_on, deadline_of(draft.event_on)
    document.currency = draft.currency
    document.net_minor = draft.net_minor
    document.tax_minor = draft.kdv_minor + draft.oiv_minor
    document.withheld_minor = draft.withheld_minor
    document.total_minor = draft.payable_minor
    document.draft_sealed = seal_draft(draft)
