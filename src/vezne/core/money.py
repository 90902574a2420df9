"""Money as an integer in minor units with its currency; never a float.

Rounding is half up, away from zero, as Turkish invoices round (facts of the e-document checker:
half up to 0.01). Allocation gives parts that always sum to the whole (largest remainder).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CURRENCIES = {"TRY": 2, "USD": 2, "EUR": 2, "GBP": 2}
"""Currencies that an installation trades in, with the number of decimals of each."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (kuruş, cent) of one currency; may be negative."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse anything but an int and a known currency at the door."""
        if type(self.minor) is not int:
            raise TypeError(f"minor units are an int, not {type(self.minor).__name__}")
        if self.currency not in CURRENCIES:
            raise ValueError(f"unknown currency {self.currency!r}")

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact: `Money(1050, "TRY").decimal == Decimal("10.50")`."""
        return Decimal(self.minor).scaleb(-CURRENCIES[self.currency])

    @classmethod
    def from_decimal(cls, value: Decimal, currency: str) -> Money:
        """From major units; raises `ValueError` where the value has more decimals than allowed."""
        scaled = value.scaleb(CURRENCIES[currency])
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more decimals than {currency}")
        return cls(int(scaled), currency)


def round_half_up(value: Fraction | Decimal) -> int:
    """The nearest integer, halves away from zero: 0.5 → 1, −0.5 → −1, 2.4 → 2."""
    if isinstance(value, Decimal):
        return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    doubled = abs(value) * 2
    whole = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return whole if value >= 0 else -whole


def share(minor: int, numerator: int, denominator: int) -> int:
    """`minor × numerator / denominator`, rounded half up once."""
    return round_half_up(Fraction(minor * numerator, denominator))


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` minor units in proportion to non-negative weights; the parts sum to the whole.

    Left-over units go to the largest remainders, the earlier one first. All weights zero → the
    first part takes all. Raises `ValueError` for no weights or a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights are a non-empty list of non-negative integers")
    whole = sum(weights)
    if whole == 0:
        return [total] + [0] * (len(weights) - 1)
    sign = 1 if total >= 0 else -1
    size = abs(total)
    parts = [size * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % whole), i))
    for index in by_remainder[: size - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]
