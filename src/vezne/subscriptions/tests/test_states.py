"""The state as a function of time, and the same function in SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vezne.subscriptions.models import Block, Subscription
from vezne.subscriptions.queries import entitlement_check
from vezne.subscriptions.state_sql import state_expression
from vezne.subscriptions.states import (
    OPEN_STATES,
    OVER_STATES,
    State,
    Times,
    next_change_at,
    state_at,
)
from vezne.subscriptions.tests.business import Business

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PAID = Times(
    is_trial=False,
    awaits_payment=False,
    trial_ends_at=None,
    paid_until=START + 30 * DAY,
    open_until=START + 37 * DAY,
    cancels_at=None,
    ended_at=None,
    is_blocked=False,
)

# A small grid of instants, so that equal ones (the edges) come up all the time.
instants = st.integers(-3, 45).map(lambda days: START + days * DAY)
maybe = st.none() | instants
any_times = st.builds(
    Times,
    is_trial=st.booleans(),
    awaits_payment=st.booleans(),
    trial_ends_at=maybe,
    paid_until=instants,
    open_until=instants,
    cancels_at=maybe,
    ended_at=maybe,
    is_blocked=st.booleans(),
)


def after(days: float) -> datetime:
    return START + days * DAY


def test_paid_then_grace_then_shut() -> None:
    assert state_at(PAID, START) == State.ACTIVE
    assert state_at(PAID, after(30) - timedelta(seconds=1)) == State.ACTIVE
    assert state_at(PAID, after(30)) == State.GRACE
    assert state_at(PAID, after(37) - timedelta(microseconds=1)) == State.GRACE
    assert state_at(PAID, after(37)) == State.SUSPENDED


def test_an_unpaid_upgrade_shuts_even_what_is_paid() -> None:
    times = replace(PAID, open_until=after(10))

    assert state_at(times, after(9)) == State.ACTIVE
    assert state_at(times, after(10)) == State.SUSPENDED


def test_a_trial_is_free_until_its_end_and_then_shut() -> None:
    end = after(30)
    times = replace(PAID, is_trial=True, trial_ends_at=end, paid_until=end, open_until=end)

    assert state_at(times, after(29)) == State.TRIALING
    assert state_at(times, end) == State.SUSPENDED


def test_what_opens_with_its_payment_is_pending() -> None:
    times = replace(PAID, awaits_payment=True, paid_until=START, open_until=START)

    assert state_at(times, after(100)) == State.PENDING


def test_a_cancelled_one_is_active_until_its_end() -> None:
    times = replace(PAID, cancels_at=after(30), open_until=after(30))

    assert state_at(times, after(29)) == State.ACTIVE
    assert state_at(times, after(30)) == State.CANCELLED


def test_the_seller_ends_what_was_to_be_cancelled_later() -> None:
    times = replace(PAID, cancels_at=after(30), ended_at=after(10))

    assert state_at(times, after(10)) == State.ENDED
    assert state_at(times, after(31)) == State.ENDED


def test_a_block_shuts_what_is_paid_but_does_not_revive_what_is_over() -> None:
    assert state_at(replace(PAID, is_blocked=True), START) == State.STAFF_SUSPENDED
    assert state_at(replace(PAID, is_blocked=True, ended_at=START), after(1)) == State.ENDED


@given(times=any_times, instant=instants)
def test_time_alone_changes_nothing_before_the_next_change(times: Times, instant: datetime) -> None:
    state = state_at(times, instant)
    change = next_change_at(times, instant)

    steps = [instant + n * DAY for n in range(60)]
    same = [t for t in steps if change is None or t < change]
    assert {state_at(times, t) for t in same} == {state}


@given(times=any_times, first=instants, later=instants)
def test_nothing_leaves_an_end(times: Times, first: datetime, later: datetime) -> None:
    first, later = sorted((first, later))

    if state_at(times, first) in OVER_STATES:
        assert state_at(times, later) in OVER_STATES


@pytest.fixture
def row(business: Business) -> Subscription:
    return business.start()


def store(row: Subscription, times: Times) -> None:
    Subscription.objects.filter(pk=row.pk).update(
        is_trial=times.is_trial,
        awaits_payment=times.awaits_payment,
        trial_ends_at=times.trial_ends_at,
        paid_until=times.paid_until,
        open_until=times.open_until,
        cancels_at=times.cancels_at,
        ended_at=times.ended_at,
        debt_at=None,
    )
    Block.objects.filter(subscription=row).delete()
    if times.is_blocked:
        Block.objects.create(
            subscription=row,
            seller_id=row.seller_id,
            buyer_id=row.buyer_id,
            kind="staff",
            reason="test",
            starts_at=START,
        )


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(times=any_times, instant=instants)
def test_the_sql_expression_is_the_same_function(
    row: Subscription, times: Times, instant: datetime
) -> None:
    store(row, times)

    stored = Subscription.objects.annotate(state=state_expression(instant)).get(pk=row.pk)

    assert stored.state == state_at(times, instant).value


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(times=any_times, instant=instants)
def test_the_entitlement_statement_is_the_same_function(
    business: Business, row: Subscription, times: Times, instant: datetime
) -> None:
    store(row, times)

    answer = entitlement_check(
        seller_id=business.shop.seller.pk,
        account_public_id=business.shop.ayse.public_id,
        key="whatsapp.send",
        now=instant,
    )

    assert answer.is_allowed == (state_at(times, instant) in OPEN_STATES)
