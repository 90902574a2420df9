"""1 March: cancel, go on after all, upgrade now, a smaller plan at the renewal."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories import pay
from tests.journeys.film import Film, say

pytestmark = pytest.mark.journey
SERVICE = "MesajKule Panel Kullanımı"


def test_a_service_is_cancelled_resumed_upgraded_and_made_smaller(film: Film) -> None:
    placed = film.world.order("aylik")
    assert placed.invoice is not None
    pay(placed.invoice, now=film.now())
    film.move_clock(days=14)  # half of the month
    film.sign_in(film.world.ayse)
    film.go("/hizmetlerim/")
    film.press(SERVICE, within=film.row(SERVICE))
    film.see("Geçmiş")
    film.shot("hizmet")

    film.press("Hizmeti iptal et")
    film.see("19.03.2026 10:43", "anına kadar açık kalır", "tek tıkla vazgeçebilirsiniz")
    film.shot("iptal-onizleme")
    film.page.get_by_label("Nedeniniz").fill("Sezon bitti")
    film.press("19.03.2026 tarihinde iptal et")
    film.see("İptal istediniz: hizmet 19.03.2026 10:43 anında sona erecek.", "Sezon bitti")
    film.shot("iptal-istendi")
    film.press("İptalden vazgeç")
    film.see("İptalden vazgeçildi, hizmet sürecek.")
    film.not_see("İptal istediniz: hizmet")

    film.press("Paketi değiştir")
    yearly = film.page.locator("section.vz-plan").filter(has_text="Profesyonel Yıllık")
    expect(yearly).to_contain_text(re.compile("Kalan hakkınız\\s*−499,[45]"))  # half a month
    shown = yearly.locator("dd.total").inner_text()
    film.shot("yukseltme-onizleme")
    film.press("Hemen yükselt", within=yearly)
    film.page.wait_for_url(re.compile("/odeme/"))
    film.see("Profesyonel Yıllık", "Sipariş özeti")
    say(f"preview {shown}, asked {film.page.locator('dd.total').inner_text()}")
    film.shot("yukseltme-odemesi")
    film.start_paying()
    film.fill_card()
    film.type_code()
    film.see("Ödemeniz alındı")

    film.go("/hizmetlerim/")
    film.press(SERVICE, within=film.row(SERVICE))
    film.see("Profesyonel Yıllık", "Profesyonel Aylık → Profesyonel Yıllık")
    film.shot("yukseltildi")
    film.press("Paketi değiştir")
    monthly = film.page.locator("section.vz-plan").filter(has_text="Profesyonel Aylık")
    film.press("Dönem sonunda geç", within=monthly)
    film.see("“Profesyonel Aylık” paketine geçilecek.")
    film.shot("kucultme-istendi")
    film.press("Değişiklikten vazgeç")
    film.see("Paket değişikliğinden vazgeçildi.")
    film.shot("zaman-cizgisi")
    titles = film.told(film.world.ayse)
    for wanted in (
        f"{SERVICE} dönem sonunda bitecek",
        f"{SERVICE} hizmetiniz sürüyor",
        f"{SERVICE} paketiniz yükseltildi: Profesyonel Yıllık",
        f"{SERVICE} yenilemede Profesyonel Aylık paketine geçecek",
    ):
        assert titles.count(wanted) == 1, titles


def test_a_smaller_plan_begins_with_the_renewal(film: Film) -> None:
    placed = film.world.order("randevu-pro")
    assert placed.invoice is not None
    pay(placed.invoice, now=film.now())
    film.move_clock(days=5)
    film.sign_in(film.world.ayse)
    film.go("/hizmetlerim/")
    film.press("RandevuKule Panel Kullanımı", within=film.row("RandevuKule"))
    film.press("Paketi değiştir")
    smaller = film.page.locator("section.vz-plan").filter(has_text="Başlangıç Aylık")
    expect(smaller).to_contain_text("Geçiş: 19.03.2026 10:43")
    film.press("Dönem sonunda geç", within=smaller)
    film.see("Paket dönem sonunda değişecek.")
    film.move_clock(days=20)  # the renewal's invoice is open, at the new price
    film.go("/odemeler/")
    film.see("Başlangıç Aylık", "418,80 ₺")
    film.shot("yeni-donem-kucuk-paket")
