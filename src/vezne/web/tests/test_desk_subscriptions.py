from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from vezne.accounts.models import Role
from vezne.core.clock import clock_move_to, read_now, real_now
from vezne.core.scope import acting_as_system
from vezne.flows.tick import tick
from vezne.invoicing.models import Invoice
from vezne.orders.models import Order
from vezne.subscriptions.models import Block, Subscription
from vezne.subscriptions.services import renewal_park
from vezne.web.fields import show_amount
from vezne.web.tests.desk import Desk, Queries, open_desk

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def desk() -> Desk:
    clock_move_to(target=real_now() - timedelta(days=60))
    return open_desk(now=read_now())


@pytest.fixture
def queries(django_assert_max_num_queries: Queries) -> Queries:
    return django_assert_max_num_queries


@pytest.fixture
def deniz(desk: Desk) -> Client:
    return desk.client()


def test_the_list_finds_by_folded_name_and_state(
    desk: Desk, deniz: Client, queries: Queries
) -> None:
    for site in ("papatya.example", "menekse.example"):
        desk.sell(site)

    with queries(MOST_QUERIES):
        found = deniz.get("/yonetim/abonelikler/?ara=IŞIK+menekse&sirala=-bitis")

    assert [line["site"] for line in found.context["lines"]] == ["menekse.example"]
    assert len(deniz.get("/yonetim/abonelikler/?durum=grace").context["lines"]) == 2
    assert "Kayıt bulunamadı." in deniz.get("/yonetim/abonelikler/?durum=ended").content.decode()
    everything = deniz.get("/yonetim/abonelikler/").content.decode()
    assert show_amount(120_00) in everything


def test_lists_begin_alike_and_count_alike_however_they_are_asked(
    desk: Desk, deniz: Client
) -> None:
    for number in range(12):
        _subscription, invoice = desk.sell(f"{number}.example")
        desk.capture(desk.begin_payment(invoice))
    lists = {
        "/yonetim/abonelikler/": "12 sonuçtan 1 ile 10",
        "/yonetim/odemeler/": "12 sonuçtan 1 ile 10",
        "/yonetim/hesaplar/": "1 sonuçtan 1 ile 1",
    }

    for path, count in lists.items():
        ready, built = (
            deniz.get(f"{path}?boy=10&sayfa={page}").content.decode() for page in ("1", "bir")
        )

        assert count in ready
        assert _rows(ready) == _rows(built)


def _rows(page: str) -> str:
    return page[page.index("<tbody>") : page.index("</tbody>")]


def test_a_foreign_seller_sees_nothing(desk: Desk) -> None:
    subscription, invoice = desk.sell()
    ceren = open_desk("Ceren", now=desk.now).client()

    assert ceren.get("/yonetim/abonelikler/").context["lines"] == []
    for url in (
        f"/yonetim/abonelikler/{subscription.public_id}/",
        f"/yonetim/odeme-talepleri/{invoice.public_id}/",
    ):
        assert ceren.get(url).status_code == 404
    for act in ("durdur", "kaldir", "bitir", "yenile"):
        url = f"/yonetim/abonelikler/{subscription.public_id}/{act}/"
        assert ceren.post(url, {"reason": "x"}).status_code == 404
    for act in ("sure", "iptal"):
        url = f"/yonetim/odeme-talepleri/{invoice.public_id}/{act}/"
        assert ceren.post(url, {"reason": "x", "shuts_off_at": "01.01.2030"}).status_code == 404
    assert desk.read(subscription).ended_at is None


def test_a_block_needs_a_reason_and_is_lifted_by_its_owner(
    desk: Desk, deniz: Client, queries: Queries
) -> None:
    subscription, _invoice = desk.sell()
    url = f"/yonetim/abonelikler/{subscription.public_id}/"

    empty = deniz.post(f"{url}durdur/", {"reason": " "})
    assert empty.status_code == 422
    with acting_as_system("test"):
        assert not Block.objects.exists()

    deniz.post(f"{url}durdur/", {"reason": "Şüpheli kullanım"})
    assert desk.read(subscription).written_state == "staff_suspended"
    with queries(MOST_QUERIES):
        shown = deniz.get(url)
    assert "Şüpheli kullanım" in shown.content.decode()

    again = deniz.post(f"{url}durdur/", {"reason": "Bir daha"})
    assert again.status_code == 422
    assert "Bir daha" in again.content.decode()
    assert "Hizmet zaten durdurulmuş." in again.content.decode()

    deniz.post(f"{url}kaldir/", {"reason": "Açıklandı"})
    assert desk.read(subscription).written_state == "grace"


def test_staff_may_block_but_not_end(desk: Desk) -> None:
    subscription, _invoice = desk.sell()
    url = f"/yonetim/abonelikler/{subscription.public_id}/"
    staff, viewer = desk.client(Role.STAFF), desk.client(Role.VIEWER)

    assert viewer.post(f"{url}durdur/", {"reason": "x"}).status_code == 403
    assert staff.post(f"{url}bitir/", {"reason": "x"}).status_code == 403
    assert f"{url}durdur/" not in viewer.get(url).content.decode()
    assert f"{url}bitir/" not in staff.get(url).content.decode()
    assert desk.read(subscription).written_state == "grace"


def test_the_end_with_forgiven_debt_withdraws_the_request(desk: Desk, deniz: Client) -> None:
    subscription, invoice = desk.sell()

    deniz.post(
        f"/yonetim/abonelikler/{subscription.public_id}/bitir/",
        {"reason": "Kapandı", "forgives_debt": "on"},
    )

    assert desk.read(subscription).ended_at is not None
    assert desk.read(invoice).status == "void"
    with acting_as_system("test"):
        assert Order.objects.get().state == "expired"


def test_more_time_opens_a_shut_service_at_once(desk: Desk, deniz: Client) -> None:
    subscription, invoice = desk.sell()
    shut_at = clock_move_to(target=desk.now + timedelta(days=10))
    tick(now=shut_at)
    assert desk.read(subscription).written_state == "suspended"
    url = f"/yonetim/odeme-talepleri/{invoice.public_id}/sure/"

    past = deniz.post(url, {"shuts_off_at": "01.01.2020 10:00", "reason": "Söz"})
    assert past.status_code == 422
    assert "01.01.2020 10:00" in past.content.decode()
    wrong = deniz.post(url, {"shuts_off_at": "yarın", "reason": "Söz"})
    assert "Tarihi 19.02.2025 10:43 biçiminde yazın." in wrong.content.decode()
    assert desk.read(subscription).written_state == "suspended"

    until = shut_at + timedelta(days=5)
    deniz.post(url, {"shuts_off_at": f"{until:%d.%m.%Y} 18:00", "reason": "Söz verdi"})

    changed: Invoice = desk.read(invoice)
    opened: Subscription = desk.read(subscription)
    assert opened.written_state == "grace"
    assert changed.shuts_off_at == opened.open_until > shut_at


def test_a_request_is_taken_back_but_not_while_somebody_pays(
    desk: Desk, deniz: Client, queries: Queries
) -> None:
    subscription, invoice = desk.sell()
    attempt = desk.begin_payment(invoice)
    url = f"/yonetim/odeme-talepleri/{invoice.public_id}/"

    with queries(MOST_QUERIES):
        assert deniz.get(url).context["is_under_way"] is True
    refused = deniz.post(f"{url}iptal/", {"reason": "Yanlış"})
    assert refused.status_code == 422
    assert desk.read(invoice).status == "open"

    desk.refuse_payment(attempt)
    deniz.post(f"{url}iptal/", {"reason": "Yanlış"})

    assert desk.read(invoice).status == "void"
    with acting_as_system("test"):
        assert Order.objects.get().state == "expired"
    assert deniz.get(f"/yonetim/abonelikler/{subscription.public_id}/").status_code == 200


def test_a_parked_renewal_is_started_again_once(desk: Desk, deniz: Client) -> None:
    subscription, _invoice = desk.sell()
    with acting_as_system("test"):
        renewal_park(
            subscription_id=subscription.pk, reason="Bakılacak", now=desk.now, actor=desk.actor
        )
    url = f"/yonetim/abonelikler/{subscription.public_id}/"
    assert "Bakılacak" in deniz.get(url).content.decode()
    assert len(deniz.get("/yonetim/abonelikler/?not=bekleyen").context["lines"]) == 1

    deniz.post(f"{url}yenile/")
    assert desk.read(subscription).renewal_parked == ""
    again = deniz.post(f"{url}yenile/", follow=True)
    assert "Kayıt bulunamadı." in again.content.decode()


def test_what_is_paid_and_waits_for_approval_says_so_on_every_list(desk: Desk) -> None:
    desk.by_hand("card")
    _unpaid, _invoice = desk.sell("bekler.example")
    waiting, invoice = desk.sell("odendi.example")
    desk.capture(desk.begin_payment(invoice))
    deniz = desk.client()

    lines = deniz.get("/yonetim/abonelikler/").context["lines"]
    one = deniz.get(f"/yonetim/abonelikler/{waiting.public_id}/").content.decode()

    states = {line["site"]: line["state"] for line in lines}
    assert "Onay bekliyor" in states["odendi.example"]
    assert "Ödeme bekliyor" in states["bekler.example"]
    assert "Onay bekliyor" in one
    assert {line["ends"] for line in lines if line["site"] == "odendi.example"} == {"—"}
    for state, site in (("awaiting_approval", "odendi.example"), ("pending", "bekler.example")):
        found = deniz.get(f"/yonetim/abonelikler/?durum={state}").context["lines"]
        assert [line["site"] for line in found] == [site]
