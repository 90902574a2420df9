"""From an open invoice to a legal document in its buyer's hands.

    begun ── decided (who is registered?) ── checked ── numbered ── sent ── followed ── mailed

Each step is found from the data and done by the tick; a stop at any point is caught up, twice does
nothing twice. Calls stand outside of transactions. Before a document is worked on its next turn is
written, so that one that makes the program fail comes back later and holds up nobody.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from vezne.core.calendar import istanbul_date
from vezne.core.errors import DomainError
from vezne.core.scope import acting_as_system
from vezne.edocuments.checks import check_draft
from vezne.edocuments.draft import ANY_CONSUMER, ANY_FOREIGNER, DocumentDraft, Profile
from vezne.edocuments.errors import IntegratorUnavailable, SeriesAhead
from vezne.edocuments.kontrol import inspect
from vezne.edocuments.models import Document, DocumentKind, DocumentState, Issuer
from vezne.edocuments.queries import (
    active_issuers,
    due_calls,
    due_drafts,
    get_document_by_id,
    get_issuer,
    invoices_without_document,
    unnumbered_of_void,
)
from vezne.edocuments.services import (
    Template,
    document_block,
    document_call,
    document_draft,
    document_drop,
    document_issue,
    document_postpone,
    document_redraft,
    document_settle,
    next_turn,
    registration_ask,
    template_build,
)
from vezne.edocuments.types import ErrorCode, Finding, FindingCode, Refused, Unknown
from vezne.edocuments.xml_checks import check_xml
from vezne.flows.document_facts import as_efatura, draft_for
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import get_invoice_by_id
from vezne.orders.queries import awaits_approval

SOON = timedelta(minutes=1)


def documents_begin(*, now: datetime) -> int:
    """Begin the document of every invoice that is due for one; how many were begun."""
    begun = 0
    for issuer in active_issuers():
        for invoice in invoices_without_document(issuer, now=now):
            begun += _begin(invoice, issuer, now)
    return begun


def _begin(invoice: Invoice, issuer: Issuer, now: datetime) -> bool:
    if awaits_approval(invoice.pk):  # the money may go back, so there is no document yet
        return False
    with suppress(DomainError), transaction.atomic():  # e.g. no rate yet: the next tick
        draft = draft_for(invoice=invoice, issuer=issuer)
        document_draft(invoice=invoice, draft=draft, now=now)
        return True
    return False


def documents_drop(*, now: datetime) -> int:
    """Give up documents without a number whose invoice was withdrawn."""
    ids = unnumbered_of_void()
    for document_id in ids:
        document_drop(document_id=document_id, reason="invoice withdrawn", now=now)
    return len(ids)


def documents_issue(*, now: datetime) -> int:
    """Decide, check and number every draft whose turn has come; how many got a number.

    A seller whose integrator does not answer waits for the next tick with the rest of its drafts.
    """
    numbered, silent = 0, set[int]()
    for document_id, seller_id in due_drafts(now=now):
        if seller_id in silent:
            continue
        try:
            numbered += document_issue_now(document_id=document_id, now=now)
        except IntegratorUnavailable:
            silent.add(seller_id)
    return numbered


def document_issue_now(*, document_id: int, now: datetime) -> bool:
    """Bring one draft as far as it goes: numbered (True), held back by findings, or later.

    Not to be called inside a transaction; in a worker (it loads the checker).
    Raises: DocumentNotFound, IntegratorUnavailable (it is looked at again by itself).
    """
    with acting_as_system("flows: documents"):
        document = get_document_by_id(document_id)
        if document.state != DocumentState.DRAFT:
            return False
        document_postpone(document_id=document.pk, until=next_turn(document.checks, now))
        try:
            draft = _decided(document)
            findings, template = examine(document, draft, now)
            if template is None:
                document_block(document_id=document.pk, findings=findings, now=now)
                return False
            return _number(document, template, now)
        except IntegratorUnavailable:
            raise
        except DomainError:  # another was faster, or a setting is missing: the next turn
            return False


def _decided(document: Document) -> DocumentDraft:
    """The facts as they are now, in the kind that the buyer's registration decides."""
    invoice = get_invoice_by_id(document.invoice_id)
    issuer = get_issuer(document.seller_id)
    draft = draft_for(invoice=invoice, issuer=issuer)
    aliases: tuple[str, ...] = ()
    if draft.buyer.tax_id not in ("", ANY_CONSUMER, ANY_FOREIGNER):
        answer = registration_ask(seller_id=document.seller_id, tax_id=draft.buyer.tax_id)
        aliases = answer.aliases
    if aliases:
        draft = as_efatura(draft, Profile(issuer.profile))
    document_redraft(
        document_id=document.pk,
        draft=draft,
        kind=DocumentKind.EFATURA if aliases else DocumentKind.EARSIV,
        alias=aliases[0] if aliases else "",
    )
    return draft


def examine(
    document: Document, draft: DocumentDraft, now: datetime
) -> tuple[list[Finding], Template | None]:
    """All findings over a draft as it would be dated now; the template only when there is none."""
    invoice, issuer = document.invoice, get_issuer(document.seller_id)
    findings = check_draft(draft, issued_on=istanbul_date(now), expected_minor=invoice.total_minor)
    if document.is_late_accepted:
        findings = [one for one in findings if one.code is not FindingCode.LATE]
    if findings:
        return findings, None
    letters = issuer.earsiv_letters if draft.profile is Profile.EARSIV else issuer.efatura_letters
    template = template_build(draft=draft, ettn=str(document.ettn), letters=letters, issued_at=now)
    findings = [*check_xml(template.xml), *inspect(template.xml)]
    return findings, None if findings else template


def _number(document: Document, template: Template, now: datetime) -> bool:
    try:
        document_issue(document_id=document.pk, template=template, now=now)
    except SeriesAhead:
        document_postpone(document_id=document.pk, until=now + SOON)
        return False
    return True


def documents_carry(*, now: datetime) -> int:
    """Send what is numbered, ask about what was sent; how many got an answer.

    After one call without an answer the seller's other documents wait for the next tick.
    """
    answered, silent = 0, set[int]()
    for document_id, seller_id in due_calls(now=now):
        if seller_id not in silent:
            if document_carry(document_id=document_id, now=now):
                answered += 1
            else:
                silent.add(seller_id)
    return answered


def document_carry(*, document_id: int, now: datetime) -> bool:
    """Send one document or ask about it, and write what was said; False when nobody answered.

    Not inside a transaction.
    """
    with acting_as_system("flows: documents"), suppress(DomainError):
        outcome = document_call(document_id=document_id, now=now)
        document_settle(document_id=document_id, outcome=outcome, now=now)
        is_unsent = isinstance(outcome, Refused) and outcome.code is ErrorCode.UNREACHABLE
        return not (is_unsent or isinstance(outcome, Unknown))
    return False


def document_again(*, invoice_id: int, now: datetime) -> Document:
    """A new document in place of a refused, declined or cancelled one: staff's decision.

    Gives the live one where there is one. Raises: IssuerMissing, InvoiceNotFound, RateUnknown.
    """
    with acting_as_system("flows: documents"), transaction.atomic():
        invoice = get_invoice_by_id(invoice_id)
        draft = draft_for(invoice=invoice, issuer=get_issuer(invoice.seller_id))
        return document_draft(invoice=invoice, draft=draft, now=now)
