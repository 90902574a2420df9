from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client

from tests.factories import (
    DENIZ,
    NOW,
    decline,
    make_buyer,
    make_member,
    make_option,
    make_plan,
    make_platform,
    make_product,
    make_seller,
    order_plan,
    sign_in,
)
from vezne.accounts.models import Role
from vezne.core.scope import acting_as_system
from vezne.ledger.services import current_account_open
from vezne.orders.models import Order
from vezne.receivables.services import trade_close
from vezne.subscriptions.models import Subscription
from vezne.web.tests.panel import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def ayse(world: World) -> Client:
    return sign_in(world.ayse)


def orders_of(buyer_id: int) -> list[Order]:
    with acting_as_system("test"):
        return list(Order.objects.filter(buyer_id=buyer_id).order_by("pk"))


def test_packages_show_prices_with_kdv_and_what_is_left_of_the_quota(ayse: Client) -> None:
    html = ayse.get("/paketler/").content.decode()

    assert "KDV dahil 120,00\u00a0₺" in html
    assert "1.000 / 1.000 kaldı" in html
    assert "<progress" in html
    assert 'href="/odemeler/"' in html


def test_a_plan_in_use_leads_to_its_service_and_another_to_the_change(
    world: World, ayse: Client
) -> None:
    html = ayse.get("/paketler/").content.decode()

    assert f'href="/hizmetlerim/{world.paid.public_id}/"' in html
    assert f'href="/hizmetlerim/{world.paid.public_id}/paket/"' in html
    assert f"/satin-al/paket/{world.pro.public_id}/" not in html


def test_buying_a_plan_leads_to_its_payment_and_a_second_click_to_the_same(
    world: World,
) -> None:
    buyer = make_buyer("Alan Firma")
    client = sign_in(make_member(buyer, Role.STAFF, name="Bora"))
    path = f"/paketler/satin-al/paket/{world.pro.public_id}/"

    first, second = client.post(path), client.post(path)

    (order,) = orders_of(buyer.pk)
    assert first["Location"] == second["Location"]
    assert first["Location"].startswith("/odeme/inv_")
    assert order.plan_version_id == world.pro.pk


def test_a_trial_starts_at_once_and_is_given_once(world: World) -> None:
    buyer = make_buyer("Deneyen Firma")
    client = sign_in(make_member(buyer))
    path = f"/paketler/satin-al/paket/{world.trial.public_id}/"

    started = client.post(path, follow=True)
    again = client.post(path, follow=True)

    assert started.redirect_chain == [("/hizmetlerim/", 302)]
    assert "Hizmetiniz açıldı." in started.content.decode()
    assert "daha önce kullandınız" in again.content.decode()
    assert len(orders_of(buyer.pk)) == 1


def test_a_product_for_a_site_asks_for_it(world: World, ayse: Client) -> None:
    path = f"/paketler/satin-al/paket/{world.credits.public_id}/"

    missing = ayse.post(path)
    before = len(orders_of(world.buyer.pk))
    ayse.post(path, {"site": " https://Yeni.Papatya.com.tr/ "})

    assert missing.status_code == 422
    assert "Hangi site için olduğunu yazın." in missing.content.decode()
    assert before == 3
    with acting_as_system("test"):
        assert Subscription.objects.filter(site="yeni.papatya.com.tr").count() == 1


def test_a_credit_pack_leads_to_its_payment(world: World, ayse: Client) -> None:
    answer = ayse.post(f"/paketler/satin-al/kontor/{world.pack.public_id}/")

    assert answer["Location"].startswith("/odeme/inv_")
    assert orders_of(world.buyer.pk)[-1].pack_version_id == world.pack.pk


def test_the_packages_of_a_second_seller_are_one_click_away(world: World, ayse: Client) -> None:
    other = make_seller("Çınar Barındırma")
    server = make_plan(make_product(make_platform(other, "Çınar"), "Sanal Sunucu"), "VPS-4")
    order_plan(world.buyer, server)

    first = ayse.get("/paketler/").content.decode()
    second = ayse.get(f"/paketler/?satici={other.public_id}").content.decode()

    assert "Sanal Sunucu" not in first
    assert f"?satici={other.public_id}" in first
    assert "Sanal Sunucu" in second


def test_payments_show_every_try_with_its_service_and_card(world: World, ayse: Client) -> None:
    decline(world.owed_invoice, now=NOW)

    page = ayse.get("/odemeler/")

    lines = page.context["lines"]
    assert [(line.service, line.amount.minor, line.state) for line, _document in lines] == [
        ("WhatsApp Mesajı", 120_00, "failed"),
        ("WhatsApp Mesajı", 300_00, "captured"),
        ("Panel Kullanımı", 120_00, "captured"),
    ]
    html = page.content.decode()
    assert "Mastercard •••• 0008" in html
    assert "Yeniden dene" in html


def test_open_requests_stand_on_top_with_their_pay_button(world: World, ayse: Client) -> None:
    page = ayse.get("/odemeler/")

    (one,) = page.context["requests"]
    assert (one.service, one.owed.minor) == ("WhatsApp Mesajı", 120_00)
    assert f"/odeme/{world.owed_invoice.public_id}/" in page.content.decode()


def test_payments_are_searched_and_filtered(world: World, ayse: Client) -> None:
    decline(world.owed_invoice, now=NOW)

    def services(address: str) -> list[str]:
        lines = ayse.get(f"/odemeler/{address}").context["lines"]
        return [line.service for line, _document in lines]

    assert services("?durum=failed") == ["WhatsApp Mesajı"]
    assert services("?ara=panel") == ["Panel Kullanımı"]
    assert services(f"?ara={world.owed_invoice.reference}") == ["WhatsApp Mesajı"]
    assert services("?sirala=tutar")[-1] == "WhatsApp Mesajı"
    assert services("?ara=yokboyle") == []
    assert "Kayıt bulunamadı." in ayse.get("/odemeler/?ara=yokboyle").content.decode()


def test_the_payments_are_downloaded_with_their_amounts(ayse: Client) -> None:
    answer = ayse.get("/odemeler/excel/?ara=panel")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert rows[0][2:6] == ["Hizmet", "Paket", "Tutar", "Para birimi"]
    assert [row[2:6] for row in rows[1:]] == [["Panel Kullanımı", "Profesyonel Aylık", 120, "TRY"]]


def test_who_has_paid_nothing_reads_so() -> None:
    client = sign_in(make_member(make_buyer("Yeni Firma")))

    html = client.get("/odemeler/").content.decode()

    assert "Kayıt bulunamadı." in html
    assert "Süzgeci temizle" not in html


def test_a_firm_that_has_bought_nothing_yet_sees_what_is_sold_and_buys_it(world: World) -> None:
    newcomer = make_buyer("Yeni Firma")
    browser = sign_in(make_member(newcomer))

    page = browser.get("/paketler/").content.decode()
    support = browser.get("/destek/").content.decode()
    bought = browser.post(f"/paketler/satin-al/paket/{world.monthly.public_id}/")

    assert "KDV dahil 120,00\u00a0₺" in page
    assert "Nar Bilişim" in support
    assert bought.status_code == 302
    assert bought["Location"].startswith("/odeme/inv_")
    assert len(orders_of(newcomer.pk)) == 1


def test_a_page_of_yesterday_leads_to_where_it_is_configured_now(
    world: World, ayse: Client
) -> None:
    make_option(world.monthly.plan.product, "Sistem", choices={"Debian": 0})
    url = f"/paketler/satin-al/paket/{world.monthly.public_id}/"

    answer = ayse.post(url, {"site": "ornek.com.tr"}, follow=True)

    product_id = world.monthly.plan.product.public_id
    assert answer.redirect_chain == [(f"/paketler/hizmet/{product_id}/", 302)]
    assert "Yapılandırmayı gözden geçirin" in answer.content.decode()
    assert "Sepete ekle" in answer.content.decode()


def test_a_closed_account_is_told_before_it_asks(world: World, ayse: Client) -> None:
    with acting_as_system("test"):
        account = current_account_open(seller_id=world.seller.pk, buyer_id=world.buyer.pk, now=NOW)
        trade_close(current_account=account, actor=DENIZ, now=NOW)

    page = ayse.get("/paketler/").content.decode()

    assert "Bu satıcıdaki hesabınız kapatıldı" in page
    assert "/satin-al/" not in page
