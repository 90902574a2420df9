"""A provider's books beside ours, charge by charge; pure.

Ours is what was captured and what went back for certain; theirs every sale and refund under the
charge's reference. A refund that is still asked about is compared when its end is certain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vezne.payments.providers.base import BookEntry, BookKind
from vezne.payments.types import DifferenceKind


@dataclass(frozen=True, slots=True)
class OwnCharge:
    """A try of ours as the comparison needs it."""

    reference: str
    currency: str
    is_taken: bool  # captured here
    amount_minor: int  # asked for
    charged_minor: int  # paid by the payer, instalment cost included
    refunded_minor: int  # gone back for certain
    has_open_refund: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that does not agree."""

    kind: DifferenceKind
    reference: str
    currency: str
    ours_minor: int | None
    theirs_minor: int | None


def compare(reference: str, own: OwnCharge | None, entries: Iterable[BookEntry]) -> list[Found]:
    """What does not agree about one reference; empty when all does."""
    sold, back = _sums(entries)
    currencies = {*sold, *back}
    if own is None or not own.is_taken:
        return [
            Found(DifferenceKind.MISSING_HERE, reference, currency, None, sold[currency])
            for currency in sorted(sold)
            if sold[currency] != back.get(currency, 0)
        ]
    theirs = sold.get(own.currency)
    if not sold:
        kind = DifferenceKind.MISSING_THERE
        return [Found(kind, reference, own.currency, own.charged_minor, None)]
    found = []
    if currencies - {own.currency} or theirs != own.charged_minor:
        kind = DifferenceKind.AMOUNT
        found.append(Found(kind, reference, own.currency, own.charged_minor, theirs))
    returned = back.get(own.currency, 0)
    if not own.has_open_refund and returned not in _fitting_returns(own):
        kind = DifferenceKind.REFUND
        found.append(Found(kind, reference, own.currency, own.refunded_minor, returned))
    return found


def is_plain(own: OwnCharge | None, entries: Iterable[BookEntry]) -> bool:
    """Whether a day's list alone settles it: one sale of the same amount, and nothing went back."""
    lines = list(entries)
    return (
        own is not None
        and own.is_taken
        and not own.refunded_minor
        and not own.has_open_refund
        and [(one.kind, one.amount.minor, one.amount.currency) for one in lines]
        == [(BookKind.SALE, own.charged_minor, own.currency)]
    )


def _fitting_returns(own: OwnCharge) -> set[int]:
    """A charge that is cancelled whole gives back the cost of its instalments too."""
    if own.refunded_minor == own.amount_minor:
        return {own.refunded_minor, own.charged_minor}
    return {own.refunded_minor}


def _sums(entries: Iterable[BookEntry]) -> tuple[dict[str, int], dict[str, int]]:
    sold: dict[str, int] = {}
    back: dict[str, int] = {}
    for one in entries:
        side = sold if one.kind is BookKind.SALE else back
        currency = one.amount.currency
        side[currency] = side.get(currency, 0) + one.amount.minor
    return sold, back
