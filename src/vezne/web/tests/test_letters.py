"""The page of a letter: opened by its link alone, answered once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import NOW, make_member, set_clock, sign_in
from vezne.core.scope import acting_as_system
from vezne.flows.letters import link_path
from vezne.receivables.models import Letter
from vezne.receivables.services import letter_withdraw
from vezne.receivables.tests.office import actor
from vezne.web.tests.panel import World
from vezne.web.tests.test_panel_current_accounts import send_letter, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(world: World) -> Letter:
    return send_letter(world)


def fresh(letter: Letter) -> Letter:
    with acting_as_system("test"):
        return Letter.objects.get(pk=letter.pk)


def test_nobody_signed_in_reads_and_answers_it(letter: Letter) -> None:
    client = Client()
    page = words(client.get(link_path(letter)))
    assert "borcunuz görünüyor" in page
    assert "Papatya" in page

    sent = {"answer": "mutabik", "name": "Ayşe Yılmaz"}
    answer = client.post(link_path(letter), sent)

    assert answer.status_code == 302
    assert "Mutabık olduğunuzu bildirdiniz" in words(client.get(link_path(letter)))
    assert (fresh(letter).state, fresh(letter).answered_by_label) == ("agreed", "Ayşe Yılmaz")


def test_a_second_answer_changes_nothing(letter: Letter) -> None:
    client = Client()
    client.post(link_path(letter), {"answer": "mutabik", "name": "Ayşe"})

    again = client.post(
        link_path(letter), {"answer": "degil", "name": "Bora", "note": "Bizde 0,00"}
    )

    assert again.status_code == 422
    assert "artık yanıtlanamaz" in words(again)
    assert fresh(letter).state == "agreed"


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"answer": "degil", "name": "Ayşe"}, "Farkın nedenini"),
        ({"name": "Ayşe"}, "Bu alanı doldurun."),
        ({"answer": "mutabik"}, "Bu alanı doldurun."),
    ],
)
def test_an_answer_that_lacks_something_is_asked_for_again(
    letter: Letter, sent: dict[str, str], error: str
) -> None:
    answer = Client().post(link_path(letter), sent)

    assert answer.status_code == 422
    assert error in words(answer)
    assert fresh(letter).state == "waiting"


def test_after_its_time_it_is_read_but_not_answered(letter: Letter) -> None:
    set_clock(NOW + timedelta(days=31))
    client = Client()

    page = words(client.get(link_path(letter)))
    answer = client.post(link_path(letter), {"answer": "mutabik", "name": "Ayşe"})

    assert "yanıt süresi doldu" in page
    assert answer.status_code == 422
    assert fresh(letter).state == "waiting"


def test_a_letter_that_was_taken_back_says_so(letter: Letter) -> None:
    with acting_as_system("test"):
        letter_withdraw(letter_id=letter.pk, actor=actor("efe"), now=NOW)

    assert "geri çekti" in words(Client().get(link_path(letter)))


def test_a_damaged_link_opens_nothing(letter: Letter) -> None:
    answer = Client().get(link_path(letter)[:-2] + "x/")

    assert answer.status_code == 404
    assert "Bağlantı eksik kopyalanmış olabilir" in words(answer)


def test_it_is_read_on_paper(letter: Letter) -> None:
    answer = Client().get(link_path(letter) + "pdf/")

    assert answer.content.startswith(b"%PDF-")


def test_who_is_signed_in_need_not_type_the_name(world: World, letter: Letter) -> None:
    client = sign_in(make_member(world.buyer, name="Bora"))

    assert 'value="Bora' in words(client.get(link_path(letter)))
