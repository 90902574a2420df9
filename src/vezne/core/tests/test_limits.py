"""A burst passes, a flood does not, and nobody's flood is another's."""

from __future__ import annotations

from vezne.core.limits import MOST_CALLERS, SECOND_NS, RateLimit, caller_of

START = 5_000 * SECOND_NS


def test_a_burst_passes_and_then_one_call_each_interval() -> None:
    limit = RateLimit(per_minute=30, at_once=3)

    at_once = [limit.wait_seconds("a", at_ns=START) for _call in range(5)]

    assert at_once == [0, 0, 0, 2, 2]
    assert limit.wait_seconds("a", at_ns=START + SECOND_NS) == 1
    assert limit.wait_seconds("a", at_ns=START + 2 * SECOND_NS) == 0
    assert limit.wait_seconds("a", at_ns=START + 2 * SECOND_NS) == 2


def test_a_pause_gives_the_burst_back_and_no_more() -> None:
    limit = RateLimit(per_minute=60, at_once=2)
    for _call in range(2):
        limit.wait_seconds("a", at_ns=START)

    later = START + 3600 * SECOND_NS

    assert [limit.wait_seconds("a", at_ns=later) for _call in range(3)] == [0, 0, 1]


def test_one_callers_flood_is_not_anothers() -> None:
    limit = RateLimit(per_minute=60, at_once=1)
    for _call in range(10):
        limit.wait_seconds("a", at_ns=START)

    assert limit.wait_seconds("b", at_ns=START) == 0


def test_the_longest_away_is_forgotten_when_there_are_too_many() -> None:
    limit = RateLimit(per_minute=1, at_once=1)
    for caller in range(MOST_CALLERS):
        limit.wait_seconds(str(caller), at_ns=START)
    limit.wait_seconds("0", at_ns=START)  # came again: "1" is the longest away now

    limit.wait_seconds("new", at_ns=START)

    assert limit.wait_seconds("0", at_ns=START) == 60
    assert limit.wait_seconds("1", at_ns=START) == 0


def test_an_address_is_told_apart_by_what_one_machine_is_given() -> None:
    assert caller_of("203.0.113.7") == "203.0.113.7"
    assert caller_of("2001:db8:1:2::7") == caller_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert caller_of("2001:db8:1:3::7") != caller_of("2001:db8:1:2::7")
    assert (caller_of(None), caller_of("unix:")) == ("", "unix:")
