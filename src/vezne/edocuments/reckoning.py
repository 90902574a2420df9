"""Lines with their taxes from prices; pure.

KDV as `invoicing.amounts` computes it: once per rate, spread over the lines. ÖİV the same way, on
the same net; it is no part of the KDV's base (law 6802 m.39). The withheld part is computed once
per code on the KDV of its lines, and spread over them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from vezne.core.money import allocate, share
from vezne.edocuments.draft import Line
from vezne.edocuments.rates import EXEMPTIONS, NOT_EXEMPT_CODE, WITHHOLDINGS
from vezne.invoicing.amounts import WHOLE_BP, LineInput, compute


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
            LineInput(each.unit_price_minor, each.kdv_rate_bp, each.quantity, each.discount_minor)
            for each in sold
        ]
    )
    lines = [
        with_exemption(
            Line(
                name=each.name,
                quantity=each.quantity,
                unit_price_minor=each.unit_price_minor,
                discount_minor=each.discount_minor,
                net_minor=money.net_minor,
                kdv_rate_bp=each.kdv_rate_bp,
                kdv_minor=money.kdv_minor,
                oiv_rate_bp=each.oiv_rate_bp,
                withheld_code=each.withheld_code if money.kdv_minor else "",
                exemption_code=each.exemption_code,
                unit_code=each.unit_code,
            )
        )
        for each, money in zip(sold, amounts.lines, strict=True)
    ]
    return tuple(_with_withheld(_with_oiv(lines)))


def with_exemption(line: Line) -> Line:
    """A line without KDV says why, by code and words; another says nothing of it."""
    if line.kdv_rate_bp:
        return replace(line, exemption_code="", exemption_words="")
    code = line.exemption_code or NOT_EXEMPT_CODE
    return replace(line, exemption_code=code, exemption_words=EXEMPTIONS[code])


def _with_oiv(lines: list[Line]) -> list[Line]:
    return _spread(
        lines,
        by=lambda line: line.oiv_rate_bp,
        weigh=lambda line: line.net_minor,
        take=lambda rate, base: share(base, int(rate), WHOLE_BP),
        put=lambda line, part: replace(line, oiv_minor=part),
    )


def _with_withheld(lines: list[Line]) -> list[Line]:
    return _spread(
        lines,
        by=lambda line: line.withheld_code,
        weigh=lambda line: line.kdv_minor,
        take=lambda code, base: share(base, WITHHOLDINGS[str(code)][1], 100),
        put=lambda line, part: replace(
            line, withheld_minor=part, withheld_percent=WITHHOLDINGS[line.withheld_code][1]
        ),
    )


def _spread(
    lines: list[Line],
    *,
    by: Callable[[Line], int | str],
    weigh: Callable[[Line], int],
    take: Callable[[int | str, int], int],
    put: Callable[[Line, int], Line],
) -> list[Line]:
    """Take once per group, give each line its part; a falsy group takes nothing."""
    answer = list(lines)
    for group in {by(line) for line in lines} - {0, ""}:
        places = [place for place, line in enumerate(lines) if by(line) == group]
        weights = [weigh(lines[place]) for place in places]
        parts = allocate(take(group, sum(weights)), weights)
        for place, part in zip(places, parts, strict=True):
            answer[place] = put(lines[place], part)
    return answer
