"""A firm's own iade invoice to the seller: recorded, never answered by a negative one."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from vezne.core import outbox
from vezne.core.audit import Actor, record
from vezne.edocuments.errors import IncomingNotAllowed
from vezne.edocuments.incoming_xml import ReturnLine, ReturnTax
from vezne.edocuments.models import Document, IncomingDocument, IncomingSource


@dataclass(frozen=True, slots=True)
class IncomingTerms:
    """An iade invoice as it stands on paper."""

    number: str
    issued_on: date
    currency: str
    net_minor: int
    tax_minor: int
    ettn: uuid.UUID | None = None
    note: str = ""
    taxes: tuple[ReturnTax, ...] = ()  # by rate; empty: not told
    lines: tuple[ReturnLine, ...] = ()


def incoming_record(
    *,
    seller_id: int,
    buyer_id: int,
    terms: IncomingTerms,
    document: Document | None,
    actor: Actor,
    now: datetime,
    source: str = IncomingSource.STAFF,
) -> IncomingDocument:
    """Record an iade invoice, with the document of ours that it gives back if that is told.

    Raises: IncomingNotAllowed (this firm's number is recorded, negative sums, a foreign document).
    """
    is_foreign = document is not None and (document.seller_id, document.buyer_id) != (
        seller_id,
        buyer_id,
    )
    if is_foreign or not terms.number.strip() or min(terms.net_minor, terms.tax_minor) < 0:
        raise IncomingNotAllowed
    try:
        with transaction.atomic():
            row = IncomingDocument.objects.create(
                seller_id=seller_id,
                buyer_id=buyer_id,
                document=document,
                number=terms.number.strip(),
                ettn=terms.ettn,
                issued_on=terms.issued_on,
                currency=terms.currency,
                net_minor=terms.net_minor,
                tax_minor=terms.tax_minor,
                total_minor=terms.net_minor + terms.tax_minor,
                source=source,
                note=terms.note[:200],
                taxes=[asdict(one) for one in terms.taxes],
                lines=[asdict(one) for one in terms.lines],
                recorded_by=actor.label[:200],
                recorded_at=now,
            )
            record(
                actor=actor,
                action="document.incoming",
                subject=row.public_id,
                now=now,
                account_id=seller_id,
                number=row.number,
            )
            outbox.emit(
                kind="document.incoming",
                account_id=seller_id,
                subject=row.public_id,
                now=now,
                number=row.number,
            )
    except IntegrityError as error:
        raise IncomingNotAllowed from error
    return row
