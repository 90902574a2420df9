"""Bell, wishes, the address that stops a mail, the installed app and the catalogue of messages."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_member, sign_in
from vezne.accounts.models import Role, SellerProfile
from vezne.config.binding import CATALOGUE
from vezne.core.scope import acting_as_system
from vezne.notify.models import (
    Channel,
    Delivery,
    DeliveryState,
    Notification,
    OfferConsent,
    Preference,
    PushDevice,
)
from vezne.notify.queries import find_digest_hour
from vezne.notify.tokens import STOP_PATH, stop_token
from vezne.web.notice_names import NAMES
from vezne.web.tests.panel import World
from vezne.web.version import HEADER, VERSION

pytestmark = pytest.mark.django_db


@pytest.fixture
def ayse(world: World) -> Client:
    return sign_in(world.ayse)


def bell_line(world: World, title: str = "Yeni haber") -> Notification:
    with acting_as_system("test"):
        return Notification.objects.create(
            account=world.buyer,
            seller=world.seller,
            user=world.ayse,
            kind="payment.received",
            title=title,
            url="/odemeler/",
            created_at=NOW,
        )


def unread(world: World) -> int:
    with acting_as_system("test"):
        return Notification.objects.filter(user=world.ayse, read_at=None).count()


def mail_of(world: World, kind: str = "order.approved", *, may_stop: bool = True) -> str:
    """A mail that went to Ayşe; the path of its stop address."""
    with acting_as_system("test"):
        row = Delivery.objects.create(
            account=world.buyer,
            seller=world.seller,
            user=world.ayse,
            channel=Channel.MAIL,
            kind=kind,
            recipient="ayse@x.example",
            title="Onaylandı",
            text="…",
            message_id=f"<{kind}@x>",
            may_stop=may_stop,
            state=DeliveryState.SENT,
            created_at=NOW,
        )
    return f"{STOP_PATH}{stop_token(row.public_id)}/"


# -- the bell --------------------------------------------------------------------------------


def test_the_bell_says_nothing_when_nothing_changed(world: World, ayse: Client) -> None:
    with acting_as_system("test"):
        Notification.objects.all().delete()
    same = ayse.get("/bildirimler/sayi/?n=0")
    bell_line(world)
    other = ayse.get("/bildirimler/sayi/?n=0")

    assert (same.status_code, same.content) == (204, b"")
    assert same[HEADER] == other[HEADER] == VERSION
    assert "?n=1" in other.content.decode()


def test_the_bell_costs_one_count_besides_the_seat(world: World, ayse: Client) -> None:
    ayse.get("/bildirimler/sayi/")
    with CaptureQueriesContext(connection) as caught:
        ayse.get("/bildirimler/sayi/?n=0")

    assert len([q for q in caught if "notify_notification" in q["sql"]]) == 1


def test_a_line_is_read_when_it_is_opened_or_marked(world: World, ayse: Client) -> None:
    with acting_as_system("test"):
        Notification.objects.all().delete()
    first, second, _third = (bell_line(world, f"Haber {n}") for n in range(3))
    assert ayse.get("/bildirimler/").status_code == 200
    assert unread(world) == 3

    assert ayse.get(f"/bildirimler/{first.public_id}/")["Location"] == "/odemeler/"
    assert unread(world) == 2
    ayse.post(f"/bildirimler/{second.public_id}/okundu/")
    assert unread(world) == 1
    ayse.post("/bildirimler/okundu/")
    assert unread(world) == 0


def test_a_colleague_reads_no_line_of_hers(world: World) -> None:
    line = bell_line(world)
    before = unread(world)
    colleague = sign_in(make_member(world.buyer, Role.ADMIN))

    assert colleague.get(f"/bildirimler/{line.public_id}/")["Location"] == "/bildirimler/"
    assert sign_in(world.ceren).get(f"/bildirimler/{line.public_id}/").status_code == 404
    assert unread(world) == before


# -- wishes ----------------------------------------------------------------------------------


def test_wishes_and_the_hour_are_kept(world: World, ayse: Client) -> None:
    page = ayse.get("/bildirimler/tercihler/").content.decode()
    assert "Her zaman" in page

    form = {"services:mail:var": "1", "services:digest:var": "1", "services:digest": "on"}
    answer = ayse.post("/bildirimler/tercihler/", form | {"hour": "9"})

    assert answer.status_code == 302
    with acting_as_system("test"):
        rows = set(Preference.objects.values_list("kind", "channel", "is_wanted"))
        assert rows == {("group:services", "mail", False), ("group:services", "digest", True)}
        assert find_digest_hour(account_id=world.buyer.pk, user_id=world.ayse.pk) == 9


def test_one_kind_is_chosen_and_a_legal_one_is_not(world: World, ayse: Client) -> None:
    url = "/bildirimler/tercihler/payments/"
    form = {"invoice.reminder:mail": "kapali", "payment.received:mail": "kapali"}
    ayse.post(url, form)

    with acting_as_system("test"):
        assert [row.kind for row in Preference.objects.all()] == ["invoice.reminder"]
    ayse.post(url, {"invoice.reminder:mail": "grup"})
    with acting_as_system("test"):
        assert not Preference.objects.exists()
    assert ayse.get("/bildirimler/tercihler/work/").status_code == 404


def test_every_kind_has_a_name_that_people_choose_by() -> None:
    said = {kind.key for module in CATALOGUE for kind in module.ALL}  # no kind of another test

    assert said - set(NAMES) == set()


def test_a_buyer_is_not_asked_about_what_a_sellers_people_are_told(ayse: Client) -> None:
    payments = ayse.get("/bildirimler/tercihler/payments/").content.decode()
    security = ayse.get("/bildirimler/tercihler/security/").content.decode()

    assert "Ödeme hatırlatması" in payments
    assert "Düzeltme bekleyen belge" not in payments  # the seller's work
    assert "Şifreniz değişti" in security
    assert "Panele davet" not in security  # goes to an address that no user has yet


def test_a_kind_with_wishes_of_its_own_says_so(ayse: Client) -> None:
    url = "/bildirimler/tercihler/payments/"
    before = ayse.get(url).content.decode()
    ayse.post(url, {"invoice.reminder:mail": "kapali"})
    after = ayse.get(url).content.decode()

    assert "Ayrı seçildi" not in before
    assert after.count("Ayrı seçildi") == 1


def test_a_consent_is_given_and_taken_back_with_time_and_address(
    world: World, ayse: Client
) -> None:
    url = f"/bildirimler/tercihler/onay/{world.seller.public_id}/"
    ayse.post(url, {"say": "yes"})
    ayse.post(url)

    with acting_as_system("test"):
        rows = list(OfferConsent.objects.order_by("id"))
    assert [(row.is_given, row.ip, row.user_id) for row in rows] == [
        (True, "127.0.0.1", world.ayse.pk),
        (False, "127.0.0.1", world.ayse.pk),
    ]


# -- the address in a mail -------------------------------------------------------------------


def test_a_scanner_that_opens_the_address_stops_nothing(world: World) -> None:
    path = mail_of(world)

    for _again in range(3):
        answer = Client().get(path)

    assert answer.status_code == 200
    with acting_as_system("test"):
        assert not Preference.objects.exists()


def test_one_post_from_nowhere_stops_the_kind(world: World) -> None:
    mailer = Client(enforce_csrf_checks=True)

    answer = mailer.post(mail_of(world), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    with acting_as_system("test"):
        row = Preference.objects.get()
    assert (row.user_id, row.kind, row.channel, row.is_wanted) == (
        world.ayse.pk,
        "order.approved",
        "mail",
        False,
    )


def test_addresses_of_nothing_look_alike(world: World) -> None:
    legal = mail_of(world, "payment.received", may_stop=False)
    for path in (legal, f"{STOP_PATH}dlv_x.abc/", f"{STOP_PATH}x/"):
        for answer in (Client().get(path), Client().post(path)):
            assert answer.status_code == 404
    with acting_as_system("test"):
        assert not Preference.objects.exists()


# -- devices ---------------------------------------------------------------------------------

KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"


@pytest.mark.parametrize(
    "endpoint",
    ["https://10.0.0.1/p", "https://localhost/p", "http://93.184.216.34/p", "https://[::1]/p", ""],
)
def test_a_private_address_is_no_push_service(
    world: World, ayse: Client, settings: pytest.FixtureRequest, endpoint: str
) -> None:
    settings.SANDBOX = False  # type: ignore[attr-defined]
    ayse.post(
        "/bildirimler/tercihler/anlik/",
        {"endpoint": endpoint, "public_key": KEY, "secret": SECRET},
    )

    assert not PushDevice.objects.exists()


# -- the installed app -----------------------------------------------------------------------


def test_each_seller_has_an_app_in_its_name(world: World) -> None:
    with acting_as_system("test"):
        SellerProfile.objects.filter(pk=world.seller.pk).update(slug="kule", brand_color="#ffee00")

    manifest = json.loads(Client().get("/uygulama/kule/app.webmanifest").content)

    assert manifest["name"] == SellerProfile.objects.get(pk=world.seller.pk).brand_name
    assert manifest["theme_color"] != "#ffee00"  # white letters stay readable on it
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        picture = Client().get(icon["src"]).content
        side = int.from_bytes(picture[16:20])
        assert picture.startswith(b"\x89PNG")
        assert icon["sizes"] == f"{side}x{side}"
    assert Client().get("/uygulama/kule/any-99999.png").status_code == 404
    assert Client().get("/uygulama/yok/app.webmanifest").status_code == 404


def test_no_cache_keeps_a_page_of_an_account(ayse: Client) -> None:
    for path in ("/", "/odemeler/", "/destek/", "/hesabim/sifre/"):
        assert "no-store" in ayse.get(path).headers["Cache-Control"], path
    assert "no-store" not in Client().get("/cevrimdisi/").headers["Cache-Control"]


def test_pages_without_a_bell_ask_for_the_version_without_a_session(world: World) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get("/surum/")

    assert (answer.status_code, answer.content, answer.headers[HEADER]) == (204, b"", VERSION)
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert all("core_clock" in query["sql"] for query in queries)


def test_a_page_that_answers_a_form_does_not_reload_by_itself(ayse: Client) -> None:
    asked = ayse.get("/destek/yeni/").content.decode()
    refused = Client().post("/giris/", {"login": "x", "password": "y"}).content.decode()

    assert "data-posted" not in asked
    assert "data-posted" in refused


def test_the_service_worker_keeps_no_page(world: World, ayse: Client) -> None:
    answer = ayse.get("/sw.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-store" in answer["Cache-Control"]
    assert VERSION in answer.content.decode()
    assert world.ayse.first_name not in ayse.get("/cevrimdisi/").content.decode()


# -- the catalogue ---------------------------------------------------------------------------


def test_staff_sees_every_message_in_both_languages(world: World) -> None:
    deniz = sign_in(make_member(world.seller, Role.STAFF))

    assert "invoice.last_day" in deniz.get("/yonetim/iletiler/").content.decode()
    found = deniz.get("/yonetim/iletiler/?ara=MODÜLLERİ").content.decode()
    assert "subscription.suspended" in found
    assert "letter.sent" not in found
    page = deniz.get("/yonetim/iletiler/invoice.last_day/").content.decode()
    assert "GSM-7 TR" in page
    mail = deniz.get("/yonetim/iletiler/invoice.last_day/en/")
    assert "frame-ancestors 'self'" in mail["Content-Security-Policy"]
    assert "<!doctype html" in mail.content.decode().lower()
    assert deniz.get("/yonetim/iletiler/no.kind/").status_code == 404


def test_the_catalogue_is_for_staff(world: World, ayse: Client) -> None:
    viewer = sign_in(make_member(world.seller, Role.VIEWER))

    assert viewer.get("/yonetim/iletiler/").status_code == 403
    assert ayse.get("/yonetim/iletiler/").status_code == 403
