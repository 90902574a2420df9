"""19 February: Deniz writes for buyers, Ayşe reads and puts away, a stranger looks around."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.film import Film
from tests.programs import eventually
from vezne.accounts.services import seller_profile_change
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as_system

pytestmark = pytest.mark.journey


def test_words_are_written_read_put_away_and_found(film: Film) -> None:
    film.world.order("aylik")
    desk = film.page
    film.sign_in(film.world.deniz)
    _deniz_opens_the_public_pages(film)
    _she_announces_a_maintenance(film)
    _she_writes_a_guide_and_a_question(film)
    film.page = film.open_browser(width=390)
    _ayse_reads_and_puts_it_away(film)
    reader, film.page = film.page, desk
    _everybody_hears_of_it(film)
    _the_day_of_the_maintenance_changes(film)
    film.page = reader
    _ayse_sees_it_again(film)
    film.page = film.open_browser()
    _a_stranger_reads_prices_and_answers_and_signs_up(film)


def _deniz_opens_the_public_pages(film: Film) -> None:
    with acting_as_system("film"):
        seller_profile_change(
            account_id=film.world.seller.pk,
            changes={"slug": "kule", "sign_up_open": True, "pages_open": True},
            now=film.now(),
            actor=SYSTEM,
        )


def _she_announces_a_maintenance(film: Film) -> None:
    page = film.page
    film.go("/yonetim/icerik/")
    film.see("Henüz duyuru yok")
    film.press("Yeni duyuru")
    page.get_by_label("Başlık", exact=True).fill("Pazar gecesi bakım")
    page.get_by_label("Türkçe metin").press_sequentially("Saat **02.00** ile 03.00 arası.")
    expect(page.locator("#preview strong")).to_have_text("02.00")
    film.shot("duyuru-yaz", here=True)
    film.press("Kaydet ve yayımla")
    film.see("Pazar gecesi bakım", "Yayında")
    film.shot("duyurular")


def _she_writes_a_guide_and_a_question(film: Film) -> None:
    page = film.page
    film.go("/yonetim/icerik/kilavuzlar/ekle/")
    page.get_by_label("Başlık", exact=True).fill("İlk kampanyanızı gönderin")
    page.get_by_label("Türkçe metin").fill("## Alıcılar\n\nExcel dosyanızı yükleyin.")
    page.get_by_label(re.compile("Hangi hizmet için")).select_option("MesajKule Panel Kullanımı")
    film.press("Kaydet ve yayımla")
    film.see("İlk kampanyanızı gönderin", "Yayında")
    film.go("/yonetim/icerik/sss/ekle/")
    page.get_by_label("Başlık", exact=True).fill("İptal ücreti var mı?")
    page.get_by_label("Türkçe metin").fill("Hayır, yoktur.")
    page.get_by_label("Herkese açık sayfalarda da görünsün").check()
    film.press("Kaydet ve yayımla")
    film.see("İptal ücreti var mı?")
    film.shot("sss-yaz")


def _ayse_reads_and_puts_it_away(film: Film) -> None:
    page = film.page
    film.sign_in(film.world.ayse)
    film.see("Pazar gecesi bakım", "Saat 02.00 ile 03.00 arası.")
    film.shot("genel-bakis", here=True)
    film.go("/hizmetlerim/")
    page.get_by_role("link", name="MesajKule Panel Kullanımı").first.click()
    film.press("İlk kampanyanızı gönderin")
    film.see("Excel dosyanızı yükleyin.")
    film.shot("kilavuz")
    film.go("/kilavuzlar/?ara=KAMPANYA")
    film.see("İlk kampanyanızı gönderin")
    film.go("/")
    pinned = page.get_by_role("button", name="Kapat: Pazar gecesi bakım")
    pinned.click()
    expect(pinned).to_have_count(0)
    film.go("/")
    expect(pinned).to_have_count(0)
    film.go("/duyurular/")
    film.see("Pazar gecesi bakım")


def _everybody_hears_of_it(film: Film) -> None:
    """By bell and mail, once; an offer that waits for its hour goes by mail to nobody unasked."""
    film.move_clock(hours=1)  # the tick begins, the worker tells
    ayse = film.world.ayse
    eventually(lambda: "Duyuru: Pazar gecesi bakım" in film.mails(ayse), seconds=15)
    assert film.bell(ayse).count("Duyuru: Pazar gecesi bakım") == 1
    film.go("/yonetim/icerik/")
    film.see("5 kişiye bildirildi")
    film.go("/yonetim/icerik/haberler/ekle/")
    film.page.get_by_label("Başlık", exact=True).fill("Şubat indirimi")
    film.page.get_by_label("Türkçe metin").fill("Ay sonuna kadar %20.")
    film.page.get_by_label("Tür", exact=True).select_option("offer")
    film.page.get_by_label(re.compile("Yayın zamanı")).fill("20.02.2026 10:00")
    film.press("Kaydet ve yayımla")
    film.see("Zamanlandı", "20.02.2026 10:00")
    film.shot("zamanlandi")
    film.move_clock(days=1)
    eventually(lambda: "Kampanya: Şubat indirimi" in film.bell(ayse), seconds=15)
    assert "Kampanya: Şubat indirimi" not in film.mails(ayse)


def _the_day_of_the_maintenance_changes(film: Film) -> None:
    film.go("/yonetim/icerik/")
    film.press("Pazar gecesi bakım")
    film.page.get_by_label("Türkçe metin").fill("Bakım **salı** gecesine alındı.")
    film.press("Kaydet")
    film.see("2. sürüm")


def _ayse_sees_it_again(film: Film) -> None:
    film.go("/")
    film.see("Bakım salı gecesine alındı.")
    film.move_clock(hours=1)
    again = "Duyuru güncellendi: Pazar gecesi bakım"
    eventually(lambda: again in film.mails(film.world.ayse), seconds=15)
    assert film.bell(film.world.ayse).count(again) == 1


def _a_stranger_reads_prices_and_answers_and_signs_up(film: Film) -> None:
    film.go("/kule/")
    film.see("Kule hizmetleri ve fiyatları", "KDV dahil", "MesajKule Panel Kullanımı")
    film.shot("fiyatlar", here=True)
    film.page.get_by_role("link", name="English").click()
    film.see("Kule services and prices")
    film.page.get_by_role("link", name="Türkçe").click()
    film.page.get_by_role("link", name="SSS").click()
    film.page.get_by_role("searchbox", name="Sorularda ara").fill("IPTAL ucreti")
    film.press("Ara")
    film.see("Hayır, yoktur.")
    film.shot("sss", here=True)
    film.page.get_by_role("banner").get_by_role("link", name="Kayıt ol").click()
    film.see("Kule hesabı açın")
