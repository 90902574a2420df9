"""A seller's public pages: what strangers see, what they must not, in both languages."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.factories import (
    make_option,
    make_pack,
    make_plan,
    make_platform,
    make_product,
    make_seller,
    sign_in,
)
from vezne.accounts.models import Account
from vezne.catalog.models import Plan, Product
from vezne.content.services import contact_add, picture_add, picture_keep
from vezne.content.types import ContactTerms
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as, acting_as_system
from vezne.web.tests.content import BY, open_pages, write

pytestmark = pytest.mark.django_db

PAGES = ("", "haberler/", "sss/", "iletisim/", "site-haritasi.xml")
MOST_QUERIES = 8
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


@pytest.fixture
def seller() -> Account:
    seller = make_seller()
    product = make_product(make_platform(seller), credit_unit="SMS")
    make_plan(product)
    make_pack(product)
    open_pages(seller)
    return seller


def read(path: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def reach(seller: Account, kind: str, value: str) -> None:
    terms = ContactTerms(kind=kind, value=value, label="", position=1)
    with acting_as(seller.pk, "desk"):
        contact_add(seller_id=seller.pk, terms=terms, actor=SYSTEM, now=factories.NOW)


# -- prices ----------------------------------------------------------------------------------


def test_prices_stand_with_their_period_and_kdv(seller: Account) -> None:
    page = read("/nar/")

    for words in ("Nar Bilişim", "100,00\u00a0₺", "+ KDV", "KDV dahil 120,00\u00a0₺", "/ ay"):
        assert words in page
    assert 'href="/nar/kayit/"' in page
    assert 'href="/giris/"' in page


def test_support_stands_below_every_public_page(seller: Account) -> None:
    reach(seller, "phone", "+908505550100")

    for tail in ("", "haberler/", "sss/", "iletisim/"):
        assert 'href="tel:+908505550100"' in read(f"/nar/{tail}"), tail


def test_who_cannot_sign_in_sees_how_to_reach_the_house(seller: Account) -> None:
    reach(seller, "email", "destek@nar.example")

    assert "destek@nar.example" not in read("/giris/")  # a seller of many
    with acting_as_system("test"):
        Account.objects.filter(pk=seller.pk).update(is_operator=True)
    for path in ("/giris/", "/sifremi-unuttum/", "/sifremi-unuttum/sms/"):
        assert "destek@nar.example" in read(path), path


def test_english_is_an_address_of_its_own(seller: Account) -> None:
    page = read("/nar/en/", Client(headers={"accept-language": "tr"}))

    assert '<html lang="en"' in page
    assert "incl. VAT" in page or "VAT" in page
    assert '<html lang="tr"' in read("/nar/", Client(headers={"accept-language": "en"}))


def test_what_is_not_on_offer_is_nowhere(seller: Account) -> None:
    product = make_product(make_platform(seller, "İkinci"), "Gizli Hizmet")
    make_plan(product, "Gizli Paket")
    with acting_as(seller.pk, "desk"):
        Product.objects.filter(pk=product.pk).update(is_active=False)
        Plan.objects.filter(name="Profesyonel Aylık").update(is_active=False)

    pages = read("/nar/") + read("/nar/site-haritasi.xml")

    assert "Gizli" not in pages
    assert product.public_id not in pages
    assert "Profesyonel Aylık" not in pages
    assert Client().get(f"/nar/urun/{product.public_id}/").status_code == 404


def test_a_product_has_its_page_at_its_own_seller_alone(seller: Account) -> None:
    other = make_seller("Mavi")
    open_pages(other, "mavi")
    product = Product.objects.get(seller=seller)

    assert product.name in read(f"/nar/urun/{product.public_id}/")
    assert Client().get(f"/mavi/urun/{product.public_id}/").status_code == 404


def test_a_products_page_says_what_can_be_chosen_and_what_it_costs(seller: Account) -> None:
    product = Product.objects.get(seller=seller)
    make_plan(product, "Yıllık", period_unit="year")
    make_option(product, "Alan adı", kind="text", shape="domain")
    make_option(product, "Disk", kind="quantity", choices={"GB": 1_50}, most=100, step=10)
    make_option(product, "SSL", kind="yes_no", choices={"SSL": 49_00}, setup_minor=250_00)
    make_option(product, "Sistem", kind="select", choices={"Debian": 0, "Windows": 100_00})

    page = read(f"/nar/urun/{product.public_id}/")

    for line in (
        "Disk: 0 – 100 GB; birimi 1,50\u00a0₺",
        "SSL (+49,00\u00a0₺, kurulum 250,00\u00a0₺)",
        "Sistem: Debian, Windows (+100,00\u00a0₺)",
    ):
        assert page.count(f"<li>{line}</li>") == 1  # a year has its own prices
    assert page.count("<li>Alan adı</li>") == 2
    assert "Seçenekler" not in read("/nar/")


# -- open and closed -------------------------------------------------------------------------


@pytest.mark.parametrize("tail", PAGES)
def test_a_closed_seller_answers_as_one_that_does_not_exist(seller: Account, tail: str) -> None:
    open_pages(seller, pages_open=False)

    closed, unknown = Client().get(f"/nar/{tail}"), Client().get(f"/yoktur/{tail}")

    assert (closed.status_code, unknown.status_code) == (404, 404)
    names = re.compile(rb'nar|yoktur|name="csrfmiddlewaretoken" value="[^"]*"')
    nameless = [names.sub(b"", answer.content) for answer in (closed, unknown)]
    assert nameless[0] == nameless[1]


def test_pages_need_no_open_sign_up_and_then_offer_none(seller: Account) -> None:
    open_pages(seller, sign_up_open=False)

    assert "/nar/kayit/" not in read("/nar/")


@pytest.mark.parametrize("slug", ["hizmetlerim", "kapali", "resim", "sss", "api", "o", "yonetim"])
def test_no_seller_may_take_an_address_of_the_house(seller: Account, slug: str) -> None:
    client = sign_in(factories.make_member(seller))
    form = {"slug": slug, "brand_name": "Nar", "brand_color": "#1d4ed8", "reminder_days": "7",
            "grace_days": "7", "payment_link_days": "7"}  # fmt: skip

    answer = client.post("/yonetim/ayarlar/", form)

    assert answer.status_code == 422
    assert "Bu adres adı kullanılamaz." in answer.content.decode()


# -- news and questions ----------------------------------------------------------------------


def test_strangers_read_public_news_alone(seller: Account) -> None:
    row = write(seller, "news", "Yeni rapor", "**Kalın** <script>alert(1)</script>")
    inside = write(seller, "news", "Yalnız alıcılara", is_public=False)
    draft = write(seller, "news", "Taslak", is_out=False)

    home, listed = read("/nar/"), read("/nar/haberler/")
    whole = read(f"/nar/haberler/{row.public_id}/")

    for page in (home, listed):
        assert "Yeni rapor" in page
        assert "Yalnız alıcılara" not in page
        assert "Taslak" not in page
    assert "<strong>Kalın</strong>" in whole
    assert "<script>alert" not in whole
    for hidden in (inside, draft):
        assert Client().get(f"/nar/haberler/{hidden.public_id}/").status_code == 404


def test_questions_are_found_in_turkish_letters(seller: Account) -> None:
    write(seller, "question", "İptal şartları neler?")
    write(seller, "question", "Ödeme", title_en="Payment", body_en="By card.")

    assert "İptal" in read("/nar/sss/?ara=IPTAL")
    assert "Ödeme" not in read("/nar/sss/?ara=iptal")
    assert "noindex" in read("/nar/sss/?ara=iptal")
    english = read("/nar/en/sss/")
    assert "Payment" in english
    assert 'lang="tr"><summary><h3>İptal' in english
    assert "bulunamadı" in read("/nar/sss/?ara=yoktur")


def test_empty_pages_say_why(seller: Account) -> None:
    assert "Henüz haber yok" in read("/nar/haberler/")
    assert "Henüz soru yok" in read("/nar/sss/")
    empty = make_seller("Boş")
    open_pages(empty, "bos")
    assert "Şu anda satışta paket yok" in read("/bos/")


# -- caches and search engines ---------------------------------------------------------------


def test_a_page_may_be_kept_for_strangers_and_not_for_members(seller: Account) -> None:
    stranger = Client().get("/nar/")
    member = sign_in(factories.make_member(seller)).get("/nar/")

    assert "public" in stranger["Cache-Control"]
    assert "Cookie" in stranger["Vary"]
    assert not stranger.cookies
    assert "private" in member["Cache-Control"]
    assert stranger.content == member.content


def test_nothing_of_a_visitor_stands_in_a_page(seller: Account) -> None:
    client = Client()
    client.cookies["vezne_theme"] = "dark"

    page = read("/nar/", client)

    assert 'data-bs-theme="dark"' not in page
    assert "csrfmiddlewaretoken" not in page


def test_search_engines_find_title_languages_and_map(seller: Account) -> None:
    row = write(seller, "news", "Yeni rapor", "İlk cümle.")

    page = read(f"/nar/en/haberler/{row.public_id}/?x=1")
    tree = ElementTree.fromstring(read("/nar/site-haritasi.xml"))

    base = "http://localhost:8000/nar/"
    assert f'<link rel="canonical" href="{base}en/haberler/{row.public_id}/">' in page
    for language, place in (("tr", ""), ("en", "en/"), ("x-default", "")):
        address = f"{base}{place}haberler/{row.public_id}/"
        assert f'hreflang="{language}" href="{address}"' in page
    assert '<meta name="description" content="İlk cümle.">' in page
    places = [loc.text for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert {base, f"{base}en/", f"{base}haberler/{row.public_id}/"} <= set(places)
    assert len(places) == len(set(places)) == 2 * (4 + 1 + 1)


def test_pages_cost_few_queries_however_much_there_is(seller: Account) -> None:
    def cost() -> dict[str, int]:
        costs = {}
        for tail in PAGES:
            with CaptureQueriesContext(connection) as queries:
                read(f"/nar/{tail}")
            costs[tail] = len(queries)
        return costs

    write(seller, "news", "Bir")
    write(seller, "question", "İki")
    before = cost()
    for number in range(5):
        write(seller, "news", f"Haber {number}")
        write(seller, "question", f"Soru {number}")

    assert max(before.values()) <= MOST_QUERIES
    assert cost() == before


# -- pictures --------------------------------------------------------------------------------


def test_a_picture_is_for_readers_of_its_texts(seller: Account) -> None:
    file = picture_keep(PNG, "ekran.png", (2, 2))
    with acting_as(seller.pk, "desk"):
        picture = picture_add(seller_id=seller.pk, file=file, size=(2, 2), **BY)
    path = f"/resim/{picture.public_id}/"
    buyer, ceren = factories.make_buyer(), factories.make_buyer("Ceren")
    factories.order_plan(buyer, make_plan(make_product(make_platform(seller, "Üç"))))

    assert Client().get(path).status_code == 404
    assert sign_in(factories.make_member(ceren)).get(path).status_code == 404
    assert sign_in(factories.make_member(buyer)).get(path).status_code == 200
    write(seller, "news", "Resimli", f"![Ekran]({path})")

    answer = Client().get(path)
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    open_pages(seller, pages_open=False)
    assert Client().get(path).status_code == 404
