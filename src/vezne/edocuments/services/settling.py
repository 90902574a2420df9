"""What the integrator said becomes the document's state; the one place where it does."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from vezne.core import outbox
from vezne.edocuments.draft import Profile
from vezne.edocuments.models import Document, DocumentState
from vezne.edocuments.services.rows import locked_document, note
from vezne.edocuments.types import (
    REACTIONS,
    Accepted,
    Declined,
    Delivered,
    ErrorCode,
    Missing,
    Outcome,
    Reaction,
    Refused,
    Unknown,
)

ASK_AFTER = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
)
ASK_EVERY = timedelta(hours=6)
STAFF_AFTER = timedelta(hours=1)
DECLINE_DAYS = timedelta(days=8)
"""A TICARI invoice may be declined in the system for so long (TTK m.21/2)."""
DAY = timedelta(days=1)
OPEN_STATES = (DocumentState.ISSUED, DocumentState.UNKNOWN, DocumentState.SENT)


def next_turn(checks: int, now: datetime) -> datetime:
    """When to come back after `checks` tries without a certain answer."""
    return now + (ASK_AFTER[checks] if checks < len(ASK_AFTER) else ASK_EVERY)


@transaction.atomic
def document_asked(*, document_id: int, now: datetime) -> bool:
    """Write, before the integrator is called, that it will be: from here on it may have it.

    True: send it. False: it was sent before, ask. Raises: DocumentNotFound, DocumentStateWrong.
    """
    document = locked_document(document_id, *OPEN_STATES, DocumentState.ACCEPTED)
    is_to_send = document.state == DocumentState.ISSUED
    if is_to_send:
        document.state, document.asked_at = DocumentState.UNKNOWN, now
        note(document, "asked", now)
    document.next_check_at = next_turn(document.checks, now)
    document.save(update_fields=["state", "asked_at", "next_check_at"])
    return is_to_send


@transaction.atomic
def document_settle(*, document_id: int, outcome: Outcome, now: datetime) -> Document:
    """Take an answer in; a second one of the same changes nothing, a late one never goes back.

    Raises: DocumentNotFound.
    """
    document = locked_document(document_id)
    before = document.state
    if before == DocumentState.ACCEPTED:
        _settle_accepted(document, outcome, now)
    elif before in OPEN_STATES:
        _settle_open(document, outcome, now)
    else:
        return document
    document.save()
    if document.state != before:
        note(document, document.state, now, error=document.error_code)
        _tell(document, now)
    return document


def _settle_accepted(document: Document, outcome: Outcome, now: datetime) -> None:
    """Only a buyer's refusal of a TICARI invoice comes after acceptance."""
    if isinstance(outcome, Declined):
        document.state, document.next_check_at = DocumentState.DECLINED, None
        document.error_detail = outcome.detail[:400]
        return
    document.next_check_at = _follow_until(document, now)


def _settle_open(document: Document, outcome: Outcome, now: datetime) -> None:
    document.checks += 1
    match outcome:
        case Accepted():
            document.state, document.accepted_at = DocumentState.ACCEPTED, now
            document.error_code = document.error_detail = ""
            document.next_check_at = _follow_until(document, now)
        case Declined(detail=detail):
            document.state, document.accepted_at = DocumentState.DECLINED, now
            document.error_detail, document.next_check_at = detail[:400], None
        case Delivered():
            if document.state != DocumentState.SENT:
                document.state, document.checks = DocumentState.SENT, 0
            document.error_code = document.error_detail = ""
            document.next_check_at = next_turn(document.checks, now)
        case Refused(code=code, detail=detail):
            _refuse(document, code, detail, now)
        case Missing():
            _send_again(document, now)
        case Unknown():
            document.next_check_at = next_turn(document.checks, now)


def _refuse(document: Document, code: ErrorCode, detail: str, now: datetime) -> None:
    document.error_code, document.error_detail = code.value, detail[:400]
    match REACTIONS[code]:
        case Reaction.REPLACE:
            document.state, document.next_check_at = DocumentState.REFUSED, None
        case Reaction.ASK:
            document.state = DocumentState.UNKNOWN
            document.next_check_at = next_turn(document.checks, now)
        case Reaction.LATER:
            document.state = DocumentState.ISSUED
            document.next_check_at = next_turn(document.checks, now)
        case Reaction.STAFF:
            document.state, document.next_check_at = DocumentState.ISSUED, now + STAFF_AFTER


def _send_again(document: Document, now: datetime) -> None:
    """The integrator has nothing under this ETTN: the same document goes once more.

    Not where it says that the number belongs to another one: that number is spent.
    """
    if document.error_code == ErrorCode.NUMBER_USED:
        document.state, document.next_check_at = DocumentState.REFUSED, None
    elif document.error_code == ErrorCode.ALREADY_SENT:
        document.next_check_at = next_turn(document.checks, now)  # it contradicts itself
    else:
        document.state, document.next_check_at = DocumentState.ISSUED, now


def _follow_until(document: Document, now: datetime) -> datetime | None:
    if document.profile != Profile.TICARI or document.accepted_at is None:
        return None
    return now + DAY if now < document.accepted_at + DECLINE_DAYS else None


def _tell(document: Document, now: datetime) -> None:
    """Programs hear of ends, and of what a person must look at."""
    if document.state in (
        DocumentState.ACCEPTED,
        DocumentState.REFUSED,
        DocumentState.DECLINED,
    ):
        outbox.emit(
            kind=f"document.{document.state}",
            account_id=document.seller_id,
            subject=document.public_id,
            now=now,
            number=document.number,
            error=document.error_code,
        )


@transaction.atomic
def document_told(*, document_id: int, now: datetime) -> bool:
    """Claim the mail to the buyer; False when it went before."""
    rows = Document.objects.filter(
        pk=document_id, told_at=None, state__in=(DocumentState.ACCEPTED, DocumentState.DECLINED)
    )
    return rows.update(told_at=now) == 1
