"""What the tests of documents' pages stand on: a seller that issues, its buyer, some documents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from tests import factories
from vezne.accounts.models import Account, Role
from vezne.core.scope import acting_as_system
from vezne.edocuments.models import Document, DocumentState
from vezne.edocuments.services import document_block, document_settle
from vezne.edocuments.tests.world import (
    NOW,
    draft_document,
    issue,
    make_issuer,
    paid_invoice,
    reread,
)
from vezne.edocuments.types import Accepted, Finding, FindingCode, Outcome
from vezne.invoicing.models import Invoice

LATER = NOW + timedelta(hours=1)


class Town:
    """Nar Bilişim issues; Papatya buys; Menekşe must see nothing of it."""

    def __init__(self) -> None:
        self.seller = factories.make_seller()
        self.buyer = factories.make_buyer()
        self.stranger = factories.make_buyer("Menekşe Gıda")
        make_issuer(self.seller, tax_id=factories.VKNS[1])
        factories.make_address(self.buyer)
        factories.set_clock(LATER)

    def client(self, account: Account, role: str = Role.ADMIN) -> Client:
        """Somebody of an account, signed in."""
        return factories.sign_in(factories.make_member(account, role))

    def invoice(self) -> Invoice:
        """A paid month."""
        invoice = paid_invoice(self.seller, self.buyer)
        with acting_as_system("test"):
            Invoice.objects.filter(pk=invoice.pk).update(billing_address=None)
        return invoice

    def issued(self) -> Document:
        """Numbered, not sent yet."""
        return issue(draft_document(self.invoice()))

    def accepted(self) -> Document:
        """Legally issued."""
        return self.settled(self.issued(), Accepted())

    def settled(self, document: Document, outcome: Outcome) -> Document:
        """What the integrator says."""
        with acting_as_system("test"):
            document_settle(document_id=document.pk, outcome=outcome, now=NOW)
        return reread(document)

    def blocked(self, code: FindingCode = FindingCode.DISTRICT, detail: str = "") -> Document:
        """Held back by a finding."""
        document = draft_document(self.invoice())
        with acting_as_system("test"):
            finding = Finding(code, detail)
            document_block(document_id=document.pk, findings=[finding], now=NOW)
        return reread(document)


def change(document: Document, **fields: Any) -> Document:
    """Fields as a test wants them."""
    with acting_as_system("test"):
        Document.objects.filter(pk=document.pk).update(**fields)
    return reread(document)


def state_of(document: Document) -> DocumentState:
    """As it is now."""
    return DocumentState(reread(document).state)


def reference_of(document: Document) -> str:
    """Of its open invoice."""
    with acting_as_system("test"):
        return Invoice.objects.get(pk=document.invoice_id).reference
