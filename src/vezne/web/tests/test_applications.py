"""Başvurular in both frames: forms, papers, decisions; who may see what, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import (
    NOW,
    make_buyer,
    make_member,
    make_seller,
    set_clock,
    sign_in,
)
from vezne.accounts.models import User
from vezne.applications.models import Application, ApplicationDocument, ApplicationTerms
from vezne.applications.tests.counter import IBAN, NEW_USER, PERSON, PNG, Counter, open_counter
from vezne.core.scope import acting_as_system
from vezne.flows.identity import CheckedIdentities
from vezne.flows.mail_arrival import address_accepted, mail_arrived
from vezne.flows.ticket_mail import mail_take
from vezne.support.mail_reading import Envelope
from vezne.support.models import InboundMail

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[Any]]
MOST_QUERIES = 22


@dataclass
class Pages:
    """The counter with browsers: Ayşe's, Ceyda's, Deniz's, and a manager's of the seller."""

    counter: Counter
    ayse: Client
    ceyda: Client
    deniz: Client
    boss: Client

    def send(
        self, client: Client, kind: str, typed: dict[str, str], *papers: str, **more: Any
    ) -> Any:
        """Fill in the form and press send."""
        data: dict[str, Any] = {**typed, "gonder": "1"}
        data |= {f"paper_{one}": picture(f"{one}.png") for one in papers}
        return client.post(f"/basvurular/yeni/?tur={kind}", data)

    def last(self) -> Application:
        """The newest application."""
        with acting_as_system("test"):
            return Application.objects.latest("pk")

    def paper(self, row: Application) -> ApplicationDocument:
        """Its first paper."""
        return self.counter.papers(row)[0]

    def ask(self) -> Application:
        """Ayşe asks for Elif."""
        answer = self.send(self.ayse, "user_add", NEW_USER, "id_front", "id_back")
        assert answer.status_code == 302, text(answer)
        return self.last()


def picture(name: str, content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def pages(settings: Any, tmp_path: Path) -> Pages:
    settings.VEZNE_UPLOADS = str(tmp_path)
    settings.VEZNE_DESK_SECOND_FACTOR = False
    set_clock(NOW)
    counter = open_counter()
    return Pages(
        counter,
        sign_in(counter.ayse),
        sign_in(counter.ceyda),
        sign_in(counter.deniz),
        sign_in(make_member(counter.seller, "manager", name="Selin")),
    )


def desk(row: Application, act: str = "") -> str:
    return f"/yonetim/basvurular/{row.public_id}/{act}"


def test_a_user_is_asked_for_approved_and_exists(pages: Pages) -> None:
    row = pages.ask()
    shown = text(pages.deniz.get(desk(row)))
    assert "Elif" in shown
    assert "elif@firma.example" in shown
    assert "#1001" in text(pages.deniz.get("/yonetim/basvurular/?goster=bekleyen&ara=papatya"))

    answer = pages.deniz.post(desk(row, "onayla/"), {"seen": row.version})

    assert answer.status_code == 302
    assert User.objects.filter(email="elif@firma.example").exists()
    mine = text(pages.ayse.get(f"/basvurular/{row.public_id}/"))
    assert "Onaylandı" in mine


def test_what_is_missing_stands_at_its_field_and_nothing_is_lost(pages: Pages) -> None:
    answer = pages.send(pages.ayse, "user_add", {"first_name": "Elif", "tckn": "1"}, "id_front")

    assert answer.status_code == 422
    assert "kimlik numarası geçersiz" in text(answer)
    row = pages.last()
    again = pages.ayse.post(f"/basvurular/{row.public_id}/", {**NEW_USER, "gonder": "1"})
    assert again.status_code == 422
    assert "Göndermek için gerekli." in text(again)
    data = {**NEW_USER, "gonder": "1", "paper_id_back": picture("arka.png")}
    assert pages.ayse.post(f"/basvurular/{row.public_id}/", data).status_code == 302
    assert pages.last().state == "sent"


def test_a_hostile_file_is_refused_and_what_was_typed_stays(pages: Pages) -> None:
    for name, content in (("kimlik.svg", b"<svg onload=alert(1)>"), ("kimlik.png", b"MZ")):
        data = {**NEW_USER, "gonder": "1", "paper_id_front": picture(name, content)}
        answer = pages.ayse.post("/basvurular/yeni/?tur=user_add", data)
        assert answer.status_code == 422
        assert "alınamadı" in text(answer)
        assert "Tunç" in text(answer)


def test_a_member_sees_only_what_its_role_may_send(pages: Pages) -> None:
    row = pages.ask()
    bora = sign_in(make_member(pages.counter.firm, "manager", name="Bora"))

    assert bora.get(f"/basvurular/{row.public_id}/").status_code == 404
    assert "Kullanıcı ekleme" not in text(bora.get("/basvurular/"))
    assert "IBAN" in text(bora.get("/basvurular/yeni/"))
    typed = {"amount": "1.234,56", "iban": IBAN, "holder": "Papatya"}
    assert pages.send(bora, "payout", typed).status_code == 302
    assert pages.send(bora, "user_add", NEW_USER).status_code == 200  # the choice of kinds
    assert pages.last().kind == "payout"


def test_money_out_is_decided_by_a_manager(pages: Pages) -> None:
    pages.counter.load(2_000_00)
    typed = {"amount": "1.234,56", "iban": IBAN, "holder": "Papatya"}
    pages.send(pages.ayse, "payout", typed)
    row = pages.last()

    pages.deniz.post(desk(row, "onayla/"), {"seen": row.version})
    assert pages.last().state == "sent"
    pages.boss.post(desk(row, "onayla/"), {"seen": row.version})

    assert pages.last().state == "approved"
    assert "1.234,56" in text(pages.boss.get(desk(row)))


def test_strangers_find_neither_application_nor_paper(pages: Pages) -> None:
    row = pages.ask()
    paper = pages.paper(row).public_id
    ceren = sign_in(make_member(make_buyer("Menekşe"), name="Ceren"))
    other = make_seller("Mavi Bilişim")
    other_desk = sign_in(make_member(other, name="Onur"))

    for client in (ceren, pages.ceyda):
        for path in ("", "form/", f"belge/{paper}/"):
            assert client.get(f"/basvurular/{row.public_id}/{path}").status_code == 404
        assert client.post(f"/basvurular/{row.public_id}/geri-cek/").status_code == 404
    for path in ("", "form/", f"belge/{paper}/", f"belge/{paper}/icerik/"):
        assert other_desk.get(desk(row, path)).status_code == 404
    assert other_desk.post(desk(row, "onayla/"), {"seen": row.version}).status_code == 404
    assert pages.last().state == "sent"


def test_a_draft_is_the_buyers_until_it_is_sent(pages: Pages) -> None:
    pages.ayse.post("/basvurular/yeni/?tur=user_add", NEW_USER)
    row = pages.last()

    assert row.state == "draft"
    assert pages.deniz.get(desk(row)).status_code == 404
    assert "#1001" not in text(pages.deniz.get("/yonetim/basvurular/"))


def test_a_paper_is_shown_in_place_kept_by_nobody_and_every_look_is_written(pages: Pages) -> None:
    row = pages.ask()
    paper = pages.paper(row).public_id
    viewer = text(pages.deniz.get(desk(row, f"belge/{paper}/")))
    assert f'src="{desk(row, f"belge/{paper}/icerik/")}"' in viewer
    assert pages.counter.log(pages.counter.seller, "application.document_seen") == []

    body = pages.deniz.get(desk(row, f"belge/{paper}/icerik/"))

    assert (body.content, body["Content-Type"]) == (PNG, "image/png")
    assert "no-store" in body["Cache-Control"]
    assert body["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in body["Content-Security-Policy"]
    assert len(pages.counter.log(pages.counter.seller, "application.document_seen")) == 1
    download = pages.deniz.get(desk(row, f"belge/{paper}/icerik/?indir=1"))
    assert download["Content-Disposition"].startswith("attachment")
    assert len(pages.counter.log(pages.counter.firm, "application.document_seen")) == 2


def test_a_buyer_that_was_sent_back_completes_it(pages: Pages) -> None:
    row = pages.ask()
    empty = pages.deniz.post(desk(row, "geri-gonder/"), {"geri-seen": row.version})
    assert empty.status_code == 422

    form = {"geri-seen": row.version, "geri-reason": "Arka yüz okunmuyor"}
    pages.deniz.post(desk(row, "geri-gonder/"), form)
    mine = text(pages.ayse.get(f"/basvurular/{row.public_id}/"))

    assert "Arka yüz okunmuyor" in mine
    old = pages.counter.papers(row)[1].public_id
    page = f"/basvurular/{row.public_id}/"
    assert pages.ayse.post(f"{page}belge/{old}/cikar/").status_code == 302
    data = {**NEW_USER, "gonder": "1", "paper_id_back": picture("yeni.png")}
    assert pages.ayse.post(page, data).status_code == 302
    assert pages.last().state == "sent"
    assert pages.deniz.get(desk(row, f"belge/{old}/")).status_code == 404


def test_the_blank_is_a_pdf_with_what_is_known(pages: Pages) -> None:
    fresh = pages.ayse.get("/basvurular/bos-form/?tur=details_change")
    assert (fresh.status_code, fresh["Content-Type"]) == (200, "application/pdf")
    assert fresh.content.startswith(b"%PDF-")
    row = pages.ask()

    for client, path in ((pages.ayse, f"/basvurular/{row.public_id}/form/"),
                         (pages.deniz, desk(row, "form/"))):  # fmt: skip
        answer = client.get(path)
        assert answer.content.startswith(b"%PDF-")
        assert "no-store" in answer["Cache-Control"]


def test_staff_enters_one_for_somebody_who_is_told(pages: Pages) -> None:
    page = f"/yonetim/hesaplar/{pages.counter.firm.public_id}/basvuru/"
    assert "Kullanıcı ekleme" in text(pages.deniz.get(page))

    data = {**NEW_USER, "gonder": "1", "paper_id_front": picture("a.png"),
            "paper_id_back": picture("b.png")}  # fmt: skip
    answer = pages.deniz.post(f"{page}?tur=user_add", data)

    assert answer.status_code == 302
    row = pages.last()
    assert (row.state, row.source, row.is_own) == ("sent", "desk", False)
    assert pages.counter.bells(pages.counter.ayse)[0] == "application.for_you"


def test_an_individual_may_order_when_the_seller_knows_who_it_is(pages: Pages) -> None:
    def is_known() -> bool:
        return CheckedIdentities().is_verified(
            buyer_id=pages.counter.person.pk, seller_id=pages.counter.seller.pk
        )

    pages.send(pages.ceyda, "identity_check", PERSON, "id_front", "id_back")
    row = pages.last()
    form = {"ret-seen": row.version, "ret-reason": "Fotoğraf bulanık"}
    pages.deniz.post(desk(row, "reddet/"), form)
    assert not is_known()
    assert "Fotoğraf bulanık" in text(pages.ceyda.get("/basvurular/"))

    pages.send(pages.ceyda, "identity_check", PERSON, "id_front", "id_back", "selfie")
    row = pages.last()
    pages.deniz.post(desk(row, "onayla/"), {"seen": row.version})

    assert is_known()
    assert "Doğrulandı" in text(pages.ceyda.get("/basvurular/"))


def test_rules_are_kept_and_a_kind_that_is_off_is_not_offered(pages: Pages) -> None:
    admin = sign_in(make_member(pages.counter.seller, name="Aslı"))
    page = "/yonetim/ayarlar/basvurular/"
    form = {"mail_address": "Evrak@nar.example", "kinds": ["payout"], "document_days": "30",
            "identity_days": "7"}  # fmt: skip

    assert admin.post(page, form).status_code == 302

    assert 'value="evrak@nar.example"' in text(admin.get(page))
    assert "Bilgi değişikliği" not in text(pages.ayse.get("/basvurular/yeni/"))
    assert admin.post(page, {**form, "document_days": "0"}).status_code == 422
    assert pages.deniz.get(page).status_code == 403


def mail(sender: str, number: int) -> bytes:
    return (
        f"From: {sender}\r\nMessage-ID: <m{number}@x.example>\r\nSubject: Basvuru\r\n"
        "Content-Type: text/plain\r\n\r\nFormum ektedir."
    ).encode()


def test_mail_of_a_known_sender_is_a_draft_and_of_a_stranger_waits(pages: Pages) -> None:
    with acting_as_system("test"):
        ApplicationTerms.objects.create(
            seller=pages.counter.seller, mail_address="evrak@nar.example"
        )
    assert address_accepted("evrak@nar.example")
    for number, sender in enumerate((pages.counter.ayse.email, "kim@olan.example")):
        envelope = Envelope(sender, ("evrak@nar.example",))
        assert mail_arrived(raw=mail(sender, number), envelope=envelope, now=NOW) == 1
        with acting_as_system("test"):
            mail_take(mail_id=InboundMail.objects.latest("pk").pk, now=NOW)

    with acting_as_system("test"):
        states = list(InboundMail.objects.order_by("pk").values_list("state", "reason"))
    assert states == [("drafted", ""), ("waiting", "application")]
    draft = pages.last()
    assert (draft.state, draft.kind, draft.source) == ("draft", "", "mail")
    assert "Formum ektedir." in text(pages.deniz.get(desk(draft)))
    assert "E-postayla gelen başvuru" in text(pages.ayse.get("/basvurular/"))
    pages.deniz.post(desk(draft, "tur/"), {"tur": "account_cancel"})
    filled = pages.deniz.post(desk(draft), {"why": "Kapatıyoruz", "gonder": "1"})
    assert filled.status_code == 302
    assert pages.last().state == "sent"

    with acting_as_system("test"):
        stray = InboundMail.objects.latest("pk")
    answer = pages.deniz.post(
        f"/yonetim/destek/posta/{stray.public_id}/hesap/",
        {"basvuru": pages.counter.firm.public_id},
    )
    assert answer.status_code == 302
    assert pages.last().number == 1002


def test_lists_ask_the_database_the_same_however_many_there_are(
    pages: Pages, django_assert_max_num_queries: Queries
) -> None:
    row = pages.ask()
    for number in range(6):
        typed = {"amount": f"{number + 1},00", "iban": IBAN, "holder": "Papatya"}
        pages.send(pages.ayse, "payout", typed)

    for client, path in (
        (pages.ayse, "/basvurular/"),
        (pages.deniz, "/yonetim/basvurular/"),
        (pages.deniz, desk(row)),
    ):
        client.get(path)
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(path).status_code == 200
