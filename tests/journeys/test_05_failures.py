"""19 February: what goes wrong at the till has its own end and its own words, and never costs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.film import Film
from tests.programs import eventually

pytestmark = pytest.mark.journey
DECLINED, POOR = "4129111111111111", "4111111111111129"


def test_a_refused_card_says_why_and_another_one_pays(film: Film) -> None:
    placed = film.world.order_pack("1k")
    assert placed.invoice is not None
    film.sign_in(film.world.ayse)
    for card, words in ((DECLINED, "Bankanız işlemi onaylamadı."), (POOR, "yetersiz")):
        _try(film, placed.invoice.public_id, card)
        film.see("Ödeme alınamadı", words, "Kartınızdan para çekilmedi")
        film.shot(f"reddedildi-{card[-4:]}")

    _open_form(film, placed.invoice.public_id)
    film.fill_card()
    for _try_of_three in range(3):
        film.type_code("000000")
    film.page.wait_for_url(re.compile(re.escape(film.stage.web_url)))
    film.see("Ödeme alınamadı", "3D doğrulaması tamamlanmadı veya kod hatalı.")
    film.shot("yanlis-kod")

    film.pay(placed.invoice.public_id)
    assert _taken(film) == 1
    film.go("/odemeler/")
    film.shot("denemeler")


def test_a_closed_tab_is_settled_by_the_webhook(film: Film) -> None:
    placed = film.world.order_pack("1k")
    assert placed.invoice is not None
    film.sandbox.switch({"name": "no_return"})
    film.sign_in(film.world.ayse)
    _open_form(film, placed.invoice.public_id)
    film.fill_card()
    film.type_code()
    film.see("Tarayıcı siteye dönmüyor")
    film.page.close()
    film.sandbox.switch()

    film.page = film.new_tab(film.contexts[0])
    eventually(lambda: _status(film, placed.invoice.pk) == "paid", what="the webhook", seconds=15)
    film.go(f"/odeme/{placed.invoice.public_id}/")
    film.see("Bu ödeme talebi ödendi")
    film.shot("bildirimle-odendi")


def test_two_clicks_the_back_button_and_two_tabs_charge_once(film: Film) -> None:
    placed = film.world.order_pack("1k")
    assert placed.invoice is not None
    film.sign_in(film.world.ayse)
    page = film.page
    film.go(f"/odeme/{placed.invoice.public_id}/")
    page.get_by_label("okudum, onaylıyorum").check()
    page.get_by_role("button", name=re.compile("₺ Öde$")).dblclick(no_wait_after=True)
    page.wait_for_url(re.compile(re.escape(film.sandbox.base_url)))

    other = film.new_tab(page.context)
    other.goto(f"{film.stage.web_url}/odeme/{placed.invoice.public_id}/")
    other.get_by_label("okudum, onaylıyorum").check()
    other.get_by_role("button", name=re.compile("₺ Öde$")).click()
    other.wait_for_url(re.compile(re.escape(film.sandbox.base_url)))

    film.fill_card()
    film.type_code()
    film.see("Ödemeniz alındı")
    page.go_back()
    page.go_back()
    film.go(f"/odeme/{placed.invoice.public_id}/")
    film.see("Bu ödeme talebi ödendi")
    film.shot("geri-tusu")
    assert _taken(film) == 1

    film.fill_card(page=other)  # the second tab pays after all: the money is not lost
    film.type_code(page=other)
    expect(other.locator("body")).to_contain_text("Ödemeniz alındı")
    film.go("/")
    expect(film.page.locator(".vz-top")).to_contain_text("540,00")
    film.shot("fazla-odeme-bakiyede")


def test_an_expired_form_begins_again(film: Film) -> None:
    placed = film.world.order_pack("1k")
    assert placed.invoice is not None
    film.sign_in(film.world.ayse)
    _open_form(film, placed.invoice.public_id)
    film.move_clock(hours=1)
    film.wait(0.6)  # the sandbox reads the clock twice a second
    film.fill_card()
    film.see("Ödeme formunun süresi doldu")
    film.shot("form-suresi", here=True)
    film.move_clock(hours=1)

    film.go("/odemeler/")
    film.see("Vazgeçildi")
    film.shot("vazgecildi")
    film.pay(placed.invoice.public_id)
    assert _taken(film) == 1


def _open_form(film: Film, invoice_id: str) -> None:
    film.go(f"/odeme/{invoice_id}/")
    film.start_paying()
    film.page.wait_for_url(re.compile(re.escape(film.sandbox.base_url)))


def _try(film: Film, invoice_id: str, card: str) -> None:
    _open_form(film, invoice_id)
    film.fill_card(card)
    film.type_code()
    film.page.wait_for_url(re.compile(re.escape(film.stage.web_url)))


def _taken(film: Film) -> int:
    return sum(one["status"] == "SUCCESS" for one in film.sandbox.payments())


def _status(film: Film, invoice_pk: int) -> str:
    return str(film.sql("SELECT status FROM invoicing_invoice WHERE id = %s", invoice_pk)[0][0])
