"""Gider pusulası: what a consumer gives back, written by the seller and signed by the consumer."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from vezne.core.audit import Actor, record
from vezne.core.calendar import ISTANBUL
from vezne.core.money import allocate
from vezne.edocuments.checks import deadline_of
from vezne.edocuments.draft import DocumentDraft, InvoiceType, Line, Returned
from vezne.edocuments.errors import SlipNotAllowed
from vezne.edocuments.models import Document, DocumentKind, DocumentState, Issuer
from vezne.edocuments.sealing import seal_draft, unseal_draft
from vezne.edocuments.services.numbering import take_number
from vezne.edocuments.services.rows import locked_document, note


def slip_issue(
    *, document_id: int, total_minor: int, reason: str, actor: Actor, now: datetime
) -> Document:
    """Write a slip over so much (taxes included) of a consumer's accepted e-Arşiv.

    Its lines are the invoice's, in proportion; slips of an invoice never pass its total. Money goes
    back by a refund of its own. Raises: DocumentNotFound, SlipNotAllowed, SeriesAhead.
    """
    first = Document.objects.filter(pk=document_id).first()
    issuer = Issuer.objects.filter(seller_id=first.seller_id).first() if first else None
    if first is None or issuer is None:
        raise SlipNotAllowed
    local = now.astimezone(ISTANBUL).replace(microsecond=0)
    with transaction.atomic():
        origin = locked_document(document_id)
        draft = _slip_draft(origin, total_minor, local.date().isoformat(), reason)
        slip = Document(
            seller_id=origin.seller_id,
            buyer_id=origin.buyer_id,
            invoice_id=origin.invoice_id,
            kind=DocumentKind.SLIP,
            profile="",
            type="",
            state=DocumentState.ACCEPTED,
            ettn=uuid.uuid4(),
            event_on=local.date(),
            deadline_on=deadline_of(local.date()),
            currency=origin.currency,
            net_minor=draft.net_minor,
            tax_minor=draft.kdv_minor + draft.oiv_minor,
            total_minor=draft.payable_minor,
            draft_sealed=seal_draft(draft),
            reason=reason[:200],
            replaces=origin,
            created_at=now,
            accepted_at=now,
            issued_at=local,
            issued_on=local.date(),
        )
        slip.number = take_number(origin.seller_id, issuer.slip_letters, local.date())
        slip.save()
        note(slip, "issued", now, number=slip.number, of=origin.number, by=actor.label)
        record(
            actor=actor,
            action="document.slip",
            subject=slip.public_id,
            now=now,
            account_id=origin.seller_id,
            number=slip.number,
            of=origin.number,
        )
    return slip


def slip_left_minor(origin: Document) -> int:
    """How much of a consumer's e-Arşiv no slip has taken yet."""
    rows = Document.objects.filter(replaces_id=origin.pk, kind=DocumentKind.SLIP)
    taken = rows.exclude(state=DocumentState.CANCELLED).aggregate(sum=Sum("total_minor"))["sum"]
    return origin.total_minor - int(taken or 0)


def _slip_draft(origin: Document, total_minor: int, today: str, reason: str) -> DocumentDraft:
    draft = unseal_draft(origin.draft_sealed)
    if (
        origin.kind != DocumentKind.EARSIV
        or origin.state != DocumentState.ACCEPTED
        or draft.buyer.is_firm
        or not 0 < total_minor <= slip_left_minor(origin)
    ):
        raise SlipNotAllowed
    assert origin.issued_on is not None, "accepted documents are dated"
    day = type(origin.issued_on).fromisoformat(today)
    return replace(
        draft,
        type=InvoiceType.IADE,
        lines=_part_of(draft.lines, total_minor),
        event_on=day,
        returned=Returned(origin.number, origin.issued_on),
        internet=None,
        period=None,
        notes=(reason,),
    )


def _part_of(lines: tuple[Line, ...], total_minor: int) -> tuple[Line, ...]:
    """The lines, each lowered to its part; net and taxes of each in proportion."""
    grosses = [line.net_minor + line.kdv_minor + line.oiv_minor for line in lines]
    parts = []
    for line, part in zip(lines, allocate(total_minor, grosses), strict=True):
        net, kdv, oiv = allocate(part, [line.net_minor, line.kdv_minor, line.oiv_minor])
        if not part:
            continue
        parts.append(
            replace(
                line,
                quantity=1,
                unit_price_minor=net,
                discount_minor=0,
                net_minor=net,
                kdv_minor=kdv,
                oiv_minor=oiv,
            )
        )
    return tuple(parts)
