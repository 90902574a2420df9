"""What is open, what is shut and how each caller is told; what opens it, and that it then does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    NOW,
    make_buyer,
    make_member,
    make_plan,
    make_platform,
    make_product,
    make_seller,
    order_plan,
    pay,
    set_clock,
    sign_in,
)
from vezne.accounts.models import Account, Role
from vezne.catalog.models import PlanVersion, Product
from vezne.catalog.services import product_change
from vezne.catalog.types import ProductTerms
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.services import block_place
from vezne.subscriptions.types import BlockKind
from vezne.web.access import PORTAL_KEY, RETURN_KEY, SEAT_KEY

pytestmark = [pytest.mark.django_db, pytest.mark.urls("vezne.web.tests.guarded")]

SHUT = "/kapali/panel.use/"
STATE = "/kapali/panel.use/durum/"
PANEL = "https://panel.example/mesajlar?a=1"


@dataclass
class World:
    """One seller with one product that gives `panel.use`, and Ayşe's firm."""

    seller: Account = field(default_factory=make_seller)
    buyer: Account = field(default_factory=make_buyer)

    def __post_init__(self) -> None:
        self.product: Product = make_product(make_platform(self.seller))
        self.monthly: PlanVersion = make_plan(self.product)
        self.ayse = sign_in(make_member(self.buyer))

    def order(self, version: PlanVersion | None = None, *, now: datetime = NOW) -> Invoice:
        """Ayşe's firm orders; the invoice is not paid."""
        invoice = order_plan(self.buyer, version or self.monthly, now=now).invoice
        assert invoice is not None
        return invoice

    def visitor(self, role: str = Role.ADMIN, **session: Any) -> Client:
        """Another member at the account, with something in the session."""
        client = sign_in(make_member(self.buyer, role))
        kept = client.session
        kept.update({SEAT_KEY: self.buyer.pk, **session})
        kept.save()
        return client


@pytest.fixture
def world() -> World:
    set_clock(NOW + timedelta(minutes=1))
    return World()


def days_pass(days: float) -> None:
    set_clock(NOW + timedelta(days=days))


def words(answer: Any) -> str:
    text: str = answer.content.decode().replace("\u00a0", " ")
    return text


def subscription_of(invoice: Invoice) -> Subscription:
    with acting_as_system("test"):
        return Subscription.objects.get(pk=invoice.subscription_id)


def test_a_paid_module_is_open(world: World) -> None:
    pay(world.order())

    answer = world.ayse.get("/modul/")

    assert (answer.status_code, words(answer)) == (200, "modül: Papatya Tekstil")


def test_who_owes_but_is_within_the_payment_days_is_let_in(world: World) -> None:
    world.order()
    days_pass(6)

    assert world.ayse.get("/modul/").status_code == 200


def test_a_visitor_signs_in_first_and_a_role_is_asked_before_the_money(world: World) -> None:
    days_pass(1)

    assert Client().get("/modul/")["Location"] == "/giris/?next=%2Fmodul%2F"
    assert world.visitor(Role.STAFF).get("/modul/ayarlar/").status_code == 403
    assert world.visitor(Role.MANAGER).get("/modul/ayarlar/").status_code == 402


def test_debt_shuts_with_amount_pay_button_since_when_and_contacts(world: World) -> None:
    invoice = world.order()
    days_pass(10.1)

    answer = world.ayse.get("/modul/?sayfa=2")

    assert answer.status_code == 402
    assert "no-store" in answer["Cache-Control"]
    html = words(answer)
    assert "NarPanel kullanıma kapalı" in html
    assert "120,00 ₺" in html
    assert f'href="/odeme/{invoice.public_id}/"' in html
    assert "09.03.2026 12:00" in html
    assert "3 gün geçti" in html
    assert 'href="tel:+902126124455"' in html
    assert f'hx-get="{STATE}?next=%2Fmodul%2F%3Fsayfa%3D2"' in html
    assert "modül:" not in html
    assert "vz-band" not in html


def test_a_payment_opens_it_at_once_and_the_waiting_page_goes_where_one_wanted_to(
    world: World,
) -> None:
    invoice = world.order()
    days_pass(10)
    poll = f"{STATE}?next=/modul/"
    assert world.ayse.get(poll, headers={"HX-Request": "true"}).status_code == 204

    pay(invoice, now=NOW + timedelta(days=10))

    answer = world.ayse.get(poll, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/modul/")
    assert world.ayse.get("/modul/").status_code == 200


def test_all_that_is_overdue_on_the_platform_must_be_paid(world: World) -> None:
    message = make_product(world.product.platform, "Mesaj", entitlement_keys=("message",))
    first, second = world.order(), world.order(make_plan(message))
    days_pass(10)
    html = words(world.ayse.get("/modul/"))
    assert html.count("Öde ve aç") == 2
    assert "Açılması için hepsi ödenmeli" in html
    assert "240,00 ₺" in html

    pay(first, now=NOW + timedelta(days=10))
    html = words(world.ayse.get("/modul/"))
    assert html.count("Öde ve aç") == 1
    assert "hepsi ödenmeli" not in html

    pay(second, now=NOW + timedelta(days=10))
    assert world.ayse.get("/modul/").status_code == 200


def test_debt_on_another_platform_or_to_another_seller_is_not_shown(world: World) -> None:
    world.order()
    elsewhere = make_product(make_platform(world.seller, "NarMesaj"), entitlement_keys=("sms",))
    other = make_product(make_platform(make_seller("Mavi Bilişim")), entitlement_keys=("fax",))
    hidden = [world.order(make_plan(elsewhere)), world.order(make_plan(other))]
    days_pass(10)

    html = words(world.ayse.get("/modul/"))

    assert html.count("Öde ve aç") == 1
    assert not any(invoice.public_id in html for invoice in hidden)


def test_a_fragment_sends_the_whole_page_to_the_page_that_shuts(world: World) -> None:
    world.order()
    days_pass(10)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/modul/?s=1"}

    answer = world.ayse.post("/modul/", headers=headers)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["HX-Redirect"] == f"{SHUT}?next=%2Fmodul%2F%3Fs%3D1"
    page = world.ayse.get(answer["HX-Redirect"])
    assert page.status_code == 402
    assert "NarPanel kullanıma kapalı" in words(page)


def test_a_program_gets_402_in_the_apis_shape_with_the_address_to_pay(world: World) -> None:
    invoice = world.order()
    days_pass(10)

    answer = world.ayse.get("/modul/", headers={"Accept": "application/json"})

    assert answer.status_code == 402
    assert answer["Content-Type"] == "application/problem+json"
    pay_url = f"http://testserver/odeme/{invoice.public_id}/"
    assert answer.json() == {
        "code": "entitlement_closed",
        "message": "Ödemesi geciken hizmetiniz olduğu için bu platformun modülleri kapandı.",
        "details": {
            "key": "panel.use",
            "reason": "debt",
            "platform": "NarPanel",
            "since": "2026-03-09T09:00:00Z",
            "owed": [
                {
                    "invoice": invoice.public_id,
                    "service": "Panel Kullanımı",
                    "amount_minor": 120_00,
                    "currency": "TRY",
                    "since": "2026-03-09T09:00:00Z",
                    "pay_url": pay_url,
                }
            ],
            "pay_url": pay_url,
            "page_url": f"http://testserver{SHUT}",
        },
    }


def test_a_browser_that_takes_anything_gets_the_page(world: World) -> None:
    world.order()
    days_pass(10)

    for accept in ("*/*", "text/html,application/json;q=0.9,*/*;q=0.8"):
        answer = world.ayse.get("/modul/", headers={"Accept": accept})
        assert answer["Content-Type"].startswith("text/html")


def test_a_first_payment_is_awaited_in_its_own_words(world: World) -> None:
    prepaid = make_plan(world.product, "Ön ödemeli", opening="on_payment")
    invoice = world.order(prepaid)

    html = words(world.ayse.get("/modul/"))

    assert "NarPanel ilk ödemenizi bekliyor" in html
    assert f'href="/odeme/{invoice.public_id}/"' in html
    pay(invoice)
    assert world.ayse.get("/modul/").status_code == 200


def test_after_a_trial_one_chooses_a_plan(world: World) -> None:
    order_plan(world.buyer, make_plan(world.product, "Deneme", is_trial=True))
    days_pass(31)

    html = words(world.ayse.get("/modul/"))

    assert "NarPanel deneme süreniz doldu" in html
    assert "01.04.2026 12:00" in html
    link = f"/paketler/?satici={world.seller.public_id}#{world.product.public_id}"
    assert f'href="{link}"' in html
    assert "Öde ve aç" not in html


def test_a_block_of_staff_says_its_reason_and_that_a_payment_does_not_lift_it(
    world: World,
) -> None:
    invoice = world.order()
    days_pass(10)
    with acting_as_system("test"):
        block_place(
            subscription_id=subscription_of(invoice).pk,
            kind=BlockKind.STAFF,
            reason="Evrak eksik",
            now=NOW + timedelta(days=10),
            actor=SYSTEM,
        )

    html = words(world.ayse.get("/modul/"))

    assert "NarPanel durduruldu" in html
    assert "Evrak eksik" in html
    assert "ödemeyle kalkmaz" in html
    assert "Ayrıca ödemesi geciken" in html
    assert "Öde ve aç" not in html
    assert f'href="/odeme/{invoice.public_id}/"' in html


def test_what_has_ended_is_bought_again(world: World) -> None:
    invoice = world.order()
    pay(invoice)
    with acting_as_system("test"):
        Subscription.objects.filter(pk=invoice.subscription_id).update(
            cancels_at=NOW + timedelta(days=2)
        )
    days_pass(3)

    html = words(world.ayse.get("/modul/"))

    assert "NarPanel hizmetiniz sona erdi" in html
    assert f"#{world.product.public_id}" in html


def test_who_never_bought_it_is_shown_the_plans(world: World) -> None:
    days_pass(1)

    answer = world.ayse.get("/modul/", headers={"Accept": "application/json"})
    html = words(world.ayse.get("/modul/"))

    assert "NarPanel için bir paketiniz yok" in html
    details = answer.json()["details"]
    assert (details["reason"], details["owed"]) == ("none", [])
    assert details["pay_url"] == f"http://testserver{SHUT}"


def test_who_may_only_look_sees_what_is_owed_and_who_may_pay(world: World) -> None:
    world.order()
    days_pass(10)

    html = words(world.visitor(Role.VIEWER).get("/modul/"))

    assert "120,00 ₺" in html
    assert "Ödemeyi yetkili biri yapabilir" in html
    assert "Öde ve aç" not in html


def test_one_of_several_sellers_that_allows_it_is_enough(world: World) -> None:
    world.order()
    second = make_seller("Mavi Bilişim")
    plan = make_plan(make_product(make_platform(second, "MaviPanel")))
    paid = world.order(plan)
    days_pass(10)
    # Both are shut: the first seller's page is shown, the older trade.
    assert "NarPanel kullanıma kapalı" in words(world.ayse.get("/modul/"))

    pay(paid, now=NOW + timedelta(days=10))

    assert world.ayse.get("/modul/").status_code == 200


def test_a_visit_of_one_seller_hears_nothing_of_another(world: World) -> None:
    invoice = world.order()
    second = make_seller("Mavi Bilişim")
    make_plan(make_product(make_platform(second, "MaviPanel")))
    days_pass(10)
    portal = {"seller_id": second.pk, "return_url": ""}

    html = words(world.visitor(**{PORTAL_KEY: portal}).get(SHUT))

    assert "MaviPanel için bir paketiniz yok" in html
    assert invoice.public_id not in html
    assert "NarPanel" not in html


def test_once_open_the_page_goes_back_to_the_panel_that_sent_the_visitor(world: World) -> None:
    pay(world.order())
    portal = {"seller_id": world.seller.pk, "return_url": PANEL}
    visitor = world.visitor(**{PORTAL_KEY: portal})

    assert visitor.get(SHUT)["Location"] == PANEL
    assert visitor.get(STATE, headers={"HX-Request": "true"})["HX-Redirect"] == PANEL
    assert world.visitor(**{RETURN_KEY: PANEL}).get(SHUT)["Location"] == PANEL
    assert world.ayse.get(SHUT)["Location"] == reverse("web:services")


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "", SHUT, "x"])
def test_it_goes_on_to_nothing_outside_and_not_to_itself(world: World, wanted: str) -> None:
    pay(world.order())

    answer = world.ayse.get(SHUT, {"next": wanted})

    assert answer["Location"] == reverse("web:services")


def test_a_key_that_nobody_sells_does_not_exist(world: World) -> None:
    for path in ("/satilmayan/", "/kapali/nobody.sells/", "/kapali/nobody.sells/durum/"):
        assert world.ayse.get(path).status_code == 404


def test_sign_in_invoices_payment_and_support_stay_open(world: World) -> None:
    invoice = world.order()
    days_pass(10)

    for path in ("/", "/hizmetlerim/", "/odemeler/", "/paketler/", "/destek/", "/kartlarim/"):
        assert world.ayse.get(path).status_code == 200
    assert world.ayse.get(f"/odeme/{invoice.public_id}/").status_code == 200


def test_a_paid_order_that_waits_for_approval_asks_for_no_payment(world: World) -> None:
    with acting_as_system("test"):
        terms = ProductTerms(
            name=world.product.name, entitlement_keys=("panel.use",), approval_ways=("card",)
        )
        product_change(product_id=world.product.pk, terms=terms, actor=SYSTEM, now=NOW)
    version = world.monthly
    version.plan.product.refresh_from_db()
    pay(world.order(version))

    page = words(world.ayse.get(SHUT))

    assert "siparişiniz onay bekliyor" in page
    assert "ilk ödemenizi" not in page
