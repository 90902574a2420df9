"""19 February: Ayşe asks from her phone, Deniz answers, she answers by mail, rates; strays wait."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.film import Film
from tests.programs import eventually
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as
from vezne.support.services import canned_add, department_add, terms_set
from vezne.support.types import DepartmentTerms, TermsDraft

pytestmark = pytest.mark.journey

MAILBOX = "destek@kuleyazilim.example"
SUBJECT = "Fatura listesi açılmıyor"


def test_a_question_its_answer_by_mail_and_five_stars(film: Film, tmp_path: Path) -> None:
    _the_desk_is_set_up(film)
    film.stage.start_mail()
    _ayse_asks_on_her_phone(film, tmp_path)
    _deniz_notes_and_answers(film, tmp_path)
    _ayse_answers_by_mail(film, tmp_path)
    _deniz_reads_it_and_resolves(film)
    _ayse_rates_it(film)
    _a_holiday_reply_changes_nothing(film)
    _a_stray_mail_finds_its_customer(film)
    _deniz_opens_one_for_a_caller(film)


def _the_desk_is_set_up(film: Film) -> None:
    seller_id, now = film.world.seller.pk, film.now()
    with acting_as(seller_id, "desk"):
        for name, about in (("Teknik destek", "Çalışmayan her şey"), ("Muhasebe", "Fatura, ödeme")):
            terms = DepartmentTerms(name, about)
            department_add(seller_id=seller_id, terms=terms, actor=SYSTEM, now=now)
        terms_set(
            seller_id=seller_id, draft=TermsDraft(mail_address=MAILBOX), actor=SYSTEM, now=now
        )
        canned_add(
            seller_id=seller_id,
            title="Ekran görüntüsü iste",
            body="Merhaba {musteri}, ekran görüntüsü ekler misiniz?",
            actor=SYSTEM,
            now=now,
        )


def _picture(folder: Path, name: str) -> Path:
    """A small picture as a phone sends it."""
    path = folder / name
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"ekran" * 3_000)
    return path


def _ayse_asks_on_her_phone(film: Film, folder: Path) -> None:
    page = film.page = film.open_browser(width=390)
    film.sign_in(film.world.ayse)
    film.go("/destek/")
    film.shot("destek-bos", here=True)
    film.go("/destek/yeni/")
    page.get_by_label("Konu").fill(SUBJECT)
    page.get_by_label("Birim").select_option(index=1)
    page.get_by_label("Mesajınız").fill("Sabahtan beri sayfa boş geliyor.\nEkranı ekledim.")
    page.get_by_label("Dosyalar").set_input_files(_picture(folder, "ekran.png"))
    film.shot("yeni-talep", here=True)
    film.press("Gönder")
    film.see("Talebiniz alındı", "onu yanıtlayarak da yazabilirsiniz", "ekran.png")
    film.shot("talep")
    with page.expect_download() as download:
        page.get_by_role("link", name="ekran.png").click()
    assert download.value.suggested_filename == "ekran.png"


def _deniz_notes_and_answers(film: Film, folder: Path) -> None:
    page = film.page = film.open_browser()
    film.sign_in(film.world.deniz)
    film.go("/yonetim/destek/")
    film.see(SUBJECT, "Çınar Mobilya")
    film.shot("kuyruk")
    film.press(SUBJECT)
    page.locator("#id_note").fill("Dünkü sürümden sonra başladı; günlük ekte.")
    page.locator("#id_note_files").set_input_files(_picture(folder, "gunluk.png"))
    film.press("Not ekle")
    film.see("Not eklendi", "günlük ekte", "gunluk.png")
    page.locator("#id_body").fill("Merhaba Ayşe Hanım,\nsorunu bulduk; şimdi deneyebilir misiniz?")
    film.shot("yanit", here=True)
    film.press("Yanıtı gönder")
    film.see("Yanıtınız gönderildi")


def _open_last_mail(film: Film, address: str, containing: str) -> None:
    """Ayşe's mail program, on its newest mail with these words."""

    def found() -> bool:
        return any(containing in str(mail["text"]) for mail in film.sandbox.mails(address))

    eventually(found, seconds=20)
    mails = film.sandbox.mails(address)
    newest = next(mail for mail in mails if containing in str(mail["text"]))
    film.page = film.open_browser(width=390)
    film.page.goto(f"{film.sandbox.base_url}/eposta/{newest['id']}")


def _ayse_answers_by_mail(film: Film, folder: Path) -> None:
    address = film.world.ayse.email
    _open_last_mail(film, address, "şimdi deneyebilir misiniz?")
    page = film.page
    film.see(f"[#1001] {SUBJECT}", "Bu e-postayı yanıtlayarak da yazabilir")
    film.not_see("günlük ekte")
    film.press("Yanıtla")
    expect(page.get_by_label("Alıcı")).to_have_value(re.compile(r"^destek\+\w{20}@"))
    page.get_by_label("İleti").fill("Şimdi açıldı, teşekkürler.\n\n--\nAyşe Çınar")
    page.get_by_label("Dosyalar").set_input_files(_picture(folder, "acildi.png"))
    film.shot("postada-yanit", here=True)
    film.press("Gönder")
    film.see("Gönderildi.")
    said = "SELECT count(*) FROM support_ticketmessage WHERE source = 'mail'"
    eventually(lambda: film.sql(said) == [(1,)], seconds=20)


def _deniz_reads_it_and_resolves(film: Film) -> None:
    page = film.page = film.open_browser()
    film.sign_in(film.world.deniz)
    film.go("/yonetim/destek/?goster=benim")
    film.press(SUBJECT)
    last = page.locator(".vz-talk").first.locator("> li").last
    expect(last).to_contain_text("Şimdi açıldı, teşekkürler.")
    expect(last).to_contain_text("acildi.png")
    expect(last).not_to_contain_text("şunu yazdı")
    film.see("e-postayla", film.world.ayse.email)
    film.shot("postayla-geldi", here=True)
    film.press("özgün ileti")
    film.see("şunu yazdı:", "Ayşe Çınar")
    film.shot("ozgun-ileti", here=True)
    page.go_back()
    page.locator("#id_body").fill("Sevindik, iyi çalışmalar.")
    film.press("Gönder ve kapat")
    film.see("Kapandı")


def _ayse_rates_it(film: Film) -> None:
    page = film.page = film.open_browser(width=390)
    film.sign_in(film.world.ayse)
    film.go("/destek/")
    film.press(SUBJECT)
    film.not_see("günlük ekte", "gunluk.png")
    page.get_by_label("5 · Çok iyi").check()
    page.get_by_label("Notunuz").fill("Hızlıydı.")
    film.shot("degerlendir", here=True)
    film.press("Değerlendir")
    film.see("5 üzerinden 5 ile değerlendirdiniz")


def _send(film: Film, *, sender: str, to: str, subject: str, body: str, automatic: bool) -> None:
    page = film.page = film.open_browser()
    page.goto(f"{film.sandbox.base_url}/eposta/yeni")
    page.get_by_label("Gönderen").fill(sender)
    page.get_by_label("Alıcı").fill(to)
    page.get_by_label("Konu").fill(subject)
    page.get_by_label("İleti", exact=True).fill(body)
    if automatic:
        page.get_by_label("Otomatik yanıt olarak").check()
    film.press("Gönder")


def _a_holiday_reply_changes_nothing(film: Film) -> None:
    [(token,)] = film.sql("SELECT reply_token FROM support_ticket WHERE number = 1001")
    _send(
        film,
        sender="Bora <bora@cinarmobilya.example>",
        to=f"destek+{token}@yanit.vezne.example",
        subject="Tatildeyim",
        body="1 Mart'ta dönüyorum.",
        automatic=True,
    )
    film.see("Gönderildi.")
    mails = "SELECT state, reason FROM support_inboundmail WHERE subject = 'Tatildeyim'"
    eventually(lambda: film.sql(mails) == [("ignored", "auto_reply")], seconds=20)
    assert film.sql("SELECT state FROM support_ticket WHERE number = 1001") == [("closed",)]


def _a_stray_mail_finds_its_customer(film: Film) -> None:
    _send(
        film,
        sender="Elif Tunç <elif@cinarmobilya.example>",
        to="yok-boyle@kuleyazilim.example",
        subject="Soru",
        body="Nereye yazmalı?",
        automatic=False,
    )
    film.see("Karşı sunucu almadı: 550")
    _send(
        film,
        sender="Elif Tunç <elif@cinarmobilya.example>",
        to=MAILBOX,
        subject="Ynt: Sözleşme sureti",
        body="Merhaba, sözleşmemizin bir suretini gönderir misiniz?",
        automatic=False,
    )
    film.see("Gönderildi.")
    mails = "SELECT state FROM support_inboundmail WHERE subject = 'Ynt: Sözleşme sureti'"
    eventually(lambda: film.sql(mails) == [("waiting",)], seconds=20)
    film.page = film.open_browser()
    film.sign_in(film.world.deniz)
    film.go("/yonetim/destek/")
    film.press(re.compile("Gelen posta"))
    film.see("Elif Tunç", "Çınar Mobilya", "Bir talebe yanıt değil")
    film.shot("gelen-posta")
    film.press("Ynt: Sözleşme sureti")
    film.see("Gönderen adresi taklit edilebilir")
    film.shot("posta")
    film.press("Bu müşteri için talep aç")
    film.see("E-posta talebe yazıldı", "Sözleşme sureti", "suretini gönderir misiniz?")


def _deniz_opens_one_for_a_caller(film: Film) -> None:
    page = film.page
    film.press("Çınar Mobilya")
    film.press("Talep aç")
    page.get_by_label("Konu").fill("Telefonda: yeni şube")
    page.get_by_label("Birim").select_option(index=1)
    page.get_by_label("Mesajınız").fill("Görüştüğümüz gibi yeni şubeyi ekliyoruz.")
    film.shot("musteri-icin", here=True)
    film.press("Talep aç")
    film.see("Talep açıldı", "Telefonda: yeni şube")
    eventually(lambda: "[#1003] Telefonda: yeni şube" in film.mails(film.world.ayse), seconds=20)
