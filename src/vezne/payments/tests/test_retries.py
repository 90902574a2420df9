"""When a refused automatic charge is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vezne.payments.retries import ASK_AFTER, ASK_EVERY, next_check, retry_class, retry_plan
from vezne.payments.types import ErrorCode, RetryClass

FIRST = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_soft_refusal_is_tried_again_after_one_three_and_five_days() -> None:
    at, days = FIRST, []
    for failures in (1, 2, 3):
        plan = retry_plan(error_code=ErrorCode.INSUFFICIENT_FUNDS, failures=failures, last_at=at)
        assert plan.retry_at is not None
        at = plan.retry_at
        days.append((at - FIRST).days)

    assert days == [1, 3, 5]
    last = retry_plan(error_code=ErrorCode.DO_NOT_HONOR, failures=4, last_at=at)
    assert last.retry_at is None
    assert not last.blocks_card


@pytest.mark.parametrize(
    "code", [ErrorCode.LOST_CARD, ErrorCode.STOLEN_CARD, ErrorCode.EXPIRED_CARD]
)
def test_a_hard_refusal_blocks_the_card_and_stops(code: ErrorCode) -> None:
    plan = retry_plan(error_code=code, failures=1, last_at=FIRST)

    assert plan.retry_at is None
    assert plan.blocks_card


def test_what_only_the_payer_can_do_stops_without_blocking() -> None:
    plan = retry_plan(error_code=ErrorCode.THREE_DS_REQUIRED, failures=1, last_at=FIRST)

    assert plan.retry_at is None
    assert not plan.blocks_card


def test_there_is_no_plan_without_a_refusal() -> None:
    assert retry_class("") is RetryClass.UNKNOWN
    for code, failures in (("", 1), (ErrorCode.DECLINED, 0)):
        with pytest.raises(ValueError, match="follows a refusal"):
            retry_plan(error_code=code, failures=failures, last_at=FIRST)


@given(code=st.sampled_from(ErrorCode.values), failures=st.integers(1, 50))
def test_every_plan_ends_and_lies_inside_the_grace_of_seven_days(code: str, failures: int) -> None:
    plan = retry_plan(error_code=code, failures=failures, last_at=FIRST)

    assert plan.blocks_card == (retry_class(code) is RetryClass.HARD)
    if plan.retry_at is not None:
        assert retry_class(code) is RetryClass.SOFT
        assert failures <= 3
        assert timedelta(0) < plan.retry_at - FIRST <= timedelta(days=2)


def test_the_janitor_asks_soon_and_then_every_six_hours_until_certain() -> None:
    gaps = [next_check(checks=checks, now=FIRST) - FIRST for checks in range(7)]

    assert gaps[:5] == list(ASK_AFTER)
    assert gaps[5:] == [ASK_EVERY, ASK_EVERY]
