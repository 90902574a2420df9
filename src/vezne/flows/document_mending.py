"""What staff does with a document that stands still: mend its buyer, try again, replace it.

Each writes with its log line and leaves the work to a job: the checker runs in the worker alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from vezne.accounts.identifiers import normalise_tax_id
from vezne.accounts.queries import ADDRESS_TAX_ID
from vezne.accounts.types import AddressEntry
from vezne.core import ports
from vezne.core.audit import Actor, record
from vezne.core.crypto import seal
from vezne.core.scope import acting_as_system
from vezne.edocuments.errors import DocumentStateWrong
from vezne.edocuments.models import UNNUMBERED_STATES, Document, DocumentState
from vezne.edocuments.queries import get_document_by_id
from vezne.edocuments.services import document_retry
from vezne.flows.document_notices import tell_ready
from vezne.flows.documents import document_again, document_carry, document_issue_now
from vezne.invoicing.models import InvoiceStatus
from vezne.invoicing.services import invoice_address_mend
from vezne.invoicing.types import BillingAddress

REASON = "flows: document mending"
SHOWN_STATES = (DocumentState.ACCEPTED, DocumentState.CANCELLED)


@transaction.atomic
def document_try_again(
    *, document_id: int, actor: Actor, now: datetime, accepts_late: bool = False
) -> Document:
    """Put a document without a number back to work, once what was wrong has been mended.

    `accepts_late`: issued although its seven days are over. Raises: DocumentNotFound,
    DocumentStateWrong (numbered, or given up).
    """
    with acting_as_system(REASON):
        document = document_retry(document_id=document_id, now=now, accepts_late=accepts_late)
        record(
            actor=actor,
            action="document.retried",
            subject=document.public_id,
            now=now,
            account_id=document.seller_id,
            accepts_late=accepts_late,
        )
    ports.jobs().defer("edocuments.bring_on", document_id=document.pk)
    return document


@transaction.atomic
def document_buyer_mend(
    *, document_id: int, entry: AddressEntry, actor: Actor, now: datetime
) -> Document:
    """Correct the buyer on an invoice whose document has no number yet, and try it again.

    An empty or masked `tax_id` leaves the invoice's own; the country always stays.
    Raises: DocumentNotFound, DocumentStateWrong.
    """
    with acting_as_system(REASON):
        document = get_document_by_id(document_id)
        if document.state not in UNNUMBERED_STATES or not document.is_live:
            raise DocumentStateWrong
        invoice_address_mend(
            invoice_id=document.invoice_id,
            address=_address(entry, document.invoice.billing_address or {}),
            actor=actor,
            now=now,
        )
    return document_try_again(document_id=document_id, actor=actor, now=now)


def _address(entry: AddressEntry, kept: Mapping[str, Any]) -> BillingAddress:
    sealed, tail = kept.get("tax_id_sealed", ""), kept.get("tax_id_tail", "")
    if entry.tax_id.strip() and "*" not in entry.tax_id:
        digits = normalise_tax_id(entry.tax_id)
        sealed, tail = seal(digits, purpose=ADDRESS_TAX_ID), digits[-4:]
    return BillingAddress(
        contact_name=entry.contact_name.strip(),
        company_name=entry.company_name.strip(),
        line=" ".join(entry.line.split()),
        district=entry.district.strip(),
        city=entry.city,
        country=kept.get("country") or entry.country,
        phone=entry.phone,
        tax_office=entry.tax_office.strip(),
        tax_id_sealed=sealed,
        tax_id_tail=tail,
    )


@transaction.atomic
def document_replace(*, document_id: int, actor: Actor, now: datetime) -> Document:
    """A new document for the invoice of one that is refused, declined or cancelled.

    Raises: DocumentNotFound, DocumentStateWrong (it lives, or its invoice is withdrawn),
    IssuerMissing, RateUnknown.
    """
    with acting_as_system(REASON):
        dead = get_document_by_id(document_id)
        if dead.is_live or dead.invoice.status == InvoiceStatus.VOID:
            raise DocumentStateWrong
        document = document_again(invoice_id=dead.invoice_id, now=now)
        record(
            actor=actor,
            action="document.replaced",
            subject=dead.public_id,
            now=now,
            account_id=dead.seller_id,
            by=document.public_id,
        )
    ports.jobs().defer("edocuments.bring_on", document_id=document.pk)
    return document


def document_bring_on(*, document_id: int, now: datetime) -> None:
    """As far as one document goes now: checked, numbered, sent. In a worker, no transaction.

    Raises: DocumentNotFound, IntegratorUnavailable (the tick comes back to it).
    """
    if document_issue_now(document_id=document_id, now=now):
        document_carry(document_id=document_id, now=now)


@transaction.atomic
def document_mail_again(*, document_id: int, actor: Actor, now: datetime) -> Document:
    """Mail an issued document to its buyer once more, because somebody asked for it.

    Raises: DocumentNotFound, DocumentStateWrong (not issued yet, or never).
    """
    with acting_as_system(REASON):
        document = get_document_by_id(document_id)
        if document.state not in SHOWN_STATES:
            raise DocumentStateWrong
        tell_ready(document, now)
        record(
            actor=actor,
            action="document.mailed_again",
            subject=document.public_id,
            now=now,
            account_id=document.seller_id,
            number=document.number,
        )
    return document
