"""19 February: from the outside panel straight to the services, and a link for the accountant."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.film import Film
from tests.journeys.world import PORTAL_ORIGIN

pytestmark = pytest.mark.journey


def test_the_outside_panels_button_leads_here_once_and_back(film: Film) -> None:
    film.world.order("aylik")
    link = _portal_link(film, target="/hizmetlerim/")
    film.page.goto(link)
    film.page.wait_for_url("**/hizmetlerim/")
    film.see("MesajKule Panel Kullanımı", "Geldiğiniz panele dön")
    back = film.page.get_by_role("link", name="Geldiğiniz panele dön")
    expect(back).to_have_attribute("href", f"{PORTAL_ORIGIN}/odeme-sonrasi")
    film.shot("gecis", here=True)
    film.press("öde", within=film.row("MesajKule Panel Kullanımı"))
    film.start_paying()
    film.fill_card()
    film.type_code()
    film.see("Ödemeniz alındı", "Panelime dön")
    film.shot("gecis-odendi", here=True)

    again = film.open_browser()
    again.goto(link)
    expect(again.locator("body")).to_contain_text("bağlantı")
    assert "/hizmetlerim/" not in again.url
    refused = _ask(film, return_url="https://baskasi.example/")
    assert refused.status_code >= 400


def test_the_accountant_pays_one_invoice_over_a_link_without_signing_in(film: Film) -> None:
    placed = film.world.order("aylik")
    assert placed.invoice is not None
    film.sign_in(film.world.nurten)  # she may look and not pay
    film.go(f"/odeme/{placed.invoice.public_id}/")
    film.see("Ödemeyi yetkili biri yapabilir", "1.198,80 ₺")
    film.not_see("Ödeme bağlantısı oluştur")
    film.shot("goren-odeyemez", here=True)

    film.page = film.open_browser()
    film.sign_in(film.world.people["elif"])
    film.go(f"/odeme/{placed.invoice.public_id}/")
    film.press("Ödeme bağlantısı oluştur")
    film.see("bağlantı hazır")
    url = film.page.locator("[data-link]").input_value()
    film.shot("baglanti", here=True)

    film.page = film.open_browser()
    film.page.goto(url)
    film.see("Kule ödemesi", "1.198,80 ₺", "Sipariş özeti")
    film.not_see("Kartı Kaydet", "Genel Bakış", "Kart saklama")
    film.shot("baglantiyla")
    film.start_paying()
    film.fill_card()
    film.type_code()
    film.see("Ödeme alındı", "1.198,80 ₺")
    film.shot("baglantiyla-odendi")
    film.page.goto(url)
    film.see("Bu ödeme talebi ödendi")
    film.page.goto(url[:-4] + "AAA/")
    film.see("Bağlantı kullanılamıyor")
    film.shot("baglanti-bozuk")


def _ask(film: Film, *, target: str = "/hizmetlerim/", return_url: str = "") -> httpx.Response:
    return httpx.post(
        f"{film.stage.web_url}/api/v1/portal-sessions",
        json={
            "account": film.world.cinar.public_id,
            "user": "ayse",
            "target": target,
            "return_url": return_url or f"{PORTAL_ORIGIN}/odeme-sonrasi",
        },
        headers={"Authorization": f"Bearer {film.world.api_key}"},
        trust_env=False,
    )


def _portal_link(film: Film, *, target: str) -> str:
    answer = _ask(film, target=target)
    assert answer.status_code == 201, answer.text
    url = str(answer.json()["url"])
    assert re.match(re.escape(film.stage.web_url) + "/gecis/", url)
    return url
