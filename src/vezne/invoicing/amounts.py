"""What lines come to: net, discount, KDV by rate, total. Pure: integers in, integers out.

KDV is round(sum of the nets of a rate × rate), half up, once per rate, and then spread over the
lines of that rate in proportion to their nets (largest remainder), so that the lines' KDV sums to
the rate's and each line is within one kuruş of its own product. A discount is spread the same way
over the lines it may lower. The result does not depend on the order of the lines: left-over kuruş
go by amount, then by rate, never by place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vezne.core.money import allocate, share

WHOLE_BP = 10_000
"""100 % in basis points."""


@dataclass(frozen=True, slots=True)
class LineInput:
    """What a line is computed from, in minor units and basis points."""

    unit_price_minor: int
    kdv_rate_bp: int
    quantity: int = 1
    discount_minor: int = 0  # the line's own, agreed at the opening
    is_discountable: bool = True  # whether a discount on the whole invoice may lower it

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

    @property
    def gross_minor(self) -> int:
        """Net and KDV."""
        return self.net_minor + self.kdv_minor


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

    @property
    def total_minor(self) -> int:
        """What is to be paid."""
        return self.net_minor + self.kdv_minor


def discountable_net(lines: Sequence[LineInput]) -> int:
    """The most that a discount on the whole can take off."""
    return sum(line.net_minor for line in lines if line.is_discountable)


def compute(lines: Sequence[LineInput], *, discount_minor: int = 0) -> Amounts:
    """Amounts of an invoice with a discount on the whole, off the net of the lines that allow it.

    Raises: ValueError for no lines, a negative figure, or a discount beyond what it may lower.
    """
    _refuse_nonsense(lines, discount_minor)
    shares = _spread_discount(lines, discount_minor)
    nets = [line.net_minor - part for line, part in zip(lines, shares, strict=True)]
    kdv = [0] * len(lines)
    rates = []
    for rate in sorted({line.kdv_rate_bp for line in lines}, reverse=True):
        places = [i for i, line in enumerate(lines) if line.kdv_rate_bp == rate]
        base = sum(nets[i] for i in places)
        tax = share(base, rate, WHOLE_BP)
        rates.append(RateAmounts(rate, base, tax))
        parts = _spread(tax, [nets[i] for i in places], [lines[i] for i in places])
        for place, part in zip(places, parts, strict=True):
            kdv[place] = part
    return Amounts(
        lines=tuple(
            LineAmounts(net, line.discount_minor + part, tax)
            for line, net, part, tax in zip(lines, nets, shares, kdv, strict=True)
        ),
        rates=tuple(rates),
        net_minor=sum(nets),
        discount_minor=sum(shares) + sum(line.discount_minor for line in lines),
        kdv_minor=sum(kdv),
    )


def _refuse_nonsense(lines: Sequence[LineInput], discount_minor: int) -> None:
    if not lines:
        raise ValueError("an invoice has at least one line")
    for line in lines:
        if line.quantity < 1 or line.unit_price_minor < 0 or line.kdv_rate_bp < 0:
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


def _rank(line: LineInput) -> tuple[int, ...]:
    """Tells lines of the same weight apart: the higher rate and price first."""
    return (
        -line.kdv_rate_bp,
        -line.unit_price_minor,
        line.quantity,
        line.discount_minor,
        int(line.is_discountable),
    )
