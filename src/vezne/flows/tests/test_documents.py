"""From a paid invoice to an accepted document, with the integrator over HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from lxml import etree

from tests import factories
from vezne.accounts.models import Account, Address
from vezne.core.scope import acting_as, acting_as_system
from vezne.edocuments.models import Document, DocumentState, Issuer
from vezne.edocuments.queries import (
    document_detail,
    draft_of,
    series_faults,
    xml_of,
)
from vezne.edocuments.services import document_retry, issuer_set
from vezne.edocuments.tests.conftest import House, house, sandbox, sandbox_program
from vezne.edocuments.tests.world import NOW, issuer_terms, open_invoice, paid, paid_invoice
from vezne.flows.documents import (
    document_again,
    documents_begin,
    documents_carry,
    documents_drop,
    documents_issue,
)
from vezne.flows.tick import tick
from vezne.invoicing.models import Invoice, InvoiceKind
from vezne.invoicing.services import invoice_void, rate_record
from vezne.notify.models import Delivery

__all__ = ["house", "sandbox", "sandbox_program"]
MINUTE = timedelta(minutes=1)
WAITED = timedelta(hours=7)  # longer than any pause between questions
BUYER_VKN = factories.VKNS[0]


def run(now: Any = NOW) -> Document:
    """One round of the tick's parts; the only document."""
    with acting_as_system("test"):
        documents_begin(now=now)
        documents_drop(now=now)
        documents_issue(now=now)
        documents_carry(now=now)
        return Document.objects.latest("pk")


def settled(house: House, now: Any = NOW) -> Document:
    """Rounds until the tax office has answered."""
    run(now)
    house.decide()
    return run(now + MINUTE)


def address(buyer: Account, invoice: Invoice, **changes: Any) -> Invoice:
    """The invoice's address: the buyer's firm by default."""
    with acting_as_system("test"):
        fields = {
            "contact_name": "Ayşe Demir",
            "company_name": buyer.legal_name,
            "line": "Örnek Mah. 1",
            "district": "Şişli",
            "city": "İstanbul",
            "phone": "+905411234567",
            "tax_office": "Şişli",
            "country": "TR",
            **changes,
        }
        Invoice.objects.filter(pk=invoice.pk).update(billing_address=fields)
        invoice.refresh_from_db()
    return invoice


def firm_invoice(house: House, **plan: Any) -> Invoice:
    return address(house.buyer, paid_invoice(house.seller, house.buyer, **plan))


def test_a_paid_invoice_becomes_an_accepted_earsiv(house: House) -> None:
    invoice = firm_invoice(house)

    document = settled(house)

    assert (document.state, document.kind) == (DocumentState.ACCEPTED, "earsiv")
    assert document.number == "EAR2026000000001"
    assert (document.total_minor, document.invoice_id) == (invoice.total_minor, invoice.pk)
    (sent,) = house.sent()
    assert (sent["uuid"], sent["number"]) == (str(document.ettn), document.number)
    assert sent["xml"].encode() == xml_of(document)
    assert run().pk == document.pk, "a second round makes no second document"
    assert len(house.sent()) == 1


def test_a_registered_buyer_gets_an_efatura_at_its_alias(house: House) -> None:
    house.register(BUYER_VKN, alias="urn:mail:papatya")
    firm_invoice(house)

    document = settled(house)

    assert (document.kind, document.profile) == ("efatura", "TEMELFATURA")
    assert (document.state, document.number) == (DocumentState.ACCEPTED, "EFA2026000000001")
    assert house.sent()[0]["alias"] == "urn:mail:papatya"
    assert b"SEND_TYPE" not in xml_of(document)


def test_an_internet_sale_says_how_and_when_it_was_paid(house: House) -> None:
    firm_invoice(house)

    xml = etree.fromstring(xml_of(run()))

    said = {
        row.findtext("{*}DocumentTypeCode"): row.findtext("{*}ID")
        for row in xml.findall("{*}AdditionalDocumentReference")
    }
    assert said["INT_PAYMENT_METHOD"] == "KREDIKARTI/BANKAKARTI"
    assert said["INT_PAYMENTDATE"] == "2026-03-02"
    assert said["INT_WEBSITE"] == "https://nar.example"


def test_an_open_invoice_waits_for_its_payment(house: House) -> None:
    invoice = address(house.buyer, open_invoice(house.seller, house.buyer))
    with acting_as_system("test"):
        assert documents_begin(now=NOW) == 0

    paid(invoice)

    assert run().invoice_id == invoice.pk


def test_at_period_start_the_document_comes_before_the_money(house: House) -> None:
    with acting_as(house.seller.pk, "desk"):
        issuer_set(
            seller_id=house.seller.pk,
            terms=issuer_terms(issues_at="period_start"),
            actor=factories.DENIZ,
            now=NOW,
        )
    invoice = address(house.buyer, open_invoice(house.seller, house.buyer))

    document = run()

    assert (document.invoice_id, invoice.status) == (invoice.pk, "open")
    assert document.is_numbered


def test_what_was_paid_before_the_seller_began_gets_no_document(house: House) -> None:
    with acting_as_system("test"):
        Issuer.objects.update(starts_at=NOW + MINUTE)
    firm_invoice(house)

    with acting_as_system("test"):
        assert documents_begin(now=NOW + 2 * MINUTE) == 0


def test_what_was_owed_before_the_books_began_had_its_document_then(house: House) -> None:
    invoice = firm_invoice(house)
    with acting_as_system("test"):
        Invoice.objects.filter(pk=invoice.pk).update(kind=InvoiceKind.OPENING)
        assert documents_begin(now=NOW) == 0

        Invoice.objects.filter(pk=invoice.pk).update(kind=InvoiceKind.DEBIT)
        assert documents_begin(now=NOW) == 1


def test_a_buyer_without_a_district_holds_the_document_back_without_a_number(
    house: House,
) -> None:
    invoice = address(house.buyer, paid_invoice(house.seller, house.buyer), district="")

    document = run()

    assert (document.state, document.number) == (DocumentState.BLOCKED, "")
    with acting_as(house.seller.pk, "desk"):
        detail = document_detail(document.public_id)
    assert [words for words, _where in detail.findings] == ["İlçe veya il eksik."]
    assert house.sent() == []

    address(house.buyer, invoice, district="Şişli")
    with acting_as_system("test"):
        document_retry(document_id=document.pk, now=NOW)
    mended = run()
    assert (mended.pk, mended.ettn, mended.number) == (
        document.pk,
        document.ettn,
        "EAR2026000000001",
    )


def test_a_late_document_waits_for_staff(house: House) -> None:
    firm_invoice(house)
    late = NOW + timedelta(days=8)

    document = run(late)

    assert document.state == DocumentState.BLOCKED
    assert [one["code"] for one in document.findings] == ["late"]
    with acting_as_system("test"):
        document_retry(document_id=document.pk, now=late, accepts_late=True)
    assert run(late).is_numbered


def test_a_time_out_is_asked_about_and_never_numbered_again(house: House) -> None:
    firm_invoice(house)
    house.sandbox.switch({"name": "timeout_after", "endpoint": "nilvera_send", "seconds": 0.1})

    document = run()
    assert (document.state, document.number) == (DocumentState.UNKNOWN, "EAR2026000000001")

    house.sandbox.switch()
    house.decide()
    after = run(NOW + 3 * MINUTE)
    assert (after.state, after.number, after.ettn) == (
        DocumentState.ACCEPTED,
        document.number,
        document.ettn,
    )
    assert len(house.sent()) == 1


def test_what_never_arrived_is_sent_again_under_the_same_ettn(house: House) -> None:
    firm_invoice(house)
    house.sandbox.switch({"name": "error_before", "endpoint": "nilvera_send"})

    document = run()
    assert document.state == DocumentState.UNKNOWN

    house.sandbox.switch()
    run(NOW + 3 * MINUTE)
    after = run(NOW + 3 * MINUTE)
    assert after.state == DocumentState.SENT
    (sent,) = house.sent()
    assert (sent["uuid"], sent["number"]) == (str(document.ettn), document.number)


@pytest.mark.parametrize(
    ("code", "state", "error"),
    [
        ("2000", "issued", "no_credit"),
        ("2075", "issued", "no_credit"),
        ("2078", "issued", "no_credit"),
        ("1000", "issued", "seller_mismatch"),
        ("1005", "issued", "series_used"),
        ("3000", "issued", "alias_unknown"),
        ("2052", "issued", "alias_closed"),
        ("1001", "unknown", "already_sent"),
        ("1004", "unknown", "number_used"),
        ("2015", "refused", "not_valid"),
        ("2100", "refused", "series_year"),
        ("2025", "refused", "buyer_is_registered"),
        ("2053", "refused", "buyer_is_registered"),
        ("2054", "refused", "buyer_not_registered"),
    ],
)
def test_each_refusal_has_its_reaction(house: House, code: str, state: str, error: str) -> None:
    firm_invoice(house)
    house.firm(next_code=code)

    document = run()

    assert (document.state, document.error_code) == (state, error)
    assert document.number == "EAR2026000000001"


def test_an_unknown_series_is_made_and_the_document_goes(house: House) -> None:
    house.firm(makes_series=False)
    firm_invoice(house)

    assert run().state == DocumentState.SENT


def test_a_number_that_belongs_to_another_document_there_is_spent(house: House) -> None:
    firm_invoice(house)
    house.firm(next_code="1004")
    run()

    document = run(NOW + WAITED)

    assert (document.state, document.number) == (DocumentState.REFUSED, "EAR2026000000001")


def test_a_buyer_who_registered_meanwhile_gets_another_document_once(house: House) -> None:
    firm_invoice(house)
    house.firm(next_code="2025")
    first = run()
    assert first.state == DocumentState.REFUSED
    house.register(BUYER_VKN)

    second = run(NOW + MINUTE)

    assert (second.kind, second.state, second.replaces_id) == ("efatura", "sent", first.pk)
    assert second.ettn != first.ettn
    with acting_as_system("test"):
        assert series_faults() == []


def test_a_refused_content_is_made_again_by_staff_only(house: House) -> None:
    invoice = firm_invoice(house)
    house.firm(next_code="2015")
    first = run()

    assert run(NOW + MINUTE).pk == first.pk
    with acting_as_system("test"):
        again = document_again(invoice_id=invoice.pk, now=NOW + MINUTE)
    assert again.pk != first.pk
    assert run(NOW + MINUTE).number == "EAR2026000000002"


def test_the_tax_office_may_refuse_afterwards(house: House) -> None:
    house.firm(next_fate="error")
    firm_invoice(house)

    document = settled(house)

    assert (document.state, document.error_code) == (DocumentState.REFUSED, "tax_office_refused")


def test_a_ticari_invoice_may_be_declined_for_eight_days(house: House) -> None:
    with acting_as(house.seller.pk, "desk"):
        issuer_set(
            seller_id=house.seller.pk,
            terms=issuer_terms(profile="TICARIFATURA"),
            actor=factories.DENIZ,
            now=NOW,
        )
    house.register(BUYER_VKN)
    firm_invoice(house)
    document = settled(house)
    assert (document.state, document.profile) == (DocumentState.ACCEPTED, "TICARIFATURA")

    house.sandbox.call(
        "PUT",
        "/_sandbox/nilvera/documents",
        {"uuid": str(document.ettn), "is_declined": True},
    )
    assert run(NOW + timedelta(days=2)).state == DocumentState.DECLINED


def test_an_integrator_that_hangs_leaves_the_draft_without_a_number(house: House) -> None:
    house.sandbox.switch({"name": "error_before", "endpoint": "nilvera_check"})
    firm_invoice(house)

    document = run()

    assert (document.state, document.number) == (DocumentState.DRAFT, "")
    house.sandbox.switch()
    assert run(NOW + MINUTE).is_numbered


def test_a_withdrawn_invoice_takes_its_draft_along(house: House) -> None:
    with acting_as(house.seller.pk, "desk"):
        issuer_set(
            seller_id=house.seller.pk,
            terms=issuer_terms(issues_at="period_start"),
            actor=factories.DENIZ,
            now=NOW,
        )
    invoice = address(house.buyer, open_invoice(house.seller, house.buyer), district="")
    document = run()
    assert document.state == DocumentState.BLOCKED
    with acting_as_system("test"):
        invoice_void(invoice_id=invoice.pk, reason="yanlış", actor=factories.DENIZ, now=NOW)

    assert run().state == DocumentState.DROPPED


def test_a_document_in_dollars_shows_the_rate_of_its_day(house: House) -> None:
    with acting_as_system("test"):
        for day, rate in ((date(2026, 2, 27), 43_120_000), (date(2026, 3, 2), 44_000_000)):
            rate_record(
                currency="USD", bulletin_on=day, rate_micro=rate, bulletin_number=f"{day:%Y/%j}"
            )
    firm_invoice(house, currency="USD")

    document = run()

    with acting_as_system("test"):
        exchange = draft_of(document).exchange
    assert exchange is not None
    assert (exchange.rate_micro, exchange.bulletin_on) == (43_120_000, date(2026, 2, 27))
    assert "TL karşılığı: Matrah 4.312,00 TL, KDV 862,40 TL".encode() in xml_of(document)
    assert document.is_numbered


def test_a_consumer_and_a_foreigner_get_their_stand_ins(house: House) -> None:
    with acting_as_system("test"):
        Account.objects.filter(pk=house.buyer.pk).update(
            kind="person", tax_id_sealed="", tax_id_tail=""
        )
    address(house.buyer, paid_invoice(house.seller, house.buyer), company_name="", tax_office="")
    consumer = run()
    address(
        house.buyer,
        paid_invoice(house.seller, house.buyer),
        company_name="Foreign Inc",
        country="US",
        city="New York",
        district="Manhattan",
    )
    foreigner = run()

    with acting_as_system("test"):
        parties = [draft_of(one).buyer for one in (consumer, foreigner)]
    assert [one.tax_id for one in parties] == ["11111111111", "2222222222"]
    assert parties[1].country_name == "Amerika Birleşik Devletleri"
    assert consumer.is_numbered
    assert foreigner.is_numbered


def test_an_invoice_without_an_address_takes_the_buyers_default(house: House) -> None:
    invoice = paid_invoice(house.seller, house.buyer)
    with acting_as_system("test"):
        Invoice.objects.filter(pk=invoice.pk).update(billing_address=None)
    factories.make_address(house.buyer)

    assert run().is_numbered
    with acting_as_system("test"):
        assert Address.objects.count() == 1


def test_the_tick_does_all_of_it_and_tells_the_buyer_once(house: House) -> None:
    factories.make_member(house.buyer)
    firm_invoice(house)

    tick(now=NOW)
    house.decide()
    done = tick(now=NOW + MINUTE)
    tick(now=NOW + 2 * MINUTE)

    assert (done["documents_carried"], done["documents_told"]) == (1, 1)
    with acting_as_system("test"):
        told = Delivery.objects.filter(kind="document.ready")
        assert [one.title for one in told] == ["EAR2026000000001 numaralı faturanız hazır"]


def test_the_seller_is_told_what_holds_a_document_and_before_it_is_late(house: House) -> None:
    factories.make_member(house.seller, name="Deniz")
    address(house.buyer, paid_invoice(house.seller, house.buyer), district="")

    tick(now=NOW)
    with acting_as_system("test"):
        held = Delivery.objects.get(kind="document.held")
        assert "İlçe veya il eksik." in held.text
        assert not Delivery.objects.filter(kind="document.deadline").exists()

    for days in (5, 6):
        tick(now=NOW + timedelta(days=days))
    with acting_as_system("test"):
        assert Delivery.objects.filter(kind="document.deadline").count() == 1


def test_one_hanging_integrator_costs_one_call_a_round(house: House) -> None:
    for _ in range(3):
        firm_invoice(house)
    house.sandbox.switch({"name": "error_before", "endpoint": "nilvera_check"})

    run()

    asked = [one for one in house.sandbox.requests() if one["endpoint"] == "nilvera_check"]
    assert len(asked) == 1
