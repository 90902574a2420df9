from __future__ import annotations

import pytest
from django.test import Client

from vezne.accounts.models import Role
from vezne.catalog.models import Coupon, Plan, PlanVersion, Platform, Product
from vezne.core.scope import acting_as_system
from vezne.web.tests.desk import Desk, Queries, open_desk

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
URL = "/yonetim/katalog/"
PRODUCT = {
    "name": "SMS",
    "entitlement_keys": "sms.send\nsms.report",
    "kdv_rate_bp": "20",
    "credit_unit": "SMS",
    "max_instalments": "3",
    "is_active": "on",
    "position": "1",
}
PRICE = {
    "price_minor": "1.234",
    "currency": "TRY",
    "period_count": "1",
    "period_unit": "year",
    "kdv_rate_bp": "",
    "grace_days": "7",
    "trial_days": "0",
    "included_credits": "500",
}
COUPON = {
    "code": "bahar26",
    "kind": "percent",
    "value": "12,5",
    "currency": "TRY",
    "product_id": "",
    "max_uses": "10",
    "once_per_account": "on",
    "starts_at": "01.03.2026 09:00",
    "ends_at": "01.04.2026",
    "is_active": "on",
}


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def deniz(desk: Desk) -> Client:
    return desk.client(Role.MANAGER)


def test_the_tree_shows_what_is_sold_with_its_keys_and_prices(
    desk: Desk, deniz: Client, django_assert_max_num_queries: Queries
) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        text = deniz.get(URL).content.decode()

    for words in ("HeloMesaj", "whatsapp.send", "Profesyonel Aylık", "100,00", "250,00", "1.000"):
        assert words in text


def test_a_platform_a_product_and_a_plan_are_made_one_after_the_other(
    desk: Desk, deniz: Client
) -> None:
    deniz.post(f"{URL}platform-ekle/", {"name": "HeloSMS", "is_active": "on", "position": "2"})
    with acting_as_system("test"):
        platform = Platform.objects.get(name="HeloSMS")
    deniz.post(f"{URL}platform/{platform.public_id}/hizmet-ekle/", PRODUCT)
    product = Product.objects.get(platform=platform)
    assert product.entitlement_keys == ["sms.send", "sms.report"]
    assert (product.kdv_rate_bp, product.max_instalments) == (2000, 3)

    deniz.post(
        f"{URL}hizmet/{product.public_id}/paket-ekle/",
        {"name": "Yıllık", "opening": "on_payment", "is_active": "on", "position": "0"},
    )
    plan = Plan.objects.get(product=product)
    answer = deniz.post(f"{URL}paket/{plan.public_id}/fiyat/", PRICE, follow=True)

    version = PlanVersion.objects.get(plan=plan)
    assert (version.price_minor, version.kdv_rate_bp, version.number) == (1_234_00, 2000, 1)
    assert "Şimdiki" in answer.content.decode()


def test_a_product_names_its_other_taxes_and_the_tree_and_prices_show_them(
    desk: Desk, deniz: Client
) -> None:
    taxes = {"oiv_rate_bp": "10", "withholding_code": "616"}
    deniz.post(f"{URL}platform/{desk.product.platform.public_id}/hizmet-ekle/", PRODUCT | taxes)
    product = Product.objects.get(withholding_code="616")
    plan = {"name": "Yıllık", "opening": "on_payment", "is_active": "on", "position": "0"}
    deniz.post(f"{URL}hizmet/{product.public_id}/paket-ekle/", plan)
    made = Plan.objects.get(product=product)
    answer = deniz.post(f"{URL}paket/{made.public_id}/fiyat/", PRICE, follow=True)

    version = PlanVersion.objects.get(plan=made)
    assert (version.oiv_rate_bp, version.withholding_code) == (1000, "616")
    for page in (answer, deniz.get(URL)):
        assert "ÖİV %10 · Tevkifat 616" in page.content.decode()
    refused = deniz.post(f"{URL}hizmet/{product.public_id}/", PRODUCT | {"oiv_rate_bp": "7,5"})
    assert refused.status_code == 422


def test_a_taken_name_is_told_at_the_form_with_what_was_typed(desk: Desk, deniz: Client) -> None:
    answer = deniz.post(
        f"{URL}platform-ekle/",
        {"name": "HeloMesaj", "url": "https://ikinci.example", "position": "0"},
    )

    assert answer.status_code == 422
    assert "https://ikinci.example" in answer.content.decode()
    assert "Bu adla bir kayıt zaten var." in answer.content.decode()
    assert Platform.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("price_minor", "12.50"),
        ("price_minor", "-1"),
        ("period_count", "0"),
        ("kdv_rate_bp", "120"),
    ],
)
def test_a_price_that_cannot_be_changes_nothing(
    desk: Desk, deniz: Client, field: str, typed: str
) -> None:
    url = f"{URL}paket/{desk.monthly.plan.public_id}/fiyat/"

    answer = deniz.post(url, PRICE | {field: typed})

    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert PlanVersion.objects.filter(plan=desk.monthly.plan).count() == 1


def test_a_new_price_leaves_the_sold_one_as_it_was(desk: Desk, deniz: Client) -> None:
    subscription, _invoice = desk.sell()
    page = f"{URL}paket/{desk.monthly.plan.public_id}/"
    assert "satılmış fiyatlar değişmez" in deniz.get(page).content.decode().lower()

    deniz.post(f"{page}fiyat/", PRICE | {"price_minor": "150,00", "period_unit": "month"})

    assert [row.price_minor for row in deniz.get(page).context["versions"]] == [150_00, 100_00]
    assert desk.read(subscription).price_minor == 100_00


def test_a_pack_is_edited_and_priced(desk: Desk, deniz: Client) -> None:
    page = f"{URL}kontor/{desk.pack.pack.public_id}/"

    deniz.post(f"{page}duzenle/", {"name": "Bin mesaj", "is_active": "on", "position": "0"})
    deniz.post(
        f"{page}fiyat/",
        {"quantity": "2000", "price_minor": "400", "currency": "USD", "validity_days": "30"},
    )

    shown = deniz.get(page)
    assert shown.context["offer"].name == "Bin mesaj"
    assert shown.context["offer"].needs_approval is False
    assert [row.quantity for row in shown.context["versions"]] == [2000, 1000]


def test_a_coupon_is_made_used_up_to_its_limit_and_listed(
    desk: Desk, deniz: Client, django_assert_max_num_queries: Queries
) -> None:
    deniz.post("/yonetim/kuponlar/ekle/", COUPON)
    with acting_as_system("test"):
        coupon = Coupon.objects.get()
    assert (coupon.code, coupon.value, coupon.currency) == ("BAHAR26", 1250, "")

    with django_assert_max_num_queries(MOST_QUERIES):
        assert "BAHAR26" in deniz.get("/yonetim/kuponlar/?ara=bahar").content.decode()
    page = f"/yonetim/kuponlar/{coupon.public_id}/"
    with django_assert_max_num_queries(MOST_QUERIES):
        assert 'value="12,50"' in deniz.get(page).content.decode()

    again = deniz.post("/yonetim/kuponlar/ekle/", COUPON)
    assert again.status_code == 422
    assert "Bu kupon kodu zaten kullanılıyor." in again.content.decode()
    too_much = deniz.post(f"{page}duzenle/", COUPON | {"value": "150"})
    assert too_much.status_code == 422
    assert desk.read(coupon).value == 1250


def test_a_foreign_seller_changes_nothing(desk: Desk, deniz: Client) -> None:
    deniz.post("/yonetim/kuponlar/ekle/", COUPON)
    with acting_as_system("test"):
        coupon = Coupon.objects.get()
    ceren = open_desk("Ceren").client()

    for url in (
        f"platform/{desk.platform.public_id}/",
        f"platform/{desk.platform.public_id}/hizmet-ekle/",
        f"hizmet/{desk.product.public_id}/",
        f"hizmet/{desk.product.public_id}/paket-ekle/",
        f"hizmet/{desk.product.public_id}/kontor-ekle/",
        f"paket/{desk.monthly.plan.public_id}/",
        f"kontor/{desk.pack.pack.public_id}/",
    ):
        assert ceren.get(URL + url).status_code == 404
    assert ceren.post(f"{URL}paket/{desk.monthly.plan.public_id}/fiyat/", PRICE).status_code == 404
    assert ceren.post(f"{URL}kontor/{desk.pack.pack.public_id}/fiyat/", {}).status_code == 404
    coupon_url = f"/yonetim/kuponlar/{coupon.public_id}/"
    assert ceren.get(coupon_url).status_code == 404
    assert ceren.post(f"{coupon_url}duzenle/", COUPON).status_code == 404
    assert list(ceren.get("/yonetim/kuponlar/").context["listing"].page) == []


def test_staff_look_and_managers_change(desk: Desk) -> None:
    staff, viewer = desk.client(Role.STAFF), desk.client(Role.VIEWER)

    assert viewer.get(URL).status_code == 403
    assert "platform-ekle" not in staff.get(URL).content.decode()
    assert staff.get(f"{URL}platform-ekle/").status_code == 403
    assert staff.post(f"{URL}paket/{desk.monthly.plan.public_id}/fiyat/", PRICE).status_code == 403
