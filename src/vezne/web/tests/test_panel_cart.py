"""The product page, its live price, the cart and the order, as a buyer's browser asks for them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.factories import NOW
from vezne.accounts.models import Role
from vezne.catalog.models import OptionChoice, Plan, PlanVersion, Product, ProductOption
from vezne.core.scope import acting_as_system
from vezne.orders.models import CartItem, Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> PlanVersion:
    factories.set_clock(NOW)
    product = factories.make_product(factories.make_platform(factories.make_seller()), "Sunucu")
    version = factories.make_plan(product, "Küçük", price_minor=200_00)
    factories.make_option(
        product, "Disk", kind="quantity", choices={"GB": 1_50}, least=10, most=100, step=10
    )
    factories.make_option(product, "Sistem", choices={"Debian": 0, "Windows": 150_00})
    factories.make_option(product, "Ad", kind="text", shape="name")
    with acting_as_system("test"):
        assert version.seller.public_id  # read now: a buyer may not
    return version


@pytest.fixture
def ayse(version: PlanVersion) -> Client:
    return factories.sign_in(factories.make_member(factories.make_buyer()))


def page_of(version: PlanVersion) -> str:
    return f"/paketler/hizmet/{version.plan.product.public_id}/"


def answers(version: PlanVersion, **typed: str) -> dict[str, str]:
    by_name = {row.name: row.public_id for row in ProductOption.objects.all()}
    windows = OptionChoice.objects.get(name="Windows").public_id
    given = {"Disk": "20", "Sistem": windows, "Ad": "web1"} | typed
    return {by_name[name]: value for name, value in given.items()} | {
        "paket": version.plan.public_id
    }


def put(client: Client, version: PlanVersion, **typed: str) -> CartItem:
    answer = client.post(f"{page_of(version)}sepet/", answers(version, **typed))
    assert answer.status_code == 302
    with acting_as_system("test"):
        return CartItem.objects.select_related("cart").latest("pk")


def test_the_price_follows_the_answers_with_kdv(ayse: Client, version: PlanVersion) -> None:
    answer = ayse.post(f"{page_of(version)}fiyat/", answers(version))

    text = answer.content.decode()
    assert "380,00\u00a0₺" in text
    assert "456,00\u00a0₺" in text


def test_a_wrong_answer_is_said_at_its_field(ayse: Client, version: PlanVersion) -> None:
    answer = ayse.post(f"{page_of(version)}sepet/", answers(version, Disk="-5"))

    assert answer.status_code == 422
    assert "Tam sayı yazın." in answer.content.decode()


def test_a_foreign_option_is_refused_and_nothing_is_in_the_cart(
    ayse: Client, version: PlanVersion
) -> None:
    typed = answers(version) | {"opt_" + "x" * 20: "1"}

    answer = ayse.post(f"{page_of(version)}sepet/", typed)

    assert answer.status_code == 422
    assert "böyle bir seçenek yok" in answer.content.decode()
    with acting_as_system("test"):
        assert not CartItem.objects.exists()


def test_the_cart_outlives_the_session_and_is_ordered(ayse: Client, version: PlanVersion) -> None:
    item = put(ayse, version)
    seller = version.seller.public_id
    page = ayse.get(f"/sepet/{seller}/").content.decode()
    assert "456,00\u00a0₺" in page

    answer = ayse.post(f"/sepet/siparis/{item.cart.public_id}/", {"way": "card", "total": "45600"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/odeme/")
    assert "Ödeme bekliyor" in ayse.get("/siparislerim/").content.decode()


def test_a_total_that_was_not_shown_orders_nothing(ayse: Client, version: PlanVersion) -> None:
    item = put(ayse, version)

    for total in ("1", "", "-5", "٤", "45599", "9" * 5_000):
        answer = ayse.post(
            f"/sepet/siparis/{item.cart.public_id}/", {"way": "card", "total": total}
        )
        assert answer.status_code == 422

    with acting_as_system("test"):
        assert not Order.objects.exists()


def test_an_item_is_changed_and_taken_out(ayse: Client, version: PlanVersion) -> None:
    item = put(ayse, version)
    edit = f"{page_of(version)}?kalem={item.public_id}"
    assert 'value="20"' in ayse.get(edit).content.decode()

    ayse.post(f"{page_of(version)}sepet/?kalem={item.public_id}", answers(version, Disk="50"))
    with acting_as_system("test"):
        item.refresh_from_db()
    assert item.seen_minor == 425_00

    ayse.post(f"/sepet/kalem/{item.public_id}/cikar/")
    assert "Sepetiniz boş" in ayse.get(f"/sepet/{version.seller.public_id}/").content.decode()


def test_who_only_looks_puts_nothing_in_a_cart(version: PlanVersion) -> None:
    viewer = factories.sign_in(factories.make_member(factories.make_buyer(), Role.VIEWER))

    assert viewer.get(page_of(version)).status_code == 200
    answer = viewer.post(f"{page_of(version)}sepet/", answers(version))

    assert answer.status_code == 403


def test_another_buyer_finds_no_cart(ayse: Client, version: PlanVersion) -> None:
    item = put(ayse, version)
    ceren = factories.sign_in(factories.make_member(factories.make_buyer("Ceren Gıda")))

    assert ceren.post(f"/sepet/kalem/{item.public_id}/cikar/").status_code == 404
    assert ceren.post(f"/sepet/siparis/{item.cart.public_id}/").status_code == 404
    assert ceren.get(f"{page_of(version)}?kalem={item.public_id}").status_code == 404


def test_the_pages_ask_few_questions(ayse: Client, version: PlanVersion) -> None:
    put(ayse, version)
    put(ayse, version, Ad="web2")
    ayse.get("/sepet/")

    for path, most in (
        (page_of(version), 30),
        (f"/sepet/{version.seller.public_id}/", 36),
        ("/siparislerim/", 24),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert ayse.get(path).status_code == 200
        assert len(asked) <= most, f"{path}: {len(asked)}"


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        ([], "Ödeme yapılınca hemen açılır"),
        (
            ["transfer"],
            "Ödeme yapılınca hemen açılır; Havale/EFT ile ödenirse satıcının onayından sonra",
        ),
        (["wallet", "card", "transfer"], "Ödemenizden sonra satıcının onayıyla açılır"),
    ],
)
def test_list_and_product_say_alike_when_a_paid_order_opens(
    ayse: Client, version: PlanVersion, ways: list[str], said: str
) -> None:
    with acting_as_system("test"):
        Plan.objects.filter(pk=version.plan_id).update(opening="on_payment")
        Product.objects.filter(pk=version.plan.product_id).update(approval_ways=ways)

    assert said in ayse.get("/paketler/").content.decode()
    product = ayse.get(page_of(version)).content.decode()
    assert (said in product) is bool(ways)
