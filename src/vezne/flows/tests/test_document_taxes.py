"""From an open invoice with any taxes to a document that passes every check."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from vezne.accounts.models import Account
from vezne.catalog.taxes import EXEMPTIONS, WITHHOLDINGS, is_exemption
from vezne.core.calendar import istanbul_date
from vezne.core.scope import acting_as_system
from vezne.edocuments.checks import check_draft
from vezne.edocuments.draft import DocumentDraft, Identity, InvoiceType
from vezne.edocuments.kontrol import inspect
from vezne.edocuments.queries import get_issuer
from vezne.edocuments.tests.drafts import make_identity, names
from vezne.edocuments.tests.world import NOW, make_issuer
from vezne.edocuments.ubl import build
from vezne.edocuments.xml_checks import check_xml
from vezne.flows.document_facts import draft_for
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import purchase_of
from vezne.invoicing.services import invoice_discount_apply, invoice_open
from vezne.invoicing.types import LineDraft
from vezne.ledger.models import CurrentAccount
from vezne.ledger.services import current_account_open, withholding_set

_keys = count()
ADDRESS = {
    "contact_name": "Ayşe Demir",
    "company_name": "Papatya Tekstil Ltd. Şti.",
    "line": "Örnek Mah. 1",
    "district": "Şişli",
    "city": "İstanbul",
    "phone": "+905411234567",
    "tax_office": "Şişli",
    "country": "TR",
}


@st.composite
def taxed_lines(draw: st.DrawFn, *, is_exempt: bool) -> LineDraft:
    """What a seller of services sells; a withheld and an exempt line never stand together."""
    rate = draw(st.sampled_from([0, 100, 1_000, 2_000]))
    price, quantity = draw(st.integers(1, 9_000_00)), draw(st.integers(1, 9))
    codes = [code for code in EXEMPTIONS if is_exempt or not is_exemption(code)]
    return LineDraft(
        description=draw(names),
        unit_price_minor=price,
        kdv_rate_bp=rate,
        quantity=quantity,
        discount_minor=draw(st.integers(0, price)),
        oiv_rate_bp=draw(st.sampled_from([0, 0, 1_000])),
        withheld_code=draw(st.sampled_from(["", *WITHHOLDINGS])) if rate and not is_exempt else "",
        exemption_code="" if rate else draw(st.sampled_from(["", *codes])),
    )


@st.composite
def sales(draw: st.DrawFn) -> list[LineDraft]:
    """The lines of one invoice."""
    is_exempt = draw(st.booleans())
    return draw(st.lists(taxed_lines(is_exempt=is_exempt), min_size=1, max_size=5))


@pytest.fixture
def trade(db: None) -> CurrentAccount:
    """A seller with documents and a buyer that withholds."""
    seller: Account = factories.make_seller()
    make_issuer(seller)
    with acting_as_system("test"):
        account = current_account_open(
            seller_id=seller.pk, buyer_id=factories.make_buyer().pk, now=NOW
        )
        return withholding_set(
            current_account_id=account.pk, withholds_kdv=True, actor=factories.DENIZ, now=NOW
        )


def opened(trade: CurrentAccount, lines: list[LineDraft]) -> Invoice:
    """The lines as an open invoice with the buyer's address."""
    invoice = invoice_open(
        seller_id=trade.seller_id,
        buyer_id=trade.buyer_id,
        current_account_id=trade.pk,
        kind="period",
        currency="TRY",
        lines=lines,
        opened_at=NOW,
        due_at=NOW,
        shuts_off_at=None,
        key=f"k{next(_keys)}",
    )
    invoice.billing_address = ADDRESS
    invoice.save(update_fields=["billing_address"])
    return invoice


def document_of(invoice: Invoice) -> tuple[DocumentDraft, list[object]]:
    """What its document says, and all that is wrong with it."""
    draft = draft_for(invoice=invoice, issuer=get_issuer(invoice.seller_id))
    day = istanbul_date(NOW)
    identity: Identity = make_identity(day=day)
    xml = build(draft, identity)
    expected = invoice.total_minor
    findings = check_draft(draft, issued_on=day, expected_minor=expected)
    return draft, [*findings, *check_xml(xml), *inspect(xml)]


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(lines=sales(), percent=st.integers(0, 99))
def test_whatever_is_asked_for_becomes_a_document_without_an_error_or_a_warning(
    trade: CurrentAccount, lines: list[LineDraft], percent: int
) -> None:
    with acting_as_system("test"):
        invoice = opened(trade, lines)
        discount = sum(item.net_minor for item in purchase_of(invoice).items) * percent // 100
        if discount and invoice.open_minor:
            invoice = invoice_discount_apply(
                invoice_id=invoice.pk,
                discount_minor=discount,
                product_id=None,
                is_payment_under_way=False,
                now=NOW,
            )

        draft, findings = document_of(invoice)

    assert findings == []
    assert draft.payable_minor == invoice.total_minor
    assert (draft.oiv_minor, draft.withheld_minor) == (invoice.oiv_minor, invoice.withheld_minor)


def test_above_the_floor_it_is_a_tevkifat_and_below_it_an_ordinary_sale(
    trade: CurrentAccount,
) -> None:
    def type_of(price: int) -> InvoiceType:
        line = LineDraft("Danışmanlık", price, 2_000, withheld_code="602")
        return document_of(opened(trade, [line]))[0].type

    with acting_as_system("test"):
        types = [type_of(price) for price in (10_000_00, 10_000_01)]

    assert types == [InvoiceType.SATIS, InvoiceType.TEVKIFAT]
