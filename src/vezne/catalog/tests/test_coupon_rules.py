"""What a coupon gives and why not, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vezne.catalog.coupons import discount_for, normal_code
from vezne.catalog.errors import (
    CouponAlreadyUsed,
    CouponExpired,
    CouponNotStarted,
    CouponRefused,
    CouponUnknown,
    CouponUsedUp,
    CouponWithoutEffect,
    CouponWrongCurrency,
    CouponWrongProduct,
)
from vezne.catalog.types import CouponRule, Purchase, PurchaseItem

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PERCENT = CouponRule(
    kind="percent",
    value=1000,
    currency="",
    product_id=None,
    max_uses=None,
    used_count=0,
    once_per_account=True,
    starts_at=NOW,
    ends_at=None,
    is_active=True,
)
FIXED = replace(PERCENT, kind="fixed", value=50_00, currency="TRY")


def purchase(*items: tuple[int | None, int], currency: str = "TRY") -> Purchase:
    return Purchase(currency=currency, items=tuple(PurchaseItem(*item) for item in items))


def discount(rule: CouponRule, bought: Purchase, *, used: bool = False, now: datetime = NOW) -> int:
    return discount_for(rule, bought, has_used_before=used, now=now)


def test_percent_is_rounded_half_up_once_on_the_sum() -> None:
    assert discount(PERCENT, purchase((1, 99), (2, 96))) == 20  # 10 % of 195 is 19.5


def test_fixed_takes_no_more_than_there_is() -> None:
    assert discount(FIXED, purchase((1, 100_00))) == 50_00
    assert discount(FIXED, purchase((1, 30_00))) == 30_00


def test_a_coupon_for_one_product_looks_at_its_lines_only() -> None:
    rule = replace(PERCENT, product_id=1)

    assert discount(rule, purchase((1, 100_00), (2, 900_00))) == 10_00


@pytest.mark.parametrize(
    ("rule", "used", "error"),
    [
        (replace(PERCENT, is_active=False), False, CouponUnknown),
        (replace(PERCENT, starts_at=NOW + timedelta(seconds=1)), False, CouponNotStarted),
        (replace(PERCENT, ends_at=NOW), False, CouponExpired),
        (replace(PERCENT, max_uses=3, used_count=3), False, CouponUsedUp),
        (PERCENT, True, CouponAlreadyUsed),
        (replace(PERCENT, product_id=7), False, CouponWrongProduct),
        (replace(FIXED, currency="USD"), False, CouponWrongCurrency),
    ],
)
def test_each_refusal_has_its_own_reason(
    rule: CouponRule, used: bool, error: type[CouponRefused]
) -> None:
    with pytest.raises(error) as refusal:
        discount(rule, purchase((1, 100_00)), used=used)

    assert str(refusal.value).endswith(".")


def test_the_currency_is_named_in_the_refusal() -> None:
    with pytest.raises(CouponWrongCurrency, match="yalnızca USD ile"):
        discount(replace(FIXED, currency="USD"), purchase((1, 100_00)))


def test_nothing_left_to_lower_is_a_refusal() -> None:
    with pytest.raises(CouponWithoutEffect):
        discount(PERCENT, purchase((1, 4)))


def test_it_still_counts_in_its_last_second_and_for_the_last_use() -> None:
    rule = replace(PERCENT, ends_at=NOW + timedelta(seconds=1), max_uses=3, used_count=2)

    assert discount(rule, purchase((1, 100_00))) == 10_00


def test_a_coupon_that_may_be_used_again_ignores_earlier_uses() -> None:
    rule = replace(PERCENT, once_per_account=False)

    assert discount(rule, purchase((1, 100_00)), used=True) == 10_00


@pytest.mark.parametrize("typed", ["hoşgeldin", " HOŞ GELDİN ", "Hosgeldin", "HOŞGELDİN"])
def test_a_code_is_found_however_it_is_typed(typed: str) -> None:
    assert normal_code(typed) == "HOSGELDIN"


@given(
    nets=st.lists(st.integers(0, 10**9), min_size=1, max_size=8),
    value=st.integers(1, 10_000),
    kind=st.sampled_from(["percent", "fixed"]),
)
def test_a_discount_lies_between_one_and_the_whole(nets: list[int], value: int, kind: str) -> None:
    rule = replace(FIXED, kind=kind, value=value)
    bought = purchase(*((1, net) for net in nets))

    try:
        given_off = discount(rule, bought)
    except CouponWithoutEffect:
        assert sum(nets) * value < 5_000 or sum(nets) == 0
    else:
        assert 1 <= given_off <= sum(nets)
