"""Two answer at once, one merges while another answers, a form is sent twice: nothing is lost.

Every write of a ticket locks its row, so whoever comes second sees what the first has done.
"""

from __future__ import annotations

from functools import partial

import pytest

from tests.concurrency.together import at_once
from vezne.core.scope import acting_as_system
from vezne.support.models import Ticket, TicketMessage
from vezne.support.queries.tickets import conversation_of, last_seen
from vezne.support.services import ticket_close, ticket_merge, ticket_rate
from vezne.support.tests.counter import NOW, Counter, actor, open_counter

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

ROUNDS = 6


@pytest.fixture
def counter() -> Counter:
    return open_counter()


def said(ticket: Ticket) -> list[str]:
    with acting_as_system("test"):
        return [one.message.body for one in conversation_of(ticket)]


def test_of_two_answers_to_the_same_words_one_is_sent_and_one_is_told(counter: Counter) -> None:
    for number in range(ROUNDS):
        ticket = counter.open(f"Soru {number}")
        with acting_as_system("test"):
            seen = last_seen(conversation_of(ticket), ticket)

        outcomes = at_once(
            partial(counter.answer, ticket, "Deniz", seen=seen),
            partial(counter.answer, ticket, "Efe", who=counter.efe, seen=seen),
        )

        assert outcomes == {"done": 1, "ticket_answered_meanwhile": 1}
        assert len(said(ticket)) == 2


def test_a_form_that_is_sent_four_times_is_one_ticket_and_one_answer(counter: Counter) -> None:
    for number in range(ROUNDS):
        assert at_once(*[partial(counter.open, key=f"new-{number}")] * 4) == {"done": 4}
        with acting_as_system("test"):
            [ticket] = Ticket.objects.filter(number=1001 + number)
        assert at_once(*[partial(counter.answer, ticket, key="answer")] * 4) == {"done": 4}

        assert len(said(ticket)) == 2


def test_new_tickets_at_once_have_numbers_without_a_gap(counter: Counter) -> None:
    at_once(*[partial(counter.open, f"Soru {n}") for n in range(8)])

    with acting_as_system("test"):
        numbers = list(Ticket.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1001, 1009))


def test_words_that_meet_a_merge_are_read_in_the_other_ticket(counter: Counter) -> None:
    for number in range(ROUNDS):
        into, ticket = counter.open(f"Ana {number}"), counter.open(f"Yan {number}")

        outcomes = at_once(
            partial(
                ticket_merge,
                ticket_id=ticket.pk,
                into_id=into.pk,
                actor=actor(counter.deniz),
                now=NOW,
            ),
            partial(counter.reply, ticket, "Müşteri de yazdı"),
            partial(counter.answer, ticket, "Destek de yazdı"),
        )

        assert outcomes == {"done": 3}
        words = said(into)
        assert len(words) == 4
        assert {"Müşteri de yazdı", "Destek de yazdı"} <= set(words)
        row = counter.read(into)
        assert (row.answer_due_at is not None) == (row.state == "open")


def test_two_merges_against_each_other_leave_one_ticket(counter: Counter) -> None:
    for number in range(ROUNDS):
        one, two = counter.open(f"Bir {number}"), counter.open(f"İki {number}")
        merge = partial(ticket_merge, actor=actor(counter.deniz), now=NOW)

        outcomes = at_once(
            partial(merge, ticket_id=one.pk, into_id=two.pk),
            partial(merge, ticket_id=two.pk, into_id=one.pk),
        )

        assert outcomes == {"done": 1, "ticket_merge_not_allowed": 1}
        assert sorted(counter.read(row).state for row in (one, two)) == ["merged", "open"]


def test_a_reply_that_meets_the_end_opens_it_or_was_before_it(counter: Counter) -> None:
    for number in range(ROUNDS):
        ticket = counter.open(f"Soru {number}")

        outcomes = at_once(
            partial(counter.reply, ticket),
            partial(
                ticket_close, ticket_id=ticket.pk, side="", actor=actor(counter.deniz), now=NOW
            ),
        )

        assert outcomes == {"done": 2}
        row = counter.read(ticket)
        assert (row.state == "open") == (row.answer_due_at is not None) == (row.closed_at is None)
        assert len(said(ticket)) == 2


def test_a_ticket_is_rated_once_whoever_clicks(counter: Counter) -> None:
    ticket = counter.open()
    counter.answer(ticket, closes=True)
    rate = partial(ticket_rate, ticket_id=ticket.pk, note="", actor=actor(counter.ayse), now=NOW)

    outcomes = at_once(*[partial(rate, stars=stars) for stars in (1, 3, 5)])

    assert outcomes == {"done": 1, "ticket_rated": 2}
    with acting_as_system("test"):
        assert TicketMessage.objects.filter(ticket=ticket).count() == 2
