"""What efatura-kontrol lets pass must stop here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from vezne.edocuments.checks import check_draft, deadline_of
from vezne.edocuments.draft import (
    ANY_CONSUMER,
    ANY_FOREIGNER,
    DocumentDraft,
    InvoiceType,
    Line,
    Profile,
)
from vezne.edocuments.kontrol import inspect
from vezne.edocuments.rates import kdv_rates_on, oiv_rates_on
from vezne.edocuments.reckoning import Sold
from vezne.edocuments.tests.drafts import (
    CONSUMER,
    DAY,
    FIRM,
    FOREIGNER,
    INTERNET,
    PERSON,
    RATE,
    SELLER,
    make_draft,
    make_identity,
)
from vezne.edocuments.types import FindingCode
from vezne.edocuments.ubl import build
from vezne.edocuments.xml_checks import check_xml

GOOD = make_draft()
LINE = GOOD.lines[0]


def codes(draft: DocumentDraft, *, day: date = DAY, expected: int | None = None) -> set[str]:
    return {one.code.value for one in check_draft(draft, issued_on=day, expected_minor=expected)}


def with_line(**changes: object) -> DocumentDraft:
    return replace(GOOD, lines=(replace(LINE, **changes),))  # type: ignore[arg-type]


def old_rate(day: date) -> DocumentDraft:
    return make_draft(Sold("Barındırma", 100_00, 1_800), event_on=day)


BAD: dict[FindingCode, DocumentDraft] = {
    FindingCode.SELLER_TAX_ID: replace(GOOD, seller=replace(SELLER, tax_id="4540536921")),
    FindingCode.BUYER_TAX_ID: replace(GOOD, buyer=replace(FIRM, tax_id="1729171603")),
    FindingCode.SAME_PARTY: replace(GOOD, buyer=replace(FIRM, tax_id=SELLER.tax_id)),
    FindingCode.SELLER_INCOMPLETE: replace(GOOD, seller=replace(SELLER, street="")),
    FindingCode.BUYER_INCOMPLETE: replace(GOOD, buyer=replace(PERSON, family_name="")),
    FindingCode.TAX_OFFICE: replace(GOOD, buyer=replace(FIRM, tax_office="")),
    FindingCode.DISTRICT: replace(GOOD, buyer=replace(FIRM, district=" ")),
    FindingCode.NO_LINES: replace(GOOD, lines=()),
    FindingCode.LINE_NAME: with_line(name="  "),
    FindingCode.NEGATIVE: replace(
        GOOD, lines=(LINE, Line("Eksi", 1, -50_00, -50_00, 2_000, -10_00))
    ),
    FindingCode.LINE_SUM: with_line(quantity=2),
    FindingCode.TAX_SUM: with_line(kdv_minor=20_01),
    FindingCode.KDV_RATE: old_rate(DAY),
    FindingCode.OIV_RATE: make_draft(Sold("Hat", 100_00, 2_000, oiv_rate_bp=750)),
    FindingCode.EXEMPTION: with_line(kdv_rate_bp=0, kdv_minor=0),
    FindingCode.WITHHOLDING: with_line(withheld_code="602", withheld_percent=50),
    FindingCode.MIXED_TYPES: make_draft(
        Sold("a", 1_00, 2_000, withheld_code="602"), Sold("b", 1_00, 0, exemption_code="302")
    ),
    FindingCode.TYPE: replace(GOOD, type=InvoiceType.TEVKIFAT),
    FindingCode.RETURN_REFERENCE: replace(GOOD, type=InvoiceType.IADE),
    FindingCode.EXCHANGE: replace(GOOD, currency="USD"),
    FindingCode.INTERNET: replace(GOOD, internet=replace(INTERNET, website="")),
    FindingCode.LATE: replace(GOOD, event_on=DAY - timedelta(days=8)),
    FindingCode.FUTURE: replace(GOOD, event_on=DAY + timedelta(days=1)),
}


def test_a_good_draft_has_nothing_wrong() -> None:
    assert codes(GOOD, expected=120_00) == set()


@pytest.mark.parametrize("code", BAD)
def test_each_fault_is_found(code: FindingCode) -> None:
    assert code.value in codes(BAD[code])


def test_the_total_must_be_what_the_invoice_asked_for() -> None:
    assert codes(GOOD, expected=120_01) == {FindingCode.TOTAL.value}


@pytest.mark.parametrize("buyer", [CONSUMER, FOREIGNER])
def test_the_two_stand_ins_pass_for_a_buyer_only(buyer: object) -> None:
    assert codes(replace(GOOD, buyer=buyer)) == set()  # type: ignore[arg-type]
    for tax_id in (ANY_CONSUMER, ANY_FOREIGNER):
        bad = replace(GOOD, seller=replace(SELLER, tax_id=tax_id))
        assert FindingCode.SELLER_TAX_ID.value in codes(bad)


def test_seven_days_are_allowed_and_an_eighth_is_not() -> None:
    assert deadline_of(DAY) == date(2026, 3, 9)
    assert codes(GOOD, day=deadline_of(DAY)) == set()
    assert codes(GOOD, day=deadline_of(DAY) + timedelta(days=1)) == {FindingCode.LATE.value}


@pytest.mark.parametrize(
    ("day", "rates"),
    [
        (date(2023, 7, 9), {0, 100, 800, 1_800}),
        (date(2023, 7, 10), {0, 100, 1_000, 2_000}),
        (date(2026, 11, 22), {0, 100, 1_000, 2_000}),
    ],
)
def test_kdv_rates_follow_the_day(day: date, rates: set[int]) -> None:
    assert kdv_rates_on(day) == rates


def test_oiv_rates_follow_the_day() -> None:
    assert oiv_rates_on(date(2021, 1, 28)) == {0, 750}
    assert oiv_rates_on(date(2021, 1, 29)) == {0, 1_000}


def test_an_old_invoice_keeps_the_rate_of_its_day() -> None:
    day = date(2023, 7, 9)

    assert codes(old_rate(day), day=day) == set()


def xml_codes(old: str, new: str, draft: DocumentDraft = GOOD) -> set[str]:
    xml = build(draft, make_identity()).decode()
    assert old in xml
    return {one.code.value for one in check_xml(xml.replace(old, new).encode())}


ONE_LINE_TAX = build(GOOD, make_identity()).decode().rpartition("<cac:TaxTotal>")[2]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<cbc:ID>EAR2026000000001<", "<cbc:ID>EAR2025000000001<", FindingCode.NUMBER_YEAR),
        ("<cbc:ID>EAR2026000000001<", "<cbc:ID>EA2026000000001<", FindingCode.NUMBER),
        ("<cbc:IssueTime>14:30:00</cbc:IssueTime>", "", FindingCode.ISSUE_TIME),
        (">1</cbc:LineCountNumeric>", ">2</cbc:LineCountNumeric>", FindingCode.LINE_COUNT),
        ("SEND_TYPE", "SONST", FindingCode.SEND_TYPE),
        ("Yalnız YüzYirmi", "Yalnız YüzOtuz", FindingCode.WORDS),
        ("<cbc:Note>Yalnız YüzYirmiTürkLirası</cbc:Note>", "", FindingCode.WORDS),
        ('TRY">100.00</cbc:PriceAmount>', 'TRY">100.005</cbc:PriceAmount>', FindingCode.DECIMALS),
    ],
)
def test_each_fault_of_the_xml_is_found(old: str, new: str, code: FindingCode) -> None:
    assert code.value in xml_codes(old, new)


def test_a_line_without_its_tax_is_found() -> None:
    line_tax = "<cac:TaxTotal>" + ONE_LINE_TAX.partition("</cac:TaxTotal>")[0] + "</cac:TaxTotal>"

    xml = build(GOOD, make_identity()).decode()
    head, _, tail = xml.rpartition(line_tax)
    assert FindingCode.LINE_TAX.value in {
        one.code.value for one in check_xml((head + tail).encode())
    }


def test_an_internet_sale_without_its_fields_is_found() -> None:
    assert xml_codes("INT_PAYMENTDATE", "SONST", replace(GOOD, internet=INTERNET)) == {
        FindingCode.INTERNET.value
    }


def test_the_checker_alone_would_let_most_of_it_pass() -> None:
    """Why these checks exist: each of these has nothing that efatura-kontrol sees."""
    blind = (
        FindingCode.BUYER_TAX_ID,
        FindingCode.SAME_PARTY,
        FindingCode.TAX_OFFICE,
        FindingCode.KDV_RATE,
    )

    assert [code for code in blind if inspect(build(BAD[code], make_identity()))] == []


def test_a_rate_without_its_exchange_is_an_error_of_the_checker_too() -> None:
    draft = replace(GOOD, currency="USD", exchange=RATE, profile=Profile.TEMEL)

    assert codes(draft) == set()
