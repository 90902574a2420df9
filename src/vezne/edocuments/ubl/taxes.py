"""Taxes of the whole and of each line, by the same rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vezne.edocuments.draft import Line
from vezne.edocuments.rates import (
    EXEMPTIONS,
    KDV_CODE,
    KDV_NAME,
    NOT_EXEMPT_CODE,
    OIV_CODE,
    OIV_NAME,
    WITHHOLDINGS,
)
from vezne.edocuments.ubl.elements import Element, amount, node, percent, text


@dataclass(frozen=True, slots=True)
class Subtotal:
    """One tax at one rate on one base."""

    base_minor: int
    tax_minor: int
    rate: str
    name: str
    code: str
    exemption_code: str = ""
    exemption_words: str = ""


def subtotals(lines: Sequence[Line]) -> list[Subtotal]:
    """KDV by rate and exemption, the highest first, then ÖİV by rate."""
    kdv: dict[tuple[int, str, str], list[Line]] = {}
    oiv: dict[int, list[Line]] = {}
    for line in lines:
        key = (line.kdv_rate_bp, line.exemption_code, line.exemption_words)
        kdv.setdefault(key, []).append(line)
        if line.oiv_rate_bp:
            oiv.setdefault(line.oiv_rate_bp, []).append(line)
    answer = [
        Subtotal(
            base_minor=sum(line.net_minor for line in group),
            tax_minor=sum(line.kdv_minor for line in group),
            rate=percent(rate),
            name=KDV_NAME,
            code=KDV_CODE,
            exemption_code=code,
            exemption_words=words,
        )
        for (rate, code, words), group in sorted(
            kdv.items(), key=lambda item: (-item[0][0], item[0][1:])
        )
    ]
    answer += [
        Subtotal(
            base_minor=sum(line.net_minor for line in group),
            tax_minor=sum(line.oiv_minor for line in group),
            rate=percent(rate),
            name=OIV_NAME,
            code=OIV_CODE,
        )
        for rate, group in sorted(oiv.items(), reverse=True)
    ]
    return answer


def withheld(lines: Sequence[Line]) -> list[Subtotal]:
    """What the buyer declares, by code; the base is the KDV."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        if line.withheld_code:
            groups.setdefault(line.withheld_code, []).append(line)
    return [
        Subtotal(
            base_minor=sum(line.kdv_minor for line in group),
            tax_minor=sum(line.withheld_minor for line in group),
            rate=str(group[0].withheld_percent),
            name=WITHHOLDINGS[code][0],
            code=code,
        )
        for code, group in sorted(groups.items())
    ]


def add_taxes(parent: Element, lines: Sequence[Line], currency: str) -> None:
    """TaxTotal, whose amount is what the seller declares, and WithholdingTaxTotal."""
    parts, held = [_reasoned(part) for part in subtotals(lines)], withheld(lines)
    held_minor = sum(part.tax_minor for part in held)
    total = node(parent, "TaxTotal")
    amount(total, "TaxAmount", sum(part.tax_minor for part in parts) - held_minor, currency)
    for place, part in enumerate(parts, 1):
        _add_subtotal(total, part, currency, place)
    if held:
        holding = node(parent, "WithholdingTaxTotal")
        amount(holding, "TaxAmount", held_minor, currency)
        for part in held:
            _add_subtotal(holding, part, currency, None)


def _reasoned(part: Subtotal) -> Subtotal:
    """No KDV at all, because hardly anything is left to tax, also wants its code and words."""
    if part.code != KDV_CODE or part.tax_minor or part.exemption_code:
        return part
    words = EXEMPTIONS[NOT_EXEMPT_CODE]
    return replace(part, exemption_code=NOT_EXEMPT_CODE, exemption_words=words)


def _add_subtotal(parent: Element, part: Subtotal, currency: str, place: int | None) -> None:
    made = node(parent, "TaxSubtotal")
    amount(made, "TaxableAmount", part.base_minor, currency)
    amount(made, "TaxAmount", part.tax_minor, currency)
    if place is not None:
        text(made, "CalculationSequenceNumeric", place)
    text(made, "Percent", part.rate)
    category = node(made, "TaxCategory")
    if part.exemption_code:
        text(category, "TaxExemptionReasonCode", part.exemption_code)
        text(category, "TaxExemptionReason", part.exemption_words)
    scheme = node(category, "TaxScheme")
    text(scheme, "Name", part.name)
    text(scheme, "TaxTypeCode", part.code)
