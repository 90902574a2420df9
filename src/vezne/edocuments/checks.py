"""What efatura-kontrol lets pass and the law, the integrator or an accountant does not; pure.

`check_draft` looks at what is to be said, `check_xml` reads the finished XML anew, apart from the
builder, so that a mistake in the builder is seen as well. Both give *all* findings. That numbers
have no gap and no double is the series' own (`services.numbering`, constraints).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from stdnum.tr import tckimlik, vkn

from vezne.core.money import share
from vezne.edocuments.draft import (
    ANY_CONSUMER,
    ANY_FOREIGNER,
    VKN_LENGTH,
    DocumentDraft,
    InvoiceType,
    Line,
    Party,
    Profile,
    type_of,
)
from vezne.edocuments.rates import WITHHOLDINGS, is_exemption, kdv_rates_on, oiv_rates_on
from vezne.edocuments.types import Finding, FindingCode
from vezne.invoicing.amounts import WHOLE_BP

DAYS_TO_ISSUE = 7
"""VUK m.231/5: later counts as never issued."""


def deadline_of(event_on: date) -> date:
    """The last day on which a document may be dated."""
    return event_on + timedelta(days=DAYS_TO_ISSUE)


def check_draft(
    draft: DocumentDraft, *, issued_on: date, expected_minor: int | None = None
) -> list[Finding]:
    """Everything that is wrong with a draft that is to be dated `issued_on`.

    `expected_minor` is what the open invoice asks for, in its currency.
    """
    findings = [
        *_seller(draft.seller),
        *_buyer(draft.buyer),
        *_kind(draft),
        *_lines(draft),
        *_groups(draft.lines),
    ]
    if draft.seller.tax_id == draft.buyer.tax_id:
        findings.append(Finding(FindingCode.SAME_PARTY))
    if issued_on > deadline_of(draft.event_on):
        findings.append(Finding(FindingCode.LATE, f"{draft.event_on:%d.%m.%Y}"))
    if issued_on < draft.event_on:
        findings.append(Finding(FindingCode.FUTURE, f"{draft.event_on:%d.%m.%Y}"))
    if expected_minor is not None and expected_minor != draft.payable_minor:
        findings.append(Finding(FindingCode.TOTAL, f"{draft.payable_minor} ≠ {expected_minor}"))
    return findings


def is_tax_id(tax_id: str, *, is_buyer: bool) -> bool:
    """Check digits, with the two stand-ins that a buyer may have."""
    if is_buyer and tax_id in (ANY_CONSUMER, ANY_FOREIGNER):
        return True
    return bool(vkn.is_valid(tax_id) if len(tax_id) == VKN_LENGTH else tckimlik.is_valid(tax_id))


def _seller(seller: Party) -> Iterator[Finding]:
    if not is_tax_id(seller.tax_id, is_buyer=False):
        yield Finding(FindingCode.SELLER_TAX_ID, seller.tax_id)
    if not seller.name or not seller.street:
        yield Finding(FindingCode.SELLER_INCOMPLETE)
    if not seller.tax_office:
        yield Finding(FindingCode.TAX_OFFICE, seller.name)
    if not (seller.district.strip() and seller.city.strip()):
        yield Finding(FindingCode.DISTRICT, seller.name)


def _buyer(buyer: Party) -> Iterator[Finding]:
    if not is_tax_id(buyer.tax_id, is_buyer=True):
        yield Finding(FindingCode.BUYER_TAX_ID, buyer.tax_id)
    is_named = buyer.title if buyer.is_firm else buyer.first_name and buyer.family_name
    if not is_named:
        yield Finding(FindingCode.BUYER_INCOMPLETE)
    if buyer.is_firm and buyer.tax_id != ANY_FOREIGNER and not buyer.tax_office:
        yield Finding(FindingCode.TAX_OFFICE, buyer.name)
    if not (buyer.district.strip() and buyer.city.strip()):
        yield Finding(FindingCode.DISTRICT, buyer.name)


def _kind(draft: DocumentDraft) -> Iterator[Finding]:
    is_held = any(line.withheld_code for line in draft.lines)
    if is_held and any(is_exemption(line.exemption_code) for line in draft.lines):
        yield Finding(FindingCode.MIXED_TYPES)
    if draft.type is InvoiceType.IADE:
        if draft.returned is None or draft.profile is Profile.TICARI:
            yield Finding(FindingCode.RETURN_REFERENCE)
    elif draft.type is not type_of(draft.lines):
        yield Finding(FindingCode.TYPE, draft.type.value)
    if (draft.exchange is None) != (draft.currency == "TRY"):
        yield Finding(FindingCode.EXCHANGE)
    if draft.internet is not None and not draft.internet.website:
        yield Finding(FindingCode.INTERNET)


def _lines(draft: DocumentDraft) -> Iterator[Finding]:
    if not draft.lines:
        yield Finding(FindingCode.NO_LINES)
    for place, line in enumerate(draft.lines, 1):
        for code in _line(line, draft):
            yield Finding(code, f"{place}. satır")


def _line(line: Line, draft: DocumentDraft) -> Iterator[FindingCode]:
    if not line.name.strip():
        yield FindingCode.LINE_NAME
    figures = (line.unit_price_minor, line.discount_minor, line.net_minor, line.kdv_minor)
    if line.quantity < 1 or min(*figures, line.oiv_minor, line.withheld_minor) < 0:
        yield FindingCode.NEGATIVE
    if line.quantity * line.unit_price_minor - line.discount_minor != line.net_minor:
        yield FindingCode.LINE_SUM
    if draft.type is not InvoiceType.IADE and line.kdv_rate_bp not in kdv_rates_on(draft.event_on):
        yield FindingCode.KDV_RATE
    if line.oiv_rate_bp not in oiv_rates_on(draft.event_on):
        yield FindingCode.OIV_RATE
    if (line.kdv_rate_bp == 0) != bool(line.exemption_code and line.exemption_words):
        yield FindingCode.EXEMPTION
    known = WITHHOLDINGS.get(line.withheld_code, ("", 0))[1]
    if known != line.withheld_percent or (line.withheld_minor and not line.withheld_code):
        yield FindingCode.WITHHOLDING


def _groups(lines: tuple[Line, ...]) -> Iterator[Finding]:
    """Each tax is computed once on the sum of its lines."""
    for rate in {line.kdv_rate_bp for line in lines}:
        group = [line for line in lines if line.kdv_rate_bp == rate]
        base = sum(line.net_minor for line in group)
        if sum(line.kdv_minor for line in group) != share(base, rate, WHOLE_BP):
            yield Finding(FindingCode.TAX_SUM, f"KDV {rate / 100:g} %")
    for rate in {line.oiv_rate_bp for line in lines}:
        group = [line for line in lines if line.oiv_rate_bp == rate]
        base = sum(line.net_minor for line in group)
        if sum(line.oiv_minor for line in group) != share(base, rate, WHOLE_BP):
            yield Finding(FindingCode.TAX_SUM, f"ÖİV {rate / 100:g} %")
    for code in {line.withheld_code for line in lines} - {""}:
        group = [line for line in lines if line.withheld_code == code]
        held = share(sum(line.kdv_minor for line in group), group[0].withheld_percent, 100)
        if sum(line.withheld_minor for line in group) != held:
            yield Finding(FindingCode.TAX_SUM, code)
