from __future__ import annotations

import re
from collections.abc import Generator

import pytest
from django.conf import LazySettings
from django.test import Client

from vezne.accounts.models import ApiKey, Role, SellerProfile
from vezne.accounts.queries import api_key_find
from vezne.content.models import LegalText, SupportContact
from vezne.content.services import texts_start
from vezne.core.outbox import Event
from vezne.core.scope import acting_as, acting_as_system
from vezne.hooks.models import Endpoint, WebhookDelivery
from vezne.hooks.services import deliveries_write
from vezne.payments.models import ProviderAccount
from vezne.payments.tests.scripted import ScriptedProvider, scripted_provider
from vezne.web.tests.desk import NOW, Desk, Queries, open_desk

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
URL = "/yonetim/ayarlar/"
PROFILE = {
    "brand_name": "Robo Bulut",
    "brand_color": "#0a7a5a",
    "website": "",
    "mail_from_name": "Robo",
    "mail_reply_to": "destek@robo.example",
    "sms_header": "ROBO",
    "reminder_days": "5, 2, 0",
    "grace_days": "10",
    "payment_link_days": "14",
    "force_3d": "on",
}
PROVIDER = {
    "base_url": "https://api.iyzipay.com",
    "api_key": "anahtar-ABCD",
    "secret_key": "gizli-WXYZ",
    "currencies": ["TRY", "USD"],
    "is_active": "on",
}
PAGES = ("", "iletisim/", "odeme-kuruluslari/", "sozlesmeler/", "api/", "webhook/")


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def deniz(desk: Desk) -> Client:
    return desk.client()


@pytest.fixture
def scripted() -> Generator[ScriptedProvider]:
    with scripted_provider() as provider:
        yield provider


def test_only_admins_see_the_settings(desk: Desk, deniz: Client) -> None:
    manager = desk.client(Role.MANAGER)

    for page in PAGES:
        assert deniz.get(URL + page).status_code == 200
        assert manager.get(URL + page).status_code == 403


def test_brand_and_rules_are_kept(desk: Desk, deniz: Client) -> None:
    deniz.post(URL, PROFILE)

    profile = SellerProfile.objects.get(pk=desk.seller.pk)
    assert (profile.brand_name, profile.reminder_days) == ("Robo Bulut", [5, 2, 0])
    assert (profile.grace_days, profile.force_3d, profile.payment_link_days) == (10, True, 14)
    assert 'value="5, 2, 0"' in deniz.get(URL).content.decode()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("brand_color", "mavi"),
        ("reminder_days", "7, yarın"),
        ("grace_days", "-1"),
        ("mail_reply_to", "destek"),
        ("payment_link_days", "0"),
    ],
)
def test_a_wrong_setting_changes_nothing(desk: Desk, deniz: Client, field: str, typed: str) -> None:
    answer = deniz.post(URL, PROFILE | {field: typed})

    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert SellerProfile.objects.get(pk=desk.seller.pk).brand_name == "Robo"


def test_contacts_are_added_changed_and_removed(desk: Desk, deniz: Client) -> None:
    wrong = {"kind": "phone", "value": "12", "label": "", "position": "0"}
    assert deniz.post(f"{URL}iletisim/ekle/", wrong).status_code == 422
    deniz.post(f"{URL}iletisim/ekle/", wrong | {"value": "0541 123 45 67", "label": "09–18"})
    contact = SupportContact.objects.get()
    assert contact.value == "+905411234567"

    page = f"{URL}iletisim/{contact.public_id}/"
    assert "0541 123 45 67" in deniz.get(page).content.decode().replace("\u00a0", " ")
    deniz.post(page, {"kind": "email", "value": "destek@robo.example", "position": "1"})
    assert desk.read(contact).kind == "email"

    ceren = open_desk("Ceren").client()
    assert ceren.get(page).status_code == 404
    assert ceren.post(f"{page}sil/").status_code == 404
    deniz.post(f"{page}sil/")
    assert not SupportContact.objects.exists()


def test_provider_keys_are_never_shown_again(
    desk: Desk, deniz: Client, django_assert_max_num_queries: Queries
) -> None:
    alone = deniz.post(f"{URL}odeme-kuruluslari/ekle/", PROVIDER | {"secret_key": ""})
    assert alone.status_code == 422
    assert "anahtar-ABCD" not in alone.content.decode()

    deniz.post(f"{URL}odeme-kuruluslari/ekle/", PROVIDER)
    with acting_as_system("test"):
        account = ProviderAccount.objects.get()
    assert (account.is_test, account.currencies) == (False, ["TRY", "USD"])

    with django_assert_max_num_queries(MOST_QUERIES):
        listed = deniz.get(f"{URL}odeme-kuruluslari/").content.decode()
    edited = deniz.get(f"{URL}odeme-kuruluslari/{account.public_id}/").content.decode()
    for text in (listed, edited):
        assert "anahtar-ABCD" not in text
        assert "gizli-WXYZ" not in text
    assert "••••ABCD" in listed
    assert "••••WXYZ" in listed


def test_a_changed_environment_keeps_the_keys_and_must_be_tested_anew(
    desk: Desk, deniz: Client
) -> None:
    account = desk.with_provider()
    page = f"{URL}odeme-kuruluslari/{account.public_id}/"

    deniz.post(page, PROVIDER | {"api_key": "", "secret_key": "", "is_active": ""})

    changed = desk.read(account)
    assert (changed.base_url, changed.is_active, changed.is_test) == (
        "https://api.iyzipay.com", False, False,
    )  # fmt: skip
    assert changed.credentials_sealed == account.credentials_sealed
    assert "••••9876" in deniz.get(f"{URL}odeme-kuruluslari/").content.decode()


def test_the_test_button_says_whether_the_keys_work(
    desk: Desk, deniz: Client, scripted: ScriptedProvider
) -> None:
    account = desk.with_provider(scripted.base_url)
    page = f"{URL}odeme-kuruluslari/{account.public_id}/dene/"

    refused = deniz.post(page, follow=True)
    assert desk.read(account).checked_at is None
    assert "alert-danger" in refused.content.decode()

    scripted.say("/payment/test", {"status": "success"})
    scripted.say("/payment/bin/check", {"status": "success"})
    worked = deniz.post(page, follow=True)

    assert scripted.asked
    assert desk.read(account).checked_at is not None, worked.content.decode()


def test_a_text_is_published_as_a_new_version(desk: Desk, deniz: Client) -> None:
    with acting_as(desk.seller.pk, "desk"):
        texts_start(seller_id=desk.seller.pk, actor=desk.actor, now=NOW)
    page = f"{URL}sozlesmeler/distance_sale/"
    shown = deniz.get(page).content.decode()
    assert "<code>{satici}</code>" in shown

    wrong = deniz.post(page, {"title": "Sözleşme", "body_tr": "Merhaba {kim}"})
    assert wrong.status_code == 422
    assert "Metinde tanınmayan bir alan var: {kim}" in wrong.content.decode()
    assert "Merhaba {kim}" in wrong.content.decode()
    deniz.post(page, {"title": "Sözleşme", "body_tr": "Merhaba {alici}"})

    rows = LegalText.objects.filter(kind="distance_sale").order_by("number")
    assert [row.number for row in rows] == [1, 2]
    assert deniz.get(f"{URL}sozlesmeler/yok/").status_code == 404


def test_an_api_key_s_secret_is_shown_once_and_works_until_it_is_revoked(
    desk: Desk, deniz: Client
) -> None:
    typed = {
        "name": "Panel",
        "scopes": ["entitlements:read"],
        "return_origins": "https://panel.example",
    }
    wrong = deniz.post(f"{URL}api/", typed | {"return_origins": "http://kotu.example/x"})
    assert wrong.status_code == 422
    with acting_as_system("test"):
        assert not ApiKey.objects.exists()

    made = deniz.post(f"{URL}api/", typed)
    found = re.search(r"<code data-secret>([^<]+)</code>", made.content.decode())
    assert found is not None
    assert "no-store" in made["Cache-Control"]
    assert api_key_find(found[1]) is not None
    assert found[1] not in deniz.get(f"{URL}api/").content.decode()

    with acting_as_system("test"):
        key = ApiKey.objects.get()
    assert open_desk("Ceren").client().post(f"{URL}api/{key.public_id}/iptal/", follow=True)
    assert api_key_find(found[1]) is not None
    deniz.post(f"{URL}api/{key.public_id}/iptal/")
    assert api_key_find(found[1]) is None


def test_a_webhook_is_added_with_its_secret_once_replayed_and_removed(
    desk: Desk, deniz: Client, django_assert_max_num_queries: Queries
) -> None:
    assert deniz.post(f"{URL}webhook/", {"url": "ftp://127.0.0.1/"}).status_code == 422
    made = deniz.post(
        f"{URL}webhook/", {"url": "http://127.0.0.1:9/kanca", "kinds": ["invoice.paid"]}
    )
    assert "whsec_" in made.content.decode()
    with acting_as_system("test"):
        endpoint = Endpoint.objects.get()
        event = Event(1, "invoice.paid", desk.seller.pk, "inv_1", {}, NOW)
        deliveries_write(event)
        delivery = WebhookDelivery.objects.get()
        WebhookDelivery.objects.update(state="failed", attempts=10)
    with django_assert_max_num_queries(MOST_QUERIES):
        listed = deniz.get(f"{URL}webhook/").content.decode()
    assert "Ulaşmadı" in listed
    assert "whsec_" not in listed

    ceren = open_desk("Ceren").client()
    assert ceren.post(f"{URL}webhook/{delivery.public_id}/yeniden/").status_code == 404
    assert ceren.post(f"{URL}webhook/{endpoint.public_id}/kaldir/").status_code == 404
    deniz.post(f"{URL}webhook/{delivery.public_id}/yeniden/")
    assert (desk.read(delivery).state, desk.read(delivery).attempts) == ("waiting", 0)
    deniz.post(f"{URL}webhook/{endpoint.public_id}/kaldir/")
    assert desk.read(endpoint).is_active is False


def test_a_foreign_seller_s_settings_stay_closed(desk: Desk, deniz: Client) -> None:
    account = desk.with_provider()
    ceren = open_desk("Ceren").client()

    page = f"{URL}odeme-kuruluslari/{account.public_id}/"
    assert ceren.get(page).status_code == 404
    assert ceren.post(page, PROVIDER).status_code == 404
    assert ceren.post(f"{page}dene/").status_code == 404
    assert "••••" not in ceren.get(f"{URL}odeme-kuruluslari/").content.decode()


def test_outside_sandbox_mode_only_the_providers_own_addresses_are_offered(
    desk: Desk, deniz: Client, settings: LazySettings
) -> None:
    account = desk.with_provider("http://127.0.0.1:9")
    page = f"{URL}odeme-kuruluslari/{account.public_id}/"
    assert "127.0.0.1:9" in deniz.get(page).content.decode()
    settings.SANDBOX = False

    assert "127.0.0.1" not in deniz.get(page).content.decode()
    inside = PROVIDER | {"base_url": "http://127.0.0.1:9"}
    assert deniz.post(page, inside).status_code == 422
    assert deniz.post(f"{URL}odeme-kuruluslari/ekle/", inside).status_code == 422

    with acting_as_system("test"):
        assert ProviderAccount.objects.count() == 1
