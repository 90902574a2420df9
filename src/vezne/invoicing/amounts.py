"""What lines come to: net, discount, taxes, total. Pure: integers in, integers out.

KDV is round(sum of the nets of a rate × rate), half up, once per rate, and then spread over the
lines of that rate in proportion to their nets (largest remainder), so that the lines' KDV sums to
the rate's and each line is within one kuruş of its own product. A discount is spread the same way
over the lines it may lower. The result does not depend on the order of the lines: left-over kuruş
go by amount, then by rate, never by place.

ÖİV (özel iletişim vergisi) is computed the same way on the same nets, beside KDV and not in its
base (law 6802 m.39). Withholding is computed once per code on the KDV of its lines, and only when
what they come to with KDV is above a floor; the buyer declares it, so it lowers the total.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vezne.catalog.taxes import withheld_percent
from vezne.core.money import allocate, share

WHOLE_BP = 10_000
"""100 % in basis points."""
PERCENT = 100


@dataclass(frozen=True, slots=True)
class LineInput:
    """What a line is computed from, in minor units and basis points."""

    unit_price_minor: int
    kdv_rate_bp: int
    quantity: int = 1
    discount_minor: int = 0  # the line's own, agreed at the opening
    is_discountable: bool = True  # whether a discount on the whole invoice may lower it
    oiv_rate_bp: int = 0
    withheld_code: str = ""  # of a buyer that withholds; empty: nothing is withheld

    @property
    def net_minor(self) -> int:
        """Before a discount on the whole."""
        return self.quantity * self.unit_price_minor - self.discount_minor


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """What a line comes to."""

    net_minor: int  # quantity × unit price − discount
    discount_minor: int  # its own and its share of the whole's
    kdv_minor: int
    oiv_minor: int = 0
    withheld_minor: int = 0  # of the KDV, declared by the buyer

    @property
    def gross_minor(self) -> int:
        """Net and taxes, less what the buyer withholds."""
        return self.net_minor + self.kdv_minor + self.oiv_minor - self.withheld_minor


@dataclass(frozen=True, slots=True)
class RateAmounts:
    """The KDV of one rate."""

    kdv_rate_bp: int
    base_minor: int
    kdv_minor: int


@dataclass(frozen=True, slots=True)
class Amounts:
    """What an invoice comes to; lines in the order given, rates descending."""

    lines: tuple[LineAmounts, ...]
    rates: tuple[RateAmounts, ...]
    net_minor: int
    discount_minor: int
    kdv_minor: int
    oiv_minor: int = 0
    withheld_minor: int = 0

    @property
    def total_minor(self) -> int:
        """What is to be paid."""
        return self.net_minor + self.kdv_minor + self.oiv_minor - self.withheld_minor


def discountable_net(lines: Sequence[LineInput]) -> int:
    """The most that a discount on the whole can take off."""
    return sum(line.net_minor for line in lines if line.is_discountable)


def compute(
    lines: Sequence[LineInput], *, discount_minor: int = 0, withholding_floor_minor: int = 0
) -> Amounts:
    """Amounts of an invoice with a discount on the whole, off the net of the lines that allow it.

    Nothing is withheld unless its lines come to more than the floor, KDV included.
    Raises: ValueError for no lines, a negative figure, or a discount beyond what it may lower;
    KeyError for a code that is in no list.
    """
    _refuse_nonsense(lines, discount_minor)
    shares = _spread_discount(lines, discount_minor)
    nets = [line.net_minor - part for line, part in zip(lines, shares, strict=True)]
    kdv, rates = _kdv(lines, nets)
    zeros = [0] * len(lines)
    oiv = _oiv(lines, nets) if any(line.oiv_rate_bp for line in lines) else zeros
    withheld = zeros
    if any(line.withheld_code for line in lines):
        withheld = _withheld(lines, nets, kdv, withholding_floor_minor)
    return Amounts(
        lines=tuple(
            LineAmounts(net, line.discount_minor + part, *taxes)
            for line, net, part, *taxes in zip(lines, nets, shares, kdv, oiv, withheld, strict=True)
        ),
        rates=rates,
        net_minor=sum(nets),
        discount_minor=sum(shares) + sum(line.discount_minor for line in lines),
        kdv_minor=sum(kdv),
        oiv_minor=sum(oiv),
        withheld_minor=sum(withheld),
    )


def _kdv(
    lines: Sequence[LineInput], nets: Sequence[int]
) -> tuple[list[int], tuple[RateAmounts, ...]]:
    rates = []
    taken = [0] * len(lines)
    for rate in sorted({line.kdv_rate_bp for line in lines}, reverse=True):
        places = [i for i, line in enumerate(lines) if line.kdv_rate_bp == rate]
        base = sum(nets[i] for i in places)
        tax = share(base, rate, WHOLE_BP)
        rates.append(RateAmounts(rate, base, tax))
        _put(taken, places, tax, nets, lines)
    return taken, tuple(rates)


def _oiv(lines: Sequence[LineInput], nets: Sequence[int]) -> list[int]:
    return _by_group(
        lines,
        nets,
        group_of=lambda line: line.oiv_rate_bp,
        take=lambda rate, base: share(base, int(rate), WHOLE_BP),
    )


def _withheld(
    lines: Sequence[LineInput], nets: Sequence[int], kdv: Sequence[int], floor: int
) -> list[int]:
    gross = sum(
        net + tax for line, net, tax in zip(lines, nets, kdv, strict=True) if line.withheld_code
    )
    if gross <= floor:
        return [0] * len(lines)
    return _by_group(
        lines,
        kdv,
        group_of=lambda line: line.withheld_code,
        take=lambda code, base: share(base, withheld_percent(str(code)), PERCENT),
    )


def _by_group(
    lines: Sequence[LineInput],
    bases: Sequence[int],
    *,
    group_of: Callable[[LineInput], int | str],
    take: Callable[[int | str, int], int],
) -> list[int]:
    """A tax taken once per group and spread over its lines; a falsy group bears none."""
    taken = [0] * len(lines)
    for group in {group_of(line) for line in lines} - {0, ""}:
        places = [i for i, line in enumerate(lines) if group_of(line) == group]
        _put(taken, places, take(group, sum(bases[i] for i in places)), bases, lines)
    return taken


def _put(
    taken: list[int],
    places: Sequence[int],
    tax: int,
    bases: Sequence[int],
    lines: Sequence[LineInput],
) -> None:
    parts = _spread(tax, [bases[i] for i in places], [lines[i] for i in places])
    for place, part in zip(places, parts, strict=True):
        taken[place] = part


def _refuse_nonsense(lines: Sequence[LineInput], discount_minor: int) -> None:
    if not lines:
        raise ValueError("an invoice has at least one line")
    for line in lines:
        rates = (line.kdv_rate_bp, line.oiv_rate_bp)
        if line.quantity < 1 or line.unit_price_minor < 0 or min(rates) < 0:
            raise ValueError("quantities are positive, prices and rates not negative")
        if not 0 <= line.discount_minor <= line.quantity * line.unit_price_minor:
            raise ValueError("a line's discount lies between nothing and its price")
    if not 0 <= discount_minor <= discountable_net(lines):
        raise ValueError("a discount lies between nothing and the net that it may lower")


def _spread_discount(lines: Sequence[LineInput], discount_minor: int) -> list[int]:
    weights = [line.net_minor if line.is_discountable else 0 for line in lines]
    return _spread(discount_minor, weights, lines)


def _spread(total: int, weights: Sequence[int], lines: Sequence[LineInput]) -> list[int]:
    """Allocate by weight; equal remainders go by larger weight, then by what the line says, and
    not by its place.
    """
    order = sorted(range(len(lines)), key=lambda place: (-weights[place], _rank(lines[place])))
    parts = [0] * len(lines)
    for place, part in zip(order, allocate(total, [weights[i] for i in order]), strict=True):
        parts[place] = part
    return parts


def _rank(line: LineInput) -> tuple[int | str, ...]:
    """Tells lines of the same weight apart: the higher rate and price first."""
    return (
        -line.kdv_rate_bp,
        -line.unit_price_minor,
        line.quantity,
        line.discount_minor,
        int(line.is_discountable),
        -line.oiv_rate_bp,
        line.withheld_code,
    )
