"""Tickets from the first words to the rating, with their clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from vezne.core.files import StoredFile
from vezne.core.scope import acting_as, acting_as_system
from vezne.support import queries
from vezne.support.errors import (
    AnsweredMeanwhile,
    DepartmentNotAllowed,
    HoursNotAllowed,
    MergeNotAllowed,
    TicketNotClosed,
    TicketNotFound,
    TicketNotLive,
    TicketOver,
    TicketRated,
    TicketWordsMissing,
    TicketWordsTooLong,
)
from vezne.support.models import Ticket, TicketMessage, TicketNote
from vezne.support.queries.tickets import last_seen
from vezne.support.services import (
    canned_add,
    canned_change,
    canned_remove,
    department_add,
    department_change,
    late_told,
    note_add,
    terms_set,
    ticket_answer,
    ticket_assign,
    ticket_close,
    ticket_merge,
    ticket_move,
    ticket_rate,
    ticket_reopen,
)
from vezne.support.tests.counter import DAY, HOUR, NOW, Counter, actor, open_counter, words
from vezne.support.types import DepartmentTerms, Level, TermsDraft

pytestmark = pytest.mark.django_db
FILE = StoredFile("k" * 32, "ekran.png", "image/png", 10, "0" * 64, False)


@pytest.fixture
def counter() -> Counter:
    return open_counter()


def system(function: Any, **arguments: Any) -> Any:
    """Call a service as a flow does."""
    with acting_as_system("test"):
        return function(**arguments)


def said(counter: Counter, ticket: Ticket) -> list[str]:
    """What the buyer reads, oldest first."""
    with acting_as(counter.buyer.pk, "panel"):
        return [one.message.body for one in queries.conversation_of(ticket)]


# -- opening ---------------------------------------------------------------------------------


def test_a_ticket_is_numbered_by_its_seller_and_waits_for_it(counter: Counter) -> None:
    first, second = counter.open(), counter.open("İkinci")

    assert (first.number, second.number) == (1001, 1002)
    assert open_counter("Başka").open().number == 1001
    assert (first.state, first.priority, first.assignee_id) == ("open", "normal", None)
    assert first.answer_due_at == NOW + DAY - HOUR  # 8 working hours: 6 today, 2 tomorrow
    assert len(first.reply_token) == 20
    assert first.reply_token != second.reply_token
    assert said(counter, first) == ["Sabahtan beri açılmıyor."]


def test_the_same_form_twice_is_one_ticket(counter: Counter) -> None:
    first, second = counter.open(key="form-1"), counter.open(key="form-1")

    assert first.pk == second.pk
    assert len(said(counter, first)) == 1


@pytest.mark.parametrize(
    ("subject", "body", "error"),
    [
        ("", "var", TicketWordsMissing),
        ("var", "  ", TicketWordsMissing),
        ("var", "x" * 20_001, TicketWordsTooLong),
    ],
)
def test_a_ticket_without_words_is_refused(
    counter: Counter, subject: str, body: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        counter.open(subject, body=body)

    with acting_as_system("test"):
        assert not Ticket.objects.exists()


def test_a_file_alone_says_enough(counter: Counter) -> None:
    ticket = counter.open(body="", files=(FILE,))

    with acting_as(counter.buyer.pk, "panel"):
        [one] = queries.conversation_of(ticket)
        assert [file.name for file in one.files] == ["ekran.png"]
        assert queries.attachment_for(ticket, one.files[0].public_id) == one.files[0]


# -- whose turn ------------------------------------------------------------------------------


def test_an_answer_makes_it_the_buyers_turn_and_a_reply_the_sellers(counter: Counter) -> None:
    ticket = counter.open()

    counter.answer(ticket, now=NOW + HOUR)
    row = counter.read(ticket)
    assert (row.state, row.answer_due_at, row.solve_due_at) == ("answered", None, None)
    assert (row.answered_at, row.assignee_id) == (NOW + HOUR, counter.deniz.pk)
    assert row.solve_left_minutes == 2_400 - 60

    counter.reply(ticket, now=NOW + DAY)
    row = counter.read(ticket)
    assert row.state == "open"
    assert row.answer_due_at == NOW + 2 * DAY - HOUR
    assert row.solve_due_at is not None
    assert row.answered_at == NOW + HOUR


def test_words_on_words_do_not_put_the_answer_off(counter: Counter) -> None:
    ticket = counter.open()

    counter.reply(ticket, now=NOW + 3 * HOUR)

    assert counter.read(ticket).answer_due_at == ticket.answer_due_at


def test_urgent_is_answered_within_an_hour_of_work(counter: Counter) -> None:
    evening = datetime(2026, 3, 6, 14, 30, tzinfo=UTC)  # Friday 17:30 in Istanbul

    ticket = counter.open(priority="urgent", now=evening)

    assert ticket.answer_due_at == datetime(2026, 3, 9, 6, 30, tzinfo=UTC)


def test_a_seller_promises_by_its_own_hours(counter: Counter) -> None:
    draft = TermsDraft(
        days=(1, 2, 3, 4, 5, 6, 7),
        opens_at=time(8, 0),
        closes_at=time(22, 0),
        levels={"normal": Level(30, 60)},
    )
    with acting_as(counter.seller.pk, "desk"):
        terms_set(seller_id=counter.seller.pk, draft=draft, actor=actor(counter.deniz), now=NOW)

    assert counter.open().answer_due_at == NOW + HOUR / 2
    sunday = NOW - DAY
    assert counter.open("Pazar", now=sunday).answer_due_at == sunday + HOUR / 2


@pytest.mark.parametrize(
    "draft",
    [
        TermsDraft(days=()),
        TermsDraft(days=(0, 8)),
        TermsDraft(opens_at=time(18, 0), closes_at=time(9, 0)),
    ],
)
def test_hours_without_length_are_refused(counter: Counter, draft: TermsDraft) -> None:
    with acting_as(counter.seller.pk, "desk"), pytest.raises(HoursNotAllowed):
        terms_set(seller_id=counter.seller.pk, draft=draft, actor=actor(counter.deniz), now=NOW)


def test_a_late_answer_is_told_once_until_the_next_one_is_due(counter: Counter) -> None:
    ticket = counter.open()
    late = NOW + 2 * DAY

    with acting_as_system("test"):
        assert queries.late_ids(now=NOW) == []
        assert queries.late_ids(now=late) == [ticket.pk]
        assert late_told(ticket_id=ticket.pk, now=late)
        assert not late_told(ticket_id=ticket.pk, now=late)
        assert queries.late_ids(now=late) == []

    counter.answer(ticket, now=late)
    counter.reply(ticket, now=late)
    with acting_as_system("test"):
        assert queries.late_ids(now=late + 2 * DAY) == [ticket.pk]


# -- answering -------------------------------------------------------------------------------


def test_an_answer_after_words_that_its_writer_did_not_see_is_refused(counter: Counter) -> None:
    ticket = counter.open()
    with acting_as(counter.seller.pk, "desk"):
        seen = last_seen(queries.conversation_of(ticket), ticket)
    counter.answer(ticket, "Efe bakıyor.", who=counter.efe)

    with pytest.raises(AnsweredMeanwhile, match="Efe"):
        counter.answer(ticket, "Ben bakıyorum.", seen=seen)

    assert said(counter, ticket)[1:] == ["Efe bakıyor."]


def test_the_same_answer_twice_is_said_once(counter: Counter) -> None:
    ticket = counter.open()

    first = counter.answer(ticket, key="form-2")
    second = counter.answer(ticket, key="form-2", seen="eski")

    assert first.pk == second.pk
    assert len(said(counter, ticket)) == 2


def test_what_was_said_is_never_changed(counter: Counter) -> None:
    ticket = counter.open()

    for statement in (
        "UPDATE support_ticketmessage SET body = 'x'",
        "DELETE FROM support_ticketevent",
    ):
        with (
            acting_as_system("test"),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert said(counter, ticket) == ["Sabahtan beri açılmıyor."]


# -- who sees what ---------------------------------------------------------------------------


def test_a_buyer_never_reads_a_note_not_even_by_sql(counter: Counter) -> None:
    ticket = counter.open()
    system(
        note_add, ticket_id=ticket.pk, body="Borcu var", author_id=counter.deniz.pk,
        author_label="Deniz", now=NOW,
    )  # fmt: skip

    with acting_as(counter.seller.pk, "desk"):
        assert [one.note.body for one in queries.notes_of(ticket)] == ["Borcu var"]
    for seller_id in (None, counter.seller.pk):
        with acting_as(counter.buyer.pk, "panel", seller_id=seller_id):
            assert list(TicketNote.objects.all()) == []
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM support_ticketnote")
                assert cursor.fetchone() == (0,)
    assert said(counter, ticket) == ["Sabahtan beri açılmıyor."]


def test_a_ticket_is_seen_by_its_two_sides_only(counter: Counter) -> None:
    ticket = counter.open()
    other = open_counter("Başka")

    for account, face in ((counter.buyer, "panel"), (counter.seller, "desk")):
        with acting_as(account.pk, face):  # type: ignore[arg-type]
            assert queries.get_ticket(ticket.public_id).pk == ticket.pk
    for account, face in (
        (counter.stranger, "panel"), (other.seller, "desk"), (counter.seller, "panel"),
    ):  # fmt: skip
        with acting_as(account.pk, face), pytest.raises(TicketNotFound):  # type: ignore[arg-type]
            queries.get_ticket(ticket.public_id)
        with acting_as(account.pk, face):  # type: ignore[arg-type]
            assert not TicketMessage.objects.exists()


# -- what staff does -------------------------------------------------------------------------


def test_a_ticket_is_given_to_a_person_once(counter: Counter) -> None:
    ticket, efe = counter.open(), counter.efe
    give = {"ticket_id": ticket.pk, "assignee_id": efe.pk, "assignee_label": "Efe"}

    assert system(ticket_assign, **give, actor=actor(counter.deniz), now=NOW)
    assert not system(ticket_assign, **give, actor=actor(counter.deniz), now=NOW)

    with acting_as(counter.seller.pk, "desk"):
        kinds = [event.kind for event in queries.events_of(ticket)]
        counts = queries.counts_of_seller(counter.seller.pk, user_id=efe.pk, now=NOW + 3 * DAY)
    assert kinds == ["opened", "assigned"]
    assert counts == {"waiting": 1, "mine": 1, "unassigned": 0, "late": 1}


def test_a_higher_priority_brings_the_answer_nearer(counter: Counter) -> None:
    ticket = counter.open()
    move = {"department": counter.department, "subject": "Panel  çok   yavaş"}

    system(
        ticket_move, ticket_id=ticket.pk, priority="urgent", actor=actor(counter.deniz), now=NOW,
        **move,
    )  # fmt: skip

    row = counter.read(ticket)
    assert (row.priority, row.subject) == ("urgent", "Panel çok yavaş")
    assert row.answer_due_at == NOW + HOUR
    assert row.solve_due_at == NOW + DAY - HOUR


def test_a_merged_ticket_is_read_in_the_other_and_its_words_go_there(counter: Counter) -> None:
    first, second, third = counter.open(), counter.open("Aynı sorun"), counter.open("Üçüncü")
    merge = {"actor": actor(counter.deniz), "now": NOW + HOUR}
    system(ticket_merge, ticket_id=third.pk, into_id=second.pk, **merge)

    system(ticket_merge, ticket_id=second.pk, into_id=first.pk, **merge)
    counter.reply(second, "Üçüncüye yazdım", now=NOW + 2 * HOUR)
    counter.answer(third, "Bakıyoruz", now=NOW + 3 * HOUR)

    assert len(said(counter, first)) == 5
    assert said(counter, first)[3:] == ["Üçüncüye yazdım", "Bakıyoruz"]
    assert {counter.read(row).merged_into_id for row in (second, third)} == {first.pk}
    assert (counter.read(second).state, counter.read(first).state) == ("merged", "answered")
    with acting_as(counter.buyer.pk, "panel"):
        numbers = [one.number for one in queries.conversation_of(first)]
    assert sorted(numbers) == [0, 0, 0, 1002, 1003]


def test_only_live_tickets_of_one_buyer_are_merged(counter: Counter) -> None:
    ticket, foreign = counter.open(), counter.open(buyer_id=counter.stranger.pk)
    closed = counter.open("Kapalı")
    system(ticket_close, ticket_id=closed.pk, side="buyer", actor=actor(counter.ayse), now=NOW)

    for other in (ticket, foreign, closed):
        for pair in ((ticket, other), (other, ticket)):
            with pytest.raises(MergeNotAllowed):
                system(
                    ticket_merge, ticket_id=pair[0].pk, into_id=pair[1].pk,
                    actor=actor(counter.deniz), now=NOW,
                )  # fmt: skip
    assert counter.read(ticket).state == "open"


# -- the end ---------------------------------------------------------------------------------


def test_a_closed_ticket_opens_again_by_a_reply_for_two_weeks(counter: Counter) -> None:
    ticket = counter.open()
    counter.answer(ticket, closes=True)
    assert counter.read(ticket).state == "closed"

    counter.reply(ticket, now=NOW + 14 * DAY)
    assert counter.read(ticket).state == "open"

    system(
        ticket_close, ticket_id=ticket.pk, side="seller", actor=actor(counter.deniz),
        now=NOW + 14 * DAY,
    )  # fmt: skip
    with pytest.raises(TicketOver):
        counter.reply(ticket, now=NOW + 29 * DAY)
    assert len(said(counter, ticket)) == 3


def test_staff_opens_it_again_however_long_ago(counter: Counter) -> None:
    ticket = counter.open()
    counter.answer(ticket, closes=True)

    system(ticket_reopen, ticket_id=ticket.pk, actor=actor(counter.deniz), now=NOW + 90 * DAY)

    row = counter.read(ticket)
    assert (row.state, row.closed_at) == ("open", None)
    assert row.answer_due_at is not None
    with pytest.raises(TicketNotClosed):
        system(ticket_reopen, ticket_id=ticket.pk, actor=actor(counter.deniz), now=NOW)


def test_what_is_closed_is_not_closed_again(counter: Counter) -> None:
    ticket = counter.open()
    close = {"ticket_id": ticket.pk, "side": "buyer", "actor": actor(counter.ayse), "now": NOW}
    system(ticket_close, **close)

    with pytest.raises(TicketNotLive):
        system(ticket_close, **close)


def test_a_silent_buyer_is_found_after_the_sellers_days(counter: Counter) -> None:
    ticket, other = counter.open(), open_counter("Sabırlı")
    patient = other.open()
    for office, row in ((counter, ticket), (other, patient)):
        office.answer(row)
    with acting_as(other.seller.pk, "desk"):
        terms_set(
            seller_id=other.seller.pk, draft=TermsDraft(close_days=0), actor=actor(other.deniz),
            now=NOW,
        )  # fmt: skip

    with acting_as_system("test"):
        assert queries.silent_ids(now=NOW + 7 * DAY - timedelta(seconds=1)) == []
        assert queries.silent_ids(now=NOW + 60 * DAY) == [ticket.pk]


def test_a_closed_ticket_is_rated_once(counter: Counter) -> None:
    ticket = counter.open()
    rate = {"ticket_id": ticket.pk, "actor": actor(counter.ayse), "now": NOW}

    with pytest.raises(TicketNotClosed):
        system(ticket_rate, stars=5, note="", **rate)
    counter.answer(ticket, closes=True)
    for stars in (0, 6):
        with pytest.raises(TicketNotClosed):
            system(ticket_rate, stars=stars, note="", **rate)
    system(ticket_rate, stars=4, note="Hızlıydı", **rate)
    with pytest.raises(TicketRated):
        system(ticket_rate, stars=1, note="", **rate)

    row = counter.read(ticket)
    assert (row.rating, row.rating_note) == (4, "Hızlıydı")


# -- search, and what a seller sets up -------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("PANEL", True),
        ("acilmiyor sabah", True),
        ("AÇILMIYOR", True),
        ("#1001", True),
        ("papatya", True),
        ("Işıklı", True),
        ("hosting", True),
        ("yok", False),
        ("panel yok", False),
    ],
)
def test_a_ticket_is_found_by_any_of_its_words(counter: Counter, text: str, is_found: bool) -> None:
    ticket = counter.open(about="sub_1", about_label="Hosting Başlangıç")
    counter.answer(ticket, "IŞIKLI tabela")

    with acting_as(counter.seller.pk, "desk"):
        found = queries.search_tickets(queries.tickets_of_seller(counter.seller.pk), text)
        assert [row.pk for row in found] == ([ticket.pk] if is_found else [])


def test_departments_have_names_of_their_own_and_are_read_by_buyers(counter: Counter) -> None:
    who = {"actor": actor(counter.deniz), "now": NOW}
    with acting_as(counter.seller.pk, "desk"):
        for name in ("Teknik destek", " "):
            with pytest.raises(DepartmentNotAllowed):
                department_add(seller_id=counter.seller.pk, terms=DepartmentTerms(name), **who)
        money = department_add(
            seller_id=counter.seller.pk, terms=DepartmentTerms("Muhasebe", position=1), **who
        )
        department_change(
            department_id=counter.department.pk,
            terms=DepartmentTerms("Teknik destek", is_active=False),
            **who,
        )

    with acting_as(counter.buyer.pk, "panel"):
        rows = queries.departments_of(counter.seller.pk)
        assert [row.name for row in rows] == ["Teknik destek", "Muhasebe"]
        active = queries.departments_of(counter.seller.pk, active_only=True)
        assert list(active) == [money]


def test_words_to_use_again_are_the_sellers_own(counter: Counter) -> None:
    who = {"actor": actor(counter.deniz), "now": NOW}
    with acting_as(counter.seller.pk, "desk"):
        row = canned_add(seller_id=counter.seller.pk, title="Selam", body="Merhaba", **who)
        canned_change(canned_id=row.pk, title="Selam", body="Merhaba {musteri}", **who)
        assert [one.body for one in queries.canned_of(counter.seller.pk)] == ["Merhaba {musteri}"]
    with acting_as(counter.buyer.pk, "panel"):
        assert list(queries.canned_of(counter.seller.pk)) == []
    with acting_as(counter.seller.pk, "desk"):
        canned_remove(canned_id=row.pk, **who)
        assert list(queries.canned_of(counter.seller.pk)) == []


def test_an_unknown_ticket_is_answered_by_nobody(counter: Counter) -> None:
    with pytest.raises(TicketNotFound):
        system(
            ticket_answer, ticket_id=999_999, words=words(counter.deniz), seen=None, closes=False,
            actor=actor(counter.deniz), now=NOW,
        )  # fmt: skip
