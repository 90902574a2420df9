"""Taxes and discounts to the kuruş, without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vezne.catalog.taxes import withheld_percent
from vezne.core.money import share
from vezne.invoicing.amounts import LineInput, compute, discountable_net

RATES = (2000, 1000, 100, 0)
OTHER_RATES, CODES = (0, 0, 1000, 750), ("", "602", "616", "624")


@st.composite
def a_line(draw: st.DrawFn) -> LineInput:
    price, quantity = draw(st.integers(0, 10**7)), draw(st.integers(1, 50))
    return LineInput(
        unit_price_minor=price,
        kdv_rate_bp=draw(st.sampled_from(RATES)),
        quantity=quantity,
        discount_minor=draw(st.integers(0, price * quantity)),
        is_discountable=draw(st.booleans()),
        oiv_rate_bp=draw(st.sampled_from(OTHER_RATES)),
        withheld_code=draw(st.sampled_from(CODES)),
    )


@st.composite
def an_invoice(draw: st.DrawFn) -> tuple[list[LineInput], int]:
    lines = draw(st.lists(a_line(), min_size=1, max_size=12))
    return lines, draw(st.integers(0, discountable_net(lines)))


def test_ten_lines_of_99_kurus_bear_the_tax_of_their_sum() -> None:
    amounts = compute([LineInput(99, 2000)] * 10)

    assert (amounts.net_minor, amounts.kdv_minor, amounts.total_minor) == (990, 198, 1188)
    assert sorted(line.kdv_minor for line in amounts.lines) == [19, 19] + [20] * 8


def test_each_rate_is_rounded_by_itself() -> None:
    amounts = compute([LineInput(1_03, 2000), LineInput(1_05, 1000), LineInput(5_00, 0)])

    assert [(r.kdv_rate_bp, r.base_minor, r.kdv_minor) for r in amounts.rates] == [
        (2000, 103, 21),  # 20.6
        (1000, 105, 11),  # 10.5, half up
        (0, 500, 0),
    ]
    assert [line.gross_minor for line in amounts.lines] == [124, 116, 500]


def test_a_discount_on_the_whole_is_spread_by_net() -> None:
    lines = [LineInput(100_00, 2000), LineInput(200_00, 2000), LineInput(7_00, 2000)]

    amounts = compute(lines, discount_minor=100)

    assert [line.discount_minor for line in amounts.lines] == [33, 65, 2]
    assert (amounts.net_minor, amounts.discount_minor) == (306_00, 100)
    assert amounts.kdv_minor == 61_20


def test_a_discount_leaves_alone_the_lines_it_may_not_lower() -> None:
    lines = [LineInput(100_00, 2000), LineInput(50_00, 2000, is_discountable=False)]

    amounts = compute(lines, discount_minor=100_00)

    assert [line.net_minor for line in amounts.lines] == [0, 50_00]
    assert amounts.kdv_minor == 10_00


def test_a_lines_own_discount_comes_first() -> None:
    amounts = compute([LineInput(100_00, 2000, 2, discount_minor=50_00)], discount_minor=15_00)

    [line] = amounts.lines
    assert (line.net_minor, line.discount_minor, line.kdv_minor) == (135_00, 65_00, 27_00)


@pytest.mark.parametrize(
    ("lines", "discount"),
    [
        ([], 0),
        ([LineInput(-1, 2000)], 0),
        ([LineInput(1, -1)], 0),
        ([LineInput(1, 2000, quantity=0)], 0),
        ([LineInput(1, 2000, discount_minor=2)], 0),
        ([LineInput(1, 2000, discount_minor=-1)], 0),
        ([LineInput(100, 2000)], 101),
        ([LineInput(100, 2000)], -1),
        ([LineInput(100, 2000, is_discountable=False)], 1),
    ],
)
def test_nonsense_is_refused(lines: list[LineInput], discount: int) -> None:
    with pytest.raises(ValueError, match=r"line|prices|discount"):
        compute(lines, discount_minor=discount)


@given(an_invoice())
def test_the_parts_sum_to_the_whole_and_nothing_is_negative(
    invoice: tuple[list[LineInput], int],
) -> None:
    lines, discount = invoice

    amounts = compute(lines, discount_minor=discount)

    own = sum(line.discount_minor for line in lines)
    gross = sum(line.quantity * line.unit_price_minor for line in lines)
    assert amounts.net_minor == sum(line.net_minor for line in amounts.lines)
    assert amounts.kdv_minor == sum(line.kdv_minor for line in amounts.lines)
    assert amounts.kdv_minor == sum(rate.kdv_minor for rate in amounts.rates)
    assert amounts.net_minor == sum(rate.base_minor for rate in amounts.rates)
    assert amounts.discount_minor == discount + own
    assert amounts.net_minor + amounts.discount_minor == gross
    assert amounts.total_minor == sum(line.gross_minor for line in amounts.lines)
    for line, given_line in zip(amounts.lines, lines, strict=True):
        assert line.net_minor >= 0
        assert line.kdv_minor >= 0
        assert line.oiv_minor >= 0
        assert 0 <= line.withheld_minor <= line.kdv_minor
        assert given_line.discount_minor <= line.discount_minor
        assert line.discount_minor <= given_line.quantity * given_line.unit_price_minor


@given(an_invoice())
def test_tax_is_the_rounded_product_per_rate_and_within_a_kurus_per_line(
    invoice: tuple[list[LineInput], int],
) -> None:
    lines, discount = invoice

    amounts = compute(lines, discount_minor=discount)

    for rate in amounts.rates:
        assert rate.kdv_minor == share(rate.base_minor, rate.kdv_rate_bp, 10_000)
    for line, given_line in zip(amounts.lines, lines, strict=True):
        exact = line.net_minor * given_line.kdv_rate_bp
        assert abs(line.kdv_minor * 10_000 - exact) <= 10_000 + 5_000


@given(an_invoice(), st.integers(0, 10**8))
def test_other_taxes_are_rounded_once_per_group_and_withheld_only_above_the_floor(
    invoice: tuple[list[LineInput], int], floor: int
) -> None:
    lines, discount = invoice

    amounts = compute(lines, discount_minor=discount, withholding_floor_minor=floor)

    pairs = list(zip(lines, amounts.lines, strict=True))
    for rate in {line.oiv_rate_bp for line in lines}:
        group = [made for line, made in pairs if line.oiv_rate_bp == rate]
        base = sum(made.net_minor for made in group)
        assert sum(made.oiv_minor for made in group) == share(base, rate, 10_000)
    coded = [made for line, made in pairs if line.withheld_code]
    is_above = sum(made.net_minor + made.kdv_minor for made in coded) > floor
    for code in {line.withheld_code for line in lines}:
        group = [made for line, made in pairs if line.withheld_code == code]
        percent = withheld_percent(code) if is_above else 0
        kdv = sum(made.kdv_minor for made in group)
        assert sum(made.withheld_minor for made in group) == share(kdv, percent, 100)
    plain = [replace(line, oiv_rate_bp=0, withheld_code="") for line in lines]
    assert amounts.rates == compute(plain, discount_minor=discount).rates


def test_oiv_stands_beside_kdv_and_not_in_its_base() -> None:
    amounts = compute([LineInput(333_33, 2000, oiv_rate_bp=1000)])

    assert (amounts.kdv_minor, amounts.oiv_minor, amounts.total_minor) == (66_67, 33_33, 433_33)


def test_a_buyer_withholds_only_what_is_dearer_than_the_floor() -> None:
    at, above = (LineInput(price, 2000, withheld_code="602") for price in (10_000_00, 10_000_01))

    [kept], [withheld] = (
        compute([line], withholding_floor_minor=12_000_00).lines for line in (at, above)
    )

    assert (kept.withheld_minor, kept.gross_minor) == (0, 12_000_00)
    assert (withheld.withheld_minor, withheld.gross_minor) == (1_800_00, 10_200_01)


@given(an_invoice(), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(
    invoice: tuple[list[LineInput], int], random: object
) -> None:
    lines, discount = invoice
    order = list(range(len(lines)))
    random.shuffle(order)

    straight = compute(lines, discount_minor=discount)
    shuffled = compute([lines[place] for place in order], discount_minor=discount)

    assert straight.rates == shuffled.rates
    assert straight.total_minor == shuffled.total_minor
    assert sorted(map(repr, zip(lines, straight.lines, strict=True))) == sorted(
        map(repr, zip([lines[place] for place in order], shuffled.lines, strict=True))
    )


@given(an_invoice())
def test_a_larger_discount_never_raises_the_tax(invoice: tuple[list[LineInput], int]) -> None:
    lines, discount = invoice

    before, after = compute(lines), compute(lines, discount_minor=discount)

    for was, now in zip(before.rates, after.rates, strict=True):
        assert now.kdv_minor <= was.kdv_minor


def test_a_kurus_that_two_lines_could_bear_does_not_follow_their_order() -> None:
    kept = LineInput(1, 100, 25, 0, is_discountable=False)
    lowered = LineInput(1, 100, 25, 0, is_discountable=True)

    one, other = compute([kept, lowered]).lines, compute([lowered, kept]).lines

    assert (one[0], one[1]) == (other[1], other[0])
