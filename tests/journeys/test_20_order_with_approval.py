"""A hosting package is configured, paid by transfer, approved; another one is rejected."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys.audit import check_access, check_width
from tests.journeys.film import Film
from tests.journeys.test_13_transfer import account_of, books_agree, open_bank, send, wallet
from tests.programs import eventually
from vezne.banking.reference import reference_of
from vezne.catalog.models import PlanVersion
from vezne.catalog.services import product_change
from vezne.catalog.types import ProductTerms
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.models import Invoice
from vezne.orders.models import Order
from vezne.subscriptions.models import Subscription

pytestmark = pytest.mark.journey


def sell_hosting(film: Film) -> PlanVersion:
    """Kule sells a package with a domain, more disk and a certificate; transfers wait for staff."""
    seller = film.world.seller
    product = factories.make_product(factories.make_platform(seller, "Barındırma"), "Web Hosting")
    version = factories.make_plan(product, "Başlangıç", price_minor=149_00, opening="on_payment")
    factories.make_option(product, "Alan adı", kind="text", shape="domain")
    factories.make_option(
        product, "Ek disk", kind="quantity", choices={"GB": 1_50}, most=100, step=10
    )
    factories.make_option(
        product, "Kurumsal SSL", kind="yes_no", choices={"Kurumsal SSL": 49_00}, setup_minor=250_00
    )
    with acting_as(seller.pk, "desk"):
        terms = ProductTerms(name="Web Hosting", approval_ways=("transfer",))
        product_change(product_id=product.pk, terms=terms, actor=SYSTEM, now=film.now())
    return version


def test_a_configured_package_is_paid_by_transfer_and_approved(film: Film) -> None:
    open_bank(film)
    version = sell_hosting(film)
    film.sign_in(film.world.ayse)

    _configure(film, "cinarmobilya.example", disk="20")
    film.see("478,00 ₺", "573,60 ₺", "Alan adı: cinarmobilya.example", "Ek disk: 20 GB")
    film.shot("sepet")
    _order_by_transfer(film)
    film.see("573,60 ₺", reference_of(account_of(film).pk), "TR30 0090 1000 0123 4500 0500 01")
    film.shot("hesap-bilgileri")
    assert any(title.startswith("Siparişiniz alındı") for title in film.told(film.world.ayse))

    send(film, "573.60")
    film.page.locator("[data-paid]").wait_for()
    film.go("/siparislerim/")
    expect(film.row("Web Hosting")).to_contain_text("Onay bekliyor")
    film.shot("onay-bekliyor")
    assert "Başlangıç siparişiniz onay bekliyor" in film.told(film.world.ayse)

    desk = film.open_browser()
    film.sign_in(film.world.deniz, page=desk)
    desk.goto(f"{film.stage.web_url}/yonetim/onaylar/")
    expect(desk.locator("main")).to_contain_text("cinarmobilya.example")
    desk.get_by_role("button", name=re.compile("^Onayla")).click()
    expect(desk.locator("body")).to_contain_text("Sipariş onaylandı")

    film.go("/hizmetlerim/")
    expect(film.row("Web Hosting")).to_contain_text("Aktif")
    film.shot("hizmet-acik")
    assert "Başlangıç siparişiniz onaylandı" in film.told(film.world.ayse)
    with acting_as_system("film"):
        row = Subscription.objects.get(plan_id=version.plan_id)
        assert row.price_minor == 228_00  # renewed without the set-up

    _one_is_rejected(film)
    books_agree()


def _configure(film: Film, domain: str, *, disk: str) -> None:
    film.go("/paketler/")
    film.press(re.compile("Başlangıç: yapılandır"))
    page = film.page
    page.get_by_label("Alan adı").fill(domain)
    page.get_by_label("Ek disk").fill(disk)
    page.get_by_label("Kurumsal SSL").check()
    expect(page.locator("#tutar")).to_contain_text("573,60")  # live, with KDV
    film.shot("yapilandir", here=True)
    film.press("Sepete ekle")
    page.wait_for_url(re.compile("/sepet/"))


def _order_by_transfer(film: Film) -> None:
    film.page.get_by_label("Havale/EFT").check()
    film.press(re.compile("sipariş ver"))
    film.page.wait_for_url(re.compile("/havale/$"))


def _one_is_rejected(film: Film) -> None:
    """The money of what staff do not sell is in the balance, and the buyer knows why."""
    _configure(film, "ikinci.example", disk="20")
    _order_by_transfer(film)
    send(film, "573.60")
    film.page.locator("[data-paid]").wait_for()
    desk = film.open_browser()
    film.sign_in(film.world.deniz, page=desk)
    desk.goto(f"{film.stage.web_url}/yonetim/onaylar/")
    desk.locator("summary", has_text="Reddet").click()
    desk.get_by_label("Neden").fill("Alan adı başka bir hesapta")
    desk.get_by_role("button", name=re.compile("^Reddet")).click()
    expect(desk.locator("body")).to_contain_text("Sipariş reddedildi")

    eventually(lambda: wallet(film) == 573_60)
    film.go("/siparislerim/")
    expect(film.row("ikinci.example")).to_contain_text("Reddedildi")
    assert "Başlangıç siparişiniz onaylanmadı" in film.told(film.world.ayse)
    with acting_as_system("film"):
        assert Order.objects.filter(state="rejected").count() == 1


def test_a_transfer_that_no_movement_shows_is_said_to_have_come(film: Film) -> None:
    open_bank(film)
    sell_hosting(film)
    film.sign_in(film.world.ayse)
    _configure(film, "cinarmobilya.example", disk="20")
    _order_by_transfer(film)
    with acting_as_system("film"):
        invoice = Invoice.objects.get(pk=Order.objects.latest("pk").invoice_id or 0)

    desk = film.open_browser()
    film.sign_in(film.world.deniz, page=desk)
    desk.goto(f"{film.stage.web_url}/yonetim/odeme-talepleri/{invoice.public_id}/")
    check_access(desk)
    desk.get_by_role("link", name="Havale geldi").first.click()
    expect(desk.locator("main")).to_contain_text("Bekleyen bir banka hareketi yok.")
    desk.get_by_role("button", name=re.compile("geldi$")).click()
    check_access(desk)
    check_width(desk)
    expect(desk.locator("main")).to_contain_text("Neden")  # nothing is booked without a reason
    desk.get_by_label("Neden").fill("Dekont 4711, banka ekranında görüldü")
    desk.get_by_role("button", name=re.compile("geldi$")).click()
    expect(desk.locator("body")).to_contain_text("Havale işlendi")

    film.go("/siparislerim/")
    expect(film.row("Web Hosting")).to_contain_text("Onay bekliyor")
    eventually(lambda: any(one.startswith("Ödemeniz alındı") for one in film.told(film.world.ayse)))
    film.go("/cari-hesap/")
    expect(film.page.locator("main")).to_contain_text("Dekont 4711")
    film.shot("havale-geldi")
    books_agree()
