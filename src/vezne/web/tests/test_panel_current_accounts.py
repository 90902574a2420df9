"""Cari Hesap in the panel: statement, downloads, switch, pay-outs, paying from the balance."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_buyer, make_member, sign_in
from vezne.accounts.models import Role
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import wallet_available
from vezne.ledger.services import post, post_many
from vezne.ledger.types import Entry, LedgerKind, Posting, Reason
from vezne.receivables.models import BuyerTerms, Letter, Payout
from vezne.receivables.services import letter_send
from vezne.receivables.tests.office import IBAN, actor
from vezne.web.tests.panel import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def ayse(world: World) -> Client:
    return sign_in(world.ayse)


def account_of(world: World) -> CurrentAccount:
    with acting_as_system("test"):
        return CurrentAccount.objects.get(seller=world.seller, buyer=world.buyer)


def fill(world: World, minor: int = 500_00, *, description: str = "Havale") -> None:
    posting = Posting(
        LedgerKind.BANK, LedgerKind.WALLET, minor, "TRY", Reason.TOP_UP, description=description
    )
    with acting_as_system("test"):
        post(
            current_account_id=account_of(world).pk,
            postings=(posting,),
            key=f"fill:{minor}",
            now=NOW,
        )


def wallet(world: World) -> int:
    with acting_as_system("test"):
        return wallet_available(current_account_id=account_of(world).pk, unit="TRY", now=NOW)


def url(name: str, world: World, *more: str) -> str:
    return reverse(f"web:{name}", args=[account_of(world).public_id, *more])


def words(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def send_letter(world: World) -> Letter:
    with acting_as_system("test"):
        return letter_send(
            current_account=account_of(world),
            as_of=NOW.date(),
            currency="TRY",
            actor=actor("deniz"),
            now=NOW,
        )


def test_who_has_one_account_stands_before_it_at_once(world: World, ayse: Client) -> None:
    answer = ayse.get(reverse("web:current_accounts"))

    assert answer.status_code == 302
    assert answer["Location"] == url("current_account", world)


def test_who_has_none_is_told_where_it_comes_from() -> None:
    client = sign_in(make_member(make_buyer("Menekşe")))

    page = words(client.get(reverse("web:current_accounts")))

    assert "Henüz cari hesabınız yok" in page
    assert reverse("web:packages") in page


def test_the_page_shows_balance_aging_and_statement(world: World, ayse: Client) -> None:
    fill(world)

    page = words(ayse.get(url("current_account", world)))

    for wanted in ("Kullanılabilir bakiye", "500,00 ₺", "Yaşlandırma", "Havale", "Limitsiz"):
        assert wanted in page
    assert world.owed_invoice.reference in page


def test_the_number_of_queries_does_not_grow_with_the_entries(world: World, ayse: Client) -> None:
    address = url("current_account", world)
    ayse.get(address)
    with CaptureQueriesContext(connection) as few:
        ayse.get(address)
    posting = Posting(LedgerKind.BANK, LedgerKind.WALLET, 100, "TRY", Reason.TOP_UP)
    account_id = account_of(world).pk
    with acting_as_system("test"):
        post_many(entries=[Entry(account_id, f"e{n}", (posting,)) for n in range(300)], now=NOW)
    with CaptureQueriesContext(connection) as many:
        page = words(ayse.get(address + "?sayfa=2"))

    assert len(many) <= len(few) <= 32
    assert "Önceki sayfadan devreden" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("bas=01.01.2020&bit=31.12.2020", "Bu dönemde hareket yok"),
        ("bas=31.12.2030&bit=01.01.2020", "01.01.2020 – 31.12.2030"),
        ("bas=yarın&bit=99.99.9999&birim=XXX", "Devreden bakiye"),
        ("bas=01.01.0001&bit=31.12.9999", "Devreden bakiye"),
    ],
)
def test_any_period_may_be_asked_for(world: World, ayse: Client, query: str, shown: str) -> None:
    answer = ayse.get(f"{url('current_account', world)}?{query}")

    assert answer.status_code == 200
    assert shown in words(answer)


def test_the_statement_is_downloaded_as_pdf_and_excel(world: World, ayse: Client) -> None:
    fill(world, description='=HYPERLINK("http://kotu.example")')

    printed = ayse.get(url("statement_file", world, "pdf"))
    table = ayse.get(url("statement_file", world, "excel"))

    assert printed.content.startswith(b"%PDF-")
    assert printed["Content-Type"] == "application/pdf"
    sheet = openpyxl.load_workbook(io.BytesIO(table.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("Tarih", "İşlem", "Açıklama")
    cells = [cell for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert [cell.data_type for cell in cells] == ["s"]
    assert rows[-1][1] == "Kapanış bakiyesi"
    assert ayse.get(url("statement_file", world, "exe")).status_code == 404


def test_the_switch_of_renewals_is_one_click(world: World, ayse: Client) -> None:
    for wanted in ("ac", "kapat"):
        answer = ayse.post(url("wallet_switch", world), {"durum": wanted})
        assert answer.status_code == 302
        with acting_as_system("test"):
            assert BuyerTerms.objects.get().pays_from_wallet is (wanted == "ac")


def test_money_is_asked_for_and_the_request_taken_back(world: World, ayse: Client) -> None:
    fill(world)
    sent = {"amount": "120,50", "iban": IBAN, "holder": "Papatya Ltd."}

    assert ayse.post(url("payout_new", world), sent).status_code == 302
    assert wallet(world) == 379_50
    with acting_as_system("test"):
        payout = Payout.objects.get()
    page = words(ayse.get(url("current_account", world)))
    assert "Onay bekliyor" in page
    assert "1326" in page
    assert IBAN not in page

    ayse.post(reverse("web:payout_cancel", args=[payout.public_id]))
    assert wallet(world) == 500_00


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"amount": "900,00"}, "Bakiye yetersiz."),
        ({"amount": "0"}, "Tutar sıfırdan büyük olmalı."),
        ({"amount": "12.50"}, "Tutarı 1.234,56 biçiminde yazın."),
        ({"iban": "TR12"}, "IBAN"),
        ({"holder": ""}, "Bu alanı doldurun."),
    ],
)
def test_a_refused_request_says_why_at_its_field(
    world: World, ayse: Client, typed: dict[str, str], error: str
) -> None:
    fill(world)
    sent = {"amount": "100,00", "iban": IBAN, "holder": "Papatya"} | typed

    answer = ayse.post(url("payout_new", world), sent)

    assert answer.status_code == 422
    assert error in words(answer)
    assert "is-invalid" in words(answer)
    assert wallet(world) == 500_00


def test_an_empty_wallet_offers_no_form(world: World, ayse: Client) -> None:
    page = words(ayse.get(url("payout_new", world)))

    assert "Çekilecek bakiyeniz yok" in page
    assert 'name="iban"' not in page


def test_a_load_outside_the_limits_is_refused_at_its_field(world: World, ayse: Client) -> None:
    form = words(ayse.get(url("wallet_load", world)))
    assert "10,00 ₺ ile 100.000,00 ₺ arasında" in form

    sent = {"amount": "5,00", "address": world.ids["address"], "wants_3d": "on"}
    answer = ayse.post(url("wallet_load", world), sent)

    assert answer.status_code == 422
    assert "Yüklenecek tutar 10,00 ₺ ile 100.000,00 ₺ arasında olmalı." in words(answer)


def test_a_letter_that_waits_is_shown_with_its_link(world: World, ayse: Client) -> None:
    send_letter(world)

    page = words(ayse.get(url("current_account", world)))

    assert "Yanıtınızı bekleyen mutabakat mektubu" in page
    assert "/mutabakat/mut_" in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.STAFF])
def test_who_may_not_decide_sees_no_button_for_it(world: World, role: str) -> None:
    fill(world)
    send_letter(world)
    client = sign_in(make_member(world.buyer, role))

    page = words(client.get(url("current_account", world)))

    assert "Para çek</a>" not in page
    assert "/mutabakat/" not in page
    assert (url("wallet_load", world) in page) is (role == Role.STAFF)
    assert client.post(url("wallet_switch", world), {"durum": "ac"}).status_code == 403


def test_ceren_sees_none_of_it(world: World) -> None:
    client = sign_in(world.ceren)

    for name in ("current_account", "wallet_load", "payout_new"):
        assert client.get(url(name, world)).status_code == 404


# -- paying from the balance -----------------------------------------------------------------


def invoice(world: World) -> Invoice:
    with acting_as_system("test"):
        return Invoice.objects.get(pk=world.owed_invoice.pk)


def pay(client: Client, world: World, amount: str) -> Any:
    target = reverse("web:pay_from_wallet", args=[world.owed_invoice.public_id])
    return client.post(target, {"amount": amount})


def test_the_payment_page_offers_the_balance(world: World, ayse: Client) -> None:
    target = reverse("web:pay", args=[world.owed_invoice.public_id])
    assert "Bakiyeden öde" not in words(ayse.get(target))
    fill(world, 50_00)

    page = words(ayse.get(target))

    assert "Bakiyeden öde" in page
    assert 'value="50,00"' in page
    assert "karttan 70,00 ₺ çekilir" in page


def test_a_part_and_then_the_rest_is_paid_from_the_balance(world: World, ayse: Client) -> None:
    fill(world)

    first = pay(ayse, world, "20,00")
    assert first["Location"] == reverse("web:pay", args=[world.owed_invoice.public_id])
    assert invoice(world).open_minor == 100_00
    second = pay(ayse, world, "100,00")

    assert second["Location"] == reverse("web:services")
    assert (invoice(world).status, wallet(world)) == ("paid", 380_00)


@pytest.mark.parametrize(
    ("amount", "error"),
    [("120,01", "kalan tutar 120,00"), ("", "Tutarı 1.234,56"), ("60,00", "Bakiye yetersiz.")],
)
def test_what_the_balance_cannot_pay_is_refused_at_its_field(
    world: World, ayse: Client, amount: str, error: str
) -> None:
    fill(world, 50_00)

    answer = pay(ayse, world, amount)

    assert answer.status_code == 422
    assert error in words(answer)
    assert (invoice(world).paid_minor, wallet(world)) == (0, 50_00)


def test_the_clock_of_the_statement_is_the_installations(world: World, ayse: Client) -> None:
    later = NOW + timedelta(days=1)

    assert f"{later:%d.%m.%Y}" in words(ayse.get(url("current_account", world)))
