"""Lines with their taxes from prices, as `invoicing.amounts` computes them; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vezne.catalog.taxes import EXEMPTIONS, NOT_EXEMPT_CODE, withheld_percent
from vezne.edocuments.draft import Line
from vezne.invoicing.amounts import LineAmounts, LineInput, compute


@dataclass(frozen=True, slots=True)
class Sold:
    """A line to be: what, how much of it, and by which taxes."""

    name: str
    unit_price_minor: int
    kdv_rate_bp: int
    quantity: int = 1
    discount_minor: int = 0
    oiv_rate_bp: int = 0
    withheld_code: str = ""
    exemption_code: str = ""
    unit_code: str = "C62"


def reckon(sold: Sequence[Sold]) -> tuple[Line, ...]:
    """The lines with their taxes. Raises: ValueError as `compute`, KeyError for an unknown code."""
    amounts = compute(
        [
            LineInput(
                each.unit_price_minor,
                each.kdv_rate_bp,
                each.quantity,
                each.discount_minor,
                oiv_rate_bp=each.oiv_rate_bp,
                withheld_code=each.withheld_code,
            )
            for each in sold
        ]
    )
    return tuple(_line(each, money) for each, money in zip(sold, amounts.lines, strict=True))


def _line(each: Sold, money: LineAmounts) -> Line:
    line = Line(
        name=each.name,
        quantity=each.quantity,
        unit_price_minor=each.unit_price_minor,
        discount_minor=money.discount_minor,
        net_minor=money.net_minor,
        kdv_rate_bp=each.kdv_rate_bp,
        kdv_minor=money.kdv_minor,
        oiv_rate_bp=each.oiv_rate_bp,
        oiv_minor=money.oiv_minor,
        exemption_code=each.exemption_code,
        unit_code=each.unit_code,
    )
    return with_exemption(with_withheld(line, each.withheld_code, money.withheld_minor))


def with_withheld(line: Line, code: str, withheld_minor: int) -> Line:
    """A line of which KDV is withheld, by its code; one that bears no KDV names no code."""
    if not code or not line.kdv_minor:
        return line
    return replace(
        line,
        withheld_code=code,
        withheld_percent=withheld_percent(code),
        withheld_minor=withheld_minor,
    )


def with_exemption(line: Line) -> Line:
    """A line without KDV says why, by code and words; another says nothing of it."""
    if line.kdv_rate_bp:
        return replace(line, exemption_code="", exemption_words="")
    code = line.exemption_code or NOT_EXEMPT_CODE
    return replace(line, exemption_code=code, exemption_words=EXEMPTIONS[code])
