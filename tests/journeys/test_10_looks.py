"""19 February: English, dark, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.audit import check_width
from tests.journeys.film import Film

pytestmark = pytest.mark.journey


def test_the_panel_turns_english_dark_and_small(film: Film) -> None:
    film.world.order("aylik")
    film.sign_in(film.world.ayse)
    page = film.page
    page.locator(".vz-top .hide-phone").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".vz-top .hide-phone").get_by_role("button", name="Türkçe").wait_for()
    page.locator(".vz-top .hide-phone button.only-light").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    for name, path in (("home", "/"), ("services", "/hizmetlerim/"), ("packages", "/paketler/")):
        film.go(path)
        film.shot(f"english-dark-{name}", here=True)

    prints_black_on_white(film)
    page.locator(".vz-top .hide-phone").get_by_role("button", name="Türkçe").click()
    expect(page.locator("html")).to_have_attribute("lang", "tr")
    page.set_viewport_size({"width": 390, "height": 844})
    for name, path in (
        ("genel-bakis", "/"),
        ("hizmetlerim", "/hizmetlerim/"),
        ("odemeler", "/odemeler/"),
        ("paketler", "/paketler/"),
        ("adresler", "/adreslerim/"),
        ("kartlar", "/kartlarim/"),
        ("destek", "/destek/"),
    ):
        film.go(path)
        film.shot(f"telefon-koyu-{name}", here=True)
    page.get_by_role("button", name="Menü", exact=True).click()
    page.get_by_label("Ana menü").get_by_role("link", name="Ödemeler").click()
    film.see("Kayıt bulunamadı.")


def prints_black_on_white(film: Film) -> None:
    """The dark list on paper: ink on white, a table, no menu and nothing to press."""
    page = film.page
    film.go("/hizmetlerim/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})
    card, table = page.locator(".card").first, page.locator("table.table-vz")
    expect(card).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(card).to_have_css("color", "rgb(0, 0, 0)")
    expect(table).to_have_css("display", "table")
    for hidden in (".vz-side", ".vz-top", ".vz-foot", ".actions"):
        expect(page.locator(hidden).first).to_be_hidden()
    check_width(page)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1366, "height": 768})
