"""Where a document is mentioned away from its own pages: after the payment, on the desk's first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import factories
from vezne.core.scope import acting_as_system
from vezne.edocuments.tests.world import NOW, draft_document, issue, paid_invoice
from vezne.invoicing.models import Invoice
from vezne.payments.models import Attempt
from vezne.web.tests.documents import Town

pytestmark = pytest.mark.django_db
DESK = "/yonetim/"


@pytest.fixture
def town() -> Town:
    return Town()


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def result_of(invoice: Invoice) -> str:
    """The page that the payer of an invoice comes back to."""
    with acting_as_system("test"):
        attempt = Attempt.objects.get(payment__invoice_id=invoice.pk)
    return f"/odeme/sonuc/{attempt.public_id}/"


def test_after_the_payment_the_document_is_announced_then_offered(town: Town) -> None:
    invoice = town.invoice()
    ayse = town.client(town.buyer)

    assert "Faturanız hazırlanıyor" in text(ayse.get(result_of(invoice)))

    document = issue(draft_document(invoice))
    page = text(ayse.get(result_of(invoice)))

    assert f'href="/belgelerim/{document.public_id}/pdf/">Faturayı indir</a>' in page
    assert document.number in page
    assert "hazırlanıyor" not in page


def test_the_same_in_english(town: Town) -> None:
    invoice = town.invoice()
    member = factories.make_member(town.buyer)
    member.language = "en"
    member.save(update_fields=["language"])
    ayse = factories.sign_in(member)

    assert "Your invoice is being prepared" in text(ayse.get(result_of(invoice)))

    issue(draft_document(invoice))
    assert "Download the invoice" in text(ayse.get(result_of(invoice)))


def test_a_draft_is_not_offered(town: Town) -> None:
    invoice = town.invoice()
    draft_document(invoice)

    page = text(town.client(town.buyer).get(result_of(invoice)))

    assert "Faturanız hazırlanıyor" in page
    assert "Faturayı indir" not in page


def test_a_seller_that_issues_nothing_promises_nothing() -> None:
    seller, buyer = factories.make_seller(), factories.make_buyer()
    factories.set_clock(NOW + timedelta(hours=1))
    invoice = paid_invoice(seller, buyer)
    ayse = factories.sign_in(factories.make_member(buyer))

    page = text(ayse.get(result_of(invoice)))

    assert "Ödemeniz alındı" in page
    assert "Fatura" not in page.split("Ödemeniz alındı")[-1].split("Hizmetlerime git")[0]


def test_a_document_that_waits_for_a_hand_stands_on_the_desks_first_page(town: Town) -> None:
    deniz = town.client(town.seller)
    assert "Yasal belgenin son günü" not in text(deniz.get(DESK))

    blocked = town.blocked()
    page = text(deniz.get(DESK))

    assert f'href="/yonetim/belgeler/{blocked.public_id}/"' in page
    assert f"Yasal belgenin son günü {blocked.deadline_on:%d.%m.%Y}" in page
    ceren = town.client(town.stranger)
    assert blocked.public_id not in text(ceren.get(DESK))


def test_a_document_in_time_is_nobodys_work(town: Town) -> None:
    draft_document(town.invoice())
    deniz = town.client(town.seller)
    assert "Yasal belgenin son günü" not in text(deniz.get(DESK))

    factories.set_clock(NOW + timedelta(days=6))

    assert "Yasal belgenin son günü" in text(deniz.get(DESK))
