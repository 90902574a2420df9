"""Which reminder goes when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vezne.subscriptions.reminders import Step, ladder, steps_due

DUE = datetime(2026, 5, 10, 7, 43, tzinfo=UTC)
SHUTS = DUE + timedelta(days=7)
DAYS = (7, 3, 1, 0)


def due_steps(now: datetime, sent: set[str], **more: datetime) -> list[str]:
    steps = steps_due(
        now=now, due_at=DUE, shuts_off_at=SHUTS, reminder_days=DAYS, sent=sent, **more
    )
    return [step.name for step in steps]


def test_the_ladder_of_seven_days() -> None:
    names = [step.name for step in ladder(due_at=DUE, shuts_off_at=SHUTS, reminder_days=DAYS)]

    assert names == [
        "before-7",
        "before-3",
        "before-1",
        "day-0",
        "after-1",
        "after-2",
        "after-3",
        "after-4",
        "after-5",
        "last-day",
        "suspended",
    ]


def test_nothing_goes_before_the_first_step() -> None:
    assert due_steps(DUE - timedelta(days=7, seconds=1), set()) == []


def test_each_day_brings_its_own_step_once() -> None:
    sent: set[str] = set()
    days: list[list[str]] = []
    for day in range(-8, 10):
        now = DUE + timedelta(days=day, minutes=1)
        step = due_steps(now, sent)
        days.append(step)
        sent.update(step)
        assert due_steps(now, sent) == []

    assert [step for day in days for step in day] == [
        s.name for s in ladder(due_at=DUE, shuts_off_at=SHUTS, reminder_days=DAYS)
    ]


def test_a_jump_of_the_clock_sends_the_newest_step_alone() -> None:
    assert due_steps(DUE + timedelta(days=4), set()) == ["after-4"]
    assert due_steps(DUE + timedelta(days=4), {"after-4"}) == []


def test_the_last_day_is_told_in_hours() -> None:
    steps = steps_due(
        now=SHUTS - timedelta(hours=5, minutes=20),
        due_at=DUE,
        shuts_off_at=SHUTS,
        reminder_days=DAYS,
        sent=set(),
    )

    assert steps == [Step("last-day", SHUTS - timedelta(days=1), 6)]


def test_the_opening_message_takes_the_place_of_the_step_of_that_instant() -> None:
    assert due_steps(DUE, set(), opened_at=DUE) == []
    assert due_steps(DUE + timedelta(days=1), set(), opened_at=DUE) == ["after-1"]


def test_without_a_shut_off_nothing_follows_the_day_itself() -> None:
    steps = ladder(due_at=DUE, shuts_off_at=None, reminder_days=DAYS)

    assert steps[-1].name == "day-0"


@given(
    grace=st.integers(0, 30),
    reminder_days=st.sets(st.integers(0, 30), max_size=5),
    hours=st.lists(st.integers(-40 * 24, 40 * 24), max_size=60),
)
def test_however_the_clock_moves_no_step_goes_twice_or_out_of_order(
    grace: int, reminder_days: set[int], hours: list[int]
) -> None:
    shuts = DUE + timedelta(days=grace)
    sent: list[str] = []
    for hour in sorted(hours):
        steps = steps_due(
            now=DUE + timedelta(hours=hour),
            due_at=DUE,
            shuts_off_at=shuts,
            reminder_days=reminder_days,
            sent=sent,
        )
        sent += [step.name for step in steps]
        assert all(step.at <= DUE + timedelta(hours=hour) for step in steps)

    order = [s.name for s in ladder(due_at=DUE, shuts_off_at=shuts, reminder_days=reminder_days)]
    assert len(sent) == len(set(sent))
    assert [order.index(name) for name in sent] == sorted(order.index(name) for name in sent)
