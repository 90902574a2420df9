"""Staff mends what holds a document back, tries again, replaces it, mails it once more."""

from __future__ import annotations

import pytest

from tests import factories
from vezne.accounts.types import AddressEntry
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as_system
from vezne.edocuments.errors import DocumentStateWrong
from vezne.edocuments.models import Document, DocumentState
from vezne.edocuments.queries import draft_of
from vezne.edocuments.tests.conftest import House, house, sandbox, sandbox_program
from vezne.edocuments.tests.world import NOW, paid_invoice, reread
from vezne.flows.document_mending import (
    document_bring_on,
    document_buyer_mend,
    document_mail_again,
    document_replace,
    document_try_again,
)
from vezne.flows.tests.test_documents import BUYER_VKN, address, firm_invoice, run, settled
from vezne.notify.models import Delivery

__all__ = ["house", "sandbox", "sandbox_program"]
ENTRY = AddressEntry(
    contact_name="Ayşe Demir",
    company_name="Papatya Tekstil Ltd. Şti.",
    line="Örnek Mah. 1",
    district="Şişli",
    city="İstanbul",
    phone="+905411234567",
    tax_id=BUYER_VKN,
    tax_office="Şişli",
)


def blocked(house: House) -> Document:
    """Held back: the buyer's address has no district."""
    address(house.buyer, paid_invoice(house.seller, house.buyer), district="")
    document = run()
    assert document.state == DocumentState.BLOCKED
    return document


def actions() -> list[str]:
    with acting_as_system("test"):
        rows = AuditEntry.objects.filter(actor_label=factories.DENIZ.label)
        return list(rows.order_by("pk").values_list("action", flat=True))[-2:]


def test_a_mended_buyer_brings_the_document_on_at_once(house: House) -> None:
    document = blocked(house)

    document_buyer_mend(document_id=document.pk, entry=ENTRY, actor=factories.DENIZ, now=NOW)
    document_bring_on(document_id=document.pk, now=NOW)

    mended = reread(document)
    assert (mended.state, mended.number) == (DocumentState.SENT, "EAR2026000000001")
    with acting_as_system("test"):
        assert draft_of(mended).buyer.district == "Şişli"
    assert actions() == ["invoice.address_mended", "document.retried"]


def test_a_masked_number_and_the_country_stay_as_they_are(house: House) -> None:
    document = blocked(house)
    first = AddressEntry(**{**_fields(), "tax_id": BUYER_VKN})
    document_buyer_mend(document_id=document.pk, entry=first, actor=factories.DENIZ, now=NOW)

    masked = AddressEntry(**{**_fields(), "tax_id": "*******1602", "country": "US"})
    document_buyer_mend(document_id=document.pk, entry=masked, actor=factories.DENIZ, now=NOW)

    with acting_as_system("test"):
        kept = Document.objects.select_related("invoice").get(pk=document.pk).invoice
    assert kept.billing_address is not None
    assert (kept.billing_address["tax_id_tail"], kept.billing_address["country"]) == (
        BUYER_VKN[-4:],
        "TR",
    )


def _fields() -> dict[str, str]:
    return {name: getattr(ENTRY, name) for name in ENTRY.__slots__}


def test_a_numbered_document_is_neither_mended_nor_tried_again(house: House) -> None:
    firm_invoice(house)
    document = run()

    for act in (
        lambda: document_buyer_mend(
            document_id=document.pk, entry=ENTRY, actor=factories.DENIZ, now=NOW
        ),
        lambda: document_try_again(document_id=document.pk, actor=factories.DENIZ, now=NOW),
        lambda: document_replace(document_id=document.pk, actor=factories.DENIZ, now=NOW),
        lambda: document_mail_again(document_id=document.pk, actor=factories.DENIZ, now=NOW),
    ):
        with pytest.raises(DocumentStateWrong):
            act()

    assert reread(document).state == DocumentState.SENT


def test_a_refused_document_is_replaced_under_a_new_number(house: House) -> None:
    firm_invoice(house)
    house.firm(next_code="2015")
    refused = run()

    document = document_replace(document_id=refused.pk, actor=factories.DENIZ, now=NOW)
    document_bring_on(document_id=document.pk, now=NOW)

    assert (reread(document).number, reread(document).replaces_id) == (
        "EAR2026000000002",
        refused.pk,
    )


def test_an_issued_document_is_mailed_once_more_when_asked(house: House) -> None:
    factories.make_member(house.buyer)
    firm_invoice(house)
    document = settled(house)

    document_mail_again(document_id=document.pk, actor=factories.DENIZ, now=NOW)

    with acting_as_system("test"):
        (mail,) = Delivery.objects.filter(kind="document.ready")
    assert document.number in mail.title
    assert actions()[-1] == "document.mailed_again"
