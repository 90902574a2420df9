"""From billed stretches to stored times."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vezne.subscriptions.coverage import Stretch, Terms, derive

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TERMS = Terms(
    started_at=START,
    trial_ends_at=None,
    is_trial=False,
    awaits_payment=False,
    grace_days=7,
    renewal_lead_days=7,
    cancels_at=None,
    ended_at=None,
)


def after(days: float) -> datetime:
    return START + days * DAY


def month(number: int, *, is_paid: bool) -> Stretch:
    start = after(30 * number)
    return Stretch(start, start + 30 * DAY, False, is_paid, start + 7 * DAY)


def test_the_first_seven_days_run_from_the_start() -> None:
    derived = derive(TERMS, [month(0, is_paid=False)])

    assert derived.paid_until == START
    assert derived.open_until == after(7)
    assert derived.debt_at == after(7)
    assert derived.renews_at == after(23)


def test_a_renewal_that_never_ran_shuts_at_the_same_instant_as_one_that_did() -> None:
    without = derive(TERMS, [month(0, is_paid=True)])
    with_one = derive(TERMS, [month(0, is_paid=True), month(1, is_paid=False)])

    assert without.open_until == with_one.open_until == after(37)


def test_an_unpaid_upgrade_shuts_earlier_than_the_period() -> None:
    upgrade = Stretch(after(10), after(30), True, False, after(17))
    derived = derive(TERMS, [month(0, is_paid=True), upgrade])

    assert derived.paid_until == after(30)
    assert derived.open_until == after(17)
    assert derived.period_starts_at == START


def test_a_later_payment_does_not_cover_an_earlier_debt() -> None:
    derived = derive(TERMS, [month(0, is_paid=False), month(1, is_paid=True)])

    assert derived.paid_until == START
    assert derived.open_until == after(7)


def test_who_cancels_and_owes_nothing_leaves_no_debt() -> None:
    derived = derive(replace(TERMS, cancels_at=after(30)), [month(0, is_paid=True)])

    assert derived.open_until == after(30)
    assert derived.debt_at is None
    assert derived.renews_at is None


def test_who_cancels_in_debt_goes_on_owing() -> None:
    derived = derive(replace(TERMS, cancels_at=after(30)), [month(0, is_paid=False)])

    assert derived.open_until == derived.debt_at == after(7)


def test_a_trial_owes_nothing() -> None:
    terms = replace(TERMS, is_trial=True, trial_ends_at=after(14))
    derived = derive(terms, [Stretch(START, after(14), False, True, None)])

    assert (derived.open_until, derived.debt_at) == (after(14), None)
    assert derived.renews_at is None


def test_a_short_period_is_renewed_at_its_half() -> None:
    day = Stretch(START, after(1), False, True, after(7))

    assert derive(TERMS, [day]).renews_at == after(0.5)


stretches = st.lists(
    st.builds(
        lambda start, length, is_upgrade, is_paid, shuts: Stretch(
            after(start),
            after(start + length),
            is_upgrade,
            is_paid,
            None if shuts is None else after(start + shuts),
        ),
        st.integers(0, 60),
        st.integers(1, 40),
        st.booleans(),
        st.booleans(),
        st.none() | st.integers(0, 14),
    ),
    max_size=6,
)


@given(rows=stretches, order=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows: list[Stretch], order) -> None:
    mixed = list(rows)
    order.shuffle(mixed)

    assert replace(derive(TERMS, mixed), period_starts_at=START) == replace(
        derive(TERMS, rows), period_starts_at=START
    )


@given(rows=stretches, which=st.integers(0, 5))
def test_paying_never_shuts_anything_earlier(rows: list[Stretch], which: int) -> None:
    before = derive(TERMS, rows)
    paid = [replace(s, is_paid=s.is_paid or i == which) for i, s in enumerate(rows)]

    if any(s.shuts_off_at is None and not s.is_paid and not s.is_upgrade for s in rows):
        return  # first payments that block nothing are `awaits_payment`, another case
    if any(s.shuts_off_at < s.starts_at + 7 * DAY for s in rows if s.shuts_off_at):
        return
    assert derive(TERMS, paid).paid_until >= before.paid_until


@given(rows=stretches, cancels=st.none() | st.integers(0, 90))
def test_nothing_is_open_beyond_its_end_or_its_debt(
    rows: list[Stretch], cancels: int | None
) -> None:
    terms = replace(TERMS, cancels_at=None if cancels is None else after(cancels))
    derived = derive(terms, rows)

    assert terms.cancels_at is None or derived.open_until <= terms.cancels_at
    assert derived.debt_at is None or derived.open_until <= derived.debt_at
    for row in rows:
        if not row.is_paid and row.shuts_off_at is not None:
            assert derived.open_until <= row.shuts_off_at
