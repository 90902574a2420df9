"""Two sides of a charge, compared: what agrees is silent, what does not has its kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vezne.core.money import Money
from vezne.payments.comparing import OwnCharge, compare, is_plain
from vezne.payments.providers.base import BookEntry, BookKind
from vezne.payments.types import DifferenceKind

OWN = OwnCharge("att_a", "TRY", True, 100_00, 103_00, 0)


def sale(minor: int = 103_00, currency: str = "TRY") -> BookEntry:
    return BookEntry(BookKind.SALE, "att_a", Money(minor, currency))


def back(minor: int) -> BookEntry:
    return BookEntry(BookKind.REFUND, "att_a", Money(minor, "TRY"))


@pytest.mark.parametrize(
    ("own", "entries"),
    [
        (OWN, [sale()]),
        (replace(OWN, refunded_minor=40_00), [sale(), back(30_00), back(10_00)]),
        (replace(OWN, refunded_minor=100_00), [sale(), back(100_00)]),
        (replace(OWN, refunded_minor=100_00), [sale(), back(103_00)]),  # cancelled whole
        (replace(OWN, has_open_refund=True), [sale(), back(40_00)]),
        (replace(OWN, is_taken=False), []),
        (replace(OWN, is_taken=False), [sale(), back(103_00)]),
        (None, []),
    ],
)
def test_what_agrees_is_no_difference(own: OwnCharge | None, entries: list[BookEntry]) -> None:
    assert compare("att_a", own, entries) == []


@pytest.mark.parametrize(
    ("own", "entries", "kind", "ours", "theirs"),
    [
        (None, [sale()], DifferenceKind.MISSING_HERE, None, 103_00),
        (replace(OWN, is_taken=False), [sale()], DifferenceKind.MISSING_HERE, None, 103_00),
        (OWN, [], DifferenceKind.MISSING_THERE, 103_00, None),
        (OWN, [sale(99_00)], DifferenceKind.AMOUNT, 103_00, 99_00),
        (OWN, [sale(), sale()], DifferenceKind.AMOUNT, 103_00, 206_00),
        (OWN, [sale(103_00, "USD")], DifferenceKind.AMOUNT, 103_00, None),
        (OWN, [sale(), back(40_00)], DifferenceKind.REFUND, 0, 40_00),
        (replace(OWN, refunded_minor=40_00), [sale()], DifferenceKind.REFUND, 40_00, 0),
    ],
)
def test_each_difference_has_its_kind(
    own: OwnCharge | None,
    entries: list[BookEntry],
    kind: DifferenceKind,
    ours: int | None,
    theirs: int | None,
) -> None:
    [found] = compare("att_a", own, entries)

    assert (found.kind, found.ours_minor, found.theirs_minor) == (kind, ours, theirs)


def test_only_a_bare_equal_sale_needs_no_further_question() -> None:
    assert is_plain(OWN, [sale()])
    assert not is_plain(OWN, [sale(), back(1)])
    assert not is_plain(OWN, [])
    assert not is_plain(replace(OWN, is_taken=False), [sale()])
    assert not is_plain(replace(OWN, refunded_minor=1), [sale()])
    assert not is_plain(None, [sale()])
