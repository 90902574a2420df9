"""Documents that are taken back, with the integrator over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as django_mail

from tests import factories
from vezne.core.scope import acting_as_system
from vezne.edocuments.errors import IntegratorUnavailable
from vezne.edocuments.models import DocumentState, IncomingDocument
from vezne.edocuments.tests.conftest import House, house, sandbox, sandbox_program
from vezne.edocuments.tests.returns import return_xml
from vezne.edocuments.tests.world import NOW
from vezne.flows.document_ends import document_cancel, incoming_fetch
from vezne.flows.document_notices import documents_tell
from vezne.flows.tests.test_documents import BUYER_VKN, MINUTE, firm_invoice, run, settled
from vezne.notify.models import Delivery
from vezne.notify.services import delivery_send

__all__ = ["house", "sandbox", "sandbox_program"]


def test_an_earsiv_is_cancelled_at_the_integrator(house: House) -> None:
    firm_invoice(house)
    document = settled(house)

    ended = document_cancel(
        document_id=document.pk, reason="Mükerrer", actor=factories.DENIZ, now=NOW
    )

    assert (ended.state, ended.number) == (DocumentState.CANCELLED, "EAR2026000000001")
    assert house.sent()[0]["isCancelled"]
    assert run(NOW + MINUTE).pk == document.pk, "a cancelled one is not made again by itself"


def test_a_cancellation_that_is_refused_changes_nothing(house: House) -> None:
    firm_invoice(house)
    document = settled(house)
    house.sandbox.switch({"name": "error_before", "endpoint": "nilvera_cancel"})

    with pytest.raises(IntegratorUnavailable):
        document_cancel(document_id=document.pk, reason="x", actor=factories.DENIZ, now=NOW)

    assert run(NOW + MINUTE).state == DocumentState.ACCEPTED


def test_the_buyers_own_return_is_read_from_the_integrator_once(house: House) -> None:
    firm_invoice(house)
    settled(house)
    house.sandbox.call(
        "POST",
        f"/_sandbox/nilvera/firms/{house.key}/purchases",
        {
            "number": "PAP2026000000007",
            "sender_tax_id": BUYER_VKN,
            "issued_on": "2026-03-04",
            "payable": "120.00",
        },
    )
    now = NOW + timedelta(days=3)

    with acting_as_system("test"):
        counts = [incoming_fetch(seller_id=house.seller.pk, now=now) for _ in range(2)]

    assert counts == [1, 0]


def returned(house: House, number: str, **more: str) -> IncomingDocument:
    """A return as it is recorded from the integrator."""
    sent = {"number": number, "sender_tax_id": BUYER_VKN, "issued_on": "2026-03-04"}
    path = f"/_sandbox/nilvera/firms/{house.key}/purchases"
    house.sandbox.call("POST", path, {**sent, "payable": "120.00", **more})
    with acting_as_system("test"):
        incoming_fetch(seller_id=house.seller.pk, now=NOW + timedelta(days=3))
        return IncomingDocument.objects.get(number=number)


def test_a_return_brings_its_kdv_its_lines_and_what_it_gives_back(house: House) -> None:
    firm_invoice(house)
    document = settled(house)

    row = returned(house, "PAP2026000000008", xml=return_xml(returns=document.number))

    assert (row.net_minor, row.tax_minor, row.document_id) == (100_00, 20_00, document.pk)
    assert row.taxes == [{"rate_bp": 2_000, "base_minor": 100_00, "tax_minor": 20_00}]
    assert row.lines[0]["name"] == "Hizmet iadesi 20"
    assert (row.note, row.ettn is not None) == ("", True)


@pytest.mark.parametrize("xml", ["", "bozuk", return_xml(net="50.00", payable="60.00", taxes=())])
def test_a_return_that_cannot_be_read_counts_with_its_gross(house: House, xml: str) -> None:
    firm_invoice(house)
    settled(house)

    row = returned(house, "PAP2026000000009", xml=xml)

    assert (row.total_minor, row.tax_minor, row.document_id) == (120_00, 0, None)
    assert "KDV dahil" in row.note


def test_the_mail_carries_pdf_and_xml(house: House) -> None:
    factories.make_member(house.buyer)
    firm_invoice(house)
    document = settled(house)
    with acting_as_system("test"):
        documents_tell(now=NOW)
        (delivery,) = Delivery.objects.filter(kind="document.ready")
        delivery_send(delivery_id=delivery.pk, brand="Nar", reply_to="", now=NOW)

    (mail,) = django_mail.outbox
    names = [name for name, _body, _kind in mail.attachments]
    assert names == [f"{document.number}.pdf", f"{document.number}.xml"]
    assert mail.attachments[0][1].startswith(b"%PDF-")
