"""19 February to 27 March: day by day to the shut-off, and open again within a second."""

from __future__ import annotations

import time
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import expect

from tests.factories import pay
from tests.journeys.film import Film, say

pytestmark = pytest.mark.journey
SERVICE = "MesajKule Panel Kullanımı"


def test_the_days_pass_reminders_come_the_panel_shuts_and_a_payment_opens_it(film: Film) -> None:
    placed = film.world.order("aylik")
    assert placed.invoice is not None
    pay(placed.invoice, now=film.now())
    told_before = len(film.bell(film.world.ayse))
    desk = film.page
    film.sign_in(film.world.deniz)
    film.go("/yonetim/saat/")
    film.shot("saat")

    ends = film.now() + timedelta(days=28)  # 19 March, 10:43
    _move_on_the_desk(film, 22)
    for _day in range(13):
        desk.get_by_role("button", name="1 gün", exact=True).click()
        film.see("Saat ileri alındı.")
    film.shot("saat-ilerledi")
    assert film.now() >= ends + timedelta(days=7)

    titles = [title.replace("\u00a0", " ") for title in film.told(film.world.ayse)[told_before:]]
    assert titles == [
        f"{SERVICE} için yeni dönem ödemesi: 1.198,80 ₺",  # seven days before: opened
        f"{SERVICE} ödemenize 3 gün kaldı",
        f"{SERVICE} ödemenize 1 gün kaldı",
        f"{SERVICE} ödemenizin günü bugün",
        f"{SERVICE} ödemeniz gecikti: 6 gün kaldı",
        f"{SERVICE} ödemeniz gecikti: 5 gün kaldı",
        f"{SERVICE} ödemeniz gecikti: 4 gün kaldı",
        f"{SERVICE} ödemeniz gecikti: 3 gün kaldı",
        f"{SERVICE} ödemeniz gecikti: 2 gün kaldı",
        "Son gün: MesajKule paneliniz 24 saat sonra kapanacak",
        "MesajKule panelinizin modülleri kapandı",
    ]
    assert _entitled(film) == (False, "debt")

    film.page = film.open_browser()
    film.sign_in(film.world.ayse)
    film.see("Ödeme süresi doldu, modüller kapandı.")
    film.shot("kapandi")
    film.go("/bildirimler/")
    film.see("MesajKule panelinizin modülleri kapandı")
    film.shot("bildirimler")
    for path in ("/hizmetlerim/", "/odemeler/", "/destek/", "/kartlarim/"):  # these stay open
        film.go(path)
    film.go("/hizmetlerim/")
    expect(film.row(SERVICE)).to_contain_text("Askıda")
    film.press("öde", within=film.row(SERVICE))
    film.start_paying()
    film.fill_card()
    film.type_code()
    film.page.locator("[data-paid]").wait_for()
    began = time.monotonic()
    assert _entitled(film)[0] is True
    say(f"entitled {time.monotonic() - began:.3f} s after the page said so")
    film.press("Hizmetlerime git")
    expect(film.row(SERVICE)).to_contain_text("Aktif")
    film.press(SERVICE, within=film.row(SERVICE))
    film.see("Geçmiş", "Dönemler")
    film.shot("zaman-cizgisi")
    assert "MesajKule paneliniz yeniden açıldı" in film.told(film.world.ayse)


def _move_on_the_desk(film: Film, days: int) -> None:
    film.page.get_by_label("Gün", exact=True).fill(str(days))
    film.press("Gün ileri al")
    film.see("Saat ileri alındı.")


def _entitled(film: Film) -> tuple[bool, str]:
    """As the outside panel asks: may Çınar use it now, and if not, why."""
    answer = httpx.get(
        f"{film.stage.web_url}/api/v1/entitlements/{film.world.cinar.public_id}/mesajkule.panel",
        headers={"Authorization": f"Bearer {film.world.api_key}"},
        trust_env=False,
    )
    assert answer.status_code in (200, 402), answer.text
    body = answer.json()
    return bool(body["allowed"]), str(body["reason"])
