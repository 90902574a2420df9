from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from vezne.edocuments.checks import check_draft
from vezne.edocuments.draft import (
    DocumentDraft,
    Identity,
    InvoiceType,
    Line,
    Profile,
    Returned,
    from_json,
    to_json,
)
from vezne.edocuments.kontrol import inspect
from vezne.edocuments.reckoning import Sold
from vezne.edocuments.tests.drafts import (
    CONSUMER,
    DAY,
    FOREIGNER,
    INTERNET,
    PERSON,
    RATE,
    drafts,
    make_draft,
    make_identity,
)
from vezne.edocuments.ubl import build
from vezne.edocuments.xml_checks import check_xml

SERVICE = Sold("Barındırma", 100_00, 2_000)
KINDS = {
    "an e-Arşiv to a person": make_draft(buyer=PERSON),
    "TEMEL with two rates": make_draft(
        Sold("Sunucu", 1_000_00, 2_000), Sold("Kitap", 99_99, 1_000, 3), profile=Profile.TEMEL
    ),
    "TICARI": make_draft(profile=Profile.TICARI),
    "TEVKIFAT 9/10": make_draft(
        Sold("Danışmanlık", 1_000_00, 2_000, withheld_code="602"), profile=Profile.TEMEL
    ),
    "TEVKIFAT 5/10 beside a line without": make_draft(
        Sold("Destek", 333_33, 2_000, withheld_code="616"), SERVICE, Sold("Kargo", 10_00, 0)
    ),
    "an export of services in USD": make_draft(
        Sold("Hosting", 100_00, 0, exemption_code="302"),
        currency="USD",
        exchange=RATE,
        buyer=FOREIGNER,
    ),
    "a sale in USD": make_draft(currency="USD", exchange=RATE),
    "a return": make_draft(type=InvoiceType.IADE, returned=Returned("EAR2026000000001", DAY)),
    "ten lines with a discount that no line's rounding fits": make_draft(
        *[Sold(f"Kalem {n}", 1_10, 2_000, 1, 11) for n in range(10)], buyer=CONSUMER
    ),
    "an internet sale": make_draft(internet=INTERNET),
    "0 % without an exemption": make_draft(SERVICE, Sold("Harç", 50_00, 0), profile=Profile.TEMEL),
    "ÖİV beside KDV": make_draft(Sold("İnternet erişimi", 333_33, 2_000, oiv_rate_bp=1_000)),
}


def findings_of(draft: DocumentDraft) -> list[object]:
    xml = build(draft, make_identity())
    return [*check_draft(draft, issued_on=DAY), *check_xml(xml), *inspect(xml)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_passes_all_checks(kind: str) -> None:
    assert findings_of(KINDS[kind]) == []


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(drafts())
def test_whatever_the_law_allows_passes_without_an_error_or_a_warning(draft: DocumentDraft) -> None:
    assert findings_of(draft) == []


@settings(max_examples=50)
@given(drafts())
def test_a_draft_comes_back_whole_from_its_json(draft: DocumentDraft) -> None:
    assert from_json(json.loads(json.dumps(to_json(draft)))) == draft


def test_the_tax_of_ten_odd_lines_is_computed_once() -> None:
    draft = KINDS["ten lines with a discount that no line's rounding fits"]

    assert (draft.net_minor, draft.kdv_minor) == (9_90, 1_98)
    assert sorted(line.kdv_minor for line in draft.lines) == [19] * 2 + [20] * 8


def test_oiv_is_computed_beside_kdv_on_the_same_net() -> None:
    draft = make_draft(Sold("İnternet erişimi", 100_00, 2_000, oiv_rate_bp=1_000))

    assert (draft.net_minor, draft.kdv_minor, draft.oiv_minor) == (100_00, 20_00, 10_00)
    assert draft.payable_minor == 130_00


def test_what_is_withheld_is_not_paid_to_the_seller() -> None:
    draft = KINDS["TEVKIFAT 9/10"]

    assert (draft.inclusive_minor, draft.withheld_minor, draft.payable_minor) == (
        1_200_00,
        180_00,
        1_020_00,
    )


def test_a_negative_amount_is_never_written() -> None:
    minus = Line("Eksi", 1, -50_00, -50_00, 2_000, -10_00)
    bad = replace(make_draft(), lines=(*make_draft().lines, minus))

    with pytest.raises(ValueError, match="negative"):
        build(bad, make_identity())


def test_the_checker_refuses_a_date_that_has_not_come() -> None:
    future = date(2999, 1, 1)
    identity = Identity("EAR2026000000001", make_identity().ettn, future, "10:00:00")

    assert inspect(build(make_draft(), identity))
