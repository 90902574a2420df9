"""Who is let in by one seller's word sees what is bought from that seller, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.sandbox_server import Sandbox
from vezne.accounts.services import address_add
from vezne.accounts.tests.people import make_seller
from vezne.accounts.types import AddressEntry
from vezne.catalog.tests.shop import NOW
from vezne.core.clock import clock_move_to
from vezne.core.scope import acting_as
from vezne.flows.tests.world import World, open_world
from vezne.invoicing.models import Invoice
from vezne.payments.models import StoredCard
from vezne.subscriptions.models import Subscription
from vezne.web.access import PORTAL_KEY, SEAT_KEY
from vezne.web.pay.links import make_link
from vezne.web.tests.test_access import signed_in

pytestmark = pytest.mark.contract


@pytest.fixture
def world(db: None, sandbox: Sandbox) -> World:
    clock_move_to(target=NOW)
    return open_world(sandbox)


def visit(world: World, seller_id: int) -> Client:
    """Ayşe, sent by a seller's own panel."""
    portal = {"seller_id": seller_id, "return_url": ""}
    return signed_in(world.user, **{SEAT_KEY: world.buyer.pk, PORTAL_KEY: portal})


def test_a_seller_that_sends_somebody_does_not_open_what_is_bought_elsewhere(world: World) -> None:
    invoice = world.invoice()
    world.pay_storing(invoice)
    pack = world.order_pack().invoice
    assert pack is not None
    other = visit(world, make_seller("Başka Satıcı").pk)
    own = visit(world, world.shop.seller.pk)

    for name in ("web:services", "web:payments", "web:cards"):
        assert "ornek.com.tr" not in other.get(reverse(name)).content.decode()
    assert other.get(reverse("web:pay", args=[pack.public_id])).status_code == 404
    assert own.get(reverse("web:pay", args=[pack.public_id])).status_code == 200
    assert "ornek.com.tr" in own.get(reverse("web:services")).content.decode()
    with acting_as(world.buyer.pk, "panel", seller_id=world.shop.ceren.pk):
        assert not Invoice.objects.exists()
        assert not Subscription.objects.exists()
        assert not StoredCard.objects.exists()


def test_a_link_cannot_ask_for_storing(world: World) -> None:
    """The provider's page would offer the account's stored cards to whoever holds the link."""
    invoice = world.invoice()
    token = make_link(invoice_public_id=str(invoice.public_id), days=7)
    sent = {
        "address": world.address_id,
        "card": "new",
        "wants_3d": "on",
        "accepts_texts": "on",
        "wants_storing": "on",
        "wants_renewal": "on",
    }

    assert Client().post(reverse("web:pay_link_start", args=[token]), sent).status_code == 302

    [attempt] = world.attempts()
    assert (attempt.wants_storing, attempt.wants_renewal) == (False, False)


def test_a_link_tells_nothing_of_a_try_for_another_invoice(world: World) -> None:
    invoice = world.invoice()
    pack = world.order_pack().invoice
    assert pack is not None
    attempt = world.open_form(pack)
    token = make_link(invoice_public_id=str(invoice.public_id), days=7)

    url = reverse("web:pay_link", args=[token])

    assert Client().get(f"{url}?deneme={attempt.public_id}").status_code == 404


def test_a_link_shows_one_address_and_survives_a_damaged_way_back(world: World) -> None:
    invoice = world.invoice()
    entry = AddressEntry(
        contact_name="Ayşe",
        company_name="",
        line="Gizli Sok. No 9",
        district="Kadıköy",
        city="İstanbul",
        phone="0555 000 00 03",
    )
    with acting_as(world.buyer.pk, "panel"):
        address_add(account_id=world.buyer.pk, entry=entry, now=NOW, actor=world.actor)
    token = make_link(invoice_public_id=str(invoice.public_id), days=7)
    attempt = world.open_form(invoice)

    page = Client().get(reverse("web:pay_link", args=[token])).content.decode()
    back = reverse("web:pay_return", args=[attempt.public_id])

    assert "Örnek Mah." in page
    assert "Gizli Sok." not in page
    assert Client().post(f"{back}?baglanti=a/b").status_code == 302
