"""Gün sonu: what does not agree, told with both figures, and explained by staff."""

from __future__ import annotations

import pytest
from django.test import Client

from vezne.banking.models import BankDay
from vezne.banking.services.day import day_compare
from vezne.banking.tests.bank import arrive, open_bank
from vezne.catalog.tests.shop import NOW
from vezne.core.scope import acting_as, acting_as_system
from vezne.payments.models import Difference, ProviderAccount, Reconciliation
from vezne.web.tests.desk import Desk, open_desk

pytestmark = pytest.mark.django_db
URL = "/yonetim/gun-sonu/"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def deniz(desk: Desk) -> Client:
    return desk.client()


@pytest.fixture
def difference(desk: Desk) -> Difference:
    account = desk.with_provider()
    with acting_as(desk.seller.pk, "desk"):
        day = Reconciliation.objects.create(
            seller=desk.seller,
            provider_account=account,
            day=NOW.date(),
            state="done",
            totals={"TRY": {"sales": 120_00, "ours_sales": 100_00, "fees": 3_48}},
            created_at=NOW,
        )
        return Difference.objects.create(
            seller=desk.seller,
            reconciliation=day,
            kind="amount",
            state="open",
            reference="att_x",
            currency="TRY",
            ours_minor=100_00,
            theirs_minor=120_00,
            found_at=NOW,
        )


def test_a_difference_is_shown_with_both_figures_and_its_day(
    desk: Desk, deniz: Client, difference: Difference
) -> None:
    page = deniz.get(URL).content.decode()

    assert "Tutar farklı" in page
    assert page.count("120,00") == 2
    assert page.count("100,00") == 2
    assert "3,48" in page


def test_staff_explain_it_in_words(desk: Desk, deniz: Client, difference: Difference) -> None:
    url = f"{URL}{difference.public_id}/acikla/"
    empty = deniz.post(url, {"words": " "})
    assert empty.status_code == 422
    assert desk.read(difference).state == "open"

    deniz.post(url, {"words": "Taksit farkı"})

    row = desk.read(difference)
    assert (row.state, row.explanation) == ("explained", "Taksit farkı")
    assert row.explained_by
    assert "Taksit farkı" in deniz.get(f"{URL}?durum=explained").content.decode()
    assert "Taksit farkı" not in deniz.get(f"{URL}?durum=open").content.decode()


def test_another_seller_sees_and_explains_nothing(desk: Desk, difference: Difference) -> None:
    ceren = open_desk("Ceren").client()

    assert "att_x" not in ceren.get(URL).content.decode()
    assert ceren.post(f"{URL}{difference.public_id}/acikla/", {"words": "x"}).status_code == 404
    assert desk.read(difference).state == "open"


def test_providers_are_put_into_an_order_for_each_currency(desk: Desk, deniz: Client) -> None:
    first, second = desk.with_provider(), desk.with_provider()
    page = "/yonetim/ayarlar/odeme-kuruluslari/"
    shown = deniz.get(page).content.decode()
    assert "TRY ödemelerinde sıra" in shown

    deniz.post(f"{page}{first.public_id}/sira/", {"currency": "TRY", "up": "1"})

    assert (desk.read(first).positions, desk.read(second).positions) == ({"TRY": 1}, {"TRY": 2})
    deniz.post(f"{page}{first.public_id}/sira/", {"currency": "USD", "up": "1"})
    assert desk.read(first).positions == {"TRY": 1}


@pytest.mark.parametrize(
    ("provider", "keys"),
    [
        ("paytr", {"merchant_id": "123456", "merchant_key": "k" * 16, "merchant_salt": "s" * 16}),
        (
            "nestpay",
            {
                "client_id": "190100000",
                "user_name": "api",
                "password": "gizli12345",
                "store_key": "anahtar987",
            },
        ),
    ],
)
def test_a_contract_of_each_provider_is_entered_with_its_own_keys(
    desk: Desk, deniz: Client, provider: str, keys: dict[str, str]
) -> None:
    page = "/yonetim/ayarlar/odeme-kuruluslari/"
    form = deniz.get(f"{page}ekle/?kurulus={provider}").content.decode()
    assert all(f'name="{name}"' in form for name in keys)
    live = {"paytr": "https://www.paytr.com", "nestpay": "https://sanalpos.isbank.com.tr"}
    asked = {"base_url": live[provider], "currencies": ["TRY"], "is_active": "on", **keys}

    partly = deniz.post(f"{page}ekle/?kurulus={provider}", asked | {list(keys)[-1]: ""})
    assert partly.status_code == 422
    deniz.post(f"{page}ekle/?kurulus={provider}", asked)

    listed = deniz.get(page).content.decode()
    assert live[provider] in listed
    secrets = [value for name, value in keys.items() if name not in ("client_id", "merchant_id")]
    assert not any(value in listed for value in secrets if len(value) > 6)
    assert ("Bildirim adresi" in listed) is (provider == "paytr")
    assert deniz.get(f"{page}ekle/?kurulus=yok").status_code == 404


def test_a_host_of_trials_and_of_real_cards_keeps_them_apart(desk: Desk, deniz: Client) -> None:
    page = "/yonetim/ayarlar/odeme-kuruluslari/"
    keys = {"merchant_id": "123456", "merchant_key": "k" * 16, "merchant_salt": "s" * 16}
    asked = {"base_url": "https://www.paytr.com#deneme", "currencies": ["TRY"], **keys}

    deniz.post(f"{page}ekle/?kurulus=paytr", asked)

    with acting_as(desk.seller.pk, "desk"):
        account = ProviderAccount.objects.get()
    assert (account.base_url, account.is_test) == ("https://www.paytr.com", True)


def test_the_days_of_the_bank_stand_beside_ours(desk: Desk, deniz: Client) -> None:
    account = open_bank(desk.seller)
    day = NOW.date()
    arrive(account, 100_00, booked_on=day, balance_minor=600_00)
    with acting_as_system("test"):
        day_compare(bank_account=account, day=day, now=NOW)

    text = deniz.get(URL).content.decode()

    for words in ("Banka günleri", "500,00\u00a0₺", "600,00\u00a0₺", "1 hareket", "Uyuşuyor"):
        assert words in text


def test_a_day_of_the_bank_that_differs_says_by_how_much(desk: Desk, deniz: Client) -> None:
    account = open_bank(desk.seller)
    day = NOW.date()
    with acting_as_system("test"):
        BankDay.objects.create(
            seller=desk.seller,
            bank_account=account,
            day=day,
            state="differs",
            line_count=1,
            moved_minor=10_00,
            opening_minor=142_17,
            closing_minor=152_17,
            expected_minor=100_00,
            compared_at=NOW,
        )

    text = deniz.get(URL).content.decode()

    assert "Uyuşmuyor" in text
    assert "42,17\u00a0₺" in text
    assert "/yonetim/banka/ekstreler/" in text
