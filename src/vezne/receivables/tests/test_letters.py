"""Reconciliation letters: the balance of a day, answered once, in time, by a signed link."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vezne.core.scope import acting_as_system
from vezne.receivables.errors import LetterNotFound, LetterOver, NoteNeeded
from vezne.receivables.links import make_link, read_link
from vezne.receivables.models import Letter
from vezne.receivables.queries import letters_for, letters_of_seller
from vezne.receivables.services import letter_answer, letter_send, letter_withdraw
from vezne.receivables.tests.office import DAY, NOW, Office

TODAY = date(2026, 3, 2)


def send(office: Office, as_of: date = TODAY, now=NOW) -> Letter:
    with office.desk():
        return letter_send(
            current_account=office.account, as_of=as_of, currency="TRY", actor=office.deniz, now=now
        )


def answer(office: Office, letter: Letter, *, is_agreed=True, note="", now=NOW) -> Letter:
    with office.panel():
        return letter_answer(
            letter_id=letter.pk,
            is_agreed=is_agreed,
            note=note,
            answered_by="Ayşe Yılmaz",
            actor=office.ayse,
            now=now,
        )


def test_a_letter_holds_the_balance_of_its_days_end(office: Office) -> None:
    office.ask(minor=400_00)
    office.fill(150_00)

    letter = send(office)

    assert letter.balance_minor == 250_00
    assert send(office, TODAY - DAY).balance_minor == 0
    assert letter.expires_at == NOW + timedelta(days=30)


def test_the_answer_is_kept_with_who_and_from_where(office: Office) -> None:
    letter = answer(office, send(office))

    assert (letter.state, letter.answered_by_label) == ("agreed", "Ayşe Yılmaz")
    assert letter.answered_from == "203.0.113.9"
    with office.desk():
        assert letters_of_seller(office.books.shop.seller.pk)[0].state == "agreed"


def test_who_disagrees_says_why(office: Office) -> None:
    letter = send(office)
    with pytest.raises(NoteNeeded):
        answer(office, letter, is_agreed=False, note="  ")
    assert office.read(letter).state == "waiting"

    answered = answer(office, letter, is_agreed=False, note="Bizde 0,00")

    assert (answered.state, answered.note) == ("disagreed", "Bizde 0,00")


def test_a_letter_is_answered_once(office: Office) -> None:
    letter = answer(office, send(office))

    with pytest.raises(LetterOver):
        answer(office, letter, is_agreed=False, note="Vazgeçtik")

    assert office.read(letter).state == "agreed"


def test_after_its_time_nobody_answers(office: Office) -> None:
    letter = send(office)

    with pytest.raises(LetterOver):
        answer(office, letter, now=NOW + timedelta(days=30))

    assert letter.state_at(NOW + timedelta(days=30)) == "expired"
    assert letter.state_at(NOW + timedelta(days=29)) == "waiting"


def test_a_new_letter_takes_the_place_of_the_one_that_waits(office: Office) -> None:
    first = send(office)
    second = send(office, TODAY - DAY)

    assert (office.read(first).state, second.state) == ("withdrawn", "waiting")
    with pytest.raises(LetterOver):
        answer(office, first)
    with office.panel():
        assert len(letters_for(office.books.shop.ayse.pk)) == 2


def test_the_seller_takes_an_unanswered_letter_back(office: Office) -> None:
    letter = send(office)
    with office.desk():
        letter_withdraw(letter_id=letter.pk, actor=office.deniz, now=NOW)
        with pytest.raises(LetterOver):
            letter_withdraw(letter_id=letter.pk, actor=office.deniz, now=NOW)

    with pytest.raises(LetterOver):
        answer(office, letter)


def test_a_link_opens_its_letter_and_no_other() -> None:
    token = make_link("mut_7k3m")

    assert read_link(token) == "mut_7k3m"
    assert "/" not in token
    for damaged in (token[:-1], token.replace("mut_7k3m", "mut_7k3n"), "", "mut_7k3m"):
        with pytest.raises(LetterNotFound):
            read_link(damaged)


def test_a_foreign_letter_cannot_be_answered(office: Office) -> None:
    from vezne.core.scope import acting_as

    letter = send(office)
    with acting_as(office.books.shop.ceren.pk, "panel"), pytest.raises(LetterNotFound):
        letter_answer(
            letter_id=letter.pk,
            is_agreed=True,
            note="",
            answered_by="Ceren",
            actor=office.ayse,
            now=NOW,
        )
    with acting_as_system("test"):
        assert Letter.objects.get().state == "waiting"
