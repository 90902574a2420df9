from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import NOW, make_member, make_seller
from vezne.accounts.models import Account, Membership, Role, User
from vezne.accounts.tests.people import make_account
from vezne.core.clock import clock_move_to, read_now, real_now
from vezne.core.scope import acting_as_system
from vezne.ledger.models import CurrentAccount, Lot
from vezne.notify.models import ConsentSource, Delivery, Notification
from vezne.notify.services import consent_record
from vezne.orders.models import Order
from vezne.payments.models import Payment
from vezne.subscriptions.models import Subscription
from vezne.web.tests.desk import Desk, Queries, open_desk

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
BUYER = {
    "kind": "company",
    "name": "Çınar",
    "legal_name": "Çınar Mobilya Ltd. Şti.",
    "tax_id": "4540536920",
    "tax_office": "Şişli",
    "phone": "0541 222 33 44",
    "first_name": "Ayşe",
    "last_name": "Çınar",
    "email": "ayse@cinar.example",
}


@pytest.fixture
def desk() -> Desk:
    clock_move_to(target=real_now() - timedelta(days=60))
    return open_desk(now=read_now())


def counts() -> tuple[int, int]:
    with acting_as_system("test"):
        return Account.objects.count(), User.objects.count()


@pytest.fixture
def deniz(desk: Desk) -> Client:
    return desk.client(Role.STAFF)


def test_the_list_shows_what_each_buyer_has_and_owes(
    desk: Desk, deniz: Client, django_assert_max_num_queries: Queries
) -> None:
    desk.sell()
    make_account("Bir yabancı")

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = deniz.get("/yonetim/hesaplar/?ara=ISIK&borc=gecikmis&sirala=-borc")

    rows = list(answer.context["listing"].page)
    assert [(row.pk, row.services_count, row.owed_minor) for row in rows] == [
        (desk.buyer.pk, 1, 120_00)
    ]
    assert list(deniz.get("/yonetim/hesaplar/?ara=yabanci").context["listing"].page) == []


def test_a_buyer_s_page_shows_services_requests_and_payments(
    desk: Desk, deniz: Client, django_assert_max_num_queries: Queries
) -> None:
    _subscription, invoice = desk.sell()
    desk.sell("ikinci.example")
    desk.capture(desk.begin_payment(invoice))
    url = f"/yonetim/hesaplar/{desk.buyer.public_id}/"

    with django_assert_max_num_queries(MOST_QUERIES + 1):  # with what was consented to
        text = deniz.get(url).content.decode()
    with django_assert_max_num_queries(MOST_QUERIES + 1):
        history = deniz.get(f"{url}kayit/").content.decode()

    for words in ("ikinci.example", "120,00", "4540536920", "0008"):
        assert words in text
    assert "Hizmet başlatıldı" in history


def test_staff_see_what_was_consented_to_with_its_proof(desk: Desk, deniz: Client) -> None:
    desk.sell()
    ayse = make_member(desk.buyer)
    other = make_seller("Kule Yazılım")
    for hour, (seller, is_given, ip) in enumerate(
        ((desk.seller, True, "192.0.2.7"), (desk.seller, False, "192.0.2.8"),
         (other, True, "192.0.2.9"))
    ):  # fmt: skip
        with acting_as_system("test"):
            consent_record(
                account_id=desk.buyer.pk, seller_id=seller.pk, user_id=ayse.pk, is_given=is_given,
                source=ConsentSource.SETTINGS, ip=ip, now=NOW + timedelta(hours=hour),
            )  # fmt: skip
    url = f"/yonetim/hesaplar/{desk.buyer.public_id}/"

    text = deniz.get(url).content.decode()
    consents = text.split('id="h-consents"')[1].split("</section>")[0]
    assert [consents.count(words) for words in ("192.0.2.7", "192.0.2.8", "192.0.2.9")] == [1, 1, 0]
    assert consents.index("Geri aldı") < consents.index("Onayladı")  # the newest first
    assert ayse.full_name in consents
    assert "h-consents" not in desk.client(Role.VIEWER).get(url).content.decode()


def test_another_seller_s_buyer_is_not_there(desk: Desk) -> None:
    desk.sell()
    ceren = open_desk("Ceren", now=desk.now).client()

    url = f"/yonetim/hesaplar/{desk.buyer.public_id}/"
    for page in (url, f"{url}kayit/", f"{url}siparis/"):
        assert ceren.get(page).status_code == 404
    assert list(ceren.get("/yonetim/hesaplar/").context["listing"].page) == []


def test_a_new_buyer_gets_an_admin_who_is_told(desk: Desk, deniz: Client) -> None:
    answer = deniz.post("/yonetim/hesaplar/ekle/", BUYER, follow=True)

    with acting_as_system("test"):
        account = Account.objects.get(name="Çınar")
    assert answer.redirect_chain[0][0] == f"/yonetim/hesaplar/{account.public_id}/"
    with acting_as_system("test"):
        membership = Membership.objects.get(account=account)
        assert (membership.role, membership.user.email) == ("admin", "ayse@cinar.example")
        assert CurrentAccount.objects.filter(seller=desk.seller, buyer=account).exists()
        mail = Delivery.objects.get(account=account)
    assert "/sifremi-unuttum/" in mail.text
    assert mail.recipient == "ayse@cinar.example"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("tax_id", "1234567891", "Vergi kimlik numarası geçersiz"),
        ("phone", "12", "Telefon numarası geçersiz"),
        ("email", "sahip@", "value="),
        ("first_name", "", "Bu alanı doldurun."),
    ],
)
def test_a_wrong_buyer_is_refused_at_its_field_and_nothing_is_made(
    desk: Desk, deniz: Client, field: str, typed: str, words: str
) -> None:
    before = counts()

    answer = deniz.post("/yonetim/hesaplar/ekle/", BUYER | {field: typed})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Çınar Mobilya" in answer.content.decode()
    assert counts() == before


def test_a_taken_address_makes_no_account(desk: Desk, deniz: Client) -> None:
    deniz.post("/yonetim/hesaplar/ekle/", BUYER)

    again = deniz.post("/yonetim/hesaplar/ekle/", BUYER | {"name": "İkinci"})

    assert again.status_code == 422
    assert "kayıtlı bir kullanıcı var" in again.content.decode()
    with acting_as_system("test"):
        assert not Account.objects.filter(name="İkinci").exists()


def test_staff_order_a_plan_for_a_buyer(desk: Desk, deniz: Client) -> None:
    desk.sell()
    url = f"/yonetim/hesaplar/{desk.buyer.public_id}/siparis/"
    foreign = open_desk("Ceren", now=desk.now).monthly

    assert deniz.post(url, {"version": foreign.public_id, "site": "a"}).status_code == 422
    answer = deniz.post(
        url, {"version": desk.monthly.public_id, "site": "yeni.example"}, follow=True
    )

    assert answer.context["invoice"].total_minor == 120_00
    with acting_as_system("test"):
        assert Subscription.objects.filter(buyer=desk.buyer, site="yeni.example").count() == 1
        assert Order.objects.order_by("pk").last().placed_by.startswith("Deniz")  # type: ignore[union-attr]
    assert desk.client(Role.VIEWER).post(url, {}).status_code == 403


def test_a_paid_pack_is_approved_once(
    desk: Desk, deniz: Client, django_assert_max_num_queries: Queries
) -> None:
    order, invoice = desk.sell_pack()
    desk.capture(desk.begin_payment(invoice))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "1.000 mesaj" in deniz.get("/yonetim/onaylar/").content.decode()
    ceren = open_desk("Ceren", now=desk.now).client()
    assert ceren.get("/yonetim/onaylar/").context["rows"] == []
    assert ceren.post(f"/yonetim/onaylar/{order.public_id}/onayla/").status_code == 404

    for _again in range(2):
        deniz.post(f"/yonetim/onaylar/{order.public_id}/onayla/")

    assert desk.read(order).state == "active"
    with acting_as_system("test"):
        assert [lot.remaining for lot in Lot.objects.all()] == [1_000]


def test_staff_are_told_of_a_paid_order_and_see_how_it_was_paid(desk: Desk, deniz: Client) -> None:
    desk.client(Role.ADMIN)  # somebody to tell
    _order, invoice = desk.sell_pack()
    attempt = desk.begin_payment(invoice)
    desk.capture(attempt)
    with acting_as_system("test"):
        payment = Payment.objects.get(pk=attempt.payment_id)

    page = deniz.get("/yonetim/onaylar/").content.decode()
    home = deniz.get("/yonetim/").content.decode()

    assert f"/yonetim/odemeler/{payment.public_id}/" in page
    assert "300,00" in page
    assert 'class="badge' in home.split("/yonetim/onaylar/")[1].split("</a>")[0]
    with acting_as_system("test"):
        told = Notification.objects.filter(kind="order.to_approve").latest("pk")
    assert told.account_id == desk.seller.pk
    assert "siparişi onayınızı bekliyor" in told.title


def test_a_rejection_needs_its_reason_and_gives_the_money_to_the_balance(
    desk: Desk, deniz: Client
) -> None:
    order, invoice = desk.sell_pack()
    desk.capture(desk.begin_payment(invoice))
    url = f"/yonetim/onaylar/{order.public_id}/reddet/"

    empty = deniz.post(url, {"reason": ""})
    assert empty.status_code == 422
    assert desk.read(order).state == "awaiting_approval"
    deniz.post(url, {"reason": "Uygun değil"})

    assert (desk.read(order).state, desk.read(order).close_reason) == ("rejected", "Uygun değil")
    page = deniz.get(f"/yonetim/hesaplar/{desk.buyer.public_id}/")
    assert [money.minor for money in page.context["standing"].wallet] == [300_00]


def test_the_overview_counts_the_day_and_shows_what_needs_a_hand(
    desk: Desk, deniz: Client, django_assert_max_num_queries: Queries
) -> None:
    _subscription, invoice = desk.sell()
    desk.capture(desk.begin_payment(invoice))
    _second, unpaid = desk.sell("ikinci.example")
    desk.leave_in_doubt(desk.begin_payment(unpaid))
    _order, pack = desk.sell_pack()
    desk.capture(desk.begin_payment(pack))
    clock_move_to(target=desk.now + timedelta(days=5))

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = deniz.get("/yonetim/")

    day = answer.context["day"]
    assert sum(minor for _month, minor in day.months) == 420_00
    assert (day.overdue_count, [money.minor for money in day.overdue]) == (1, [120_00])
    assert (day.open_services, day.shut_services) == (2, 0)
    assert len(day.shutting_soon) == 1
    shown = {name: answer.context[f"{name}_count"] for name in ("approvals", "parked", "doubtful")}
    assert shown == {"approvals": 1, "parked": 0, "doubtful": 1}
    ceren = open_desk("Ceren", now=desk.now).client().get("/yonetim/").context
    assert (ceren["day"].overdue_count, ceren["approvals_count"]) == (0, 0)
    assert ceren["doubtful_count"] == 0
