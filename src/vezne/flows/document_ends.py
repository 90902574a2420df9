"""Documents that are taken back: cancelled at the integrator, or by the buyer's own invoice."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from vezne.accounts.queries import accounts_with_tax_id
from vezne.core.audit import SYSTEM, Actor
from vezne.core.calendar import istanbul_date
from vezne.core.errors import DomainError
from vezne.core.money import CURRENCIES
from vezne.core.scope import acting_as_system
from vezne.edocuments.errors import IncomingNotAllowed
from vezne.edocuments.incoming_xml import ReturnRead
from vezne.edocuments.models import Document, IncomingSource
from vezne.edocuments.queries import (
    active_issuers,
    find_issued,
    has_document_with,
    known_incoming,
)
from vezne.edocuments.services import (
    IncomingTerms,
    cancel_call,
    document_cancel_ask,
    document_cancel_settle,
    incoming_list,
    incoming_read,
    incoming_record,
)
from vezne.edocuments.types import Incoming

LOOK_BACK = timedelta(days=30)
PAUSE_SECONDS = 3_600
RETURN = "IADE"
UNREAD = _("Dökümü okunamadı; tutar KDV dahildir.")


def document_cancel(*, document_id: int, reason: str, actor: Actor, now: datetime) -> Document:
    """Cancel an e-Arşiv: written, asked of the integrator, settled. Not inside a transaction.

    Without an answer nothing is cancelled and the caller may try again: cancelling twice is once.
    The money is another matter (`flows.refunds`). Raises: DocumentNotFound, CancelNotAllowed,
    CancelRefused, IntegratorMissing, IntegratorUnavailable.
    """
    with acting_as_system("flows: documents"):
        document_cancel_ask(document_id=document_id, reason=reason, actor=actor, now=now)
        outcome = cancel_call(document_id=document_id)
        return document_cancel_settle(
            document_id=document_id, outcome=outcome, actor=actor, now=now
        )


def incoming_due(*, now: datetime) -> int:
    """Read every seller's incoming returns, once an hour; how many were new."""
    count = 0
    for issuer in active_issuers():
        name = f"flows.incoming:{issuer.seller_id}"
        if cache.add(name, value=True, timeout=PAUSE_SECONDS):
            with suppress(DomainError):  # nobody answers: in an hour
                count += incoming_fetch(seller_id=issuer.seller_id, now=now)
    return count


def incoming_fetch(*, seller_id: int, now: datetime) -> int:
    """Record the buyers' own iade invoices that the integrator has; how many were new.

    One by a buyer without any document of ours is none of ours. In system scope, not inside a
    transaction. Raises: IntegratorMissing, IntegratorUnavailable.
    """
    since = istanbul_date(now) - LOOK_BACK
    rows = incoming_list(seller_id=seller_id, since=since)
    known = known_incoming(seller_id, [row.number for row in rows])
    return sum(
        _record(seller_id, row, now)
        for row in rows
        if row.type == RETURN and row.number not in known
    )


def _terms(row: Incoming, read: ReturnRead | None) -> IncomingTerms:
    """By its XML; by its gross alone where that cannot be read or says another sum."""
    if read is None or (read.currency, read.net_minor + read.tax_minor) != (
        row.currency,
        row.total_minor,
    ):
        return IncomingTerms(
            number=row.number,
            issued_on=row.issued_on,
            currency=row.currency,
            net_minor=row.total_minor,
            tax_minor=0,
            ettn=_ettn(row),
            note=str(UNREAD),
        )
    return IncomingTerms(
        number=row.number,
        issued_on=row.issued_on,
        currency=row.currency,
        net_minor=read.net_minor,
        tax_minor=read.tax_minor,
        ettn=_ettn(row),
        taxes=read.taxes,
        lines=read.lines,
    )


def _ettn(row: Incoming) -> uuid.UUID | None:
    with suppress(ValueError):
        return uuid.UUID(row.ettn)
    return None


def _record(seller_id: int, row: Incoming, now: datetime) -> bool:
    buyers = [
        account.pk
        for account in accounts_with_tax_id(row.sender_tax_id)
        if has_document_with(seller_id, account.pk)
    ]
    if len(buyers) != 1 or row.currency not in CURRENCIES:
        return False
    read = incoming_read(seller_id=seller_id, ettn=row.ettn)
    terms = _terms(row, read)
    returned = read.returns if read else ""
    with suppress(IncomingNotAllowed):
        incoming_record(
            seller_id=seller_id,
            buyer_id=buyers[0],
            terms=terms,
            document=find_issued(seller_id=seller_id, buyer_id=buyers[0], number=returned),
            actor=SYSTEM,
            now=now,
            source=IncomingSource.INTEGRATOR,
        )
        return True
    return False
