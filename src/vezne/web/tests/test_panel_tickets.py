"""The buyer's tickets: list, question, conversation, files, end and rating."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import DENIZ, NOW, make_member, make_seller, sign_in
from vezne.core.scope import acting_as_system
from vezne.ledger.services import current_account_open
from vezne.support.models import Attachment, Ticket
from vezne.support.services import ticket_answer
from vezne.support.types import Words
from vezne.web.tests.helpdesk import PNG, HelpDesk, open_help_desk
from vezne.web.tests.panel import World

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[Any]]
MOST_QUERIES = 14


@pytest.fixture
def desk(settings: Any, tmp_path: Path, world: World) -> HelpDesk:
    settings.VEZNE_UPLOADS = str(tmp_path)
    return open_help_desk(world)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def answered(
    desk: HelpDesk, ticket: Ticket, body: str = "Düzeldi.", *, closes: bool = False
) -> None:
    with acting_as_system("test"):
        ticket_answer(
            ticket_id=ticket.pk,
            words=Words(body, desk.deniz.pk, "Deniz Demir"),
            seen=None,
            closes=closes,
            actor=DENIZ,
            now=NOW,
        )


def attachments() -> list[Attachment]:
    with acting_as_system("test"):
        return list(Attachment.objects.order_by("pk"))


def test_who_has_no_ticket_is_told_what_one_is_for(desk: HelpDesk) -> None:
    shown = text(desk.ayse_at.get("/destek/"))

    assert "Henüz destek talebiniz yok" in shown
    assert 'href="/destek/yeni/"' in shown
    assert "destek@satici.example" in shown


def test_a_question_is_sent_and_both_sides_hear_of_it(desk: HelpDesk) -> None:
    ticket = desk.ask(service=desk.world.paid.public_id)

    assert (ticket.number, ticket.state, ticket.about) == (1001, "open", desk.world.paid.public_id)
    assert "Panel Kullanımı" in ticket.about_label
    shown = text(desk.ayse_at.get(f"/destek/{ticket.public_id}/"))
    assert "Sabahtan beri açılmıyor." in shown
    assert "Yanıt bekliyor" in shown
    assert desk.bells(desk.world.ayse) == ["ticket.received"]
    assert desk.bells(desk.deniz) == ["ticket.opened"]
    [mail] = desk.mails(desk.world.ayse)
    assert mail.title == "[#1001] Panel açılmıyor"


def test_the_list_finds_by_what_was_said(desk: HelpDesk) -> None:
    desk.ask("Fatura sorusu", body="IŞIKLI tabela faturası")
    desk.ask("Panel yavaş")

    shown = text(desk.ayse_at.get("/destek/?ara=isikli"))

    assert "Fatura sorusu" in shown
    assert "Panel yavaş" not in shown
    assert "Fatura sorusu" not in text(desk.ayse_at.get("/destek/?durum=closed"))


def test_lists_and_pages_ask_the_database_the_same_however_much_was_said(
    desk: HelpDesk, django_assert_max_num_queries: Queries
) -> None:
    for number in range(4):
        ticket = desk.ask(f"Soru {number}")
    for number in range(5):
        answered(desk, ticket, f"Yanıt {number}")

    for path in ("/destek/", f"/destek/{ticket.public_id}/", "/destek/yeni/"):
        desk.ayse_at.get(path)
        with django_assert_max_num_queries(MOST_QUERIES):
            assert desk.ayse_at.get(path).status_code == 200


def test_several_sellers_are_asked_for_first(desk: HelpDesk) -> None:
    other = make_seller("Mavi Bilişim")
    with acting_as_system("test"):
        current_account_open(seller_id=other.pk, buyer_id=desk.world.buyer.pk, now=NOW)

    shown = text(desk.ayse_at.get("/destek/yeni/"))

    assert "hangi satıcıyla ilgili" in shown
    assert f"?satici={other.public_id}" in shown
    form = text(desk.ayse_at.get(f"/destek/yeni/?satici={other.public_id}"))
    assert "Teknik destek" not in form
    assert desk.ayse_at.get("/destek/yeni/?satici=acc_yok").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"), [("department", "dep_yabanci"), ("service", "sub_yabanci")]
)
def test_a_foreign_department_or_service_is_refused(desk: HelpDesk, field: str, value: str) -> None:
    data = {"subject": "x", "body": "y", "priority": "normal", field: value}
    data.setdefault("department", desk.department.public_id)

    answer = desk.ayse_at.post("/destek/yeni/", data)

    assert answer.status_code == 422
    with acting_as_system("test"):
        assert not Ticket.objects.exists()


def test_a_double_click_is_one_ticket_and_one_message(desk: HelpDesk) -> None:
    for _click in range(2):
        ticket = desk.ask(key="form-1")
    for _click in range(2):
        desk.ayse_at.post(f"/destek/{ticket.public_id}/yaz/", {"body": "Hâlâ", "key": "form-2"})

    with acting_as_system("test"):
        assert Ticket.objects.count() == 1
    assert desk.said(ticket) == ["Sabahtan beri açılmıyor.", "Hâlâ"]
    assert desk.bells(desk.deniz) == ["ticket.opened", "ticket.replied"]


def test_words_are_shown_as_words_whatever_they_hold(desk: HelpDesk) -> None:
    body = '<script>alert(1)</script> <img src=x onerror="alert(2)"> javascript:alert(3)'
    ticket = desk.ask('"><svg onload=alert(4)>', body=body)

    shown = text(desk.ayse_at.get(f"/destek/{ticket.public_id}/"))

    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "<svg onload" not in shown
    assert 'href="javascript' not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


# -- files -----------------------------------------------------------------------------------


def test_a_file_is_kept_and_only_the_two_sides_get_it(desk: HelpDesk) -> None:
    file = SimpleUploadedFile("ekran <b>.png", PNG, "text/html")
    ticket = desk.ask(attachments=[file])
    [row] = attachments()
    path = f"/destek/{ticket.public_id}/dosya/{row.public_id}/"

    answer = desk.ayse_at.get(path)

    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert desk.deniz_at.get(f"/yonetim{path}").status_code == 200
    for stranger in (desk.world.ceren, make_member(make_seller("Mavi"))):
        assert sign_in(stranger).get(path).status_code == 404
        assert sign_in(stranger).get(f"/yonetim{path}").status_code in (403, 404)
    other = desk.ask("Başka talep")
    crossed = f"/destek/{other.public_id}/dosya/{row.public_id}/"
    assert desk.ayse_at.get(crossed).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("sayfa.html", b"<html><script>alert(1)</script>", "alınamadı"),
        ("resim.svg", b"<svg onload='x'/>", "alınamadı"),
        ("fatura.pdf", b"MZ\x90\x00program", "alınamadı"),
        ("buyuk.pdf", b"%PDF-1.7" + b"x" * (10 * 1024 * 1024), "10 MB"),
    ],
)
def test_a_hostile_file_stops_the_form_and_keeps_the_words(
    desk: HelpDesk, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    data = {"subject": "Konu burada", "body": "Uzun metnim", "priority": "high"}
    data["department"] = desk.department.public_id

    answer = desk.ayse_at.post(
        "/destek/yeni/", {**data, "attachments": [SimpleUploadedFile(name, content)]}
    )

    assert answer.status_code == 422
    assert words in text(answer)
    assert "Uzun metnim" in text(answer)
    assert attachments() == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_six_files_are_one_too_many(desk: HelpDesk) -> None:
    files = [SimpleUploadedFile(f"{n}.png", PNG) for n in range(6)]
    data = {"subject": "x", "body": "y", "priority": "normal", "attachments": files}
    data["department"] = desk.department.public_id

    answer = desk.ayse_at.post("/destek/yeni/", data)

    assert answer.status_code == 422
    assert "En çok 5 dosya" in text(answer)


# -- the end ---------------------------------------------------------------------------------


def test_the_buyer_closes_and_rates_it_once(desk: HelpDesk) -> None:
    ticket = desk.ask()
    page = f"/destek/{ticket.public_id}/"

    desk.ayse_at.post(f"{page}kapat/")
    assert "Desteğimizi nasıl buldunuz?" in text(desk.ayse_at.get(page))
    assert desk.ayse_at.post(f"{page}degerlendir/", {"stars": "9"}).status_code == 422
    desk.ayse_at.post(f"{page}degerlendir/", {"stars": "4", "note": "Hızlı"})
    desk.ayse_at.post(f"{page}degerlendir/", {"stars": "1"})

    row = desk.last()
    assert (row.state, row.rating, row.rating_note) == ("closed", 4, "Hızlı")
    assert "5 üzerinden 4" in text(desk.ayse_at.get(page))


def test_a_reply_opens_a_closed_ticket_again(desk: HelpDesk) -> None:
    ticket = desk.ask()
    answered(desk, ticket, closes=True)

    answer = desk.ayse_at.post(f"/destek/{ticket.public_id}/yaz/", {"body": "Yine oldu"})

    assert answer.status_code == 302
    assert desk.last().state == "open"


def test_an_empty_reply_is_refused_at_its_field(desk: HelpDesk) -> None:
    ticket = desk.ask()

    answer = desk.ayse_at.post(f"/destek/{ticket.public_id}/yaz/", {"body": "  "})

    assert answer.status_code == 422
    assert "Mesajınızı yazın." in text(answer)
    assert len(desk.said(ticket)) == 1


def test_who_only_looks_sees_the_conversation_without_forms(desk: HelpDesk) -> None:
    ticket = desk.ask()
    viewer = sign_in(make_member(desk.world.buyer, "viewer", name="Bora"))

    shown = text(viewer.get(f"/destek/{ticket.public_id}/"))

    assert "Sabahtan beri açılmıyor." in shown
    assert "<textarea" not in shown
    assert viewer.post(f"/destek/{ticket.public_id}/yaz/", {"body": "x"}).status_code == 403
    assert viewer.get("/destek/yeni/").status_code == 403
