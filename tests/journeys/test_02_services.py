"""1 March: one table of all services; what is late is red, and says so in words."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.factories import pay
from tests.journeys.film import Film

pytestmark = pytest.mark.journey


def test_all_services_stand_in_one_table_and_the_late_ones_are_red(film: Film) -> None:
    film.world.order("aylik")  # never paid: shut on 26 February
    appointments = film.world.order("randevu")
    assert appointments.invoice is not None
    pay(appointments.invoice, now=film.now())
    film.move_clock(days=10)
    film.sign_in(film.world.ayse)

    film.press("Hizmetlerim", within=film.page.get_by_label("Ana menü"))
    film.see("Platform", "Site", "Hizmet", "Paket", "Başlama Tarihi", "Bitiş Tarihi")
    late = film.row("MesajKule Panel Kullanımı")
    expect(late).to_contain_text("19.02.2026 10:43")
    expect(late).to_contain_text("3 gün geçti")
    expect(late).to_have_class("is-late")
    expect(late.get_by_role("link", name="öde")).to_be_visible()
    paid = film.row("RandevuKule Panel Kullanımı")
    expect(paid).to_contain_text("Ödendi")
    expect(paid).not_to_have_class("is-late")
    film.see("Kırmızı renkli kayıtların ödeme tarihi geçmiştir.")
    film.see("2 sonuçtan 1 ile 2 arası kayıtlar gösteriliyor")
    film.shot("hizmetlerim")

    film.go("/hizmetlerim/?ara=RANDEVU")
    film.see("1 sonuçtan 1 ile 1 arası kayıtlar gösteriliyor", "Süzgeci temizle")
    film.go("/hizmetlerim/?ara=olmayan")
    film.see("Süzgeci temizle")
    film.shot("bulunamadi")
    film.go("/hizmetlerim/?sirala=-bitis")
    _excel_has_what_the_table_has(film)

    film.go("/hizmetlerim/")
    film.page.get_by_role("button", name="RandevuKule Panel Kullanımı: yenile").click()
    film.see("Sipariş özeti", "19.03.2026 – 19.04.2026")
    first = film.page.url
    film.shot("yenile-odemesi")
    film.go("/hizmetlerim/")
    service = film.row("RandevuKule").get_by_role("link", name="RandevuKule Panel Kullanımı").first
    number = service.get_attribute("href")
    film.page.request.post(
        f"{film.stage.web_url}{number}yenile/",
        headers={"X-CSRFToken": film.csrf(), "Referer": film.page.url},
    )
    film.go("/odemeler/")
    film.see("Ödenecekler")
    requests = film.page.get_by_label("Ödenecekler").get_by_role("link", name="öde")
    expect(requests).to_have_count(2)  # the late one and one renewal: no second was opened
    assert first.rstrip("/").rsplit("/", 1)[-1] in [
        (link.get_attribute("href") or "").rstrip("/").rsplit("/", 1)[-1] for link in requests.all()
    ]
    film.shot("odemeler")


def _excel_has_what_the_table_has(film: Film) -> None:
    with film.page.expect_download() as download:
        film.press("Excel")
    sheet = load_workbook(BytesIO(download.value.path().read_bytes())).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert [rows[0][0], rows[0][5]] == ["Platform", "Bitiş Tarihi"]
    assert {row[2] for row in rows[1:]} == {
        "MesajKule Panel Kullanımı",
        "RandevuKule Panel Kullanımı",
    }


def test_renewing_a_trial_opens_the_choice_of_plan_and_strangers_see_nothing(film: Film) -> None:
    film.sign_in(film.world.ayse)
    film.go("/paketler/")
    film.press("Trial: satın al")
    film.see("Hizmetiniz açıldı.", "Trial")
    film.shot("deneme-acildi")
    film.page.get_by_role("button", name="MesajKule Panel Kullanımı: yenile").click()
    film.page.wait_for_url("**/paketler/**")
    film.see("Profesyonel Aylık", "Profesyonel Yıllık")
    film.shot("deneme-paket-secimi")

    stranger = film.open_browser()
    film.sign_in(film.world.ceren, page=stranger)
    stranger.goto(film.stage.web_url + "/hizmetlerim/")
    expect(stranger.locator("body")).to_contain_text("Henüz hizmetiniz yok")
