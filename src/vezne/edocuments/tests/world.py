"""A seller that issues documents, and paid invoices of its buyer."""

from __future__ import annotations

from typing import Any

from tests import factories
from vezne.accounts.models import Account
from vezne.core.scope import acting_as, acting_as_system
from vezne.edocuments.models import Document, DocumentKind
from vezne.edocuments.queries import draft_of, get_issuer
from vezne.edocuments.services import (
    document_draft,
    document_issue,
    document_redraft,
    integrator_set,
    issuer_set,
    template_build,
)
from vezne.edocuments.types import IssuerTerms
from vezne.flows.document_facts import draft_for
from vezne.invoicing.models import Invoice

NOW = factories.NOW
SELLER_VKN = "1729171602"


def issuer_terms(**changes: Any) -> IssuerTerms:
    """A firm in Kadıköy."""
    fields: dict[str, Any] = {
        "tax_id": SELLER_VKN,
        "title": "Nar Bilişim A.Ş.",
        "street": "Bağdat Cad. 10",
        "district": "Kadıköy",
        "city": "İstanbul",
        "tax_office": "Kadıköy",
        "website": "https://nar.example",
        "phone": "+902165550000",
        "email": "fatura@nar.example",
        **changes,
    }
    return IssuerTerms(**fields)


def make_issuer(
    seller: Account, *, base_url: str = factories.NOWHERE, key: str = "k", **changes: Any
) -> None:
    """The seller says who it is and who carries its documents."""
    with acting_as(seller.pk, "desk"):
        issuer_set(
            seller_id=seller.pk,
            terms=issuer_terms(**changes),
            actor=factories.DENIZ,
            now=NOW,
        )
        integrator_set(
            seller_id=seller.pk,
            provider="nilvera",
            base_url=base_url,
            key=key,
            is_test=True,
            actor=factories.DENIZ,
            now=NOW,
        )


def paid_invoice(seller: Account, buyer: Account, **plan: Any) -> Invoice:
    """A month of a service, ordered and paid."""
    return paid(open_invoice(seller, buyer, **plan))


def open_invoice(seller: Account, buyer: Account, **plan: Any) -> Invoice:
    """A month of a service, ordered."""
    number = next(factories._numbers)
    product = factories.make_product(factories.make_platform(seller, f"Platform {number}"))
    placed = factories.order_plan(buyer, factories.make_plan(product, **plan))
    assert placed.invoice is not None
    return placed.invoice


def paid(invoice: Invoice) -> Invoice:
    """The card pays it."""
    factories.pay(invoice)
    with acting_as_system("test"):
        invoice.refresh_from_db()
    return invoice


def draft_document(invoice: Invoice) -> Document:
    """The document of an invoice, begun."""
    with acting_as_system("test"):
        draft = draft_for(invoice=invoice, issuer=get_issuer(invoice.seller_id))
        return document_draft(invoice=invoice, draft=draft, now=NOW)


def issue(document: Document, *, letters: str = "EAR", now: Any = NOW) -> Document:
    """An e-Arşiv with its number, unchecked."""
    with acting_as_system("test"):
        draft = draft_of(document)
        document_redraft(document_id=document.pk, draft=draft, kind=DocumentKind.EARSIV)
        template = template_build(
            draft=draft, ettn=str(document.ettn), letters=letters, issued_at=now
        )
        document_issue(document_id=document.pk, template=template, now=now)
        return Document.objects.get(pk=document.pk)


def reread(document: Document) -> Document:
    """As it is in the database."""
    with acting_as_system("test"):
        return Document.objects.get(pk=document.pk)
