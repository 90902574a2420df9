"""The payment link: one invoice, paid by somebody without a sign-in who sees nothing else."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.sandbox_server import Sandbox
from vezne.catalog.tests.shop import NOW
from vezne.core.clock import clock_move_to
from vezne.flows.tests.world import World, open_world
from vezne.invoicing.models import Invoice
from vezne.web.pay.links import make_link
from vezne.web.tests.test_access import signed_in
from vezne.web.tests.test_pay import choices, return_from_provider, text_of

pytestmark = pytest.mark.contract


@pytest.fixture
def world(db: None, sandbox: Sandbox) -> World:
    clock_move_to(target=NOW)
    return open_world(sandbox)


@pytest.fixture
def invoice(world: World) -> Invoice:
    return world.invoice()


@pytest.fixture
def ayse(world: World) -> Client:
    return signed_in(world.user)


def token_for(invoice: Invoice, days: int = 7) -> str:
    return make_link(invoice_public_id=str(invoice.public_id), days=days)


def test_a_link_is_made_on_the_page(world: World, invoice: Invoice, ayse: Client) -> None:
    answer = ayse.post(reverse("web:pay_link_make", args=[invoice.public_id]))

    assert answer.status_code == 200
    found = re.search(r'value="(http://testserver/o/[^"]+)"', answer.content.decode())
    assert found is not None
    assert Client().get(found[1]).status_code == 200


def test_somebody_with_a_link_pays_without_signing_in(world: World, invoice: Invoice) -> None:
    world.pay_storing(world.invoice(world.business.pro))
    boss = Client()
    token = token_for(invoice)
    page = boss.get(reverse("web:pay_link", args=[token]))
    words = text_of(page)  # type: ignore[arg-type]
    assert "120,00 ₺ Öde" in words
    assert "0008" not in words  # no stored card
    assert "Kartı Kaydet" not in words

    answer = boss.post(reverse("web:pay_link_start", args=[token]), choices(world))
    attempt = world.attempts()[-1]
    assert (answer.status_code, answer.headers["Location"]) == (302, attempt.page_url)
    world.type_card(attempt)
    back = return_from_provider(world, attempt, f"?baglanti={token}")

    assert back.headers["Location"] == reverse(
        "web:pay_link_result", args=[token, attempt.public_id]
    )
    assert "Ödeme alındı" in text_of(boss.get(back.headers["Location"]))  # type: ignore[arg-type]
    assert world.fresh(invoice).status == "paid"


def test_a_stored_card_cannot_be_named_over_a_link(world: World, invoice: Invoice) -> None:
    card = world.pay_storing(world.invoice(world.business.pro))

    answer = Client().post(
        reverse("web:pay_link_start", args=[token_for(invoice)]),
        choices(world, card=str(card.public_id), wants_3d=""),
    )

    assert answer.status_code == 422
    assert world.fresh(invoice).status == "open"


@pytest.mark.parametrize("way", ["damaged", "expired"])
def test_a_link_that_is_damaged_or_over_says_so(world: World, invoice: Invoice, way: str) -> None:
    token = token_for(invoice, days=-1) if way == "expired" else token_for(invoice)[:-2] + "xx"

    answer = Client().get(reverse("web:pay_link", args=[token]))

    assert answer.status_code == 410
    assert "Bu ödeme bağlantısının süresi dolmuş." in text_of(answer)  # type: ignore[arg-type]


def test_a_link_shows_nothing_of_another_invoice(world: World, invoice: Invoice) -> None:
    pack = world.order_pack().invoice
    assert pack is not None
    attempt = world.open_form(pack)

    url = reverse("web:pay_link_result", args=[token_for(invoice), attempt.public_id])

    assert Client().get(url).status_code == 404


def test_a_paid_link_says_so_and_cannot_pay_again(world: World, invoice: Invoice) -> None:
    world.pay(invoice)

    page = Client().get(reverse("web:pay_link", args=[token_for(invoice)]))

    assert "Bu ödeme talebi ödendi" in text_of(page)  # type: ignore[arg-type]
    assert settings.SANDBOX
