"""19 February: Ayşe signs in and sees what is due, on every page, until the last hours."""

from __future__ import annotations

import pytest

from tests.journeys.film import Film

pytestmark = pytest.mark.journey


def test_what_is_due_stands_on_the_first_page_and_in_a_band_on_every_page(film: Film) -> None:
    film.page.goto(film.stage.web_url + "/giris/")
    film.shot("giris")
    film.sign_in(film.world.ayse)
    film.see("Genel Bakış", "Henüz hizmetiniz yok", "Bekleyen ödemeniz yok")
    film.shot("bos-panel")

    film.world.order("aylik")
    film.go("/")
    film.see("1.198,80 ₺", "1 ödeme talebi", "MesajKule Panel Kullanımı")
    band = film.page.get_by_label("Ödeme uyarısı")
    assert "26.02.2026 10:43 anında modülleriniz kapanacak" in band.inner_text()
    film.shot("odeme-bekliyor")
    for path in ("/hizmetlerim/", "/odemeler/", "/paketler/", "/kartlarim/", "/destek/"):
        film.go(path)
        assert "1.198,80" in film.page.get_by_label("Ödeme uyarısı").inner_text()

    film.move_clock(days=6, hours=19)
    film.go("/")
    assert "5 saat kaldı" in film.page.get_by_label("Ödeme uyarısı").inner_text()
    film.shot("son-saatler")
    film.press("Öde", within=film.page.get_by_label("Ödeme uyarısı"))
    film.see("Sipariş özeti", "Ödenecek (KDV dahil)")
