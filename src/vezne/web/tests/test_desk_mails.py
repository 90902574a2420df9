"""Gelen posta at the desk, files as attacks, and that nobody else gets either."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from tests.factories import NOW, make_member, make_seller, sign_in
from vezne.core.scope import acting_as_system
from vezne.flows.mail_arrival import mail_arrived
from vezne.flows.ticket_mail import mail_take
from vezne.support.mail_reading import Envelope
from vezne.support.models import Attachment, InboundMail, NoteFile, SupportTerms, Ticket
from vezne.web.tests.helpdesk import PNG, HelpDesk, open_help_desk
from vezne.web.tests.panel import World

pytestmark = pytest.mark.django_db
MAILBOX = "destek@satici.example"
PAGES = "/yonetim/destek/posta/"


@pytest.fixture
def desk(settings: Any, tmp_path: Path, world: World) -> HelpDesk:
    settings.VEZNE_UPLOADS = str(tmp_path)
    settings.VEZNE_REPLY_DOMAIN = "yanit.vezne.example"
    desk = open_help_desk(world)
    with acting_as_system("test"):
        SupportTerms.objects.create(seller=desk.world.seller, mail_address=MAILBOX)
    return desk


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def mailed(desk: HelpDesk, body: str = "Sözleşme sureti?", to: str = MAILBOX) -> InboundMail:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = f'"<b>Ayşe</b>" <{desk.world.ayse.email}>', "Ynt: Sözleşme"
    mail["Message-ID"] = f"<{abs(hash(body))}@x.example>"
    mail.set_content(body)
    mail_arrived(raw=mail.as_bytes(), envelope=Envelope("a@b.example", (to,)), now=NOW)
    with acting_as_system("test"):
        row = InboundMail.objects.latest("pk")
        mail_take(mail_id=row.pk, now=NOW)
        return row


def test_a_mail_is_shown_as_words_and_becomes_a_ticket_of_who_it_may_be(desk: HelpDesk) -> None:
    row = mailed(desk, "<script>alert(1)</script> Sureti?")
    page = f"{PAGES}{row.public_id}/"

    shown = text(desk.deniz_at.get(page))
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown
    assert "Sözleşme" in text(desk.deniz_at.get(PAGES))
    answer = desk.deniz_at.post(f"{page}hesap/", {"hesap": desk.world.buyer.public_id})

    ticket = desk.last()
    assert answer["Location"] == f"/yonetim/destek/{ticket.public_id}/"
    assert (ticket.subject, ticket.source) == ("Sözleşme", "mail")
    assert "özgün ileti" in text(desk.deniz_at.get(answer["Location"]))
    assert "özgün ileti" not in text(desk.ayse_at.get(f"/destek/{ticket.public_id}/"))
    assert desk.deniz_at.post(f"{page}at/", {"reason": "x"}, follow=True).status_code == 200
    with acting_as_system("test"):
        assert InboundMail.objects.get(pk=row.pk).state == "taken"


def test_a_number_that_is_none_and_a_missing_reason_are_refused_on_the_page(
    desk: HelpDesk,
) -> None:
    row = mailed(desk)
    page = f"{PAGES}{row.public_id}/"

    assert desk.deniz_at.post(f"{page}talep/", {"number": "x"}).status_code == 422
    assert desk.deniz_at.post(f"{page}talep/", {"number": "99"}).status_code == 302
    assert desk.deniz_at.post(f"{page}hesap/", {"hesap": "acc_yok"}).status_code == 302
    assert desk.deniz_at.post(f"{page}at/", {"reason": ""}).status_code == 422
    with acting_as_system("test"):
        assert InboundMail.objects.get(pk=row.pk).state == "waiting"
        assert Ticket.objects.count() == 0


def test_the_original_is_a_download_for_the_sellers_own_people_only(desk: HelpDesk) -> None:
    row = mailed(desk)
    raw = f"{PAGES}{row.public_id}/ham/"
    stranger = sign_in(make_member(make_seller("Baska")))

    answer = desk.deniz_at.get(raw)

    check_headers(answer)
    assert answer["Content-Type"] == "application/octet-stream"
    assert stranger.get(raw).status_code == 404
    assert stranger.get(f"{PAGES}{row.public_id}/").status_code == 404
    assert desk.ayse_at.get(raw).status_code in (302, 403, 404)


# -- files as attacks ---------------------------------------------------------------------------

PAGE = b"<html><script>alert(document.cookie)</script></html>"
POLYGLOTS = [
    ("kartvizit.pdf", b"%PDF-1.7\n" + PAGE, "application/pdf"),
    ("resim.html", b"GIF89a/*" + PAGE + b"*/=1;", "image/gif"),
    ("sayfa.svg", b"\x89PNG\r\n\x1a\n" + PAGE, "image/png"),
    ("a.jpg.exe", b"\xff\xd8\xff\xe0" + PAGE + b"PK\x03\x04", "image/jpeg"),
    ("../../../etc/cron.d/x", b"%PDF-1.4 x", "application/pdf"),
    ("x\r\nSet-Cookie: a=b.png", PNG, "image/png"),
]


def check_headers(answer: HttpResponse) -> None:
    """What keeps a browser from running somebody else's bytes."""
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("name", "content", "kind"), POLYGLOTS, ids=range(len(POLYGLOTS)))
def test_a_file_that_is_two_things_is_handed_out_as_the_harmless_one(
    desk: HelpDesk, name: str, content: bytes, kind: str, tmp_path: Path
) -> None:
    ticket = desk.ask(attachments=SimpleUploadedFile(name, content, "text/html"))
    with acting_as_system("test"):
        file = Attachment.objects.get(ticket=ticket)

    answer = desk.ayse_at.get(f"/destek/{ticket.public_id}/dosya/{file.public_id}/")

    check_headers(answer)
    assert answer["Content-Type"] == kind
    assert "Set-Cookie: a" not in answer["Content-Disposition"]
    assert "/" not in file.name
    assert not file.name.endswith((".html", ".svg", ".exe"))
    inside = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.parent.parent.name for path in inside] == ["private"]


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.xml", "a.txt", "a.pdf", "a"])
def test_pages_and_drawings_are_never_kept(desk: HelpDesk, name: str, tmp_path: Path) -> None:
    for content in (PAGE, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"):
        data = {"subject": "x", "body": "y", "priority": "normal"}
        data["department"] = desk.department.public_id
        file = SimpleUploadedFile(name, content, "image/png")

        assert desk.ayse_at.post("/destek/yeni/", {**data, "attachments": file}).status_code == 422

    assert list(tmp_path.rglob("*")) == []


def test_a_notes_file_is_at_no_address_of_the_buyer(desk: HelpDesk) -> None:
    ticket = desk.ask()
    base = f"/yonetim/destek/{ticket.public_id}/"
    file = SimpleUploadedFile("gunluk.png", PNG)

    assert desk.deniz_at.post(f"{base}not/", {"note": "", "note_files": file}).status_code == 302

    with acting_as_system("test"):
        kept = NoteFile.objects.get()
    check_headers(desk.deniz_at.get(f"{base}not/{kept.public_id}/"))
    assert "gunluk.png" in text(desk.deniz_at.get(base))
    assert "gunluk.png" not in text(desk.ayse_at.get(f"/destek/{ticket.public_id}/"))
    address = f"/destek/{ticket.public_id}/dosya/{kept.public_id}/"
    assert desk.ayse_at.get(address).status_code == 404
    assert desk.deniz_at.post(f"{base}not/", {"note": " "}).status_code == 422


def test_staff_opens_a_ticket_for_a_caller(desk: HelpDesk) -> None:
    page = f"/yonetim/hesaplar/{desk.world.buyer.public_id}/talep/"
    data = {"subject": "Telefonda", "body": "Görüştüğümüz gibi.", "priority": "normal"}
    data["department"] = desk.department.public_id

    assert desk.deniz_at.get(page).status_code == 200
    assert desk.deniz_at.post(page, {**data, "subject": ""}).status_code == 422
    assert desk.deniz_at.post(page, data).status_code == 302

    ticket = desk.last()
    assert (ticket.state, ticket.assignee) == ("open", desk.deniz)
    assert desk.bells(desk.world.ayse) == ["ticket.for_you"]
    assert "Görüştüğümüz gibi." in text(desk.ayse_at.get(f"/destek/{ticket.public_id}/"))
    [mail] = desk.mails(desk.world.ayse)
    assert mail.reply_to.startswith("destek+")
    assert "Bu e-postayı yanıtlayarak da yazabilir" in mail.text


def test_nothing_says_that_a_mail_can_be_answered_where_none_comes_in(
    desk: HelpDesk, settings: Any
) -> None:
    settings.VEZNE_REPLY_DOMAIN = ""

    desk.ask()

    [mail] = desk.mails(desk.world.ayse)
    assert mail.reply_to == ""
    assert "yanıtlayarak" not in mail.text
