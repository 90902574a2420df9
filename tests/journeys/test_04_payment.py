"""19 February: a plan is bought with coupon, address, texts, the hosted form and the SMS code."""

from __future__ import annotations

import re
import time
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.journeys.film import Film, say
from vezne.core.scope import acting_as_system
from vezne.invoicing.services import rate_record

pytestmark = pytest.mark.journey


def test_a_plan_is_bought_from_the_coupon_to_the_open_panel(film: Film) -> None:
    film.sign_in(film.world.ayse)
    film.go("/paketler/")
    film.press("Profesyonel Aylık: satın al")
    film.see("Sipariş özeti", "19.02.2026 – 19.03.2026", "999,00 ₺", "1.198,80 ₺")

    film.page.get_by_label("İndirim Kuponu").fill("yokboyle")
    film.press("Uygula")
    film.see("kupon")
    film.shot("kupon-gecersiz", here=True)
    film.page.get_by_label("İndirim Kuponu").fill("hosgeldin")
    film.press("Uygula")
    film.see("Kupon uygulandı.", "−149,85 ₺", "849,15 ₺", "1.018,98 ₺")
    film.shot("kuponlu")

    _a_second_address_needs_a_right_tax_number(film)
    film.press("1.018,98 ₺ Öde")
    film.see("Devam etmek için metinleri onaylayın.")
    film.shot("metin-onaysiz", here=True)
    film.start_paying(store=True)
    film.page.wait_for_url(re.compile(re.escape(film.sandbox.base_url)))
    film.shot("kart-formu", here=True)
    film.fill_card()
    film.page.wait_for_url(re.compile("/banka/3d/"))
    film.shot("banka-3d", here=True)
    _the_panel_opens_within_a_second(film)
    film.shot("odendi")

    film.page.wait_for_url("**/hizmetlerim/**")  # by itself
    expect(film.row("Profesyonel Aylık")).to_contain_text("Ödendi")
    film.go("/odemeler/")
    film.see("1.018,98 ₺", "Ödendi", "0008")
    film.shot("odemeler")
    told = film.told(film.world.ayse)
    assert [title.split(":")[0] for title in told if "Onayladığınız" in title or "alındı" in title]
    payments = film.sandbox.payments()
    charged = [(one["status"], Decimal(one["paidPrice"])) for one in payments]
    assert charged == [("SUCCESS", Decimal("1018.98"))]


def _a_second_address_needs_a_right_tax_number(film: Film) -> None:
    page, back = film.page, film.page.url
    film.press("Yeni adres")
    page.get_by_label("İsim Soyisim").fill("Bora Çınar")
    page.get_by_label("Şirket İsmi").fill("Çınar Mobilya Ankara Şubesi")
    page.get_by_label("VKN / TCKN").fill("1234567891")
    page.get_by_label("Vergi dairesi").fill("Çankaya")
    page.get_by_label("Adres", exact=True).fill("Atatürk Bulvarı No: 5")
    city = page.get_by_label("İl", exact=True)
    if city.evaluate("field => field.tagName") == "SELECT":
        city.select_option("Ankara")
    else:
        city.fill("Ankara")
    page.get_by_label("İlçe").fill("Çankaya")
    page.get_by_label("Telefon").fill("0532 555 01 00")
    film.press("Kaydet")
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    film.shot("adres-vkn-hatali", here=True)
    page.get_by_label("VKN / TCKN").fill("4540536920")
    film.press("Kaydet")
    film.see("Çınar Mobilya Ankara Şubesi")
    page.goto(back)
    page.get_by_label("Çınar Mobilya Ankara Şubesi").check()


def _the_panel_opens_within_a_second(film: Film) -> None:
    """From the bank's page leaving until the paid page stands; the seller's program sees it too."""
    page = film.page
    page.get_by_label("Doğrulama kodu").fill(film.sandbox.latest_code())
    with page.expect_request(re.compile("/odeme/donus/")):
        page.get_by_role("button", name="Onayla").click()
    began = time.monotonic()
    page.locator("[data-paid]").wait_for()
    took = time.monotonic() - began
    say(f"paid → open: {took:.3f} s after the bank's return")
    assert took < 1 or film.is_machine_busy(), f"{took:.2f} s"


def test_a_stored_card_pays_at_once_and_is_managed_on_its_page(film: Film) -> None:
    first, second = film.world.order_pack("1k"), film.world.order_pack("sms1k")
    assert first.invoice is not None
    assert second.invoice is not None
    film.sign_in(film.world.ayse)
    film.pay(first.invoice.public_id, store=True, renew=True)

    film.go(f"/odeme/{second.invoice.public_id}/")
    film.see("•••• 0008")
    film.shot("kayitli-kart")
    film.page.get_by_label("3D ile Ödeme").uncheck()
    film.page.get_by_label("okudum, onaylıyorum").check()
    film.press("336,00 ₺ Öde")
    film.see("Ödemeniz alındı")

    film.go("/kartlarim/")
    film.see("•••• 0008", "12/2030", "Açık", "19.02.2026 tarihinde onayladınız")
    film.shot("kartlarim")
    film.press("Otomatik yenilemeyi kapat")
    film.see("Kapalı")
    film.press("Sonu 0008 olan kartı kaldır")
    film.see("Kayıtlı kartınız yok")


def test_a_price_in_dollars_shows_the_lira_rate_and_day_before_paying(film: Film) -> None:
    with acting_as_system("film"):
        rate_record(currency="USD", bulletin_on=date(2026, 2, 18), rate_micro=43_512_300)
    film.sign_in(film.world.ayse)
    film.go("/paketler/")
    film.press("Kurumsal Aylık: satın al")
    film.see("298,80 $", "13.001,48 ₺", "1 USD = 43,5123 ₺", "18.02.2026")
    film.shot("dolar")
    film.start_paying()
    film.fill_card()
    film.type_code()
    film.see("Ödemeniz alındı", "13.001,48 ₺")
