"""27 March: a seller's own panel shuts its module by what Vezne says, and a payment opens it."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.factories import pay
from tests.journeys.audit import check_access, check_width
from tests.journeys.film import Film, say
from vezne.accounts.services import api_key_create
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.models import Invoice
from vezne.subscriptions.services import block_place
from vezne.subscriptions.types import BlockKind

pytestmark = pytest.mark.journey
KEY = "mesajkule.panel"
OPENED_BY = re.compile(r"/ornek-panel/acc_\w+/mesajlar$")


def test_an_outside_panels_module_shuts_with_the_debt_and_opens_with_the_payment(
    film: Film,
) -> None:
    invoice = _ordered(film, "aylik")
    pay(invoice, now=film.now())
    panel = _outside_panel(film)
    film.page.goto(f"{film.sandbox.base_url}/ornek-panel/")
    film.shot("firmalar")
    film.press("Çınar Mobilya")
    film.see("Kule hesabıma git")
    film.shot("ana-sayfa")
    film.press("Mesajları aç")
    film.see("Kalan mesaj", "500", "MesajKule", "26.03.2026 10:43")
    _send(film, "12")
    film.see("12 mesaj gönderildi.", "488")
    film.shot("modul-acik")

    film.move_clock(days=36)

    _send(film, "5")  # the module still stands in the browser: its fragment leads to the one page
    film.page.wait_for_url(f"**/kapali/{KEY}/")
    _says_what_is_owed(film)
    film.shot("kapali")
    answer = film.page.goto(f"{panel}mesajlar")
    assert answer is not None
    assert answer.status == 402
    film.see("Mesajlar kapalı", "Ödemesi geciken bir hizmetiniz var.")
    film.shot("modul-kapali")
    _programs_are_told(film, panel)
    for path in ("/hizmetlerim/", "/odemeler/", "/destek/"):
        film.go(path)

    film.page.goto(f"{panel}mesajlar")
    film.press("Borcu gör ve öde")
    film.press("MesajKule Panel Kullanımı: 1.198,80 ₺ öde")
    film.start_paying()
    film.fill_card()
    film.type_code()
    film.page.locator("[data-paid]").wait_for()
    began = time.monotonic()
    assert httpx.get(f"{panel}api/mesajlar", trust_env=False).json()["left"] == 500
    say(f"module open {time.monotonic() - began:.3f} s after the page said that it is paid")
    film.press("Panelime dön")
    film.page.wait_for_url(OPENED_BY)
    film.see("Kalan mesaj", "500", "26.04.2026 10:43")
    film.shot("yeniden-acik")


def test_who_waits_before_a_shut_page_goes_on_when_somebody_else_pays(film: Film) -> None:
    invoice = _ordered(film, "aylik")
    panel = _outside_panel(film)
    film.move_clock(days=8)
    phone = film.open_browser(width=390, theme="dark")
    desktop = film.open_browser(width=1366, theme="dark")
    for name, page in (("telefon", phone), ("masaustu", desktop)):
        page.goto(f"{panel}mesajlar")
        _look(film, page, f"{name}-dis-panel")
        page.get_by_role("link", name="Borcu gör ve öde").click()
        page.wait_for_url(f"**/kapali/{KEY}/")
        expect(page.get_by_role("heading", level=1)).to_have_text("MesajKule kullanıma kapalı")
        _look(film, page, f"{name}-kapali")
    film.page.goto(f"{panel}mesajlar")  # and somebody before the outside panel's own refusal

    began = time.monotonic()
    pay(invoice, now=film.now())
    paid = time.monotonic()
    for page in (phone, desktop, film.page):
        page.wait_for_url(OPENED_BY)
        expect(page.locator("body")).to_contain_text("Kalan mesaj")
    took = time.monotonic() - paid
    say(f"all three open {took:.2f} s after the payment, which took {paid - began:.2f} s")
    assert took < 3 or film.is_machine_busy()
    _look(film, phone, "telefon-acik")


def test_each_reason_to_be_shut_has_its_own_words_and_its_own_way_out(film: Film) -> None:
    film.sign_in(film.world.ayse)
    film.go("/kapali/randevukule.panel/")
    film.see("RandevuKule için bir paketiniz yok", "Paket seç", "Bunlar her zaman açık:")
    film.shot("paketi-yok")
    film.press("Paket seç")
    film.page.wait_for_url(re.compile(r"/paketler/\?satici=acc_\w+#prd_\w+$"))

    _ordered(film, "randevu-pro")
    film.go("/kapali/randevukule.panel/")
    film.see("RandevuKule ilk ödemenizi bekliyor", "778,80 ₺", "Öde ve aç")
    film.shot("ilk-odeme")

    film.world.order("trial")
    film.move_clock(days=15)
    film.go(f"/kapali/{KEY}/")
    film.see("MesajKule deneme süreniz doldu", "Paket seç")
    film.shot("deneme-bitti")

    second = _ordered(film, "aylik")
    with acting_as_system("film"):
        assert second.subscription_id is not None
        block_place(
            subscription_id=second.subscription_id,
            kind=BlockKind.STAFF,
            reason="İmzalı sözleşme bekleniyor",
            now=film.now(),
            actor=SYSTEM,
        )
    film.move_clock(days=8)
    film.go(f"/kapali/{KEY}/")
    film.see("MesajKule durduruldu", "İmzalı sözleşme bekleniyor", "Ayrıca ödemesi geciken")
    film.shot("durduruldu")


def _outside_panel(film: Film) -> str:
    """Connect the sandbox's panel with a key of Kule; the address of Çınar's pages there."""
    with acting_as(film.world.seller.pk, "desk"):
        _key, secret = api_key_create(
            account_id=film.world.seller.pk,
            name="Örnek dış panel",
            scopes=["entitlements:read", "portal:write", "usage:write"],
            return_origins=[film.sandbox.base_url],
            now=film.now(),
            actor=SYSTEM,
        )
    cinar = film.world.cinar
    body = {
        "vezne_url": film.stage.web_url,
        "api_key": secret,
        "brand": "Kule",
        "accounts": [{"id": cinar.public_id, "name": cinar.name, "user": "ayse"}],
    }
    film.sandbox.call("PUT", "/_sandbox/outside-panel", body)
    return f"{film.sandbox.base_url}/ornek-panel/{cinar.public_id}/"


def _ordered(film: Film, plan: str) -> Invoice:
    invoice = film.world.order(plan).invoice
    assert invoice is not None
    return invoice


def _send(film: Film, quantity: str) -> None:
    film.page.get_by_label("Kaç kişiye").fill(quantity)
    film.press("Gönder")


def _says_what_is_owed(film: Film) -> None:
    film.see("MesajKule kullanıma kapalı", "1.198,80 ₺", "26.03.2026 10:43", "1 gün geçti")
    film.see("destek@kuleyazilim.example", "0850 555 0100", "Geldiğiniz panele dön")


def _programs_are_told(film: Film, panel: str) -> None:
    """The module's fragment and its API, and Vezne's page behind them."""
    onward = f"{panel.removeprefix(film.sandbox.base_url)}vezne?hedef=kapali"
    fragment = httpx.get(f"{panel}mesajlar", headers={"HX-Request": "true"}, trust_env=False)
    assert (fragment.status_code, fragment.headers["HX-Redirect"]) == (200, onward)
    api = httpx.get(f"{panel}api/mesajlar", trust_env=False)
    assert api.status_code == 402
    assert api.json()["reason"] == "debt"
    assert api.json()["pay_url"] == film.sandbox.base_url + onward
    with httpx.Client(trust_env=False, follow_redirects=True) as http:
        page = http.get(api.json()["pay_url"])
    assert (page.status_code, page.url.path) == (402, f"/kapali/{KEY}/")
    assert timedelta(0) < page.elapsed < timedelta(seconds=5)


def _look(film: Film, page: Page, name: str) -> None:
    """Keep a picture of another browser's page and audit it as it stands."""
    before, film.page = film.page, page
    film.shot(name, here=True)
    check_width(page)
    check_access(page)
    film.page = before
